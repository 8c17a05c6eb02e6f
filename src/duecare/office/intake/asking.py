"""What a person is asked: the open questions of the review that they may answer, never what answers would do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from duecare.facts import FactType, vocabulary
from duecare.items import taxonomy
from duecare.office.cases.models import Case
from duecare.office.intake.stated import UNDECLARED, Key
from duecare.office.people.models import Role, User
from duecare.papers.wording import capital, words
from duecare.transaction.format import STRUCTURAL

EVERYBODY: Final = frozenset({"sales", "engineer"})
ANALYSTS: Final = EVERYBODY | {"analyst", "counsel"}
ASK: Final = {
    "engineer": _("An engineer who knows the product can say. Ask one if you cannot."),
    "analyst": _("For analysts."),
    "counsel": _("Counsel decides this. Record what counsel said, and when."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as a page shows it. label: what it is about, empty where that is the deal itself."""

    fact: FactType
    subject: str
    label: str

    @property
    def key(self) -> Key:
        return self.fact.name, self.subject

    @property
    def who(self) -> str:
        return str(ASK.get(self.fact.ask, ""))


@dataclass(frozen=True, slots=True)
class Open:
    """What the latest review leaves open, best question first, and the labels of what the deal is about."""

    asked: tuple[Asked, ...]
    labels: Mapping[str, str]

    def about(self, subject: str) -> str:
        """How people call a subject."""
        return "" if subject.startswith("transaction:") else self.labels.get(subject, subject.partition(":")[2])


def may_answer(user: User) -> frozenset[str]:
    """Whose questions a person may answer: analysts everybody's, as they record what others said."""
    return ANALYSTS if Role.ANALYST in user.roles() else EVERYBODY


def open_questions(case: Case, user: User) -> Open:
    """The questions of the latest review that a person may answer, in the order of the review.

    The order is all that is kept of how much hangs on a question. What is not declared at all is asked for by the
    frame of the deal.
    """
    if case.review is None:
        return Open((), {})
    document = case.review.content
    labels = {one["id"]: one["label"] for one in document["gathered"]["subjects"]}
    theirs, facts = may_answer(user), vocabulary().facts
    asked = tuple(
        Asked(facts[one["fact"]], one["subject"], "" if one["subject"].startswith("transaction:") else one["label"])
        for one in document["questions"]
        if one["fact"] in facts
        and one["fact"] not in STRUCTURAL
        and one["ask"] in theirs
        and not any(part in one["subject"] for part in UNDECLARED)
    )
    return Open(asked, labels)


@dataclass(frozen=True, slots=True)
class Option:
    """One accepted value, in words, and how to tell."""

    value: str
    label: str
    hint: str = ""


_EXPLAINED = re.compile(r"(?:^|(?<=\. ))([a-z][a-z_]*): ([^.]*)\.")
_LISTED = re.compile(r"\b(L\d+) ([^,.]+)")


def options(fact: FactType) -> tuple[Option, ...]:
    """The accepted values of a fact that has a list of them.

    >>> [one.label for one in options(vocabulary()["item.matching"])]
    ['None', 'One to one', 'Closed group', 'One to many']
    """
    if fact.type == "boolean":
        return Option("yes", str(_("Yes"))), Option("no", str(_("No")))
    hints = dict(_EXPLAINED.findall(fact.help)) | dict(_LISTED.findall(fact.help))
    if fact.name == "item.capability":
        known = taxonomy()
        hints |= {code: one.definition.partition(". ")[0].rstrip(".") for code, one in known.items()}
        labels = {code: one.title for code, one in known.items()}
    else:
        labels = {}
    found = [
        Option(one, labels.get(one, capital(words(one))), capital(hints.get(one, "")))
        for one in fact.domain
        if not (fact.type == "set" and one == "none")
    ]
    if fact.type == "set":
        found.append(Option("none", str(_("None of these"))))
    return tuple(found)


def help_beside(fact: FactType) -> str:
    """The help of a question, less what stands beside its options."""
    if not fact.domain:
        return fact.help
    return _EXPLAINED.sub("", _LISTED.sub("", fact.help)).strip(" ,.") and _rest(fact.help)


def _rest(text: str) -> str:
    left = _EXPLAINED.sub("", text)
    left = "" if _LISTED.search(left) else left
    return " ".join(left.split())
