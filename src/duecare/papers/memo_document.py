"""The memo as a paper to file: outcome and reasons first, what is raised in full, the rest in tables, sources last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from duecare.guidance import Guidance
from duecare.guidance.clauses import Clauses
from duecare.papers.asked import Asked
from duecare.papers.clauses.called import called_blocks, called_for, called_record
from duecare.papers.concerns import Cited, ConcernNote, Flag, Value
from duecare.papers.grounds import Provenance
from duecare.papers.layout import (
    OPEN_MARK,
    Block,
    Bullets,
    Code,
    Document,
    Heading,
    Marks,
    Pairs,
    Paragraph,
    Picture,
    Status,
    Strong,
    Table,
    Text,
    Turn,
    joined,
    opened,
    pieces,
)
from duecare.papers.memo import Memo, StopNote, memo
from duecare.papers.practice import HEADS, by_country, caption, cells, drawings
from duecare.papers.wording import OPEN, capital, counted, few, listed, lowered
from duecare.pictures import interval_track
from duecare.review import LEVELS, Review

KIND = "Due-diligence memo"
FIRST_QUESTIONS = 5
AGREED = {"agreed": "resolved", "not agreed": "clear"}
"""The mark that stands for whether a safeguard is agreed."""


def memo_document(
    review: Review,
    guidance: Guidance,
    library: Clauses,
    marks: Marks,
    *,
    papers: Iterable[str] = (),
    agreed: tuple[Block, ...] = (),
    more: tuple[Block, ...] = (),
) -> Document:
    """The memo of a review as a paper.

    Args:
        review: What was found.
        guidance: The instruments in use.
        library: The clauses in use.
        marks: Of the paper.
        papers: Kinds of contracts to name clauses for; by default the one that the deal looks like.
        agreed: What stands under the contract clauses: what was signed of them.
        more: What stands before the appendix, that is on record beside the review.
    """
    choices = called_for(review, library, papers)
    paper = memo(review, guidance)
    blocks: list[Block] = [
        Pairs(tuple((row.label, joined(row.values) if row.known else OPEN_MARK) for row in paper.asked)),
        *outcome(paper),
        *_reasons(paper),
        *_stops(paper),
        *_questions(paper),
        *_findings(paper),
        *_gaps(paper),
        *_parties(paper),
        *_places(paper),
        *_severity(paper),
        *_safeguards(paper),
        *called_blocks(review, library, choices),
        *agreed,
        *_not_examined(paper),
        *more,
        *_appendix(paper),
    ]
    record = {"review": review.transaction, "basis_hash": review.basis_hash, "known": paper.known,
              "possible": paper.possible, "hold": paper.hold, "advice": review.outcome.advice,
              "clauses": called_record(choices)}  # fmt: skip
    return Document(KIND, paper.title, marks, tuple(blocks), record=record)


def outcome(paper: Memo) -> Iterator[Block]:
    """The headline, the interval as a picture, and the advice."""
    yield Paragraph(paper.headline, "headline")
    yield track(paper.known, paper.possible, hold=paper.hold, said=paper.level)
    yield Paragraph(Strong(f"Advice: {paper.advice}."))
    if paper.advice_reasons:
        yield Bullets(paper.advice_reasons)


def track(known: str, possible: str, *, hold: bool, said: str, width: int = 78) -> Picture:
    """The interval of a level as a picture, and what it shows."""
    drawn = interval_track(known, possible, LEVELS, hold=hold)
    caption = f"Level: {said}. Filled: known. Hatched: possible. Dotted: open."
    return Picture(drawn, f"Level: {said}", caption, width)


def _opening(paper: Memo, key: str, *, note: bool = True) -> Iterator[Block]:
    section = paper.section(key)
    yield Heading(section.title)
    said = " ".join(part for part in (section.lead, section.note if note else "") if part)
    if said:
        yield Paragraph(said, "lead")


def _reasons(paper: Memo) -> Iterator[Block]:
    yield from _opening(paper, "reasons")
    if paper.reasons:
        yield Bullets(
            tuple(
                (Strong(f"{one.title}."), f" {one.text} About ", *pieces(joined(one.about)), f". {_cites(one.cites)}")
                for one in paper.reasons
            ),
            ordered=True,
        )


def _cites(cites: Iterable[Cited]) -> str:
    """Citations as they stand after a sentence: where, how surely known, with what force or whose reading."""
    said = (f"{one.where}: {one.confidence}, {one.numbering if one.own else one.force}" for one in cites)
    return f"[{'; '.join(said)}]"


def _stops(paper: Memo) -> Iterator[Block]:
    yield from _opening(paper, "stops", note=bool(paper.stops))
    for stop in paper.stops:
        yield from _stop(stop)


def _stop(stop: StopNote) -> Iterator[Block]:
    yield Heading((Status(stop.status, capital(stop.status)), f": {stop.title}"), 2)
    yield Paragraph(f"{stop.text} {_cites([stop.cite])}")
    about = ("About ", stop.about, f". {capital(stop.standing)}. Lifted by {stop.lifted_by} only.")
    yield Paragraph(about, "about")
    yield Paragraph((Strong("For counsel: "), stop.counsel))
    yield from _read(stop.values)


def _read(values: Iterable[Value]) -> Iterator[Block]:
    """What was read, on one line, with the sources."""
    said: list[Text] = []
    for sources, same in groupby(values, lambda one: one.sources):
        facts = joined((f"{one.fact}: ", opened(one.value, known=one.known)) for one in same)
        said.append((*pieces(facts), f" ({'; '.join(sources) or 'no source'})"))
    if said:
        yield Paragraph(("Rests on ", *pieces(joined(said, "; ")), "."), "about")


def _questions(paper: Memo) -> Iterator[Block]:
    yield from _opening(paper, "questions", note=bool(paper.questions))
    first = paper.foremost(FIRST_QUESTIONS)
    if first:
        yield Bullets(tuple(_question(one) for one in first), ordered=True)
    rest = [one for one in paper.questions if one not in first and (one.decides or one.together)]
    if rest:
        yield Table(
            "Further questions that can move the outcome, in order",
            ("Question", "About", "Ask", "What an answer would do"),
            tuple((one.question, one.about, one.who, _moving(one)) for one in rest),
            (34, 20, 12, 34),
            sheet="Questions",
        )
    if left := sum(not (one.decides or one.together) for one in paper.questions):
        said = f"{capital(counted(left, 'open question'))} that would not move the outcome by itself"
        yield Paragraph(f"{said if left == 1 else said.replace('itself', 'themselves')}: see the appendix.")


def _question(asked: Asked) -> Text:
    effects = "".join(f" If {listed(one.answers, most=4, last='or')}: {one.outcome}." for one in asked.effects[:3])
    return (Strong(asked.question), " About ", asked.about, f". Ask: {asked.who}.{effects}")


def _moving(asked: Asked) -> str:
    said = (f"{listed(one.answers, most=3, last='or')}: {one.outcome}" for one in asked.effects if one.moves)
    return "; ".join(said) or capital(asked.role)


def _findings(paper: Memo) -> Iterator[Block]:
    yield from _opening(paper, "findings")
    noticed = [*paper.concerns("raised"), *paper.concerns("resolved")]
    if noticed:
        yield Table(
            "What is raised or resolved, gravest first",
            ("Concern", "Status", "Weight", "About"),
            tuple((one.title, Status(one.status), one.weight, _about(one)) for one in noticed),
            (46, 14, 12, 28),
            sheet="Raised",
        )
    for chapter in paper.chapters:
        shown = [note for word in ("raised", "resolved") for note in chapter.with_status(word)]
        if shown:
            yield Heading(chapter.title, 2)
            yield Paragraph(f"{capital(chapter.counts)}.", "about")
        for note in shown:
            yield Heading((Status(note.status, f"{capital(note.status)}, {note.weight}"), f": {note.title}"), 3)
            for flag in note.flags:
                if flag.status == note.status:
                    yield from _flag(flag)
    for word, last in (("open", "What would settle it"), ("clear", "Citation")):
        found = paper.concerns(word)
        if found:
            yield Table(
                f"{capital(word)}: {counted(len(found), 'concern')}",
                ("Concern", "Weight", "About", last),
                tuple((one.title, one.weight, _about(one), _last(one, word)) for one in found),
                (40, 10, 22, 28),
                sheet=capital(word),
            )


def _about(note: ConcernNote) -> Text:
    names = list(dict.fromkeys(case.about for flag in note.flags if flag.status == note.status for case in flag.cases))
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return (*pieces(joined(names[:3], "; ")), more)


def _last(note: ConcernNote, word: str) -> str:
    if word == "open":
        needs = dict.fromkeys(need for flag in note.flags for case in flag.cases for need in case.needs)
        return capital(listed(needs, most=3)) or "Nothing that can be asked here"
    return "; ".join(dict.fromkeys(flag.cite.where for flag in note.flags))


def _flag(flag: Flag) -> Iterator[Block]:
    yield Paragraph((Strong(f"{flag.title}."), f" {flag.text} {_cites([flag.cite])}"))
    said = [f"Rights: {', '.join(flag.rights)}."] if flag.rights else []
    about = joined((case.about for case in flag.cases), "; ")
    yield Paragraph(("About ", *pieces(about), f". {capital(flag.group)}. {' '.join(said)}"), "about")
    for case in flag.cases:
        if case.resolution:
            yield Paragraph(case.resolution)
    yield from _read(dict.fromkeys(value for case in flag.cases for value in case.values))


def _gaps(paper: Memo) -> Iterator[Block]:
    yield from _opening(paper, "gaps", note=bool(paper.gaps))
    if paper.gaps:
        rows = tuple((about, (OPEN_MARK, f": {text}")) for about, text in paper.gaps)
        yield Table("Gaps in the sources", ("About", "What is missing"), rows, (30, 70), sheet="Gaps")


def _parties(paper: Memo) -> Iterator[Block]:
    yield from _opening(paper, "parties")
    heads = ("Name", "Roles", "Kind", "Government tie", "Seat", "Abuse record", "Lists")
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (one.name, opened(one.roles), opened(one.kind), opened(one.tie), one.country or OPEN_MARK, opened(one.record),
         opened(one.listing))
        for one in paper.parties
    )  # fmt: skip
    yield Table("Every party, as far as known", heads, rows, (22, 15, 13, 13, 11, 13, 13), sheet="Parties")
    if paper.owners is not None:
        said = "Owners as stated in the deal. What is not stated is not drawn, and is not cleared."
        yield Picture(paper.owners, "Owners and what they own, as stated in the deal", said)


def _places(paper: Memo) -> Iterator[Block]:
    yield from _opening(paper, "places")
    heads = ("Place", "What happens there", "Human-rights practice", "ICCPR", "Arms embargo", "Known of it")
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (one.name, opened(one.roles), opened(one.band), opened(one.iccpr), opened(one.embargo),
         opened(listed(one.marks) or OPEN))
        for one in paper.places
    )  # fmt: skip
    yield Table("Every place, as far as known", heads, rows, (14, 18, 15, 12, 12, 29), sheet="Places")
    for code, shown in by_country(paper.practice):
        for drawn in drawings(code, shown, paper.core):
            yield Picture(drawn.svg, drawn.words, drawn.note)
        yield Table(caption(code), HEADS, tuple(cells(shown)), (34, 22, 10, 16, 9, 9), frozenset({2, 3, 4, 5}))


def _severity(paper: Memo) -> Iterator[Block]:
    yield from _opening(paper, "severity")
    if not paper.severity:
        yield Paragraph("No severity row is met or open: what the item does can hardly harm people.")
        return
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (one.title, one.about, f"{one.size} of 4: {one.dimensions}", Status(one.status), one.text,
         f"{one.cite.where} ({one.cite.confidence})" if one.cite else OPEN_MARK)
        for one in paper.severity
    )  # fmt: skip
    yield Table(
        "Severity rows that are met or open (UNGP 14: one grave dimension suffices)",
        ("What", "About", "Severity", "Status", "Why", "Citation"), rows, (18, 14, 16, 10, 27, 15), sheet="Severity",
    )  # fmt: skip


def _safeguards(paper: Memo) -> Iterator[Block]:
    yield from _opening(paper, "safeguards", note=bool(paper.safeguards))
    if paper.safeguards:
        rows: tuple[tuple[Text, ...], ...] = tuple(
            ((Strong(f"{one.title}."), f" {one.text}"), Status(AGREED.get(one.agreed, OPEN), one.agreed), one.proof,
             few((lowered(title) for title in one.answers), 4))
            for one in paper.safeguards
        )  # fmt: skip
        yield Table(
            "Safeguards, those that answer most raised findings first",
            ("Safeguard", "Status", "Proof that it works", "Answers"), rows, (38, 12, 25, 25), sheet="Safeguards",
        )  # fmt: skip


def _not_examined(paper: Memo) -> Iterator[Block]:
    yield from _opening(paper, "not_examined")
    for rule in paper.not_examined:
        rows = tuple((title, depth, joined(about)) for title, depth, about in rule.flags)
        yield Table(capital(rule.reason), ("Flag", "Depth", "About"), rows, (55, 15, 30), sheet="Not examined")


def _appendix(paper: Memo) -> Iterator[Block]:
    yield Turn()
    yield Heading("Appendix: sources")
    yield Paragraph(f"{paper.leads['provenance']} Those that do not count stand here too.", "lead")
    for about, rows in groupby(paper.provenance, lambda row: row.about):
        yield Table(
            ("Known of ", *pieces(about)), ("Fact", "Value", "Source", "Date", "How found"),
            tuple(_statement(row) for row in rows),
            (22, 16, 30, 12, 20),
        )  # fmt: skip
    idle = [one for one in paper.questions if not (one.decides or one.together)]
    if idle:
        yield Heading("Appendix: open questions that would not move the outcome by themselves")
        yield Table(
            "Open questions, in order", ("Question", "About", "Ask"),
            tuple((one.question, one.about, one.who) for one in idle), (60, 25, 15), sheet="Further questions",
        )  # fmt: skip
    yield Heading("Appendix: instruments")
    yield Paragraph(paper.section("instruments").note, "lead")
    yield Table(
        "Instruments that this review read", ("Instrument", "Title", "Force", "For this transaction", "Numbering"),
        tuple((one.id, f"{one.title}. {one.issuer}", one.force, one.applies, capital(one.numbering))
              for one in paper.instruments),
        (14, 32, 12, 16, 26), sheet="Instruments",
    )  # fmt: skip
    yield Heading(paper.section("record").title)
    yield Paragraph(paper.section("record").note, "lead")
    yield Pairs(tuple((label, Code(value)) for label, value in paper.record))
    yield Heading(paper.section("advice").title)
    yield Paragraph(paper.section("advice").lead, "note")


def _statement(row: Provenance) -> tuple[Text, ...]:
    found = "; ".join(part for part in (row.found_by, row.note, row.counted) if part)
    source = capital(row.kind) if row.source == row.found_by else f"{row.source} ({row.kind})"
    return row.fact, opened(row.value, known=row.known), source, row.date, found
