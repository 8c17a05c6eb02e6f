"""What holds for all that is decided of a review."""

from __future__ import annotations

import datetime

from django.utils import timezone

from duecare.errors import InputError
from duecare.office.cases.models import Case
from duecare.office.evidence.access import may_read
from duecare.office.evidence.models import Confidentiality, Evidence
from duecare.office.people.models import User


def check_not_their_own(case: Case, by: User) -> None:
    """Refuse whoever asked for the deal.

    Raises:
        InputError: they did.
    """
    if case.requester_id == by.pk:
        raise InputError("you asked for this deal, so others resolve its flags, decide its matches and lift its stops")


def check_paper(case: Case, by: User, paper: Evidence, until: datetime.date | None) -> None:
    """Refuse a paper on which nothing can rest until a day.

    Raises:
        InputError: it is none of the case that the person can read, counts no more, or ends before that day.
    """
    if paper.case_id != case.pk or not may_read(by, paper):
        raise InputError("the paper is none of this case that you can read", hint="accepted: one that is on file here")
    if paper.withdrawn:
        raise InputError(f"“{paper.title}” was withdrawn", hint="accepted: a paper that counts")
    if paper.expired:
        raise InputError(f"“{paper.title}” expired on {paper.expires_on}", hint="accepted: a paper that counts")
    if not paper.counts:
        raise InputError(f"“{paper.title}” counts from {paper.effective_on} only", hint="accepted: a paper that counts")
    if paper.expires_on is not None and (until is None or until > paper.expires_on):
        raise InputError(
            f"“{paper.title}” ends on {paper.expires_on}, and nothing rests on it longer than that",
            hint=f"accepted: an end until {paper.expires_on}",
        )


def check_end(until: datetime.date) -> None:
    """Refuse an end that is not after today.

    Raises:
        InputError: it is not.
    """
    if until <= (today := timezone.localdate()):
        raise InputError(f"the end is {until}", hint=f"accepted: a day after {today}")


def check_reason(text: str) -> str:
    """A reason, without what surrounds it.

    Raises:
        InputError: there is none.
    """
    if not text.strip():
        raise InputError("no reason is given", hint="accepted: a sentence that says why")
    return text.strip()


def paper_words(paper: Evidence) -> str:
    """How a deal names a paper; what is for counsel only is not told by its title to everybody who reads the review."""
    told = "" if paper.confidentiality == Confidentiality.COUNSEL else f"{paper.title}, "
    return f"{told}paper {paper.pk} of the case (SHA-256 {paper.sha256[:16]}…)"


def signature(one: User) -> str:
    """A person as papers name them: by the name that colleagues know, and the one that nobody else has."""
    return one.username if one.label == one.username else f"{one.label} ({one.username})"


def signatures(first: User, second: User) -> tuple[str, str]:
    """Two people, told apart whatever they are called."""
    names = signature(first), signature(second)
    if names[0].casefold() == names[1].casefold():
        return f"{names[0]}, person {first.pk}", f"{names[1]}, person {second.pk}"
    return names
