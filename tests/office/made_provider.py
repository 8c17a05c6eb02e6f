"""An identity provider on this machine: it knows one person, and says of them what a test wants said."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import jwt

CLIENT, SECRET = "duecare", "only-between-the-two-0123456789-0123456789"


class Provider(ThreadingHTTPServer):
    """claims: what it says of the person who signs in. asked: what it was sent for a code."""

    claims: dict[str, Any]
    asked: dict[str, list[str]]

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        at = self.server.issuer
        if self.path == "/.well-known/openid-configuration":
            names = ("authorization", "token", "userinfo")
            self._say({"issuer": at, "jwks_uri": f"{at}/keys", **{f"{one}_endpoint": f"{at}/{one}" for one in names}})
        elif self.path == "/userinfo" and self.headers["Authorization"] == "Bearer token-of-lena":
            self._say(self.server.claims)
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        self.server.asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self.server.asked["code"] != ["code-of-lena"]:
            self.send_error(400)
            return
        now = int(time.time())
        told = {**self.server.claims, "iss": self.server.issuer, "aud": CLIENT, "iat": now, "exp": now + 60}
        self._say(
            {"access_token": "token-of-lena", "token_type": "Bearer", "id_token": jwt.encode(told, SECRET, "HS256")}
        )

    def _say(self, what: dict[str, Any]) -> None:
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: Any) -> None:
        """Nothing on the terminal."""


@contextmanager
def provider(**claims: Any) -> Iterator[Provider]:
    """A provider while it is needed."""
    with Provider(("127.0.0.1", 0), _Answers) as server:
        server.claims = claims
        running = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        running.start()
        try:
            yield server
        finally:
            server.shutdown()
            running.join()
