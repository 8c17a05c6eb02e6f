"""Send a message to an address that somebody typed, without being led to one that they should not reach."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import Final
from urllib.parse import SplitResult, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from duecare.errors import DuecareError, InputError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
CONNECT_SECONDS, ANSWER_SECONDS, MOST_SECONDS = 5, 10, 15
MOST_BYTES: Final = 256_000
ACCEPTED: Final = "accepted: https://host/path, without a name or password in it"

_EMBEDDING: Final = tuple(
    ipaddress.ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
)
"""Addresses of IPv6 that stand for one of IPv4, through translators and tunnels: refused whole."""

_OF_CLOUDS: Final = frozenset({ipaddress.ip_address("168.63.129.16")})
"""Public by number, but answered by the machine's own cloud."""


class AddressError(DuecareError):
    """An address that is not sent to. code: why, a closed code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """How sending ended. status: of the answer, None without one. said: a closed code, `ok` where it was taken."""

    status: int | None
    said: str


def check_url(url: str, *, loopback: bool) -> SplitResult:
    """An address as it may be written; where its name leads is asked when a message is sent.

    Raises:
        InputError: not https, a name or password in it, an address that is not public.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise InputError("this is no address", hint=ACCEPTED) from None
    odd = not url.isascii() or any(one <= " " or one in "\x7f\\" for one in url)
    if odd or port == 0 or not parts.hostname:
        raise InputError("this is no address", hint=ACCEPTED)
    if parts.scheme != "https" and not (loopback and parts.scheme == "http"):
        raise InputError(f"an address that begins with {parts.scheme or 'nothing'}: is not sent to", hint=ACCEPTED)
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise InputError("an address holds no name, password or #part", hint=ACCEPTED)
    with suppress(ValueError):
        if not reachable(ipaddress.ip_address(parts.hostname), loopback=loopback):
            raise AddressError("not-public")
    return parts


def reachable(address: Address, *, loopback: bool) -> bool:
    """Whether messages are sent to an address: a public one, or this computer where that is allowed."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return reachable(address.ipv4_mapped, loopback=loopback)
        if loopback and address.is_loopback:
            return True
        if any(address in network for network in _EMBEDDING) or address.is_site_local or address.scope_id:
            return False
    if loopback and address.is_loopback:
        return True
    return address.is_global and not address.is_multicast and not address.is_reserved and address not in _OF_CLOUDS


def resolved(host: str, port: int, *, loopback: bool) -> Address:
    """Where a name leads. All that it leads to must be public; the first is the one that is connected to.

    Raises:
        AddressError: the name is not known, or leads somewhere that is not public.
    """
    try:
        found = {one[4][0]: None for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
        addresses = [ipaddress.ip_address(one) for one in found]
    except (OSError, UnicodeError, ValueError):
        raise AddressError("name-not-known") from None
    if not addresses or not all(reachable(one, loopback=loopback) for one in addresses):
        raise AddressError("not-public")
    return addresses[0]


def post(url: str, body: bytes, headers: Mapping[str, str], *, loopback: bool = False) -> Answer:
    """Post a body; its name is resolved once, that address connected to, and no redirect followed.

    Args:
        url: As `check_url` accepts.
        body: At most 256 kB.
        headers: To send.
        loopback: Whether this computer, and http to it, are allowed.
    """
    if len(body) > MOST_BYTES:
        return Answer(None, "too-large")
    try:
        parts = check_url(url, loopback=loopback)
        secure = parts.scheme == "https"
        host, port = parts.hostname or "", parts.port or (443 if secure else 80)
        address = resolved(host, port, loopback=loopback)
        if not secure and not address.is_loopback:
            raise AddressError("not-https")
    except InputError:
        return Answer(None, "not-an-address")
    except AddressError as refused:
        return Answer(None, refused.code)
    connection: HTTPConnection = (
        HTTPSConnection(str(address), port, timeout=CONNECT_SECONDS, server_hostname=host, assert_hostname=host,
                        cert_reqs="CERT_REQUIRED")
        if secure
        else HTTPConnection(str(address), port, timeout=CONNECT_SECONDS)
    )  # fmt: skip
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _exchanged(connection, target, body, {"Host": parts.netloc, **headers})


def _exchanged(connection: HTTPConnection, target: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send and hear the status; the rest of the answer is not read. After some seconds the line is cut."""
    ended = threading.Event()

    def cut() -> None:
        ended.set()
        with suppress(OSError, AttributeError):
            connection.sock.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(MOST_SECONDS, cut)
    watch.daemon = True
    watch.start()
    try:
        connection.connect()
        connection.timeout = ANSWER_SECONDS
        connection.request("POST", target, body=body, headers=headers)
        status = connection.getresponse().status
    except TimeoutError:
        return Answer(None, "too-slow")
    except (HTTPError, HTTPException, OSError, ValueError) as problem:
        slow = ended.is_set() or "timed out" in str(problem)
        return Answer(None, "too-slow" if slow else _code(problem))
    finally:
        watch.cancel()
        connection.close()
    return Answer(status, "ok" if 200 <= status < 300 else "redirect" if 300 <= status < 400 else "not-taken")


def _code(problem: Exception) -> str:
    return "not-trusted" if "CERTIFICATE" in str(problem).upper() or "hostname" in str(problem) else "not-reached"
