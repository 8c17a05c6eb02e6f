"""A publisher on this machine: a real HTTP server that can stall, fail, break off, redirect and change its mind."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

OLD = "Thu, 01 Jan 2026 00:00:00 GMT"


@dataclass
class Page:
    """What one path serves. faults: what goes wrong with the next requests, one each: a status, `cut`, `stall`, `drip`,
    `chunked cut`, `ignore range`, `wrong range`, `ignore edition`."""

    body: bytes
    etag: str | None = '"one"'
    last_modified: str | None = OLD
    faults: deque[str] = field(default_factory=deque)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Publisher:
    """url: where it is. asked: the headers of every request, in order, with the path under `path`."""

    url: str
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def serve(self, path: str, body: bytes, *faults: str, **more: object) -> Page:
        page = Page(body, faults=deque(faults), **more)  # type: ignore[arg-type]
        self.pages[path] = page
        return page


@contextlib.contextmanager
def publishing() -> Iterator[Publisher]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            publisher.asked.append({"path": self.path, **self.headers})
            page = publisher.pages.get(self.path.partition("?")[0])
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                if page is None:
                    self.send_error(404)
                else:
                    _answer(self, page, publisher)

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that hangs up is what is tested."""

    server = Server(("127.0.0.1", 0), Handler)
    publisher = Publisher(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield publisher
    finally:
        publisher.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(handler: BaseHTTPRequestHandler, page: Page, publisher: Publisher) -> None:
    fault = page.faults.popleft() if page.faults else ""
    if fault.isdigit():
        handler.send_response(int(fault))
        for name, value in page.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return
    wanted = handler.headers
    if "Range" not in wanted and page.etag and wanted["If-None-Match"] == page.etag:
        handler.send_response(304)
        handler.end_headers()
        return
    body, status, start = page.body, 200, 0
    validators = [value for value in (page.etag, page.last_modified) if value]
    same = wanted["If-Range"] in validators or fault == "ignore edition"
    if "Range" in wanted and same and fault != "ignore range":
        start = int(wanted["Range"].removeprefix("bytes=").rstrip("-"))
        status = 206 if start < len(body) else 416
    handler.send_response(status)
    for name, value in (("ETag", page.etag), ("Last-Modified", page.last_modified), *page.headers.items()):
        if value:
            handler.send_header(name, value)
    if status == 416:
        handler.send_header("Content-Range", f"bytes */{len(body)}")
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return
    if status == 206:
        shift = 1 if fault == "wrong range" else 0
        handler.send_header("Content-Range", f"bytes {start - shift}-{len(body) - 1}/{len(body)}")
    part = body[start:]
    if fault == "chunked cut":
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"%x\r\n%b\r\n" % (len(part) // 2, part[: len(part) // 2]))
        handler.close_connection = True
        return
    handler.send_header("Content-Length", str(len(part)))
    handler.end_headers()
    if fault == "cut":
        handler.wfile.write(part[: len(part) // 2])
        handler.close_connection = True
    elif fault == "stall":
        handler.wfile.write(part[: len(part) // 2])
        handler.wfile.flush()
        publisher.released.wait(30)
    elif fault == "drip":
        for byte in part:
            if publisher.released.wait(0.05):
                return
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
    else:
        handler.wfile.write(part)


def repr_digest(body: bytes) -> str:
    """The header of RFC 9530 for a body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
