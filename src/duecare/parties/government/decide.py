"""From the words found in a name to what the body is and how close to the state it stands.

The rules and their order are those of training/government/README.md: the head of the name decides, courts, prisons,
borders, fire services and secret services go before the police and the army, those before the fields of civil life; a
legal form of private law, or a word of commerce as the head, keeps the words of office from counting.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from duecare.parties.government.lexicon import NAMING, Found, Lexicon
from duecare.parties.government.reading import Confidence
from duecare.parties.government.tokens import Tokens

#: Kinds in the order in which they win over each other.
PRECEDENCE: Final = (
    "judiciary", "prison", "border", "fire_rescue", "intelligence", "interior_ministry", "police", "military",
    "telecom_regulator", "health", "education", "wildlife", "transport", "utility", "telecom_operator", "municipality",
    "ministry", "state_owned_enterprise", "ngo", "other", "private_company",
)  # fmt: skip
_ORDER: Final = {kind: place for place, kind in enumerate(PRECEDENCE)}
#: Work that decides over whose body it is.
DECISIVE: Final = frozenset(PRECEDENCE[:5])
FORCES: Final = frozenset(PRECEDENCE[:8])
#: Bodies that say little: a word for something more special elsewhere in the name goes before them.
GENERAL: Final = frozenset({"municipality", "ministry", "other"})
CIVIL_FIELDS: Final = frozenset({"health", "education"})
NETWORKS: Final = frozenset({"telecom_operator", "transport", "utility"})
PRIVATE_BODIES: Final = frozenset({"association", "society", "political_party", "armed_group", "bank", "media"})
#: Words of commerce that say only that a firm is meant; what it does, the word beside them tells.
CLEAR: Final = frozenset({"firm"})


#: Legal forms that charities have as well (New York's not-for-profit corporations).
_CHARITY_FORMS: Final = frozenset({"inc", "inc.", "incorporated", "cic", "ggmbh"})


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
        self.kind, self.tie = kind, tie
        self.kind_confidence = sure if kind else None
        self.tie_confidence = sure if tie else None
        self.reasons.append(reason)
        self.used += [found for found in used if found not in self.used]
        return self


@dataclass(slots=True)
class Clue:
    kind: str
    found: Found
    tie: str | None = "government"


class Reading:
    """The words of one name, sorted by the part they play."""

    def __init__(self, tokens: Tokens, found: list[Found], order: str, country: str | None) -> None:
        self.tokens, self.found, self.order, self.country = tokens, found, order, country
        self.naming = [item for item in found if item.meaning.section in NAMING]
        self.forms = [item for item in found if item.meaning.section == "forms"]
        self.head = self._head([item for item in self.naming if item.meaning.code not in CLEAR])
        self.firm = next((item for item in self.naming if item.meaning.code in CLEAR), None)
        self.is_private = next((f for f in self.forms if f.meaning.code in ("private_form", "listed_form")), None)
        if self.is_private is None:
            self.is_private = next((f for f in found if any(m.code == "private_form" for m in f.inner)), None)
        self.state_form = next((f for f in self.forms if f.meaning.code == "state_form"), None)
        self.institution = next((f for f in self.forms if f.meaning.code == "institution_form"), None)

    def typed(self, found: Found) -> str:
        return self.tokens.typed(found.start, found.end)

    def marks(self, *codes: str) -> Found | None:
        return next((f for f in self.found if f.meaning.section == "marks" and f.meaning.code in codes), None)

    def body(self, *codes: str) -> Found | None:
        return next((f for f in self.naming if f.meaning.code in codes), None)

    def of_kind(self, *kinds: str) -> Found | None:
        """The first body of one of these kinds."""
        return next((f for f in self.naming if f.meaning.section == "bodies" and f.meaning.kind in kinds), None)

    def _head(self, naming: list[Found]) -> Found | None:
        """What the name calls the body: where it stands depends on the language."""
        if not naming:
            return None
        segment = self.tokens.segment
        first = segment[naming[0].start]
        mine = [item for item in naming if segment[item.start] == first]
        if self.order == "first":
            return mine[0]
        if self.order == "last":
            return mine[-1]
        head = mine[0]
        for item in mine[1:]:
            if any(self.tokens.linked[head.end : item.start + 1]):
                break
            head = item
        return head


def decide(reading: Reading, words: Lexicon) -> Verdict:
    """What the words of a name say together; an empty verdict if they say nothing."""
    out = Verdict()
    if reading.state_form is not None or (reading.head is not None and reading.head.meaning.code == "state_company"):
        return _state_enterprise(reading, out)
    head = reading.head
    business = head is not None and head.meaning.section == "trades"
    form = reading.is_private
    if head is not None and head.meaning.code == "association" and form and reading.typed(form).casefold() in _CHARITY_FORMS:
        return _private_body(reading, head, out)
    if reading.institution is None and (reading.is_private is not None or business or (head is None and reading.firm)):
        return _company(reading, out)
    if business:
        # A works or service that the state runs as an institution: what else the name says tells whose.
        head = reading.head = next((item for item in reading.naming if item.meaning.section != "trades"), None)
    if head is None:
        return _headless(reading, out)
    if head.meaning.code in PRIVATE_BODIES:
        return _private_body(reading, head, out)
    if head.meaning.tie in ("controlled", "contracted"):
        return out.say(
            head.meaning.kind, head.meaning.tie, "likely", f"{_q(reading, head)} is {head.meaning.says}.", head
        )
    if head.meaning.apart:
        return _apart(reading, head, out)
    return _authority(reading, head, out)


def _q(reading: Reading, found: Found) -> str:
    return f"“{reading.typed(found)}”"


def _state_enterprise(reading: Reading, out: Verdict) -> Verdict:
    form = reading.state_form or reading.body("state_company")
    assert form is not None
    owner = _best([clue for clue in _clues(reading) if clue.kind in ("military", "police", "intelligence", "prison")])
    by_field = reading.of_kind(*NETWORKS, "wildlife", "health")
    # A hospital run as a public enterprise is still the public service's.
    tie = "government" if by_field is not None and by_field.meaning.kind == "health" else "state_owned"
    reason = f"{_q(reading, form)} is {form.meaning.says}."
    if owner is not None and owner.found.meaning.section == "bodies":
        return out.say(owner.kind, "state_owned", "likely", reason, form, owner.found)
    if by_field is not None and by_field.meaning.kind:
        return out.say(by_field.meaning.kind, tie, "strong", reason, form, by_field)
    return out.say("state_owned_enterprise", "state_owned", "strong", reason, form)


def _company(reading: Reading, out: Verdict) -> Verdict:
    head, form = reading.head, reading.is_private
    base = form or reading.firm or head
    assert base is not None
    held = reading.marks("state_held", "state_holder")
    known = next((f for f in reading.naming if f.meaning.tie in ("state_owned", "controlled", "contracted")), None)
    if held is not None or known is not None:
        found = known or held
        assert found is not None
        if found.meaning.section == "bodies" and found.meaning.code != "state_company":
            return out.say(
                found.meaning.kind, found.meaning.tie, "likely", f"{_q(reading, found)} is {found.meaning.says}.", found
            )
        by_field = reading.of_kind(*NETWORKS)
        kind = by_field.meaning.kind if by_field is not None else "state_owned_enterprise"
        return out.say(kind, "state_owned", "likely", f"{_q(reading, found)} says that the state owns it.", found, base)
    public = _public_word(reading)
    by_trade = head is not None and head.meaning.apart and head.meaning.code != "research"
    if head is not None and by_trade and head.meaning.kind in NETWORKS | CIVIL_FIELDS:
        mark = reading.marks("state_mark", "national_mark")
        if form is None and mark is not None and head.meaning.kind in NETWORKS:
            return out.say(
                head.meaning.kind, "state_owned", "weak", f"{_q(reading, mark)} with {_q(reading, head)}.", head, mark
            )
        out.say(head.meaning.kind, None, "likely", f"{_q(reading, head)} is {head.meaning.says}.", head, base)
    else:
        out.say(
            "private_company", None, "likely" if form else "weak", f"{_q(reading, base)}: {base.meaning.says}.", base
        )
    if public is not None:
        out.doubts.append(f"{_q(reading, public)} is a word of office, but the rest of the name is that of a firm.")
    return out


def _public_word(reading: Reading) -> Found | None:
    for item in reading.found:
        meaning = item.meaning
        if meaning.section == "marks" or (meaning.section == "bodies" and meaning.tie == "government"):
            return item
    return None


def _private_body(reading: Reading, head: Found, out: Verdict) -> Verdict:
    return out.say(head.meaning.kind, None, "likely", f"{_q(reading, head)} is {head.meaning.says}.", head)


def _apart(reading: Reading, head: Found, out: Verdict) -> Verdict:
    """A hospital, school, railway: by whose it is if a force's, else by what it does."""
    clues = [clue for clue in _clues(reading) if clue.found is not head]
    forces = [clue for clue in clues if clue.kind in FORCES and _owns(clue)]
    forces += [Clue(kind, head) for kind in _inner_forces(head)]
    if forces and head.meaning.kind in CIVIL_FIELDS:
        force = _best(forces)
        assert force is not None
        kind = "police" if force.kind == "interior_ministry" else force.kind
        reason = f"{_q(reading, head)} is {head.meaning.says}, and {_q(reading, force.found)} says whose."
        if force.found is head:
            reason = f"{_q(reading, head)} is {head.meaning.says} of a force."
        return out.say(kind, "government", "likely", reason, head, force.found)
    reason = f"{_q(reading, head)} is {head.meaning.says}."
    owner = _best([clue for clue in clues if clue.tie == "government" and clue.found.meaning.section == "bodies"])
    mark = reading.marks("state_mark", "national_mark", "local_mark")
    tie, used = head.meaning.tie, [head]
    state_owned = head.meaning.kind in NETWORKS
    if tie is not None or head.meaning.kind not in NETWORKS | CIVIL_FIELDS:
        pass
    elif reading.institution is not None:
        tie, used = "government", [head, reading.institution]
    elif owner is not None:
        tie, used = "government", [head, owner.found]
    elif any(meaning.section == "marks" for meaning in head.inner):
        tie = "state_owned" if state_owned else "government"
    elif state_owned and any(meaning.rank == "office" for meaning in head.inner):
        tie = "government"
    elif mark is not None:
        tie, used = ("state_owned" if state_owned else "government"), [head, mark]
    out.say(head.meaning.kind, tie, "likely", reason, *used)
    return out


