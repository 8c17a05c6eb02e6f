"""From the parts of a name to what the body is and how close to the state it stands.

The rules and their order are those of training/government/README.md: the head of the name decides; courts, prisons,
borders, fire services and secret services go before the police and the army, those before the fields of civil life; a
legal form of private law, or a word of commerce as the head, keeps the words of office from counting.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from duecare.parties.government.lexicon import Found
from duecare.parties.government.parts import (
    CIVIL,
    DECISIVE,
    FORCES,
    GENERAL,
    NETWORKS,
    Clue,
    Parts,
    best,
    forces_inside,
    public_word,
)
from duecare.parties.government.reading import Confidence

PRIVATE_BODIES: Final = frozenset({"association", "society", "political_party", "armed_group", "bank", "media"})
#: Legal forms that charities have as well, as New York's not-for-profit corporations do.
_CHARITY_FORMS: Final = frozenset({"inc", "inc.", "incorporated", "cic", "ggmbh"})
#: Fields that name a body where they stand alone ("Customs").
_ALONE: Final = {
    "state_security": "intelligence",
    "prisons": "prison",
    "borders": "border",
    "emergencies": "fire_rescue",
}


@dataclass(slots=True)
class Verdict:
    """What a name says. kind, tie: a code of the vocabulary, or None. used: the words it rests on."""

    kind: str | None = None
    tie: str | None = None
    kind_confidence: Confidence | None = None
    tie_confidence: Confidence | None = None
    used: list[Found] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def say(self, kind: str | None, tie: str | None, sure: Confidence, reason: str, *used: Found) -> Verdict:
        """Settle on a kind and a tie, and on what they rest."""
        self.kind, self.tie = kind, tie
        self.kind_confidence = sure if kind else None
        self.tie_confidence = sure if tie else None
        self.reasons.append(reason)
        self.used += [found for found in used if found not in self.used]
        return self


def decide(parts: Parts) -> Verdict:
    """What the words of a name say together; an empty verdict if they say nothing."""
    out = Verdict()
    head, form = parts.head, parts.private_form
    code = head.meaning.code if head is not None else None
    if parts.state_form is not None or code == "state_company":
        return _state_enterprise(parts, out)
    if head is not None and code == "association" and form and parts.quoted(form)[1:-1].casefold() in _CHARITY_FORMS:
        return _by_itself(parts, head, out)
    commerce = head.meaning.section == "trades" if head is not None else parts.firm is not None
    if parts.institution is None and (form is not None or commerce):
        return _company(parts, out)
    if commerce:
        # A works or service that the state runs as an institution: what else the name says tells whose.
        head = parts.other_head()
    if head is None:
        return _headless(parts, out)
    if head.meaning.code in PRIVATE_BODIES or head.meaning.tie in ("controlled", "contracted"):
        return _by_itself(parts, head, out)
    if head.meaning.apart:
        return _apart(parts, head, out)
    if head.meaning.section == "heads":
        return _office(parts, head, out)
    return _authority(parts, head, out)


def _is(parts: Parts, found: Found) -> str:
    return f"{parts.quoted(found)} is {found.meaning.says}"


def _state_enterprise(parts: Parts, out: Verdict) -> Verdict:
    form = parts.state_form or parts.head
    assert form is not None
    sure: Confidence = "strong" if form is parts.state_form else "likely"
    reason = f"{_is(parts, form)}."
    owner = best(clue for clue in parts.clues() if clue.is_body and clue.tie == "government" and clue.kind in FORCES)
    if owner is not None and owner.kind in ("military", "police", "intelligence", "prison"):
        reason = f"{_is(parts, form)}, and {parts.quoted(owner.found)} says whose."
        return out.say(owner.kind, "state_owned", "likely", reason, form, owner.found)
    by_field = parts.of_kind(*NETWORKS, "wildlife", "health")
    if by_field is not None:
        # A hospital run as a public enterprise is still the public service's.
        tie = "government" if by_field.meaning.kind == "health" else "state_owned"
        return out.say(by_field.meaning.kind, tie, sure, reason, form, by_field)
    return out.say("state_owned_enterprise", "state_owned", sure, reason, form)


def _company(parts: Parts, out: Verdict) -> Verdict:
    """A firm: by its trade, and private unless a word says that the state holds it. Words of office are a doubt."""
    head = parts.head
    base = parts.private_form or parts.firm or head
    assert base is not None
    known = parts.with_tie("state_owned", "controlled", "contracted")
    if known is not None and known.meaning.code != "state_company":
        return out.say(known.meaning.kind, known.meaning.tie, "likely", f"{_is(parts, known)}.", known)
    held = known or parts.mark("state_held", "state_holder")
    if held is not None:
        by_field = parts.of_kind(*NETWORKS)
        kind = by_field.meaning.kind if by_field is not None else "state_owned_enterprise"
        return out.say(kind, "state_owned", "likely", f"{_is(parts, held)}.", held, base)
    trade = head if head is not None and head.meaning.apart and head.meaning.code != "research" else None
    if trade is not None and trade.meaning.kind in NETWORKS | CIVIL:
        mark = parts.mark("state_mark", "national_mark")
        if parts.private_form is None and mark is not None and trade.meaning.kind in NETWORKS:
            reason = f"{_is(parts, trade)}, and {parts.quoted(mark)} says whose."
            return out.say(trade.meaning.kind, "state_owned", "weak", reason, trade, mark)
        out.say(trade.meaning.kind, None, "likely", f"{_is(parts, trade)}.", trade, base)
    else:
        sure: Confidence = "likely" if parts.private_form is not None else "weak"
        out.say("private_company", None, sure, f"{_is(parts, base)}.", base)
    public = public_word(parts)
    if public is not None:
        out.doubts.append(
            f"{parts.quoted(public)} is a word of office or of ownership by a state. {parts.quoted(base)} speaks"
            " against such a tie, but does not rule it out."
        )
    return out


def _by_itself(parts: Parts, head: Found, out: Verdict) -> Verdict:
    """An association, union, party, bank or newspaper, or a body whose tie its name says by itself."""
    return out.say(head.meaning.kind, head.meaning.tie, "likely", f"{_is(parts, head)}.", head)


def _apart(parts: Parts, head: Found, out: Verdict) -> Verdict:
    """A hospital, school or railway: the force's that it belongs to, else by what it does."""
    clues = [clue for clue in parts.clues() if clue.found is not head]
    kind = head.meaning.kind
    forces = [Clue(inside, head) for inside in forces_inside(head)]
    forces += [clue for clue in clues if clue.kind in FORCES and _owns(clue)]
    if kind in CIVIL and (force := best(forces)) is not None:
        reason = f"{_is(parts, head)}, and {parts.quoted(force.found)} says whose."
        if force.found is head:
            reason = f"{_is(parts, head)} of a force."
        whose = "police" if force.kind == "interior_ministry" else force.kind
        return out.say(whose, "government", "likely", reason, head, force.found)
    if head.meaning.tie is not None or kind not in CIVIL | NETWORKS:
        return out.say(kind, head.meaning.tie, "likely", f"{_is(parts, head)}.", head)
    run = "state_owned" if kind in NETWORKS else "government"
    owner = best(clue for clue in clues if clue.tie == "government" and clue.is_body)
    mark = parts.mark("state_mark", "national_mark", "local_mark")
    whose_found = owner.found if owner is not None else None
    for by, tie in ((parts.institution, run), (whose_found, "government"), (mark, run)):
        if by is not None:
            reason = f"{_is(parts, head)}, and {parts.quoted(by)} says that it is public."
            return out.say(kind, tie, "likely", reason, head, by)
    inside = [meaning for meaning in head.inner if meaning.section == "marks"]
    office = kind in NETWORKS and any(meaning.rank == "office" for meaning in head.inner)
    tie_inside = run if inside else "government" if office else None
    return out.say(kind, tie_inside, "likely", f"{_is(parts, head)}.", head)


