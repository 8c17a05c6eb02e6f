"""The public report as a paper.

Sources: US-STATE-2020/C8 (tell the public about policy, process and complaints once a year, without exposing those who
complained or trade secrets); UNGP/21 (often enough, where people can find it, enough for them to judge).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from duecare.papers.layout import Block, Bullets, Document, Heading, Marks, Pairs, Paragraph, Table, Text
from duecare.papers.report.counting import CLASSES, OUTCOMES, UNKNOWN, shown_in
from duecare.papers.wording import capital, clean

KIND: Final = "Human-rights due diligence report"
HELD: Final = "held"
_BODIES: Final = {
    "analyst": "a second analyst or counsel", "counsel": "counsel, outside the sales line",
    "board": "the board",
}  # fmt: skip
_KNOWN: Final = {
    "settled": "The level of risk was settled.",
    "level open": "Open questions could still have moved the level.",
    "on hold": "Too little was known to rate the sale at all.",
}
_READ_AS: Final = {"escalated": "passed on to those who decide higher up", "open": "not decided yet"}
"""Outcomes whose codes are words of the office, as readers know them."""
PARTS: Final = {
    "complaints": ("Complaints", "No count of complaints is on record."),
    "consultations": ("People we talked with", "No consultation of people who could be affected is on record."),
    "training": ("Training", "No training is on record."),
    "distribution": ("Who has read our policies", ""),
    "afterwards": ("After the sale", ""),
}
"""The parts of the report that are counts of one kind, with what is said where there are none."""


def report_document(content: Mapping[str, Any], marks: Marks) -> Document:
    """The report of a year.

    Args:
        content: What `office.programme.yearly.content_of` gathers: `year`, `until`, `house`, `threshold`,
            `threshold_reason`, `policy`, `approval`, `cases` (`Cases.written`), `parts`, `complain_at` and the words of
            the staff.
        marks: Its version and status.
    """
    house, year = content["house"] or "The company", content["year"]
    told = f"{year}" if content["until"] == f"{year}-12-31" else f"{year} up to {content['until']}"
    blocks: list[Block] = [
        Paragraph(
            f"This is how {house} examined, in {told}, whether what it sells could be turned against people: by what"
            " policy, how many sales, with what outcome, what was not known, and what was learned.", "lead",
        ),
        *_words(content, "opening"),
        *_policy(content),
        *_process(content),
        *_cases(content),
        *_unknown(content),
        *_against(content),
    ]  # fmt: skip
    for key in PARTS:
        blocks += _part(content, key)
    blocks += [Heading("What we learned"), *(_words(content, "lessons") or [Paragraph("Nothing was written down.")])]
    blocks += _held(content)
    return Document(KIND, f"{house}: {KIND[0].lower()}{KIND[1:]} {year}", marks, tuple(blocks), record=dict(content))


def _words(content: Mapping[str, Any], key: str) -> list[Block]:
    """The staff's own words, a paragraph for each that a blank line sets apart."""
    said = str(content["words"].get(key, "")).replace("\r\n", "\n")
    return [Paragraph(clean(one)) for one in said.split("\n\n") if one.strip()]


def _policy(content: Mapping[str, Any]) -> Iterator[Block]:
    yield Heading("Our policy")
    kept = content["policy"]
    if kept is None:
        yield Paragraph("No policy commitment is on record.")
        return
    yield Paragraph(f"“{clean(kept['title'])}” commits the company to respect human rights.")
    rows: list[tuple[str, Text]] = [
        ("Signed by", f"{clean(kept['signer'])}, {clean(kept['office'])}"),
        ("On", kept["signed_on"]),
        ("Published at", kept["public_at"] or "not published elsewhere"),
        ("Next review", kept["review_on"]),
    ]
    yield Pairs(tuple(rows))


