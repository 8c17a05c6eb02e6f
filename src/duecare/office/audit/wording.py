"""What an entry of the log tells beside its act, in words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from duecare.office.audit.models import Entry

PEOPLE: Final = frozenset({"user", "to", "owner", "of", "stood_in"})
"""Keys whose values are people, by number."""
LABELS: Final[Mapping[str, Any]] = {
    "after": lazy("after"), "alert": lazy("alert"), "alerts": lazy("alerts"), "anchor": lazy("journal of matches"),
    "answers": lazy("answers"), "basis": lazy("basis"), "before": lazy("before"), "body": lazy("decided by"),
    "books": lazy("books"), "by": lazy("by means of"), "case": lazy("case"), "cases": lazy("cases"),
    "cause": lazy("cause"), "changed": lazy("changed"), "claim": lazy("claim"), "comment": lazy("comment"),
    "condition": lazy("condition"), "confidentiality": lazy("for readers"), "confirmed": lazy("was confirmed"),
    "consequence": lazy("if it fails"), "day": lazy("day"), "decision": lazy("decision"), "drawdown": lazy("draw-down"),
    "due": lazy("due on"), "ended": lazy("ended on"), "erasure": lazy("erasure"), "event": lazy("event"),
    "events": lazy("events"), "evidence": lazy("paper"), "expires": lazy("ends on"), "fact": lazy("question"),
    "factor": lazy("second factor"), "factors": lazy("second factors"), "failed": lazy("failed"),
    "files": lazy("files"), "filter": lazy("filter"), "form": lazy("form"), "found": lazy("found"),
    "framework": lazy("framework"), "freeze": lazy("freeze"), "gate": lazy("gate"), "gates": lazy("gates"),
    "ground": lazy("ground"), "items": lazy("items"), "journal": lazy("decided matches erased"), "kind": lazy("kind"),
    "kinds": lazy("kinds"), "known": lazy("known"), "lane": lazy("lane"), "left_out": lazy("left out"),
    "licence": lazy("licence"), "looked": lazy("judged again"), "lowered": lazy("lowered outcome"),
    "mapping": lazy("columns as"), "message": lazy("message"), "messages": lazy("messages"),
    "needed": lazy("approvals needed"), "note": lazy("note"), "object": lazy("object"), "of": lazy("for"),
    "on": lazy("on"), "origin": lazy("from case"), "outcome": lazy("outcome"), "owner": lazy("owner"),
    "privileged": lazy("privileged"), "project": lazy("project"), "projects": lazy("projects"),
    "quantity": lazy("quantity"), "rejected": lazy("rows not read"), "remark": lazy("remark"),
    "required": lazy("licence required"), "restricted": lazy("closed to others"), "role": lazy("role"),
    "rows": lazy("rows"), "rule": lazy("rule"), "said": lazy("how it ended"), "scopes": lazy("scopes"),
    "sha256": lazy("SHA-256"), "size": lazy("size in bytes"), "source": lazy("made from"), "state": lazy("state"),
    "status": lazy("status"), "step": lazy("page"), "stood_in": lazy("stood in"),
    "superseded_by": lazy("superseded by paper"), "tables": lazy("tables sealed"), "to": lazy("to"),
    "until": lazy("until"), "user": lazy("person"), "verdict": lazy("verdict"), "version": lazy("version"),
    "was": lazy("was"), "why": lazy("why"), "withheld": lazy("withheld"), "works": lazy("works"),
}  # fmt: skip
"""Keys of details in words; one that is not here is said as it is written."""
_HASH: Final = re.compile(r"[0-9a-f]{40,}")
_CODE: Final = re.compile(r"[a-z]+(?:_[a-z]+)+")
MOST: Final = 12
"""Members of a list that a line has room for."""


def people_in(entries: Collection[Entry]) -> set[int]:
    """The numbers of people whom details name."""
    found: set[int] = set()
    for entry in entries:
        for key in PEOPLE & entry.detail.keys():
            value = entry.detail[key]
            found |= {one for one in (value if isinstance(value, list) else [value]) if isinstance(one, int)}
    return found


def in_words(entry: Entry, names: Mapping[int, str]) -> list[tuple[str, str]]:
    """What an entry tells beside its act: what each is, and its value in words.

    Args:
        entry: The entry.
        names: People by number.
    """
    found = []
    for key, value in entry.detail.items():
        label = LABELS.get(key, key.replace("_", " "))
        found.append((str(label), _people(value, names) if key in PEOPLE else _said(value)))
    if entry.rows:
        found.append((_("rows sealed"), str(len(entry.rows))))
    return found


def _people(value: Any, names: Mapping[int, str]) -> str:
    if value is None:
        return _("nobody")
    if isinstance(value, list):
        return ", ".join(_people(one, names) for one in value) or _("nobody")
    return names.get(value) or str(format_lazy("{} {}", _("person"), value))


def _said(value: Any) -> str:
    if value is None or value == "":
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        said = ", ".join(_said(one) for one in value[:MOST]) or _("none")
        more = len(value) - MOST
        return f"{said}, {_('and %(n)s more') % {'n': more}}" if more > 0 else said
    if isinstance(value, dict):
        return ", ".join(f"{LABELS.get(key, key.replace('_', ' '))} {_said(one)}" for key, one in value.items())
    text = str(value)
    if _HASH.fullmatch(text):
        return f"{text[:12]}…"
    return text.replace("_", " ") if _CODE.fullmatch(text) else text