def _owns(clue: Clue) -> bool:
    return clue.is_body or clue.found.meaning.code in ("military", "defence", "interior")


def _authority(parts: Parts, head: Found, out: Verdict) -> Verdict:
    """A body of the state by its name: its own kind, unless a more special task is named for it or for a part of it."""
    clues = parts.clues()
    # A ministry's other fields are its own; only with a unit named beside them do they say what the unit does.
    if not any(item.meaning.section == "heads" for item in parts.naming if item is not head):
        clues = [clue for clue in clues if clue.is_body or head.kind_in(parts.country) == "police"]
    kind = str(head.kind_in(parts.country))
    others = [clue for clue in clues if clue.found is not head]
    after = [c for c in others if c.found.start >= head.end or not parts.same_segment(c.found, head)]
    before = [c for c in others if c not in after]
    special: Clue | None = None
    if kind in GENERAL or kind in ("police", "military", "interior_ministry"):
        special = best(clue for clue in after if clue.kind in DECISIVE)
        if special is None and kind in ("police", "military"):
            special = best(clue for clue in before if clue.kind in DECISIVE)
        if special is None and (kind in GENERAL or kind == "interior_ministry"):
            parts_of_it = [c for c in after if c.is_body and c.kind not in GENERAL and not c.found.meaning.apart]
            special = best(parts_of_it)
        if special is None and kind == "ministry" and parts.order == "last":
            special = best(clue for clue in before if clue.kind == "municipality")
    if special is not None:
        says = special.found.meaning.says
        reason = f"{_is(parts, head)}, and {parts.quoted(special.found)} names its task or part: {says}."
        return out.say(special.kind, "government", "likely", reason, special.found, head)
    sure: Confidence = "strong" if head.meaning.sure == "strong" or len(clues) > 1 else "likely"
    return out.say(kind, "government", sure, f"{_is(parts, head)}.", head)


