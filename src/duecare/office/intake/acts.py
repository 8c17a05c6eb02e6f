"""What is done in intake. Each act is one transaction of the database, and stands in the log."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from duecare.errors import InputError
from duecare.facts import vocabulary
from duecare.office.audit.chain import record
from duecare.office.cases.acts import ConcurrentEditError, change_deal
from duecare.office.cases.models import Case, Deal, State
from duecare.office.intake import frame
from duecare.office.intake.datasheets import confirmed
from duecare.office.intake.models import Acknowledged, Copied, Draft, Lowered, NotKnown, SavedSitting
from duecare.office.intake.stated import Key, put, said
from duecare.office.people.models import User
from duecare.office.resolving.held import without_held
from duecare.transaction.blocks import read_value


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its source. value: as a form or a file holds it; `unknown` where somebody looked in vain."""

    value: str | list[str]
    kind: str
    source: str
    date: datetime.date | None = None
    note: str = ""

    @property
    def known(self) -> bool:
        return self.value != "unknown"

    def entry(self, by: User) -> dict[str, Any]:
        """As `answers:` of a deal holds it."""
        found = {"value": self.value, "source": self.source, "kind": self.kind,
                 "date": self.date.isoformat() if self.date else "", "by": by.label, "note": self.note}  # fmt: skip
        return {key: one for key, one in found.items() if one != ""}


def answer(
    case: Case, by: User, key: Key, given: Answer, *, version: int, step: str = "", beside: bool = False,
    sitting: str = "",
) -> None:  # fmt: skip
    """Keep an answer as another version of the deal, and review it.

    Args:
        case: The case.
        by: Who answers.
        key: The fact and what it is about.
        given: The answer.
        version: The version of the deal that the page showed.
        step: The page, whose draft is done with.
        beside: Leave what stands, as another source says something else.
        sitting: What the form was known by, whose drafts come too late from now on.

    Raises:
        InputError: the value is not one that the fact has.
        ConcurrentEditError: another person changed the same answer since that version.
    """
    _check_value(key[0], given)

    def change(document: Mapping[str, Any]) -> dict[str, Any]:
        return put(document, key, given.entry(by), beside=beside)

    with transaction.atomic():
        locked = _unchanged(case, version, lambda document: said(document).get(key))
        _kept(locked, by, change(_document(locked)), step, sitting)
        settled = Copied.Settled.CHANGED if given.known else Copied.Settled.NOT_KNOWN
        _settle(locked, by, key, settled)
        record(by, "intake.answer", locked, fact=key[0], known=given.known, version=_version(locked))
    case.refresh_from_db()


def answer_all(case: Case, by: User, given: Mapping[Key, Answer], *, version: int) -> None:
    """Keep several answers as one version of the deal, and review it once: all of them, or none.

    Raises:
        InputError: a value is not one that its fact has.
        ConcurrentEditError: another person changed one of these answers since that version.
    """
    for (name, _about), one in given.items():
        _check_value(name, one)
    with transaction.atomic():
        locked = _unchanged(case, version, lambda document: [said(document).get(key) for key in given])
        document = _document(locked)
        for key, one in given.items():
            document = put(document, key, one.entry(by), beside=False)
        _kept(locked, by, document)
        for key, one in given.items():
            _settle(locked, by, key, Copied.Settled.CHANGED if one.known else Copied.Settled.NOT_KNOWN)
            Draft.objects.filter(case=locked, person=by, step=f"question:{key[0]}:{key[1]}").delete()
            record(by, "intake.answer", locked, fact=key[0], known=one.known, version=_version(locked))
    case.refresh_from_db()


def _check_value(name: str, given: Answer) -> None:
    try:
        read_value(vocabulary()[name], given.value)
    except ValueError as problem:
        raise InputError(f"{name} {problem}") from None


