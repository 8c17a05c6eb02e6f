"""The keys that seal what complainants say: in a file outside the database, and in no backup of the office.

AES-256-GCM of the library cryptography. What is sealed names its key by an id, so that it can be said which key is
missing, and is bound to the row that it stands in, so that it opens nowhere else.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from duecare.errors import DuecareError, InputError, OutputError

VERSION: Final = b"\x01"
_ID, _NONCE, _KEY = 8, 12, 32
HEAD: Final = (
    "# Keys of the complaints of a Duecare office. Whoever has this file and the database can read every complaint;\n"
    "# without it nobody can, and nobody can make it again. Keep a copy away from the server and its backups.\n"
    "# The first seal line is the key in use; the others open what was sealed before. receipts hashes the codes.\n"
)
ACCEPTED: Final = "accepted: the file as `duecare office complaints-key` wrote it"


class SealError(DuecareError):
    """Sealed content cannot be opened: its key is not here, or it is not what was sealed."""


class NoKeyError(SealError):
    """The file of keys is not here, though there is something that was sealed with it."""


@dataclass(frozen=True)
class Ring:
    """The keys. seals: newest first; receipts: the one that hashes codes, and never changes."""

    seals: tuple[bytes, ...]
    receipts: bytes

    def by_id(self, name: bytes) -> bytes | None:
        return next((key for key in self.seals if id_of(key) == name), None)


def id_of(key: bytes) -> bytes:
    """What a key is called: the start of its SHA-256, which says nothing of it."""
    return sha256(b"duecare complaints " + key).digest()[:_ID]


def place() -> Path:
    """Where the file of keys is, or is made."""
    return Path(settings.COMPLAINTS_KEYS)


def ring(*, make: bool = True) -> Ring:
    """The keys of this office; made on first use.

    Raises:
        NoKeyError: there is no file, and something was sealed already, which a new key would leave closed for good.
        InputError: the file is none of keys.
        OutputError: the file cannot be read or written.
    """
    path = place()
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        pass
    except OSError as problem:
        raise OutputError(f"{path}: cannot be read: {problem.strerror or problem}") from None
    from duecare.office.complaints.models import Complaint

    if not make or Complaint.objects.exists():
        raise NoKeyError(
            f"{path}: the keys of complaints are not here. What was sealed with them is not lost, and cannot be read "
            "until the file is put back from where its copy is kept. No new key is made while there are complaints."
        )
    write(Ring((secrets.token_bytes(_KEY),), secrets.token_bytes(_KEY)), new=True)
    return ring(make=False)


@lru_cache(maxsize=4)
def _read(path: Path, stamp: int) -> Ring:
    seals, receipts = [], b""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        try:
            key = base64.b64decode(words[1], validate=True)
        except (IndexError, binascii.Error):
            key = b""
        if words[0] not in ("seal", "receipts") or len(key) != _KEY:
            raise InputError("no key of complaints", path=str(path), line=number, hint=ACCEPTED)  # it is not repeated
        if words[0] == "seal":
            seals.append(key)
        else:
            receipts = key
    if not seals or not receipts:
        raise InputError("a key of complaints is missing in it", path=str(path), hint=ACCEPTED)
    return Ring(tuple(seals), receipts)


def text_of(keys: Ring) -> str:
    """The file of keys."""
    today = datetime.date.today().isoformat()
    lines = [f"seal {base64.b64encode(key).decode()} {id_of(key).hex()} {today if not n else ''}".rstrip()
             for n, key in enumerate(keys.seals)]  # fmt: skip
    return HEAD + "\n".join([*lines, f"receipts {base64.b64encode(keys.receipts).decode()}"]) + "\n"


def write(keys: Ring, path: Path | None = None, *, new: bool = False) -> Path:
    """Write a file of keys that only its owner can read, whole or not at all.

    Args:
        keys: What to write.
        path: Where; the place of this office if not given.
        new: Whether it must not be there yet; if another process made it meanwhile, that one stays.

    Raises:
        OutputError: it cannot be written.
    """
    target = path or place()
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text_of(keys))
            file.flush()
            os.fsync(file.fileno())
        if new:
            try:
                os.link(beside, target)
            except FileExistsError:
                if path is not None:
                    raise
            finally:
                beside.unlink(missing_ok=True)
        else:
            os.replace(beside, target)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        raise OutputError(f"{target}: cannot be written: {problem.strerror or problem}") from None
    return target


def seal(data: bytes, about: str) -> bytes:
    """Encrypt under the key in use, bound to what it is about."""
    key, nonce = ring().seals[0], secrets.token_bytes(_NONCE)
    return VERSION + id_of(key) + nonce + AESGCM(key).encrypt(nonce, data, about.encode())


def key_of(sealed: bytes) -> bytes:
    """The id of the key that something was sealed with."""
    return sealed[1 : 1 + _ID]


def unseal(sealed: bytes, about: str) -> bytes:
    """Decrypt what was sealed.

    Raises:
        SealError: its key is not here, or it was changed, or stands where it was not sealed for.
    """
    if sealed[:1] != VERSION or len(sealed) < 1 + _ID + _NONCE + 16:
        raise SealError("what is kept is nothing that was sealed here")
    key = ring(make=False).by_id(key_of(sealed))
    if key is None:
        raise SealError(
            f"sealed with the key {key_of(sealed).hex()}, which is not in {place()}; put back the file that has it"
        )
    try:
        return AESGCM(key).decrypt(sealed[1 + _ID : 1 + _ID + _NONCE], sealed[1 + _ID + _NONCE :], about.encode())
    except InvalidTag:
        raise SealError("what is kept was changed after it was sealed, or belongs elsewhere") from None
