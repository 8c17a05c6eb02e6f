"""Read a transaction from a YAML, JSON or XLSX file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from duecare.errors import InputError
from duecare.transaction.blocks import Locate
from duecare.transaction.files import decode, read_limited
from duecare.transaction.model import Transaction
from duecare.transaction.parse import build, located

SUFFIXES = (".yaml", ".yml", ".json", ".xlsx")


def read_transaction(path: str | Path) -> Transaction:
    """Read one transaction file; the format goes by the ending: .yaml, .yml, .json or .xlsx (the template).

    Raises:
        InputError: one line with file, line, what was seen and what is accepted.
    """
    suffix = Path(path).suffix.casefold()
    data = read_limited(path)
    if suffix not in SUFFIXES:
        raise InputError(f"ends in {suffix or 'nothing'!r}; accepted: {', '.join(SUFFIXES)}", path=str(path))
    return read_bytes(data, suffix, str(path))


def read_bytes(data: bytes, suffix: str, path: str | None = None) -> Transaction:
    """Read a transaction from the content of a file of this ending, as from an upload.

    Raises:
        InputError: as `read_transaction`.
    """
    return build(*_raw(data, suffix, path), path)


def read_document(data: bytes, suffix: str, path: str | None = None) -> dict[str, Any]:
    """The content of a file as it is written: JSON-ready keys and values of `duecare.transaction/1`, checked.

    Raises:
        InputError: as `read_transaction`.
    """
    document, locate = _raw(data, suffix, path)
    build(document, locate, path)
    written: dict[str, Any] = json.loads(json.dumps(document, default=str))
    return written


def _raw(data: bytes, suffix: str, path: str | None) -> tuple[object, Locate]:
    if suffix == ".xlsx":
        from duecare.transaction.workbook import load_workbook_rows

        return load_workbook_rows(data, path)
    document: object
    text = decode(data, path)
    if not text.strip():
        raise InputError("is empty; a transaction has at least an id and a title", path=path)
    if suffix == ".json":
        from duecare.transaction.json_text import load_json

        document, lines = load_json(text, path)
    else:
        from duecare.transaction.yaml_text import load_yaml

        document, lines = load_yaml(text, path)
    if not isinstance(document, dict):
        what = "a list" if isinstance(document, list) else "a single value" if document is not None else "empty"
        raise InputError(f"holds {what}; a transaction is a mapping of keys and values", path=path, line=1)
    return document, located(lines, path)
