"""What is done about clauses of a case: offered, changed in versions, signed. Each act is one transaction."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duecare.errors import InputError
from duecare.guidance.clauses import Clauses
from duecare.guidance.clauses.load import lines_of
from duecare.office.audit.chain import record
from duecare.office.cases.acts import change_deal
from duecare.office.cases.house import house_rules
from duecare.office.cases.models import Case
from duecare.office.cases.reviewing import data_on
from duecare.office.clauses.models import LEFT_OUT, Annex, Concession, Signing, rank
from duecare.office.decisions import conditions
from duecare.office.evidence.models import Evidence
from duecare.office.intake.stated import put
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may
from duecare.papers.clauses import Chosen, agreed_by, choose
from duecare.review import Review

MOST_PARTS = 150
"""Clauses that one annex holds."""
MOST_LINES = 60
"""Lines that one clause holds."""


def library() -> Clauses:
    """The clauses that are offered here: those that ship, and the house's own.

    Raises:
        HouseRulesError: the rules of the house cannot be used.
    """
    return house_rules().clauses


def begin(case: Case, found: Review, by: User, paper: str, strength: str | None, *, with_open: bool) -> Annex:
    """Offer the clauses that the latest review calls for, as the first version of an annex.

    Raises:
        InputError: it calls for none, or an annex of this kind is being worked on already.
    """
    choice = choose(found, library(), paper, strength=strength, with_open=with_open)
    if not choice.every:
        raise InputError(_("Nothing is raised that a clause of this paper would answer. Put in what is open as well."))
    parts = [*(_part(one, "annex") for one in choice.chosen), *(_part(one, "schedule") for one in choice.schedule)]
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("review").get(pk=case.pk)
        if (latest := latest_of(locked, paper)) is not None and not signed(latest):
            raise InputError(_("Version %(n)d of this paper is being worked on. Go on from it.") % {"n": latest.number})
        return _kept(locked, by, paper, None, parts, {}, "")


def _part(one: Chosen, where: str) -> dict[str, Any]:
    clause = one.clause
    return {"clause": clause.id, "title": clause.title, "kind": clause.kind, "strength": one.strength,
            "lines": list(clause.words[one.strength]), "in": where}  # fmt: skip


def latest_of(case: Case, paper: str) -> Annex | None:
    """The last version of a kind of paper."""
    return case.annexes.filter(paper=paper).order_by("-number").first()


def signed(annex: Annex) -> bool:
    """Whether a version was signed."""
    return Signing.objects.filter(annex=annex).exists()


def _kept(
    case: Case, by: User, paper: str, before: Annex | None, parts: list[dict[str, Any]], values: Mapping[str, str],
    note: str,
) -> Annex:  # fmt: skip
    """Keep a version of a case that is locked."""
    if case.review is None or case.tombstones.exists():
        raise InputError(_("There is no review to rest on."))
    if len(parts) > MOST_PARTS:
        raise InputError(_("An annex holds at most %(n)d clauses.") % {"n": MOST_PARTS})
    last = case.annexes.order_by("-number").first()
    made = Annex.objects.create(
        case=case, number=last.number + 1 if last else 1, paper=paper, review=case.review, before=before, parts=parts,
        values=dict(values), note=note, by=by,
    )  # fmt: skip
    record(by, "clauses.draft", case, annex=made.pk, version=made.number, paper=paper, clauses=len(parts),
           before=before.pk if before else None)  # fmt: skip
    return made


def _next(annex: Annex, by: User, note: str, parts: list[dict[str, Any]], values: Mapping[str, str]) -> Annex:
    """The version after one, if that is still the last of its line and not signed.

    Raises:
        InputError: somebody made the next version meanwhile, or it was signed.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("review").get(pk=annex.case_id)
        latest = latest_of(case, annex.paper)
        if latest is None or latest.pk != annex.pk:
            raise InputError(
                _("Version %(n)d was made meanwhile, and nothing of yours was saved. Make your change there.")
                % {"n": latest.number if latest else 0}
            )
        return _kept(case, by, annex.paper, annex, parts, values, note)


