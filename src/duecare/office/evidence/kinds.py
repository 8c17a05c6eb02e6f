"""What a paper is: found from its bytes, and refused where it could run, unpack to too much, or pass for a page."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import BinaryIO, Final, NoReturn

from duecare.errors import InputError
from duecare.transaction import DOCUMENT_ARCHIVE, check_archive

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
ENDINGS: Final = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "txt": "text/plain",
    "csv": "text/csv",
    "eml": "message/rfc822",
    "json": "application/json",
    "yaml": "application/yaml",
    "yml": "application/yaml",
}
"""Endings of the papers that are accepted, and the type of each."""

ACCEPTED: Final = "PDF, PNG, JPEG, DOCX, XLSX, TXT, CSV, EML, JSON, YAML"
TEXTS: Final = frozenset({"txt", "csv", "eml", "json", "yaml", "yml"})
LONGEST_NAME: Final = 120

_BEGINS: Final = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
_REFUSED: Final = (
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xfe\xed\xfa", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"#!", "a script"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file or one with a password"),
    (b"\x1f\x8b", "an archive"),
    (b"BZh", "an archive"),
    (b"\xfd7zXZ", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"Rar!", "an archive"),
)
_MARKUP: Final = re.compile(
    rb"<!doctype\s+html|<(?:html|head|body|script|svg|iframe|object|embed|meta|link|style)[\s>/]|<\?(?:xml|php)",
    re.IGNORECASE,
)
_NOT_TEXT: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HEADER: Final = re.compile(
    rb"^(from|to|date|subject|received|message-id|mime-version|return-path):", re.IGNORECASE | re.MULTILINE
)


def kind_of(file: BinaryIO, name: str) -> str:
    """The type of a paper, as its bytes show it.

    Texts look alike, so that for them the ending of the name chooses among the types that the bytes allow.

    Args:
        file: Open for reading, and can be wound back; it is left at its beginning.
        name: Its name, cleaned.

    Raises:
        InputError: it is of no type that is accepted, or its name says that it is something else.
    """
    file.seek(0)
    head = file.read(64)
    ending = PurePosixPath(name).suffix.casefold().removeprefix(".")
    if not head:
        _refuse(name, "has nothing in it")
    seen = next((found for mark, found in _BEGINS if head.startswith(mark)), None)
    if seen is None and head.startswith(b"PK\x03\x04"):
        seen = _archive(file, name)
    if seen is None:
        for mark, what in _REFUSED:
            if head.startswith(mark):
                _refuse(name, f"is {what}")
        file.seek(0)
        _check_text(file.read(), name, ending)
        seen = ending
    file.seek(0)
    if ENDINGS.get(ending) != ENDINGS[seen]:
        raise InputError(
            f"{name} ends in {ending or 'nothing'!r}, and its bytes are those of a {seen.upper()} file",
            hint=f"accepted: a name that ends in .{seen}",
        )
    return ENDINGS[seen]


def _archive(file: BinaryIO, name: str) -> str:
    """docx or xlsx, of an archive that holds no more than it should."""
    parts = set(check_archive(file, name, "document", DOCUMENT_ARCHIVE))
    if any(part.casefold().endswith("vbaproject.bin") for part in parts):
        _refuse(name, "has macros, which are programs")
    if "[Content_Types].xml" in parts:
        if "word/document.xml" in parts:
            return "docx"
        if "xl/workbook.xml" in parts:
            return "xlsx"
    _refuse(name, "is an archive; file the papers in it one by one")


def _check_text(data: bytes, name: str, ending: str) -> None:
    plain = data.replace(b"\0", b"") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data  # UTF-16 by its mark
    if found := _NOT_TEXT.search(plain):
        _refuse(
            name,
            f"is no text (byte {found.start():,} is {plain[found.start()]:#04x}) and of no other type that is known",
        )
    start = plain.removeprefix(b"\xef\xbb\xbf").lstrip()
    if ending == "eml":
        if len(set(map(bytes.lower, _HEADER.findall(start.partition(b"\n\n")[0][:65_536])))) < 2:
            _refuse(name, "does not begin as an e-mail does, with From, To, Date or Subject")
    elif _MARKUP.search(plain):
        _refuse(name, "has HTML, SVG or other markup in it, which a browser could run as a page")
    if ending not in TEXTS:
        _refuse(name, f"is a text whose name ends in {ending or 'nothing'!r}")
    if ending == "json" and start[:1] not in (b"{", b"["):
        _refuse(name, "does not begin as JSON does, with { or [")


def _refuse(name: str, why: str) -> NoReturn:
    raise InputError(f"{name} {why}", hint=f"accepted: {ACCEPTED}")


def clean_name(name: str) -> str:
    """A file's name without a path, control characters, marks that turn its direction, or what systems give a meaning.

    >>> clean_name("../../etc/passwd"), clean_name("C:\\\\files\\\\licence.pdf")
    ('passwd', 'licence.pdf')
    >>> clean_name("licence\u202efdp.exe"), clean_name("  ..  ")
    ('licencefdp.exe', 'paper')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(char for char in last if unicodedata.category(char)[0] != "C" and char not in '<>:"|?*%')
    path = PurePosixPath(" ".join(plain.split()).strip(". ") or "paper")
    return path.stem[: LONGEST_NAME - len(path.suffix[:20])] + path.suffix[:20]