def _inner_forces(head: Found) -> list[str]:
    """The kinds of force that words inside a phrase name: a police academy is the police's."""
    kinds = []
    for meaning in (*head.others, *head.inner):
        if meaning.section == "bodies" and meaning.tie == "government" and meaning.kind in FORCES:
            kinds.append(str(meaning.kind))
        elif meaning.section == "fields" and meaning.code in ("military", "defence"):
            kinds.append("military")
        elif meaning.section == "fields" and meaning.code in ("interior", "public_security"):
            kinds.append("police")
    return kinds


def _owns(clue: Clue) -> bool:
    meaning = clue.found.meaning
    return meaning.section == "bodies" or meaning.code in ("military", "defence", "interior")


def _authority(reading: Reading, head: Found, out: Verdict) -> Verdict:
    clues = _clues(reading)
    meaning = head.meaning
    # A ministry's other fields are its own; only with a unit named beside them do they say what the unit does.
    if meaning.kind in ("ministry", "interior_ministry", "military") and meaning.section == "bodies":
        unit = any(item.meaning.section == "heads" for item in reading.naming if item is not head)
        if not unit:
            clues = [clue for clue in clues if clue.found is head or clue.found.meaning.section != "fields"]
    mine = next((clue for clue in clues if clue.found is head), None)
    others = [clue for clue in clues if clue.found is not head]
    if meaning.section == "heads":
        return _office(reading, head, mine, others, out)
    assert mine is not None
    kind, used = mine.kind, [head]
    after = [
        clue
        for clue in others
        if clue.found.start >= head.end
        or reading.tokens.segment[clue.found.start] != reading.tokens.segment[head.start]
    ]
    before = [clue for clue in others if clue not in after]
    if kind in GENERAL or kind in ("police", "military", "interior_ministry"):
        decisive = _best([clue for clue in after if clue.kind in DECISIVE])
        if decisive is None and kind in ("police", "military"):
            decisive = _best([clue for clue in before if clue.kind in DECISIVE])
        if decisive is None and (kind in GENERAL or kind == "interior_ministry"):
            decisive = _best(
                [
                    c
                    for c in after
                    if c.found.meaning.section == "bodies" and c.kind not in GENERAL and not c.found.meaning.apart
                ]
            )
        if decisive is None and kind == "ministry" and reading.order == "last":
            decisive = _best([clue for clue in before if clue.kind == "municipality"])
        if decisive is not None:
            kind, used = decisive.kind, [decisive.found, head]
    reason = f"{_q(reading, used[0])} is {used[0].meaning.says}."
    sure: Confidence = "strong" if meaning.sure == "strong" or len(clues) > 1 else "likely"
    return out.say(kind, "government", sure, reason, *used)


