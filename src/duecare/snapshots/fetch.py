"""Fetch one file over HTTPS: only if it changed, resumed where a download broke off, hashed while it is read.

What is downloaded stands in a `.part` until whoever asked takes it, so that a crash, Ctrl-C or a full disk costs no
more than the bytes on their way. RFC 9110: conditional requests (13), ranges (14), retry-after (10.2.3).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final
from urllib.parse import unquote

from duecare.errors import DuecareError, InputError, OutputError
from duecare.snapshots.answer import Answer, pause
from duecare.snapshots.links import checked_link, followed, shown_link
from duecare.snapshots.objects import CHUNK
from duecare.snapshots.part import Part

if TYPE_CHECKING:
    import urllib3

Advance = Callable[[int, int | None], None]
"""Told how many bytes are there, and how many there will be if the server says so."""

MOST_REDIRECTS: Final = 5
PIECE: Final = 1 << 16
FEWEST: Final = 1_000
"""Fewer bytes than this within the time of a stall are a stall: a server that drips must not hold a run for days."""
PROGRESS: Final = 1 << 20
"""An attempt that brings this much does not count as a failed one: a large file may break off many times."""
UNREACHED: Final = 2
"""So many attempts at a server that cannot be reached: without a network, a pull of ten sources is to end soon."""
_MEANS: Final = {
    401: "it asks for a login or a token", 403: "it does not let this program in", 404: "the file is not there",
    410: "the file is not there any more",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """How to go about a fetch.

    most_bytes: a larger file is refused. stall: seconds without data before an attempt is given up. attempts: how many
    in a row may fail. insecure: http and not only https, for any host. proxy: the URL of a proxy. agent: who asks.
    """

    most_bytes: int = 500_000_000
    stall: float = 30.0
    attempts: int = 5
    insecure: bool = False
    proxy: str | None = None
    agent: str = "duecare"


@dataclass(frozen=True, slots=True)
class Known:
    """What a server said about the file that is kept already."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was downloaded as a whole. path: the `.part`, the caller's to take or leave for the next attempt."""

    path: Path
    sha256: str
    bytes: int
    etag: str | None
    last_modified: str | None


class _FailedError(Exception):
    """An attempt failed in a way that another may not. after: the server's wish in seconds. reached: it was there."""

    def __init__(self, why: str, after: float | None = None, *, reached: bool = True) -> None:
        super().__init__(why)
        self.after, self.reached = after, reached