def change_frame(
    case: Case, by: User, step: frame.Step, about: str, given: Mapping[str, Any], *, version: int, page: str,
    sitting: str = "",
) -> tuple[str, int]:  # fmt: skip
    """Keep what a step of the frame says.

    Returns:
        The id of the entry, and how many answers were left out as what they were about is gone.

    Raises:
        InputError: the deal would be none; nothing is kept.
        ConcurrentEditError: another person changed the same step since that version.
    """
    with transaction.atomic():
        locked = _unchanged(case, version, lambda document: frame.written(document, step, about))
        document, about, left_out = frame.changed(_document(locked), step, about, given)
        _kept(locked, by, document, page, sitting)
        NotKnown.objects.filter(case=locked, step=page).delete()
        record(by, "intake.frame", locked, step=step.key, version=_version(locked), left_out=left_out)
    case.refresh_from_db()
    return about, left_out


def remove(case: Case, by: User, step: frame.Step, about: str, version: int) -> int:
    """Take an entry out of the deal; how many answers about it went with it. Earlier versions keep both.

    Raises:
        ConcurrentEditError: another person changed the entry since that version.
    """
    with transaction.atomic():
        locked = _unchanged(case, version, lambda document: frame.entry(document, step, about))
        document, left_out = frame.without(_document(locked), step, about)
        _kept(locked, by, document)
        record(by, "intake.remove", locked, step=step.key, version=_version(locked), left_out=left_out)
    case.refresh_from_db()
    return left_out


def replace_deal(
    case: Case, by: User, change: Callable[[Mapping[str, Any]], dict[str, Any]], act: str, version: int
) -> None:
    """Make another version of the deal of the one that there is, under its lock.

    Raises:
        ConcurrentEditError: the deal is another by now than the one that the page was about.
    """
    with transaction.atomic():
        locked = _unchanged(case, version, without_held)
        _kept(locked, by, change(_document(locked)))
        record(by, act, locked, version=_version(locked))
    case.refresh_from_db()


def not_known(
    case: Case, by: User, step: frame.Step, about: str, *, version: int, page: str, sitting: str = ""
) -> None:
    """Note that a step of the frame is not known yet, so that it is not asked for again at once.

    Raises:
        ConcurrentEditError: another person filled it in since that version.
    """
    with transaction.atomic():
        locked = _unchanged(case, version, lambda document: frame.written(document, step, about))
        NotKnown.objects.update_or_create(case=case, step=page, defaults={"by": by})
        _done_with(locked, by, page, sitting)
        record(by, "intake.not_known", case, step=page.split(":")[1])


def keep_draft(
    case: Case, by: User, step: str, data: Mapping[str, Any], version: int, *, sitting: str = ""
) -> Draft | None:
    """Keep what stands in the fields of a page that is not saved; nothing of one that was saved meanwhile."""
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)  # whoever saves the page holds it until that is done
        if sitting and SavedSitting.objects.filter(case=locked, person=by, sitting=sitting).exists():
            return None
        kept, _ = Draft.objects.update_or_create(
            case=locked, person=by, step=step, defaults={"data": dict(data), "version": version}
        )
    return kept


def hand_in(case: Case, by: User) -> None:
    """Hand a case in: from now on analysts review it, and are told of edits that lower the outcome."""
    with transaction.atomic():
        locked = _locked(case)
        if locked.state != State.DRAFT:
            raise InputError(f"{case.number} was handed in already")
        locked.state = State.REVIEW
        locked.save(update_fields=["state", "changed_at"])
        record(by, "intake.hand_in", locked, version=_version(locked))
    case.refresh_from_db()


def copy_answers(
    case: Case, by: User, origin: Deal, document: Mapping[str, Any], copied: Sequence[tuple[Key, datetime.date]],
    version: int,
) -> None:  # fmt: skip
    """Keep a deal into which answers of an earlier case were copied, each to be confirmed."""
    with transaction.atomic():
        locked = _unchanged(case, version, lambda now: now)
        _kept(locked, by, document)
        Copied.objects.bulk_create(
            [Copied(case=locked, fact=fact, subject=subject, origin=origin, said_on=on, by=by)
             for (fact, subject), on in copied],
            ignore_conflicts=True,
        )  # fmt: skip
        record(by, "intake.copy", locked, origin=origin.case_id, version=_version(locked), answers=len(copied))
    case.refresh_from_db()


