"""What a reader of a draft should look at before it is public: words that its figures do not bear out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from duecare.office.programme.forms import Report
from duecare.office.programme.models import Kind, Statement

_PARTS: Final = ("complaints", "consultations", "training")
"""Parts with words of the staff beside counts."""
_AGAINST: Final = ("declined", "approved with conditions")


def doubts(kept: Statement) -> Iterator[str]:
    """What may be wrong with the words of a draft, a sentence each.

    Words that tell of what the records of the year have nothing of; and words that stand as they did in the latest
    report of another year, for what was true of one year need not be of the next.
    """
    if kept.kind != Kind.REPORT or kept.erased:
        return
    content = kept.content
    for key, words in content["words"].items():
        if words and _nothing(content, key):
            yield _("There are words under “%(part)s”, and the records of the year have nothing of the kind.") % {
                "part": Report.base_fields[key].label
            }
    other = Statement.objects.filter(kind=Kind.REPORT, pk__lt=kept.pk).exclude(year=kept.year).order_by("pk").last()
    if other is None or other.erased:
        return
    same = [key for key, words in content["words"].items() if words and words == other.content["words"].get(key)]
    if same:
        parts = ", ".join(f"“{Report.base_fields[key].label}”" for key in same)
        yield _("As in the report of %(year)s, word for word: %(parts)s.") % {"year": other.year, "parts": parts}


def _nothing(content: Mapping[str, Any], key: str) -> bool:
    """Whether the figures have nothing of what some words are about."""
    if key == "declined":
        return not any(values[2] in _AGAINST for values, *_ in content["cases"]["figures"])
    part = content["parts"].get(key)
    return key in _PARTS and (part is None or not part["tables"])
