"""Instruments at hand as texts to send: what they say in this project's words, with how surely each is known."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from duecare.errors import InputError
from duecare.guidance import Entry
from duecare.office.cases.reviewing import data_on

_MARKS: Final = re.compile(r"([\\`*_{}\[\]<>#|])")


def instruments() -> list[tuple[str, str]]:
    """Ids and titles of the instruments at hand."""
    return [(one.id, f"{one.id}: {one.title}") for one in data_on(timezone.localdate()).guidance.instruments.values()]


def text_of(key: str) -> str:
    """An instrument as Markdown: each of its entries with its id, its text and its confidence.

    Raises:
        InputError: there is none of that id.
    """
    guidance = data_on(timezone.localdate()).guidance
    found = guidance.instruments.get(key)
    if found is None:
        raise InputError(f"{key[:40]!r} is no instrument", hint=f"accepted: {', '.join(guidance.instruments)}")
    said = [
        f"{_plain(found.title)}. {_plain(found.issuer)}{f', {found.date.isoformat()}' if found.date else ''}.",
        _("In the words of this project, not those of the instrument; each line says how surely it is known."),
        _plain(found.note),
    ]
    rows = [one for one in guidance.entries.values() if one.instrument == key]
    for kind, some in groupby(rows, lambda one: one.type):
        said.append(f"## {_plain(kind.replace('_', ' ').capitalize())}")
        said.append("\n".join(_line(one) for one in some))
    return "\n\n".join(part for part in said if part)


def _line(one: Entry) -> str:
    title = f"**{_plain(one.title).rstrip('.')}.** " if one.title.strip() else ""
    return f"- {title}{_plain(one.text)} ({_plain(one.id)}; {_plain(one.cite.confidence)})"


def _plain(text: str) -> str:
    """Text of which Markdown makes nothing else."""
    return _MARKS.sub(r"\\\1", " ".join(str(text).split()))
