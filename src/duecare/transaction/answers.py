"""Record what somebody found out: one more entry under `answers:`, the rest of the file as it was."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from duecare.errors import InputError
from duecare.facts import Value, vocabulary
from duecare.transaction import scalars
from duecare.transaction.blocks import default_kind, read_value
from duecare.transaction.canonical import canonical
from duecare.transaction.files import read_limited, write_atomically
from duecare.transaction.format import SOURCE_KINDS
from duecare.transaction.model import SourceKind, Transaction
from duecare.transaction.read import SUFFIXES, read_bytes
from duecare.transaction.subjects import Subjects, resolve_fact

Entry = dict[str, str | list[str]]

_T = TypeVar("_T")
_BOM = b"\xef\xbb\xbf"


def record_answer(
    path: str | Path,
    fact: str,
    value: object,
    *,
    subject: str | None = None,
    source: str,
    kind: SourceKind | None = None,
    date: datetime.date | str | None = None,
    by: str | None = None,
    note: str | None = None,
) -> Transaction:
    """Append an answer to a transaction file and return the transaction as it now reads.

    Comments, order and layout stay. The answer is checked first, the new file is written beside the old one and renamed
    over it: on any error the old file is as it was.

    Args:
        path: the transaction, as YAML, JSON or XLSX.
        fact: vocabulary name, as `end_user.kind`.
        value: what was found out; `unknown` records that somebody looked and could not say.
        subject: id of what the fact is about; may be left out where there is only one.
        source: who or what says so.
        kind: kind of the source; read off its title if left out.

    Raises:
        InputError: no such fact, subject, value, kind or date; or a file that cannot be read.
        OutputError: the file cannot be written.
    """
    file = Path(path)
    before = read_limited(file)
    suffix = file.suffix.casefold()
    if suffix not in SUFFIXES:
        raise InputError(f"ends in {suffix or 'nothing'!r}; accepted: {', '.join(SUFFIXES)}", path=str(path))
    old = read_bytes(before, suffix, str(path))
    entry = _entry(old, fact, value, subject, source, kind, date, by, note)
    after = _append(before, suffix, entry)
    new = read_bytes(after, suffix, str(path))
    _check_only_added(old, new, str(path))
    if read_limited(file) != before:
        raise InputError("was changed by somebody else meanwhile; nothing was written, try again", path=str(path))
    write_atomically(file, after)
    return new


def _entry(
    transaction: Transaction,
    fact: str,
    value: object,
    subject: str | None,
    source: str,
    kind: str | None,
    date: datetime.date | str | None,
    by: str | None,
    note: str | None,
) -> Entry:
    """The entry as it will stand in the file, every part of it checked."""
    path = transaction.path
    full = _checked(path, "fact", lambda: resolve_fact(fact))
    subjects = _checked(path, "subject", lambda: Subjects(transaction).resolve(fact, subject))
    typed = _checked(path, fact, lambda: read_value(vocabulary()[full], value))
    title = _checked(path, "source", lambda: scalars.text(source))
    if title is None:
        raise InputError("source is empty; accepted: who or what says so", path=path)
    entry: Entry = {"fact": fact}
    if subject is None and len(subjects) == 1 and full.partition(".")[0] != "transaction":
        subject = subjects[0][1] if subjects[0][1] in _declared(transaction) else None
    if subject is not None:
        entry["subject"] = subject
    entry["value"] = _written(typed)
    entry["source"] = title
    entry["kind"] = _checked(path, "kind", lambda: scalars.choice(kind, SOURCE_KINDS)) or default_kind(title)
    on = _checked(path, "date", lambda: scalars.day(date))
    given = {"date": None if on is None else on.isoformat()}
    given["by"] = _checked(path, "by", lambda: scalars.text(by))
    given["note"] = _checked(path, "note", lambda: scalars.text(note))
    return entry | {key: one for key, one in given.items() if one is not None}


def _checked(path: str | None, what: str, reads: Callable[[], _T]) -> _T:
    try:
        return reads()
    except InputError:
        raise
    except ValueError as problem:
        raise InputError(f"{what} {problem}", path=path) from None


def _declared(transaction: Transaction) -> set[str]:
    """Ids that the file itself gives: safe to write down, as they do not change when something else is declared."""
    groups = (transaction.items, transaction.parties, transaction.places, transaction.uses)
    return {entry.id for group in groups for entry in group}


def _written(value: Value | None) -> str | list[str]:
    match value:
        case None:
            return "unknown"
        case bool():
            return "yes" if value else "no"
        case frozenset():
            return sorted(value)
        case float():
            return format(Decimal(repr(value)), "f").removesuffix(".0")
    return str(value)


def _append(data: bytes, suffix: str, entry: Entry) -> bytes:
    if suffix == ".xlsx":
        from duecare.transaction.append_xlsx import append_to_workbook

        return append_to_workbook(data, entry)
    from duecare.transaction.append_text import append_to_json, append_to_yaml

    mark = _BOM if data.startswith(_BOM) else b""
    text = data.removeprefix(_BOM).decode("utf-8")
    appended = append_to_json(text, entry) if suffix == ".json" else append_to_yaml(text, entry)
    return mark + appended.encode("utf-8")


def _check_only_added(old: Transaction, new: Transaction, path: str) -> None:
    """The last guard before a person's file is replaced: all that it said, it still says, and one thing more."""
    before, after = canonical(old), canonical(new)
    said, says = before.pop("statements"), after.pop("statements")
    kept = all(statement in says for statement in said)
    if before != after or not kept or len(says) <= len(said):
        raise InputError(
            "has a layout into which an answer cannot be written without touching the rest; nothing was written",
            path=path,
            hint="add the entry under answers: by hand",
        )