def _process(content: Mapping[str, Any]) -> Iterator[Block]:
    yield Heading("How we examine a sale")
    yield Paragraph(
        "Every sale, loan, trial and renewal of a product that can watch people is looked at before it goes on: what"
        " the product can do, who will use it, in what country and under what law, who else is party to it, and which"
        " safeguards answer what was found. The graver the harm could be, the more is asked, and the higher up it is"
        " decided."
    )
    yield Bullets(
        tuple(
            f"{capital(level)} risk: decided by {_BODIES.get(body, body)}"
            for level, body in content["approval"].items()
        )
    )
    yield Paragraph(
        "Nobody approves what they proposed. A sale that no one can rate, because too little is known, waits."
    )
    yield from _words(content, "process")


def _cases(content: Mapping[str, Any]) -> Iterator[Block]:
    found, year = content["cases"], content["year"]
    shown, regions = shown_in(found), [*found["regions"]]
    number = {figure.values: one for figure, one in shown.items()}
    total = number.get(("", "", ""))
    yield Heading(f"Sales examined in {year}")
    yield Paragraph(
        (f"We worked on {total:,} sales" if total is not None else "The number of sales is held back") + " in the year:"
        " those that were opened or decided in it, and those that were still open at its beginning."
    )
    for place, rows, title in ((1, CLASSES, "kind of product"), (2, OUTCOMES, "outcome")):
        there = [one for one in rows if any(row[0][place] == one for row in found["figures"])]
        if not found["crossed"]:
            yield _alone(f"Sales by {title}", title, place, there, number)
            continue
        cells = [[(one, region) for region in (*regions, "")] for one in (*there, "")]
        yield _crossed(f"Sales by {title} and region", title, regions, cells, number, place)
    if not found["crossed"]:
        yield _alone("Sales by region", "region", 0, regions, number)
        yield Paragraph(
            "Tables that cross region with product and outcome are left out: there are so few sales that most of their"
            " numbers would have to be held back.",
            "note",
        )
    yield Paragraph(
        f"Regions are those of the United Nations (M49), by where the product was to be used. “{capital(UNKNOWN)}”:"
        " nobody could say so far. “Several kinds”: the product can do more than one of these things. “Held”:"
        " held back, as told at the end.", "note",
    )  # fmt: skip


def _alone(caption: str, title: str, place: int, there: Sequence[str], number: Mapping[tuple[str, ...], int]) -> Table:
    """A table of one dimension."""
    rows: list[tuple[Text, ...]] = []
    for one in (*there, ""):
        key = tuple(one if at == place else "" for at in range(3))
        rows.append((capital(_READ_AS.get(one, one)) or "All", _number(number.get(key))))
    return Table(caption, (capital(title), "Sales"), tuple(rows), (6, 2), frozenset({1}), sheet=capital(title))


def _crossed(
    caption: str, title: str, regions: Sequence[str], cells: list[list[tuple[str, str]]],
    number: Mapping[tuple[str, ...], int], place: int,
) -> Table:  # fmt: skip
    heads = (capital(title), *map(capital, regions), "All")
    rows: list[tuple[Text, ...]] = []
    for row in cells:
        label = capital(_READ_AS.get(row[0][0], row[0][0])) or "All"
        keys = [(region, one, "") if place == 1 else (region, "", one) for one, region in row]
        rows.append((label, *(_number(number.get(key)) for key in keys)))
    widths = (3, *([2] * (len(regions) + 1)))
    return Table(caption, heads, tuple(rows), widths, frozenset(range(1, len(heads))), sheet=capital(title))


def _number(number: int | None) -> Text:
    return HELD if number is None else f"{number:,}"


def _unknown(content: Mapping[str, Any]) -> Iterator[Block]:
    known = content["cases"]["known"]
    yield Heading("What we did not know")
    yield Paragraph(
        "How far a sale can be judged depends on what is known of it. This is what was known when it was decided, or at"
        " the end of the year where it was open."
    )
    numbers = {one: known.get(one) for one in _KNOWN}
    whole = [number for number in numbers.values() if number is not None]
    total = sum(whole) if len(whole) == len(numbers) else None
    share = {one: _share(number, total) for one, number in numbers.items()}
    rows = tuple((text, _number(numbers[one]), share[one]) for one, text in _KNOWN.items())
    yield Table("Sales by what was known", ("What was known", "Sales", "Share"), rows, (6, 2, 2), frozenset({1, 2}))


