"""Codes of 16 digits with which complainants come back: shown once, kept as a keyed hash.

HMAC-SHA256 with a key that is not in the database, not Argon2: a code has to be found among all complaints, so its hash
must be the same each time, and a slow hash would let anybody keep the server busy. Without the key, 16 random digits
cannot be tried against a database that was taken; with the key the content is open anyway. What a lookup compares is
the hash, of which whoever guesses cannot choose a single bit, so the time it takes says nothing about a code.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from hashlib import sha256
from typing import Final

from duecare.office.complaints import keys
from duecare.office.complaints.models import Complaint

DIGITS: Final = 16


def new_code() -> str:
    """A code, of some 53 bits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def spaced(code: str) -> str:
    """A code as it is shown.

    >>> spaced("1234567890123456")
    '1234 5678 9012 3456'
    """
    return " ".join(code[start : start + 4] for start in range(0, DIGITS, 4))


def read(typed: str) -> str:
    """The digits of what somebody typed, in whichever script, without what stands between them.

    >>> read("١٢٣٤-5678 ９０１２.3456")
    '1234567890123456'
    """
    return "".join(str(unicodedata.digit(char)) for char in typed[:200] if unicodedata.digit(char, None) is not None)


def hash_of(code: str) -> str:
    """What is kept of a code."""
    return hmac.new(keys.ring().receipts, code.encode(), sha256).hexdigest()


def found(typed: str) -> Complaint | None:
    """The complaint of a code; the same is done whether or not there is one."""
    hashed = hash_of(read(typed))
    complaint = Complaint.objects.filter(receipt=hashed).first()
    known = complaint.receipt if complaint is not None and complaint.receipt else "0" * 64
    return complaint if hmac.compare_digest(known, hashed) else None
