"""How often somebody may try, counted without keeping an address.

An address becomes a hash under a key that is random, changes every day and never leaves the memory of the process; a
hash is forgotten when its window ends. Several processes count each for themselves.
"""

from __future__ import annotations

import ipaddress
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from hashlib import blake2b
from typing import Final

_DAY: Final = 86_400


class Limit:
    """So many times in so many seconds, an address and all together.

    Args:
        each: From one address.
        everybody: From all addresses.
        seconds: The window.
        clock: Seconds that only grow.
    """

    def __init__(self, each: int, everybody: int, seconds: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.each, self.everybody, self.seconds, self._clock = each, everybody, seconds, clock
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        """Forget all that was counted."""
        with self._lock:
            self._key, self._since = secrets.token_bytes(32), self._clock()
            self._seen: dict[bytes, deque[float]] = {}
            self._all: deque[float] = deque()

    def reached(self, address: str) -> bool:
        """Whether no more is taken from an address at the moment."""
        with self._lock:
            now = self._forget()
            held = self._seen.get(self._hash(address), deque())
            return len(self._fresh(held, now)) >= self.each or len(self._all) >= self.everybody

    def count(self, address: str) -> None:
        """Count one more."""
        with self._lock:
            now = self._forget()
            self._seen.setdefault(self._hash(address), deque(maxlen=self.each)).append(now)
            self._all.append(now)

    def _forget(self) -> float:
        now = self._clock()
        if now - self._since > _DAY:
            self._key, self._since, self._seen = secrets.token_bytes(32), now, {}
        self._fresh(self._all, now)
        for name in [name for name, held in self._seen.items() if not self._fresh(held, now)]:
            del self._seen[name]
        return now

    def _fresh(self, held: deque[float], now: float) -> deque[float]:
        while held and now - held[0] > self.seconds:
            held.popleft()
        return held

    def _hash(self, address: str) -> bytes:
        return blake2b(_network(address).encode(), key=self._key, digest_size=16).digest()


def _network(address: str) -> str:
    """An address of IPv6 stands for the network of its household, which has as many as it likes.

    >>> _network("2001:db8:1:2:3::4"), _network("192.0.2.7")
    ('2001:db8:1:2::', '192.0.2.7')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if found.version == 6:
        return str(ipaddress.ip_network((found, 64), strict=False).network_address)
    return str(found)


CODES: Final = Limit(each=10, everybody=3_000, seconds=900)
"""Codes that open nothing. At 3,000 in a quarter of an hour, a year of guessing finds one of 10,000 complaints with a
probability of one in ten thousand."""

ARRIVALS: Final = Limit(each=20, everybody=300, seconds=3_600)
"""Complaints and messages that are taken in."""