def _office(reading: Reading, head: Found, mine: Clue | None, others: list[Clue], out: Verdict) -> Verdict:
    """A department, bureau or force: what it is for, or whose it is, says what it is."""
    best = _best(others)
    if best is None:
        if mine is not None and mine.kind not in ("ministry", "other"):
            return out.say(mine.kind, "government", "likely", f"{_q(reading, head)} is {head.meaning.says}.", head)
        if head.meaning.rank == "ministry" and reading.order == "of":
            out.doubts.append(f"{_q(reading, head)} stands without a field of government.")
            return out.say(None, None, "weak", "A word for an office alone does not say whose it is.", head)
        if head.meaning.rank == "ministry":
            return out.say("ministry", "government", "likely", f"{_q(reading, head)} is {head.meaning.says}.", head)
        mark = reading.marks("state_mark", "national_mark", "local_mark")
        if mark is not None:
            kind = "municipality" if mark.meaning.code == "local_mark" else "ministry"
            return out.say(kind, "government", "weak", f"{_q(reading, head)} with {_q(reading, mark)}.", head, mark)
        return out.say(None, None, "weak", "A word for an office alone does not say whose it is.", head)
    kind = best.kind
    if best.found.meaning.apart and best.kind in NETWORKS:
        # An authority that supplies water is a body of the state; one over telephones regulates them.
        kind = "telecom_regulator" if kind == "telecom_operator" else kind
        return out.say(
            kind, "government", "likely", f"{_q(reading, head)}: {best.found.meaning.says}.", head, best.found
        )
    if best.found.meaning.apart:
        return out.say(kind, None, "weak", f"{_q(reading, best.found)} is {best.found.meaning.says}.", best.found, head)
    if kind == "interior_ministry" and best.found.meaning.section == "bodies":
        kind = "police"
    return out.say(kind, "government", "likely", f"{_q(reading, head)}: {best.found.meaning.says}.", head, best.found)