def fetch(
    url: str,
    target: Path,
    *,
    known: Known | None = None,
    terms: Terms | None = None,
    sha256: str | None = None,
    advance: Advance | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Fetched | None:
    """Download a file to `<target>.part`, going on with what an earlier attempt left there.

    Args:
        url: An https address; http for this machine itself, or where the terms allow it.
        target: What the file is for; its folder must be there.
        known: What the server said about the copy that is kept, if one is.
        terms: Size limit, stall, attempts, proxy.
        sha256: The checksum that the publisher gives, if it gives one.
        advance: Told of progress.
        sleep: Waits between attempts.

    Returns:
        The download, or None if the file has not changed since `known`.

    Raises:
        InputError: the address is refused, the server says no, stalls or fails for good, or the file is too large or
            not what its checksum says. What was downloaded so far is kept if it can be gone on with.
        OutputError: the disk is full or cannot be written.
    """
    return _Download(url, target, known or Known(), terms or Terms(), sha256, advance).run(sleep)


class _Download:
    def __init__(
        self,
        url: str,
        target: Path,
        known: Known,
        terms: Terms,
        sha256: str | None,
        advance: Advance | None,
    ) -> None:
        self.url = checked_link(url, insecure=terms.insecure)
        self.shown = shown_link(url)
        self.part = Part(target.with_name(target.name + ".part"), self.url)
        self.known, self.terms, self.sha256, self.advance = known, terms, sha256, advance

    def run(self, sleep: Callable[[float], None]) -> Fetched | None:
        failed = 0
        with _pool(self.terms) as pool:
            while True:
                before = self.part.size()
                try:
                    return self._attempt(pool)
                except _FailedError as problem:
                    failed = 0 if self.part.size() - before >= PROGRESS else failed + 1
                    if failed >= (self.terms.attempts if problem.reached else min(UNREACHED, self.terms.attempts)):
                        raise self._refused(self._given_up(str(problem), failed)) from None
                    sleep(pause(failed, problem.after))

    def _given_up(self, why: str, failed: int) -> str:
        times = f"{failed} attempts" if failed > 1 else "one attempt"
        kept = self.part.size()
        left = f"; {kept / 1e6:,.1f} MB are kept, and the next attempt goes on from there" if kept else ""
        return f"{why}, after {times}{left}"

    def _attempt(self, pool: urllib3.PoolManager) -> Fetched | None:
        from urllib3 import exceptions

        offset = self.part.size()
        try:
            with closing(self._ask(pool, offset)) as response:
                return self._answered(Answer(response.status, response.headers), response, offset)
        except DuecareError:
            raise
        except exceptions.SSLError as problem:
            raise self._refused(f"no secure connection: {_innermost(problem)}") from None
        except (exceptions.LocationValueError, exceptions.URLSchemeUnknown):
            raise self._refused("is not an address that can be asked") from None
        except exceptions.NewConnectionError as problem:  # also a TimeoutError, to urllib3
            raise _FailedError(f"no connection: {_innermost(problem)}", reached=False) from None
        except exceptions.TimeoutError:
            raise _FailedError(f"the server sent nothing for {self.terms.stall:g} seconds") from None
        except (exceptions.HTTPError, OSError) as problem:
            raise _FailedError(f"the connection failed: {_innermost(problem)}") from None

    def _ask(self, pool: urllib3.PoolManager, offset: int) -> urllib3.BaseHTTPResponse:
        """The first answer that is no redirect."""
        headers = {"User-Agent": self.terms.agent, "Accept": "*/*", "Accept-Encoding": "identity"}
        if offset:
            headers |= {"Range": f"bytes={offset}-", "If-Range": self.part.validator or ""}
        else:
            if self.known.etag:
                headers["If-None-Match"] = self.known.etag
            if self.known.last_modified:
                headers["If-Modified-Since"] = self.known.last_modified
        url = self.url
        for _ in range(MOST_REDIRECTS + 1):
            response = pool.request("GET", url, headers=headers, redirect=False, retries=False, preload_content=False)
            if response.status not in (301, 302, 303, 307, 308):
                return response
            location = response.headers.get("Location", "")
            response.close()
            url = followed(url, location, insecure=self.terms.insecure, asked=self.shown)
        raise self._refused(f"redirects more than {MOST_REDIRECTS} times")

    def _answered(self, answer: Answer, response: urllib3.BaseHTTPResponse, offset: int) -> Fetched | None:
        if answer.status == 304:
            return None
        if answer.status in (206, 416) and self._is_another(answer):
            self.part.remove()
            raise _FailedError("the server has another edition than the one that was begun")
        if answer.status == 416 and offset and answer.total == offset:
            return self._whole(self._hashed_so_far(offset), offset, answer)
        if answer.status == 416 or (answer.status == 206 and answer.start != offset):
            self.part.remove()
            raise _FailedError("the server does not go on where the download broke off")
        if answer.status == 429 or answer.status >= 500:
            raise _FailedError(f"the server answers {answer.status}", answer.retry_after)
        if answer.status not in (200, 206):
            raise InputError(f"the server answers {answer.status}", path=self.shown, hint=_MEANS.get(answer.status))
        return self._received(answer, response, offset if answer.status == 206 else 0)

    def _is_another(self, answer: Answer) -> bool:
        """Whether a server that was to send the rest of one edition only (If-Range) tells of another."""
        now, then = answer.headers.get("ETag"), self.part.said.get("etag")
        return now is not None and then is not None and now != then

    def _received(self, answer: Answer, response: urllib3.BaseHTTPResponse, start: int) -> Fetched:
        """Write what comes, from a byte on."""
        self._limit(answer.total or 0)
        hashed, size = self._hashed_so_far(start), start
        if not start:
            self.part.begin(answer)
        since, then = time.monotonic(), size
        with self.part.appended() as file:
            while piece := response.read1(PIECE, decode_content=True):
                size += len(piece)
                self._limit(size)
                _write(file, piece)
                hashed.update(piece)
                if self.advance is not None:
                    self.advance(size, answer.total)
                if (now := time.monotonic()) - since >= self.terms.stall:
                    if size - then < FEWEST:
                        raise _FailedError(f"the server sent {size - then} bytes in {self.terms.stall:g} seconds")
                    since, then = now, size
        if answer.total is not None and size != answer.total:
            raise _FailedError(f"the connection closed at {size:,} of {answer.total:,} bytes")
        return self._whole(hashed, size, answer)

    def _hashed_so_far(self, size: int) -> hashlib._Hash:
        hashed = hashlib.sha256()
        if size:
            with open(self.part.path, "rb") as file:
                while chunk := file.read(CHUNK):
                    hashed.update(chunk)
        return hashed

    def _whole(self, hashed: hashlib._Hash, size: int, answer: Answer) -> Fetched:
        found = hashed.hexdigest()
        for wanted, who in ((self.sha256, "its publisher gives"), (answer.sha256, "the server gives")):
            if wanted is not None and wanted.casefold() != found:
                self.part.remove()
                raise self._refused(f"arrived damaged: its SHA-256 is {found}, and {who} {wanted.casefold()}")
        said = self.part.said
        return Fetched(self.part.path, found, size, said.get("etag"), said.get("last_modified"))

    def _limit(self, size: int) -> None:
        if size > self.terms.most_bytes:
            self.part.remove()
            raise self._refused(f"is larger than {self.terms.most_bytes / 1e6:,.10g} MB")

    def _refused(self, why: str) -> InputError:
        return InputError(why, path=self.shown)


def _write(file: BinaryIO, piece: bytes) -> None:
    try:
        written = 0
        while written < len(piece):
            written += file.write(piece[written:])
    except OSError as problem:
        raise OutputError(f"{file.name}: cannot be written: {problem.strerror}") from None


def _pool(terms: Terms) -> urllib3.PoolManager:
    import urllib3

    timeout = urllib3.Timeout(connect=terms.stall, read=terms.stall)
    if terms.proxy is None:
        return urllib3.PoolManager(timeout=timeout)
    try:
        login = urllib3.util.parse_url(terms.proxy).auth
        headers = urllib3.make_headers(proxy_basic_auth=unquote(login)) if login else None
        return urllib3.ProxyManager(terms.proxy, proxy_headers=headers, timeout=timeout)
    except (urllib3.exceptions.HTTPError, ValueError):
        raise InputError(
            f"the proxy {shown_link(terms.proxy)!r} is not an address", hint="as http://host:3128"
        ) from None


def _innermost(problem: BaseException) -> str:
    """The plainest words that an error of the network has for itself."""
    while (cause := getattr(problem, "reason", None) or problem.__cause__) and isinstance(cause, BaseException):
        problem = cause
    said = getattr(problem, "strerror", None) or str(problem) or type(problem).__name__
    return " ".join(str(said).split())[:200]
