"""Completions from a learning system: a CSV file with a mapping of its columns, taken in wholly or not at all."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from duecare.errors import InputError
from duecare.office.audit.chain import record
from duecare.office.people.models import User
from duecare.office.training.acts import months_after
from duecare.office.training.models import Completion
from duecare.office.training.reading import Module, modules

MOST_BYTES: Final = 5_000_000
MOST_ROWS: Final = 50_000
MOST_REASONS: Final = 20
"""Reasons that are shown; of the others it is said how many there are."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """The names of the columns, and what the system calls our modules. score: empty where there is none.

    named: from the system's name of a course to the id of a module; a name that is not in it must be an id itself.
    """

    person: str = "email"
    module: str = "course"
    on: str = "completed"
    score: str = ""
    named: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """How many completions were taken in, and how many were there already."""

    new: int
    known: int


def taken_in(by: User, content: bytes, mapped: Mapped) -> Taken:
    """Take in the completions of a file.

    Args:
        by: Who brings them.
        content: CSV in UTF-8, with commas, semicolons or tabs, the first row naming the columns.
        mapped: Which columns hold what.

    Raises:
        InputError: anything in it cannot be read; says what of which line. Nothing is taken in then.
    """
    rows = list(_rows(content, mapped))
    wrong = [f"line {line}: {said}" for line, said in rows if isinstance(said, str)]
    if wrong:
        more = f"; and {len(wrong) - MOST_REASONS} more" if len(wrong) > MOST_REASONS else ""
        raise InputError(
            "; ".join(wrong[:MOST_REASONS]) + more, hint="nothing was taken in; mend the file or the mapping"
        )
    found = [said for _line, said in rows if not isinstance(said, str)]
    if not found:
        raise InputError("the file has no rows below its columns")
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        known = set(Completion.objects.filter(source=Completion.Source.IMPORTED).values_list("user", "module", "on"))
        made = []
        for user, module, on in found:
            if (user.pk, module.id, on) in known:
                continue
            known.add((user.pk, module.id, on))
            made.append(Completion(
                user=user, module=module.id, version=module.version, source=Completion.Source.IMPORTED, on=on,
                until=months_after(on, module.valid_months), by=by,
            ))  # fmt: skip
        Completion.objects.bulk_create(made)
        record(by, "training.import", "training", rows=len(found), new=len(made))
    return Taken(len(made), len(found) - len(made))


Row = tuple[User, Module, datetime.date]


def _rows(content: bytes, mapped: Mapped) -> Iterator[tuple[int, Row | str]]:
    """Each line with what it says, or with what is wrong with it."""
    reader = _reader(content, mapped)
    people, found, today = _people(), modules(), timezone.localdate()
    for number, line in enumerate(reader, 2):
        if number > MOST_ROWS + 1:
            raise InputError(f"more than {MOST_ROWS:,} rows", hint="accepted: several files")
        if any(line.values()):
            yield number, _read(line, mapped, people, found, today)


def _reader(content: bytes, mapped: Mapped) -> csv.DictReader[str]:
    if len(content) > MOST_BYTES:
        raise InputError(f"larger than {MOST_BYTES // 1_000_000} MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("the file is not UTF-8", hint="accepted: CSV in UTF-8") from None
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text.replace("\0", "")), delimiter=separator, restval="")
    columns = [name.strip() for name in reader.fieldnames or ()]
    reader.fieldnames = columns
    wanted = [name for name in (mapped.person, mapped.module, mapped.on, mapped.score) if name]
    if missing := [name for name in wanted if name not in columns]:
        raise InputError(
            f"no column {', '.join(repr(name) for name in missing)}",
            hint=f"the file has: {', '.join(columns)[:300] or 'none'}",
        )
    return reader


def _people() -> Mapping[str, User | None]:
    """People by name to sign in with and by address; None for what names two."""
    found: dict[str, User | None] = {}
    for one in User.objects.filter(is_active=True):
        for key in {one.username.casefold(), one.email.casefold()} - {""}:
            found[key] = None if key in found else one
    return found


def _read(
    line: Mapping[str, str], mapped: Mapped, people: Mapping[str, User | None], found: Mapping[str, Module],
    today: datetime.date,
) -> Row | str:  # fmt: skip
    """A line, or what is wrong with it. Whom it names is not repeated where they are not known here."""
    key, course, on = (line[name].strip() for name in (mapped.person, mapped.module, mapped.on))
    user = people.get(key.casefold())
    if user is None:
        whom = "two people" if key.casefold() in people else "nobody here"
        return f"column {mapped.person} names {whom}; accepted: an e-mail address or a sign-in name"
    module = found.get((mapped.named or {}).get(course, course))
    if module is None:
        return f"{mapped.module} {course[:60]!r} is no module; accepted: {', '.join(found)}, or a name that is mapped"
    try:
        day = datetime.date.fromisoformat(on[:10])
    except ValueError:
        return f"{mapped.on} {on[:20]!r} is no day; accepted: as 2026-11-23"
    if day > today:
        return f"{mapped.on} {day} has not come"
    if mapped.score:
        score = line[mapped.score].strip().rstrip("%")
        if not score.replace(".", "", 1).isdigit() or float(score) > 100:
            return f"{mapped.score} {score[:10]!r} is no percentage"
        if float(score) < module.pass_mark:
            return f"{mapped.score} {score} is below the {module.pass_mark} that {module.id} needs"
    return user, module, day


def named_of(text: str) -> dict[str, str]:
    """What a learning system calls our modules, from lines as `Red flags 2026 = red-flags-for-sales`.

    Raises:
        InputError: a line is none, or names no module.
    """
    found, known = {}, modules()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        theirs, sign, ours = line.rpartition("=")
        if not sign or not theirs.strip() or ours.strip() not in known:
            raise InputError(f"line {number} of the names", hint=f"accepted: their name = one of {', '.join(known)}")
        found[theirs.strip()] = ours.strip()
    return found