def _share(number: int | None, total: int | None) -> Text:
    if number == 0:
        return "0%"
    return HELD if number is None or not total else f"{100 * number / total:.0f}%"


def _against(content: Mapping[str, Any]) -> Iterator[Block]:
    number = {figure.values: one for figure, one in shown_in(content["cases"]).items()}
    yield Heading("Declined, and approved on conditions")
    there = {row[0][2] for row in content["cases"]["figures"]}
    for outcome, said in (
        ("declined", "declined"),
        ("approved with conditions", "approved on conditions"),
        ("escalated", "passed on to those who decide higher up, and not decided by the end of the year"),
    ):
        if outcome not in there:
            yield Paragraph(f"No sale was {said}.")
            continue
        found = number.get(("", "", outcome))
        if found is None:
            yield Paragraph(f"How many were {said} is held back.")
        else:
            yield Paragraph(f"{found:,} were {said}.")
    yield from _words(content, "declined")


def _part(content: Mapping[str, Any], key: str) -> Iterator[Block]:
    title, without = PARTS[key]
    part = content["parts"].get(key)
    if part is None:
        if without:
            yield from (Heading(title), Paragraph(without), *_where(content, key), *_words(content, key))
        return
    yield Heading(title)
    yield Paragraph(part["said"])
    yield from _where(content, key)
    for table in part["tables"]:
        yield from _counts(table)
    yield from _words(content, key)


def _where(content: Mapping[str, Any], key: str) -> Iterator[Block]:
    """Where a reader can complain, as those who were harmed are among the readers."""
    if key == "complaints" and content.get("complain_at"):
        yield Paragraph(
            "Whoever was harmed by what we sold, and whoever works for us, can write to us at"
            f" {content['complain_at']}, without an account, with or without a name. The page says what happens then,"
            " and what protects you."
        )


def _counts(table: Mapping[str, Any]) -> Iterator[Block]:
    """Counts of one kind: a table, and in a sentence what is held back, where a column of it would tell nothing."""
    numbers = dict(table["rows"])
    parts = "all" in numbers  # rows that sum up stay together, unless nothing of them but the sum may be said
    told = {label: number for label, number in numbers.items() if number is not None and label != "all"}
    shown = numbers if parts and told else told
    if shown:
        rows = tuple((capital(label), _number(number)) for label, number in shown.items())
        yield Table(table["caption"], (table["head"], "Number"), rows, (6, 2), frozenset({1}))
    held = "; ".join(label[:1].lower() + label[1:] for label in numbers if label not in shown and label != "all")
    if held:
        whole = f" {numbers['all']:,} in all;" if numbers.get("all") is not None else ""
        said = f":{whole} the number of each is held back" if parts else ", held back"
        yield Paragraph(f"{table['caption']}{said}: {held}.")


def _held(content: Mapping[str, Any]) -> Iterator[Block]:
    threshold, figures = content["threshold"], content["cases"]["figures"]
    why = [row[2] for row in figures if row[1] is None]
    small, beside, earlier = (why.count(one) for one in ("small", "complementary", "earlier"))
    yield Heading("What is held back, and why")
    yield Paragraph(
        f"A number from 1 to {threshold - 1} could tell of a single sale or person, so it is not given; nor are those"
        f" from which it could be worked out. {clean(content['threshold_reason'])}"
    )
    if not why:
        yield Paragraph("Of the tables of sales nothing had to be held back.")
        return
    said = [f"{small} because they are small"] if small else []
    said += [f"{beside} because they would show a small one"] if beside else []
    said += [f"{earlier} because an earlier version would show how few came or went"] if earlier else []
    yield Paragraph(
        f"Of {len(figures)} numbers of the tables of sales {len(why)} are held back: {', '.join(said)}. Where a number"
        " is held back the table says so; a number that is 0 is given."
    )