def change(annex: Annex, by: User, key: str, strength: str, text: str, note: str = "") -> Annex:
    """Another version, with one clause in other words; `strength` is what the words amount to.

    Raises:
        InputError: there is no such clause, no words, or too many.
    """
    lines = list(lines_of(text.replace("\0", "")))
    if not lines or lines[0].startswith("- "):
        raise InputError(_("A clause begins with a sentence. To leave it out, choose that."))
    if len(lines) > MOST_LINES:
        raise InputError(_("A clause holds at most %(n)d lines.") % {"n": MOST_LINES})
    _there(annex, key)
    parts = [
        {**part, "strength": strength, "lines": lines} if f"{part['in']}:{part['clause']}" == key else part
        for part in annex.parts
    ]
    return _next(annex, by, note, parts, annex.values)


def leave_out(annex: Annex, by: User, key: str, note: str = "") -> Annex:
    """Another version, without one clause."""
    _there(annex, key)
    parts = [part for part in annex.parts if f"{part['in']}:{part['clause']}" != key]
    return _next(annex, by, note, parts, annex.values)


def put_in(annex: Annex, by: User, clause: str, strength: str, where: str = "annex") -> Annex:
    """Another version, with one more clause of the library.

    Raises:
        InputError: it is in already.
    """
    found = library().clause(clause)
    key = f"{where}:{found.id}"
    if key in annex.clauses:
        raise InputError(_("This clause is in the annex already."))
    more = _part(Chosen(found, found.at(strength), "asked", ()), where)
    return _next(annex, by, "", [*annex.parts, more], annex.values)


def fill(annex: Annex, by: User, values: Mapping[str, str]) -> Annex:
    """Another version, with what people filled in."""
    said = {name: " ".join(value.replace("\0", "").split()) for name, value in values.items()}
    return _next(annex, by, "", list(annex.parts), {name: value for name, value in said.items() if value})


def _there(annex: Annex, key: str) -> dict[str, Any]:
    part = annex.clauses.get(key)
    if part is None:
        raise InputError(_("This clause is not in this version."))
    return part


@dataclass(frozen=True, slots=True)
class Conceded:
    """A clause that is weaker than it was offered, or gone."""

    clause: str
    title: str
    offered: str
    kept: str


def first_of(annex: Annex) -> Annex:
    """The first version of the line that an annex belongs to: what was offered."""
    first = annex
    while first.before is not None:
        first = first.before
    return first


def conceded(annex: Annex) -> list[Conceded]:
    """What is weaker in a version than in the first offer of its line, or gone from it."""
    now = annex.clauses
    found = []
    for key, part in first_of(annex).clauses.items():
        kept = now[key]["strength"] if key in now else LEFT_OUT
        if rank(kept) < rank(part["strength"]):
            found.append(Conceded(key, part["title"], part["strength"], kept))
    return found


def facts_of(annex: Annex) -> dict[str, list[str]]:
    """The facts that a signature under a version makes so, each with the titles of the clauses that carry it."""
    held, guidance = library(), data_on(timezone.localdate()).guidance
    found: dict[str, list[str]] = {}
    for part in annex.parts:
        clause = held.clauses.get(part["clause"])
        for fact in agreed_by(clause, part["strength"], guidance) if clause else ():
            found.setdefault(fact, []).append(part["title"])
    return found


@dataclass(frozen=True, slots=True)
class Bound:
    """A condition that can be made of a version: the draft of its safeguard, and the clauses that carry it."""

    draft: Mapping[str, str]
    clauses: tuple[str, ...]


