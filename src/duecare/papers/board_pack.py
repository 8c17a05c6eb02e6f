"""The board pack: many deals on one page, what the board is asked to decide, and a page for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from duecare.guidance import Guidance
from duecare.papers.grounds import Known
from duecare.papers.layout import (
    Blank,
    Block,
    Bullets,
    Choice,
    Document,
    Heading,
    Marks,
    Pairs,
    Paragraph,
    Status,
    Strong,
    Table,
    Text,
    Turn,
    joined,
    opened,
    pieces,
)
from duecare.papers.memo import Memo, memo
from duecare.papers.memo_document import track
from duecare.papers.wording import Name, at_most, capital, clean, counted, few, first_sentence, lowered
from duecare.review import LEVELS, Review

KIND = "Board pack"
HOLD = "cannot be rated yet"
ASKED = {
    "proceed": "note that it proceeds",
    "proceed_with_conditions": "agree to the conditions",
    "escalate": "decide, with counsel's view",
    "do_not_proceed": "decline, or say on what grounds not",
    "hold": "wait until the questions are answered",
}
"""What a board is asked of each advice."""
FIRST = 5
"""Rows of a table on the page that sums up."""
ANSWERS = ("Approve", "Approve with the conditions", "Ask again with answers", "Decline")
_DECIDING = ("escalate", "do_not_proceed", "hold", "proceed_with_conditions", "proceed")


@dataclass(frozen=True, slots=True)
class Case:
    """A review that a board reads, under the number that the house knows it by. status says where it stands there."""

    number: str
    review: Review
    status: str = ""


@dataclass(frozen=True, slots=True)
class _Read:
    case: Case
    memo: Memo
    countries: tuple[str, ...]
    unknown: int
    examined: int

    @property
    def interval(self) -> str:
        return HOLD if self.memo.hold else f"{self.memo.known} to {self.memo.possible}"

    @property
    def stops(self) -> int:
        return sum(stop.status == "stands" for stop in self.memo.stops)

    def weight(self) -> tuple[int, ...]:
        """Gravest first: stops, then the known level, then the possible one; what cannot be rated stands high."""
        known = LEVELS.index("high") if self.memo.hold else LEVELS.index(self.memo.known)
        return (-bool(self.stops), -known, -LEVELS.index(self.memo.possible))


def board_pack(cases: Sequence[Case], guidance: Guidance, marks: Marks, title: str = "") -> Document:
    """The pack of some cases, gravest first: one page that sums up, and one a case."""
    read = sorted((_read(case, guidance) for case in cases), key=lambda one: (*one.weight(), one.case.number))
    blocks = [*_summary(read)]
    for one in read:
        blocks += _page(one)
    record = {
        "cases": [
            {"case": one.case.number, "transaction": one.case.review.transaction, "status": one.case.status,
             "basis_hash": one.case.review.basis_hash, "hold": one.memo.hold, "known": one.memo.known,
             "possible": one.memo.possible, "advice": one.case.review.outcome.advice, "legal_stops": one.stops,
             "open_share": _share(one.unknown, one.examined)}
            for one in read
        ]
    }  # fmt: skip
    said = title or f"{capital(counted(len(read), 'case'))} for decision"
    return Document(KIND, said, marks, tuple(blocks), record=record)


def _read(case: Case, guidance: Guidance) -> _Read:
    paper = memo(case.review, guidance)
    labels = {subject.id: subject.label for subject in case.review.gathered.subjects}
    places = tuple(dict.fromkeys(clean(labels.get(use.country, use.country)) for use in case.review.gathered.uses))
    examined = [finding for finding in case.review.findings if finding.examined]
    unknown = sum(finding.status == "open" for finding in examined)
    return _Read(case, paper, places, unknown, len(examined))


def _share(part: int, whole: int) -> str:
    """A share in whole percent; of nothing it says so.

    >>> _share(1, 3), _share(0, 0)
    ('33 %', 'nothing examined')
    """
    return f"{round(100 * part / whole)} %" if whole else "nothing examined"


def _summary(read: Sequence[_Read]) -> Iterator[Block]:
    """One page: how many stand where, what is asked, what stands in the way; then every case in one table."""
    deciding = [one for one in read if one.case.review.outcome.advice in ("escalate", "do_not_proceed")]
    stopped = [one for one in read if one.stops]
    on_hold = sum(one.memo.hold for one in read)
    unknown, examined = sum(one.unknown for one in read), sum(one.examined for one in read)
    yield Paragraph(
        f"{capital(counted(len(deciding), 'case'))} of {len(read)} {'needs' if len(deciding) == 1 else 'need'} "
        f"a decision of the board; {counted(len(stopped), 'case')} {'stands' if len(stopped) == 1 else 'stand'} "
        "under a legal stop.",
        "headline",
    )
    yield Paragraph(
        f"{capital(counted(on_hold, 'case'))} cannot be rated yet. {_share(unknown, examined)} of the {examined:,} red "
        "flags that were looked at are open: what they turn on is not known. An open flag is no clean one.",
        "lead",
    )
    yield _levels(read)
    yield _asked(read)
    stops, places = _stops(stopped), _countries(read)
    if stops:
        yield _by_stop(stopped)
    yield _cut(places)
    yield Turn()
    yield Heading("Every case, gravest first")
    rows_of_cases: tuple[tuple[Text, ...], ...] = tuple(
        (one.case.number, one.memo.title, joined(map(Name, one.countries)), _level(one), one.memo.advice,
         _share(one.unknown, one.examined))
        for one in read
    )  # fmt: skip
    heads = ("Case", "Deal", "Where", "Level", "Advice", "Open")
    yield Table("Cases of this pack", heads, rows_of_cases, (18, 28, 13, 17, 15, 9), frozenset({5}), sheet="Cases")
    if stops:
        yield stops
    if len(places.rows) > FIRST:
        yield places


def _cut(table: Table) -> Table:
    """The first rows of a table, which says how many more there are: the whole one stands further on."""
    if len(table.rows) <= FIRST:
        return table
    caption = (*pieces(table.caption), f"; the first {FIRST} of {len(table.rows)}, all of them further on")
    return replace(table, caption=caption, rows=table.rows[:FIRST], sheet=f"{table.sheet}, first")


def _by_stop(stopped: Sequence[_Read]) -> Table:
    """How many cases stand under each legal stop."""
    held: dict[str, list[str]] = {}
    for one in stopped:
        for title in dict.fromkeys(stop.title for stop in one.memo.stops if stop.status == "stands"):
            held.setdefault(title, []).append(one.case.number)
    rows = tuple((title, str(len(numbers)), few(numbers, 4)) for title, numbers in held.items())
    caption = "Legal stops that stand; counsel settles them, not the board"
    return Table(caption, ("Legal stop", "Cases", "Which"), rows, (40, 10, 50), frozenset({1}), sheet="Stops")


def _stops(stopped: Sequence[_Read]) -> Table | None:
    rows = tuple(
        (one.case.number, one.memo.title, stop.title, stop.about)
        for one in stopped for stop in one.memo.stops if stop.status == "stands"
    )  # fmt: skip
    heads = ("Case", "Deal", "Legal stop", "About")
    caption = "Legal stops that stand, case by case"
    return Table(caption, heads, rows, (18, 31, 29, 22), sheet="Stops by case") if rows else None


def _level(one: _Read) -> Text:
    return Status("open", HOLD) if one.memo.hold else one.memo.level


def _levels(read: Sequence[_Read]) -> Table:
    """How many cases stand at each known level, by what each could turn out to be."""
    held = Counter((one.memo.known, one.memo.possible) for one in read if not one.memo.hold)
    rows = [
        (
            capital(known),
            *(str(held[known, possible]) for possible in LEVELS),
            str(sum(held[known, one] for one in LEVELS)),
        )
        for known in reversed(LEVELS)
    ]
    heads = ("Known", *(f"could be {level}" for level in LEVELS), "Cases")
    caption = "Cases by level: what is known (down) and what it could turn out to be (across)"
    return Table(
        caption, heads, tuple(rows), (28, *([15] * len(LEVELS)), 12), frozenset(range(1, len(heads))), "Levels"
    )


def _asked(read: Sequence[_Read]) -> Table:
    """What the board is asked, by advice."""
    rows = []
    for advice in _DECIDING:
        found = [one for one in read if one.case.review.outcome.advice == advice]
        if found:
            numbers = few((one.case.number for one in found), 4)
            rows.append((found[0].memo.advice, capital(ASKED[advice]), str(len(found)), numbers))
    return Table("What the board is asked", ("Advice", "The board is asked to", "Cases", "Which"), tuple(rows),
                 (20, 30, 8, 42), frozenset({2}), "Asked")  # fmt: skip


def _countries(read: Sequence[_Read]) -> Table:
    by_place: dict[str, list[_Read]] = {}
    for one in read:
        for place in one.countries:
            by_place.setdefault(place, []).append(one)
    rows = tuple(
        (place, str(len(found)), str(sum(one.memo.hold or LEVELS.index(one.memo.known) >= 2 for one in found)),
         str(sum(bool(one.stops) for one in found)),
         _share(sum(one.unknown for one in found), sum(one.examined for one in found)))
        for place, found in sorted(by_place.items(), key=lambda row: (-len(row[1]), row[0]))
    )  # fmt: skip
    heads = ("Place of use", "Cases", "High, severe or not rated", "Under a stop", "Flags open")
    return Table("Cases by place of use", heads, rows, (36, 12, 22, 15, 15), frozenset({1, 2, 3, 4}), "Places")


def _page(one: _Read) -> Iterator[Block]:
    """A case on a page: what is asked, why, what stands against it, what would change it."""
    paper, outcome = one.memo, one.case.review.outcome
    yield Turn()
    yield Heading((f"{one.case.number}: ", *pieces(paper.title)))
    known = Known.of(one.case.review)
    deal = f"transaction:{one.case.review.transaction}"
    rows: list[tuple[str, Text]] = [
        (row.label, joined(at_most(row.values, 3)) if row.known else Status("open"))
        for row in paper.asked
        if row.label != "Facts known at"
    ]
    if (deal, "transaction.value") in known.facts:
        rows.append(("Value", opened(known.get(deal, "transaction.value"))))
    rows += [("Status", one.case.status)] if one.case.status else []
    rows.append(("Data up to", f"{one.case.review.known_at.isoformat()}; basis {one.case.review.basis_hash[:12]}"))
    yield Pairs(tuple(rows))
    yield Paragraph(paper.headline, "headline")
    yield track(paper.known, paper.possible, hold=paper.hold, said=paper.level, width=60)
    yield Paragraph((Strong(f"Advice: {paper.advice}. "), f"The board is asked to {ASKED[outcome.advice]}."))
    if paper.reasons:
        yield Bullets(tuple((Strong(f"{reason.title}. "), first_sentence(reason.text)) for reason in paper.reasons[:3]))
    else:
        yield Paragraph("No red flag is raised on what is known.")
    for stop in [stop for stop in paper.stops if stop.status != "lifted"][:2]:
        yield Paragraph((Status(stop.status, f"Legal stop, {stop.status}"), f": {stop.title}, about ", stop.about, "."))
    questions = paper.foremost(2)
    asked = joined((Strong(question.question) for question in questions), " ")
    open_said = f"{one.unknown} of {one.examined} flags are open ({_share(one.unknown, one.examined)}). "
    yield Paragraph((open_said, *pieces(asked)) if questions else f"{open_said}{paper.leads['questions']}")
    safeguards = [row for row in paper.safeguards if row.raised and row.agreed != "agreed"][:4]
    if safeguards:
        yield Paragraph(
            (Strong("Conditions to think of first: "), f"{few((lowered(row.title) for row in safeguards), 4)}.")
        )
    yield Choice("Decision of the board", ANSWERS)
    yield Blank("Reasons, and who dissented", lines=2)