def _headless(reading: Reading, out: Verdict) -> Verdict:
    if reading.institution is not None:
        clue = _best(_clues(reading))
        return out.say(clue.kind if clue else None, "government", "likely",
                       f"{_q(reading, reading.institution)} is {reading.institution.meaning.says}.", reading.institution)  # fmt: skip
    for item in reading.found:
        kind = _alone(item)
        if kind:
            return out.say(kind, "government", "weak", f"{_q(reading, item)}: {item.meaning.says}.", item)
    return out


def _alone(item: Found) -> str | None:
    return {
        "state_security": "intelligence",
        "prisons": "prison",
        "borders": "border",
        "emergencies": "fire_rescue",
    }.get(item.meaning.code)


def _best(clues: list[Clue]) -> Clue | None:
    return min(clues, key=lambda clue: (_ORDER[clue.kind], clue.found.start), default=None)


def _clues(reading: Reading) -> list[Clue]:
    """What every word of office in a name speaks for; a ministry takes the fields that stand with it."""
    clues: list[Clue] = []
    rank = "office"
    head = reading.head
    ministry: Found | None = None
    taken: set[int] = set()
    fields = LEX_FIELDS()
    for place, item in enumerate(reading.found):
        if item.meaning.code != "ministry_head":
            continue
        ministry = item
        kinds: list[tuple[str, Found]] = []
        neighbours = range(place + 1, len(reading.found)) if reading.order != "last" else range(place - 1, -1, -1)
        for other in neighbours:
            said = reading.found[other].has("fields")
            if reading.found[other] is head or said is None or reading.tokens.segment[reading.found[other].start] != reading.tokens.segment[item.start]:
                break
            taken.add(other)
            kinds.append((str(fields[said.code]["ministry"]), reading.found[other]))
        if kinds:
            kind = min((kind for kind, _ in kinds), key=lambda kind: _ORDER[kind])
            clues.append(Clue(kind, item))
    if head is not None and head.meaning.rank == "force":
        rank = "force"
    for place, item in enumerate(reading.found):
        if place in taken or item is ministry:
            continue
        meaning = item.meaning
        if meaning.section == "bodies" and meaning.kind:
            clues.append(Clue(str(item.kind_in(reading.country)), item, meaning.tie))
        elif meaning.section == "fields":
            clues.append(Clue(str(fields[meaning.code][rank]), item))
    return clues


def LEX_FIELDS() -> dict[str, dict[str, object]]:
    from duecare.parties.government.lexicon import lexicon

    return lexicon().meanings["fields"]