def sign(
    annex: Annex, by: User, paper: Evidence, on: datetime.date, *, theirs: str, ours: str,
    reasons: Mapping[str, tuple[str, str]], which: Collection[str] = (), **terms: Any,
) -> Signing:  # fmt: skip
    """Record that a version was signed, and what was conceded; its safeguards become agreed facts of the deal.

    Args:
        annex: The last version of its line.
        by: Who records it.
        paper: The signed paper, on file in the case.
        on: The day of the signature.
        theirs: Who signed for the other side.
        ours: Who signed for our side.
        reasons: Of each clause conceded, by its key: why, and what stands in its place.
        which: Safeguards of `to_bind` of which a condition is made by the same act. For what there is one already,
            none is.
        terms: Of those conditions, as `conditions.make` takes them.

    Raises:
        InputError: the paper is not on file here, the day is to come, it is no longer the last version, a concession
            has no reason, or a condition cannot be made. Then nothing is recorded.
    """
    if on > timezone.localdate():
        raise InputError(_("%(day)s is still to come.") % {"day": on.isoformat()})
    if paper.case_id != annex.case_id or not paper.counts:
        raise InputError(_("This paper is not on file in this case, or does not count."))
    missing = [one.title for one in conceded(annex) if not all(map(str.strip, reasons.get(one.clause, ("", ""))))]
    if missing:
        raise InputError(
            _("Say why it was conceded and what stands in its place: %(titles)s.") % {"titles": "; ".join(missing)}
        )
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("deal", "review").get(pk=annex.case_id)
        latest = latest_of(case, annex.paper)
        if latest is None or latest.pk != annex.pk or signed(annex):
            raise InputError(_("Only the last version can be signed, and only once."))
        earlier = Signing.objects.filter(annex__case=case, annex__paper=annex.paper).order_by("-annex__number").first()
        made = Signing.objects.create(annex=latest, evidence=paper, signed_on=on, theirs=theirs, ours=ours, by=by)
        Concession.objects.bulk_create(
            Concession(signing=made, clause=one.clause, title=one.title, offered=one.offered, kept=one.kept,
                       why=reasons[one.clause][0].strip(), instead=reasons[one.clause][1].strip())
            for one in conceded(annex)
        )  # fmt: skip
        record(by, "clauses.sign", case, annex=annex.pk, version=annex.number, evidence=paper.pk, sha256=paper.sha256,
               on=on.isoformat(), conceded=[one.clause for one in conceded(annex)])  # fmt: skip
        if which:  # before the case is reviewed again, so that it is what the page showed
            _bound(latest, by, which, terms)
        _stated(case, by, annex, made, facts_of(earlier.annex) if earlier else {})
    return made


def to_bind(annex: Annex) -> dict[str, Bound]:
    """Conditions that can be made of a version, by the id of the safeguard: of each that a clause of it carries in
    words that count, that the latest review names, and that no condition has yet."""
    drafts, held = conditions.drafts(annex.case), library()
    guidance = data_on(timezone.localdate()).guidance
    carried: dict[str, list[str]] = {}
    for part in annex.parts:
        clause = held.clauses.get(part["clause"])
        for name in clause.safeguards if clause and part["strength"] in clause.counts else ():
            carried.setdefault(guidance.safeguards[name].id, []).append(part["title"])
    return {key: Bound(drafts[key], tuple(dict.fromkeys(titles))) for key, titles in carried.items() if key in drafts}


def bind(signing: Signing, by: User, which: Collection[str], **terms: Any) -> int:
    """Make a condition of each of these safeguards that were signed, which waits for the proof that it works. Returns
    how many.

    Raises:
        InputError: there is nothing to make, or the owner does not see the case.
    """
    with transaction.atomic():
        made = _bound(signing.annex, by, which, terms)
        if not made:
            raise InputError(_("There is a condition for each of them already."))
    return made


def _bound(annex: Annex, by: User, which: Collection[str], terms: Mapping[str, Any]) -> int:
    """Make the conditions of those safeguards that can still be made one of."""
    if not (verdict := may(by, Act.KEEP_CONDITION, annex.case)):
        raise InputError(verdict.why)
    Case.objects.select_for_update(of=("self",)).get(pk=annex.case_id)
    found = {key: one for key, one in to_bind(annex).items() if key in which}
    for key, one in found.items():
        text = _("%(text)s Signed in: %(clauses)s.") % {"text": one.draft["text"], "clauses": "; ".join(one.clauses)}
        conditions.make(
            annex.case, by, reference=key, title=one.draft["title"][:200], text=text[:4_000],
            wanted=one.draft["wanted"][:2_000], **terms,
        )  # fmt: skip
    if found:
        record(by, "clauses.bind", annex.case, annex=annex.pk, conditions=len(found))
    return len(found)


def _stated(case: Case, by: User, annex: Annex, made: Signing, before: Mapping[str, Sequence[str]]) -> None:
    """Put what the signature makes so into the deal, with the signed paper as its source, and review it.

    What an earlier signed version gave and this one does not is stated as no.
    """
    assert case.deal is not None
    now = facts_of(annex)
    document: dict[str, Any] = case.deal.document
    for fact in dict.fromkeys((*now, *before)):
        entry = {
            "value": "yes" if fact in now else "no", "kind": "document", "date": made.signed_on.isoformat(),
            "source": f"signed annex, version {annex.number}, paper {made.evidence_id} on file", "by": by.label,
            "note": f"clauses: {'; '.join(now[fact])}" if fact in now else "no clause of the signed annex gives it",
        }  # fmt: skip
        document = put(document, (fact, f"transaction:{case.number.lower()}"), entry)
    if now or before:
        change_deal(case, by, document)