def _office(parts: Parts, head: Found, out: Verdict) -> Verdict:
    """A ministry, department, bureau or force: what it is for, or whose it is, says what it is."""
    clues = parts.clues()
    mine = next((clue for clue in clues if clue.found is head), None)
    special = best(clue for clue in clues if clue.found is not head)
    if special is None:
        return _bare_office(parts, head, mine, out)
    kind, meaning = special.kind, special.found.meaning
    reason = f"{_is(parts, head)}, and {parts.quoted(special.found)} says of what: {meaning.says}."
    if meaning.apart and kind not in NETWORKS:
        return out.say(kind, None, "weak", f"{_is(parts, special.found)}.", special.found, head)
    if kind == "telecom_operator":
        kind = "telecom_regulator"  # an authority over telephones regulates them
    if kind == "interior_ministry" and special.is_body:
        kind = "police"  # its directorates police
    sure: Confidence = "strong" if special.is_body and meaning.sure == "strong" else "likely"
    return out.say(kind, "government", sure, reason, head, special.found)


def _bare_office(parts: Parts, head: Found, mine: Clue | None, out: Verdict) -> Verdict:
    if mine is not None:  # a ministry with its field
        return out.say(mine.kind, "government", "strong", f"{_is(parts, head)}.", head)
    if head.meaning.rank == "ministry" and parts.order != "of":
        return out.say("ministry", "government", "likely", f"{_is(parts, head)}.", head)
    mark = parts.mark("state_mark", "national_mark", "local_mark")
    if mark is not None and head.meaning.rank != "ministry":
        kind = "municipality" if mark.meaning.code == "local_mark" else "ministry"
        reason = (
            f"{_is(parts, head)}, and {parts.quoted(mark)} says that it is public; of what, no word of the lists says."
        )
        return out.say(kind, "government", "weak", reason, head, mark)
    # "Ministry of Sound": a word for an office, and nothing that a government does.
    out.doubts.append(
        f"{_is(parts, head)}, but nothing in the name says of what; firms and clubs call themselves so too."
    )
    out.used.append(head)
    return out


def _headless(parts: Parts, out: Verdict) -> Verdict:
    if parts.institution is not None:
        clue = best(parts.clues())
        kind = clue.kind if clue is not None else None
        return out.say(kind, "government", "likely", f"{_is(parts, parts.institution)}.", parts.institution)
    for item in parts.found:
        if (kind := _ALONE.get(item.meaning.code)) is not None:
            return out.say(kind, "government", "weak", f"{parts.quoted(item)} is a word for {item.meaning.says}.", item)
    return out
