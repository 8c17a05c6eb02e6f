"""Complaints that came to a GlobaLeaks site: read from its exports.

A recipient downloads a report as `report-<number>.zip`: `report.txt` or `report.pdf` by the site's own template, the
files of the whistleblower in `files/`, those of recipients in `files_attached_from_recipients/`, and `metadata.csv`.
A report as JSON is what the recipient's interface answers for a report: `questionnaires` of `steps` and `answers`,
`comments`, `creation_date`. Of an answer each field is a list of entries; an entry has a `value`, options that are
true by their id, or fields within it.
"""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final

from duecare.errors import InputError
from duecare.office.complaints.attached import (
    MOST_BYTES,
    Looked,
    RefusedFileError,
    look_at,
)
from duecare.office.complaints.receiving import LONGEST

MOST: Final = 25_000_000
MOST_MEMBERS: Final = 500
MOST_UNPACKED: Final = 200_000_000
THEIRS: Final = "files/"
OF_RECIPIENTS: Final = "files_attached_from_recipients/"
ACCEPTED: Final = "accepted: the ZIP that GlobaLeaks exports a report as, or one report as JSON"


@dataclass
class Report:
    """A report as it was read. left: files that are not taken, each with why."""

    account: str
    received_on: datetime.date | None = None
    files: list[Looked] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def read_export(data: bytes, name: str) -> Report:
    """Read an export.

    Raises:
        InputError: it is none, is damaged, or unpacks to too much; says what is accepted.
    """
    if len(data) > MOST:
        raise InputError(f"{name} is larger than {MOST // 1_000_000} MB", hint=ACCEPTED)
    if data[:4] == b"PK\x03\x04":
        return _archive(data, name)
    try:
        said = json.loads(data)
    except ValueError:
        raise InputError(f"{name} is neither a ZIP nor JSON", hint=ACCEPTED) from None
    return _report(said, name)


def _archive(data: bytes, name: str) -> Report:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
                raise InputError(f"{name} unpacks to more than is accepted", hint=ACCEPTED)
            if any(one.flag_bits & 1 for one in members):
                raise InputError(f"{name} is encrypted", hint="unpack it with its password, and pack it anew without")
            by_name = {one.filename: one for one in members}
            report = _main(archive, by_name, name)
            for one in members:
                path = PurePosixPath(one.filename)
                if one.filename.startswith((THEIRS, OF_RECIPIENTS)):
                    _take(report, archive, one, path.name)
            return report
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError):
        raise InputError(f"{name} is damaged", hint=ACCEPTED) from None


def _main(archive: zipfile.ZipFile, by_name: Mapping[str, zipfile.ZipInfo], name: str) -> Report:
    """What is said in an archive: of its text, of its JSON, or of its PDF, which is kept beside."""
    for found in ("report.json", "data.json"):
        if found in by_name:
            try:
                return _report(json.loads(archive.read(by_name[found])), found)
            except ValueError as problem:
                if isinstance(problem, InputError):
                    raise
                raise InputError(f"{found} in {name} is no JSON", hint=ACCEPTED) from None
    for found in ("report.txt", "data.txt"):
        if found in by_name:
            return Report(_short(archive.read(by_name[found]).decode("utf-8-sig", "replace"), name))
    if "report.pdf" in by_name:
        data = archive.read(by_name["report.pdf"])
        report = Report(_short(_text_of(data, name), name))
        report.files.append(look_at(io.BytesIO(data), "report.pdf"))
        return report
    raise InputError(f"{name} has neither report.txt nor report.pdf", hint=ACCEPTED)


def _text_of(data: bytes, name: str) -> str:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    except pypdfium2.PdfiumError:
        raise InputError(f"report.pdf in {name} cannot be read", hint=ACCEPTED) from None


def _take(report: Report, archive: zipfile.ZipFile, one: zipfile.ZipInfo, name: str) -> None:
    if one.file_size > MOST_BYTES:
        report.left.append(f"{name}: larger than {MOST_BYTES // 1_000_000} MB")
        return
    try:
        report.files.append(look_at(io.BytesIO(archive.read(one)), name))
    except RefusedFileError as problem:
        report.left.append(str(problem))


def _report(said: Any, name: str) -> Report:
    if not isinstance(said, Mapping) or not isinstance(said.get("questionnaires"), list):
        raise InputError(f"{name} has no list `questionnaires`", hint=ACCEPTED)
    lines: list[str] = []
    for each in said["questionnaires"]:
        if not isinstance(each, Mapping) or not isinstance(each.get("answers"), Mapping):
            raise InputError(f"{name}: a questionnaire has no `answers`", hint=ACCEPTED)
        labels = dict(_labels(each.get("steps", [])))
        lines += _answers(each["answers"], labels)
    for comment in said.get("comments") or []:
        if isinstance(comment, Mapping) and comment.get("content"):
            lines.append(f"{comment.get('type') or 'comment'}: {comment['content']}")
    made = str(said.get("creation_date", ""))[:10]
    try:
        day = datetime.date.fromisoformat(made) if made else None
    except ValueError:
        raise InputError(f"{name}: creation_date is {made!r}", hint="accepted: a date as 2026-11-26") from None
    return Report(_short("\n".join(lines), name), day)


def _labels(said: Any) -> Iterator[tuple[str, str]]:
    """The label of every step, field and option, by its id."""
    if isinstance(said, list):
        for one in said:
            yield from _labels(one)
    elif isinstance(said, Mapping):
        if isinstance(said.get("id"), str) and said.get("label"):
            yield said["id"], str(said["label"])
        for name in ("children", "options"):
            yield from _labels(said.get(name))


def _answers(said: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[str]:
    for key, entries in said.items():
        if key not in labels and not isinstance(entries, list):
            continue
        for entry in entries if isinstance(entries, list) else [entries]:
            if not isinstance(entry, Mapping):
                continue
            value = entry.get("value")
            if isinstance(value, str) and value:
                yield f"{labels.get(key, key)}: {labels.get(value, value)}"
            chosen = [labels[name] for name, yes in entry.items() if yes in (True, "True", "true") and name in labels]
            if chosen:
                yield f"{labels.get(key, key)}: {', '.join(chosen)}"
            within = {name: one for name, one in entry.items() if isinstance(one, list)}
            if within:
                yield from _answers(within, labels)


def _short(text: str, name: str) -> str:
    said = text.strip()
    if not said:
        raise InputError(f"{name} says nothing", hint=ACCEPTED)
    return said if len(said) <= LONGEST else said[: LONGEST - 80] + "\n[cut off here; the whole is in the export]"
