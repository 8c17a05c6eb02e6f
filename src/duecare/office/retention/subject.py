"""What is held about a person: found by name or e-mail over people, deals, comments and papers.

What is privileged, and papers that only counsel may read, are neither searched nor exported.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.utils import timezone

from duecare.names.fold import fold, romanise
from duecare.office.audit.models import Entry
from duecare.office.cases.models import Case, Comment, Deal
from duecare.office.counsel.lane import without_privileged
from duecare.office.counsel.models import Kind
from duecare.office.evidence.models import Confidentiality, Evidence
from duecare.office.people.models import Delegation, Grant, User
from duecare.office.retention.models import SubjectRequest

WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True)
class Held:
    """Something that is held. kind: of what; where: the number of a case, or a person; path: in what of it."""

    kind: str
    where: str
    path: str
    value: Any
    at: datetime.datetime | datetime.date

    @property
    def text(self) -> str:
        """The value as it is read."""
        return self.value if isinstance(self.value, str) else json.dumps(self.value, ensure_ascii=False, indent=1)

    def as_document(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "where": self.where,
            "path": self.path,
            "value": self.value,
            "at": self.at.isoformat(),
        }


class Sought:
    """A name or an e-mail address to look for: a name in any order, script and transliteration of its words."""

    def __init__(self, text: str) -> None:
        self.text = " ".join(text.split())
        self._words = _words(self.text)

    def __bool__(self) -> bool:
        return bool(self._words)

    def within(self, text: str) -> bool:
        """Whether a text names it."""
        if "@" in self.text:
            return self.text.casefold() in text.casefold()
        return self._words <= _words(text)


def _words(text: str) -> frozenset[str]:
    return frozenset(_folded(word) for word in WORD.findall(text))


@lru_cache(maxsize=200_000)
def _folded(word: str) -> str:
    return fold(romanise(word)[0])


def held_about(text: str) -> list[Held]:
    """Everything that is held about whoever has this name or address, by kind and place."""
    sought = Sought(text)
    if not sought:
        return []
    return [*_people(sought), *_deals(sought), *_comments(sought), *_papers(sought), *_requests(sought)]


def _people(sought: Sought) -> Iterator[Held]:
    for one in User.objects.order_by("pk"):
        for path in ("username", "email"):
            if sought.within(getattr(one, path)):
                break
        else:
            if not sought.within(one.get_full_name()):
                continue
        yield Held("account", f"user:{one.pk}", "account", account_of(one)["account"], one.date_joined)


def _deals(sought: Sought) -> Iterator[Held]:
    """Each place of a deal that names the person, with the first version that says so."""
    seen: set[tuple[int, str, str]] = set()
    deals = Deal.objects.select_related("case").order_by("case_id", "number")
    for deal in deals.iterator(chunk_size=200):
        for path, value in _places(deal.document, sought):
            key = (deal.case_id, path, json.dumps(value, sort_keys=True))
            if key not in seen:
                seen.add(key)
                yield Held("deal", deal.case.number, f"{path}, from version {deal.number}", value, deal.at)


def _places(value: Any, sought: Sought, path: str = "") -> Iterator[tuple[str, Any]]:
    """Where in a document a person is named; of a party the whole of what is said of it."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            if key == "parties" and isinstance(one, list):
                for party in one:
                    if any(sought.within(text) for text in _texts(party)):
                        name = party.get("id", "") if isinstance(party, Mapping) else ""
                        yield f"parties.{name}", party
            else:
                yield from _places(one, sought, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _places(one, sought, f"{path}.{number}")
    elif isinstance(value, str) and sought.within(value):
        yield path, value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(one)


def _comments(sought: Sought) -> Iterator[Held]:
    said = without_privileged(Comment.objects.select_related("case", "by"), Kind.COMMENT).order_by("pk")
    for one in said.iterator(chunk_size=500):
        if sought.within(one.text):
            yield Held("comment", one.case.number, f"comment {one.pk}", one.text, one.at)


def _papers(sought: Sought) -> Iterator[Held]:
    papers = Evidence.objects.select_related("case").exclude(confidentiality=Confidentiality.COUNSEL)
    for one in without_privileged(papers, Kind.EVIDENCE).order_by("pk"):
        if any(sought.within(text) for text in (one.title, one.name, one.source)):
            said = {"title": one.title, "name": one.name, "source": one.source, "sha256": one.sha256}
            yield Held("paper", one.case.number, f"paper {one.pk}", said, one.at)


def _requests(sought: Sought) -> Iterator[Held]:
    for one in SubjectRequest.objects.order_by("pk"):
        if sought.within(one.name) or sought.within(one.contact):
            said = {"kind": one.kind, "name": one.name, "contact": one.contact, "text": one.text}
            yield Held("request", f"request {one.pk}", "request", said, one.at)


def document_of(text: str, found: list[Held], on: datetime.date) -> dict[str, Any]:
    """What is held, as a document that can be given to the person after it was read."""
    return {
        "schema": "duecare.subject/1",
        "sought": text,
        "on": on.isoformat(),
        "held": [one.as_document() for one in found],
        "left_out": "What is privileged, and papers that only counsel may read.",
    }


def _dated(one: Grant | Delegation) -> dict[str, Any]:
    return {"role": one.role, "since": one.since.isoformat(), "until": one.until.isoformat() if one.until else None}


def account_of(user: User) -> dict[str, Any]:
    """What is held about a person who works here: the account, roles, and what they worked on by number."""
    grants = user.grants.order_by("pk")
    stands_in = user.stands_in.order_by("pk")
    cases = Case.objects.order_by("number")
    comments = Comment.objects.filter(by=user)
    return {
        "schema": "duecare.account/1",
        "on": timezone.localdate().isoformat(),
        "account": {
            "signs_in_as": user.username, "given_name": user.first_name, "family_name": user.last_name,
            "email": user.email, "time_zone": user.zone, "since": user.date_joined.isoformat(),
            "last_sign_in": user.last_login.isoformat() if user.last_login else None, "active": user.is_active,
        },
        "roles": [_dated(one) for one in grants],
        "stands_in": [_dated(one) for one in stands_in],
        "cases": {
            "opened": list(cases.filter(requester=user).values_list("number", flat=True)),
            "analyst_of": list(cases.filter(analyst=user).values_list("number", flat=True)),
            "added_to": list(cases.filter(members__user=user).values_list("number", flat=True)),
        },
        "comments": comments.count(),
        "entries_in_the_log": Entry.objects.filter(actor=f"user:{user.pk}").count(),
    }  # fmt: skip