def confirm(case: Case, by: User, copied: Copied) -> None:
    """Say that a copied answer is still so. It keeps its source and its date."""
    with transaction.atomic():
        _settle(_locked(case), by, (copied.fact, copied.subject), Copied.Settled.STANDS)
        record(by, "intake.confirm", case, fact=copied.fact)


def _settle(case: Case, by: User, key: Key, how: str) -> None:
    Copied.objects.filter(case=case, fact=key[0], subject=key[1], settled="").update(
        settled=how, settled_by=by, settled_at=timezone.now()
    )


def acknowledge(lowered: Lowered, by: User, reason: str) -> Acknowledged:
    """Say why an edit that lowered the outcome is right, or what was done about it.

    Raises:
        InputError: without a reason, by who made the edit, or a second time.
    """
    if not reason.strip():
        raise InputError("say why the edit is right, or what you did about it", hint="accepted: a sentence")
    if lowered.editor_id == by.pk:
        raise InputError("you made this edit yourself; somebody else has to look at it")
    with transaction.atomic():
        Lowered.objects.select_for_update().get(pk=lowered.pk)
        if Acknowledged.objects.filter(lowered=lowered).exists():
            raise InputError("somebody has looked at this edit already")
        made = Acknowledged.objects.create(
            lowered=lowered, editor_id=lowered.editor_id, by=by, reason=reason.strip()[:2_000]
        )
        record(by, "intake.acknowledge", lowered.case, lowered=lowered.pk)
    return made


def _locked(case: Case) -> Case:
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.state == State.CLOSED:
        raise InputError(f"{case.number} is closed, so its deal cannot be changed any more")
    return locked


def _unchanged(case: Case, version: int, reads: Callable[[Mapping[str, Any]], object]) -> Case:
    """The case, locked, if what is read of its deal is as it was in the version that the page showed."""
    locked = _locked(case)
    now = locked.deal
    if now is not None and now.number != version:
        shown = Deal.objects.filter(case=locked, number=version).first()
        if shown is None or reads(shown.document) != reads(now.document):
            raise ConcurrentEditError(now)
    return locked


def _document(case: Case) -> dict[str, Any]:
    assert case.deal is not None
    return dict(case.deal.document)


def _version(case: Case) -> int:
    assert case.deal is not None
    return case.deal.number


def _kept(case: Case, by: User, document: Mapping[str, Any], page: str = "", sitting: str = "") -> None:
    """Keep another version unless it is the same, and review it once."""
    if document != _document(case):
        change_deal(case, by, document)
    if page:
        _done_with(case, by, page, sitting)


def _done_with(case: Case, by: User, page: str, sitting: str) -> None:
    """Throw the draft of a page away, and take no other that its form sends."""
    Draft.objects.filter(case=case, person=by, step=page).delete()
    if sitting:
        SavedSitting.objects.get_or_create(case=case, person=by, sitting=sitting)


def _said_of(document: Mapping[str, Any], subject: str, draft: Draft) -> list[Any]:
    """What a deal says of what was found in a datasheet."""
    facts = sorted({one["fact"] for one in draft.data["found"]})
    return [said(document).get((fact, subject)) for fact in facts]


def confirm_datasheet(case: Case, by: User, item: str, draft: Draft, chosen: Collection[int]) -> int:
    """Keep what was confirmed of a datasheet as answers with it as their source; how many answers that made.

    Raises:
        ConcurrentEditError: another person answered one of the same questions since it was read.
    """
    with transaction.atomic():
        subject = f"item:{item}"
        locked = _unchanged(case, draft.version, lambda document: _said_of(document, subject, draft))
        document = _document(locked)
        standing = {
            fact: {member for one in sources if isinstance(one.value, frozenset) for member in one.value}
            for (fact, about), sources in said(document).items()
            if about == subject
        }
        found = confirmed(draft.data, chosen, standing)
        for fact, (value, note) in found.items():
            given = Answer(value, "document", draft.data["name"], note=note)
            document = put(document, (fact, subject), given.entry(by))
            _settle(locked, by, (fact, subject), Copied.Settled.CHANGED)
        _kept(locked, by, document, draft.step)
        record(
            by, "intake.datasheet", locked, sha256=draft.data["sha256"], answers=len(found), version=_version(locked)
        )
    case.refresh_from_db()
    return len(found)
