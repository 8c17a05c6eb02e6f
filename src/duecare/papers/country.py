"""A country on the terminal: practice with intervals, triggers, treaties, law, agencies, and what is not known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from duecare.countries.page import CountryPage, LawRow
from duecare.countries.practice import band_words
from duecare.countries.profile.policy import policy
from duecare.countries.profile.result import Change
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import CONFIDENCE, capital, clean, counted, listed, lowered, words
from duecare.pictures import sparkline

TREATY: Final = {
    "iccpr": "ICCPR", "op1": "ICCPR first protocol", "cat": "CAT", "icescr": "ICESCR", "cedaw": "CEDAW", "cerd": "CERD",
    "cped": "CPED", "crc": "CRC", "crpd": "CRPD", "opcat": "OPCAT",
}  # fmt: skip
STANDING: Final = {"party": "party", "signed": "signed only", "none": "not a party"}
_BAR: Final = 20


def country_text(page: CountryPage, *, full: bool = False, to_file: bool = False) -> str:
    """The page of a country as text. full: every indicator, every question of the checklist."""

    def write(sheet: Sheet) -> None:
        sheet.paragraph(page.sentence, "bold")
        sheet.paragraph(about(page), "dim")
        _core(page, sheet)
        _practice(page, sheet)
        if full:
            _readings(page, sheet)
        _legal(page, sheet)
        _law(page, sheet, full=full)
        _agencies(page, sheet)
        _gaps(page, sheet)
        _sources(page, sheet)

    return printed(write, to_file=to_file)


def about(page: CountryPage) -> str:
    """The day, and what the profile rests on."""
    made = f" {page.practice.title}." if page.practice is not None else ""
    return clean(f"{page.name} ({page.code}), as known on {page.day}.{made}")


def core_words(page: CountryPage) -> str:
    """Which dimensions count, and why."""
    rules = policy()
    if len(page.core) == len(rules.dimensions):
        return " ".join(page.why)
    return f"Core is {core_title(page.core, page.capabilities)}. {' '.join(page.why)}"


def core_title(core: Sequence[str], capabilities: Collection[str]) -> str:
    """The core dimensions by their titles, and for what.

    >>> core_title(("physical_integrity", "discrimination"), ("rapid_dna",))
    'physical integrity; discrimination (for rapid dna)'
    """
    dimensions = policy().dimensions
    if len(core) == len(dimensions):
        return "five dimensions"
    named = "; ".join(dimensions[key].title.lower() for key in core)
    return f"{named} (for {listed([words(one) for one in sorted(capabilities)])})"


def change_words(change: Change) -> str:
    """A change in words.

    >>> change_words(Change(10, 2015, 2025, 1.2, .8, 1.5, .99, 0, "V-Dem v16", "deteriorating"))
    'deteriorating since 2015 (1.2 bands)'
    """
    if change.said == "no clear change":
        return f"no clear change since {change.first}"
    return f"{change.said} since {change.first} ({abs(change.change):.1f} bands)"


def trend_words(page: CountryPage, key: str) -> str:
    """The trend of a dimension: what is clear over ten years or else five; open where no series is that long."""
    if page.profile is None:
        return "open"
    spans = {one.years: one for one in page.profile.changes.get(key, ())}
    clear = [one for years, one in sorted(spans.items(), reverse=True) if years > 1 and one.said != "no clear change"]
    if clear:
        return change_words(clear[0])
    longest = max((years for years in spans if years > 1), default=None)
    return change_words(spans[longest]) if longest is not None else "open"


def law_gap_words(row: LawRow) -> str:
    """A gap of the law in a few words, with its citation."""
    assert row.answer is not None
    return clean(f"{row.question.says}: {row.answer.law}.")


def law_answer_words(row: LawRow) -> str:
    """A question with its answer and citation."""
    assert row.answer is not None
    return clean(f"{row.question.question} {capital(row.answer.answer)}: {row.answer.law}.")


def _core(page: CountryPage, sheet: Sheet) -> None:
    sheet.paragraph(core_words(page))
    if page.headline.severe is not None:
        share = f"{100 * page.headline.severe:.0f} %"
        sheet.paragraph(
            f"Share of draws in which its worst core dimension is severe: {share}. Severe is named only where two"
            " families of sources read it so.",
            "dim",
        )
    if page.headline.missing:
        sheet.marked(sheet.marks["open"], f"No data on {listed(page.headline.missing)}: the worst could be worse.")


def _practice(page: CountryPage, sheet: Sheet) -> None:
    sheet.heading("Practice", "Five dimensions, 0 (best) to 4 (worst); in brackets the 90 % interval.")
    rules = policy()
    for key, dimension in rules.dimensions.items():
        one = page.practice.dimensions.get(key) if page.practice is not None else None
        core = "core" if key in page.core and len(page.core) < len(rules.dimensions) else ""
        title = f"{dimension.title}{' (core)' if core else ''}"
        if one is None:
            sheet.marked(sheet.marks["open"], f"{title}: open. No source at hand says it.")
            continue
        sheet.marked(
            sheet.marks["raised"],
            f"{title}: {band_words(one.bands)}{', disputed: severe by one family alone' if one.disputed else ''}",
            "bold" if core else "",
        )
        figures = f"{one.median:.1f} [{one.low:.1f} to {one.high:.1f}]"
        families = counted(one.families, "family of sources") if one.families == 1 else f"{one.families} families"
        sheet.paragraph(f"{_bar(one.low, one.median, one.high, sheet)} {figures}; {families}; {one.newest}", indent=2)
        _line(page, key, sheet)


def _bar(low: float, median: float, high: float, sheet: Sheet) -> str:
    """The scale as text: the interval hatched, the median filled, the steps divided."""
    cells = []
    per_band = _BAR // 4
    for cell in range(_BAR):
        left, right = cell / per_band, (cell + 1) / per_band
        if left <= median < right or (cell == _BAR - 1 and median >= 4):
            mark = sheet.marks["filled"]
        elif right > low and left < high:
            mark = sheet.marks["hatched"]
        else:
            mark = sheet.marks["empty"]
        cells.append(mark + ("|" if (cell + 1) % per_band == 0 and cell + 1 < _BAR else ""))
    return "".join(cells)


def _line(page: CountryPage, key: str, sheet: Sheet) -> None:
    if page.profile is None:
        return
    dataset, line = page.profile.lines.get(key, ("", ()))
    if line:
        drawn = sparkline([median for _, median, _, _ in line], ascii=sheet.marks["filled"] == "#")
        sheet.paragraph(f"{line[0][0]} {drawn} {line[-1][0]}, higher is worse; {trend_words(page, key)} ({dataset})",
                        "dim", indent=2)  # fmt: skip


def _readings(page: CountryPage, sheet: Sheet) -> None:
    rules = policy()
    if page.profile is None:
        return
    for key, one in page.profile.practice.items():
        sheet.heading(f"{rules.dimensions[key].title}: what it is made of")
        sheet.table(
            ("Indicator", "Value", "Error", "Year", "Dataset", "Better than"),
            (
                (
                    rules.indicators[read.indicator].title if read.indicator in rules.indicators else read.indicator,
                    f"{read.value:g}",
                    f"{read.sd:.2g}{'' if read.stated else ' assumed'}",
                    str(read.year),
                    read.dataset,
                    f"{read.position:.0f} %",
                )
                for read in one.readings
            ),
            (4, 2, 3, 2, 3, 2),
        )
        for family, bands in one.without.items():
            if bands != one.bands:
                name = rules.families.get(family, family)
                sheet.marked("-", f"Without {name} it would be {band_words(bands)}.")


def _legal(page: CountryPage, sheet: Sheet) -> None:
    sheet.heading("Legal triggers", "Each stands by itself; none makes a band better or worse.")
    if not page.triggers:
        sheet.marked(sheet.marks["open"], "None is written down here. That is not to say that there is none.")
    for one in page.triggers:
        mark = sheet.marks["stop" if one.kind in ("arms_embargo", "interception_ban") else "raised"]
        since = f" {'As of' if one.as_of else 'Since'} {one.since}." if one.since else ""
        note = f" {one.note}" if one.note else ""
        sheet.marked(mark, clean(f"{one.says}: {one.source}.{since}{note}"))
    sheet.heading("Treaties")
    for name, held in page.treaties:
        if held is None:
            continue
        year = f" {held.day.year}" if held.day and held.status == "party" else ""
        said = f"{TREATY[name]}: {STANDING[held.status]}{year}"
        statements = f". {capital('; '.join(held.statements))}" if held.statements else ""
        sheet.marked(sheet.marks["clear" if held.status == "party" else "raised"], clean(f"{said}{statements}"))
    unknown = [TREATY[name] for name, held in page.treaties if held is None]
    if unknown:
        sheet.marked(sheet.marks["open"], f"Open, not at hand: {listed(unknown)}.")


def _law(page: CountryPage, sheet: Sheet, *, full: bool) -> None:
    sheet.heading("Law against the ICCPR", page.law_sentence)
    if page.law is None:
        sheet.marked(sheet.marks["open"], f"No checklist is written for {page.name}: every question is open.")
        return
    sheet.paragraph(f"Reviewed {page.law.reviewed}, expires {page.law.expires}: {page.law.reviewer}.", "dim")
    if full:
        _law_rows(page, sheet)
        return
    for row in page.law_rows:
        if row.gap:
            sheet.marked(sheet.marks["raised"], law_gap_words(row))
    for said, answer in (("Only in part, or for some bodies", "partly"), ("Contested among sources", "contested")):
        some = [lowered(row.question.says) for row in page.law_rows if row.answer and row.answer.answer == answer]
        if some:
            sheet.marked(sheet.marks["open"], f"{said}: {'; '.join(some)}.")
    silent = sum(row.answer is None or row.answer.answer == "unknown" for row in page.law_rows)
    if silent:
        sheet.marked(sheet.marks["open"], f"{capital(counted(silent, 'question'))} of {len(page.law_rows)} unknown.")
    sheet.paragraph("Every question with its citation and confidence: --full", "dim")


def _law_rows(page: CountryPage, sheet: Sheet) -> None:
    for row in page.law_rows:
        if row.answer is None or row.answer.answer == "unknown":
            note = f" {row.answer.note}" if row.answer is not None and row.answer.note else ""
            sheet.marked(sheet.marks["open"], clean(f"{row.question.question} Unknown.{note}"))
            continue
        mark = sheet.marks["open" if row.gap is None else "raised" if row.gap else "clear"]
        note = f" {row.answer.note}" if row.answer.note else ""
        sheet.marked(mark, clean(f"{law_answer_words(row)}{note}"))
        articles = listed([one.replace("/", " ") for one in row.question.articles])
        sheet.paragraph(f"{articles}; {CONFIDENCE[row.answer.confidence]}", "dim", indent=2)


def _agencies(page: CountryPage, sheet: Sheet) -> None:
    sheet.heading("Agencies on record")
    if not page.agencies:
        sheet.marked(
            sheet.marks["open"], "The register holds none of this country. An agency is then as its country is."
        )
    for one in page.agencies:
        ended = f", until {one.last_year}" if one.last_year else ""
        sheet.marked(
            "-", clean(f"{one.name} ({words(one.kind)}{ended}): {counted(len(one.evidence), 'item')} of evidence")
        )
    if page.agencies:
        sheet.paragraph(f'duecare agency "NAME" --country {page.code}', "dim")


def _gaps(page: CountryPage, sheet: Sheet) -> None:
    sheet.heading("Not known, or not sure")
    for gap in page.gaps:
        sheet.marked(sheet.marks["open"], clean(gap.text))
    if not page.gaps:
        sheet.paragraph("Nothing beside the open marks above.")


def _sources(page: CountryPage, sheet: Sheet) -> None:
    sheet.heading("Sources")
    for one in page.data.profiles.datasets:
        dated = f", published {one.published}" if one.published else ""
        sheet.marked("-", clean(f"{one.dataset}{dated}; {one.licence}"))
    if page.data.starter:
        sheet.paragraph("The starter's only: `duecare data import FILE` and `duecare data pull` bring more.", "dim")
