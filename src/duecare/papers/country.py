"""A country on the terminal: practice with intervals, triggers, treaties, law, agencies, and what is not known."""

from __future__ import annotations

from typing import Final

from duecare.countries.legal import Trigger
from duecare.countries.page import CountryPage
from duecare.countries.practice import band_words
from duecare.countries.profile.policy import policy
from duecare.papers.country_words import (
    NO_GAP,
    TREATY,
    about,
    core_words,
    ended_then,
    expired_words,
    indicator_words,
    is_apart,
    law_answer_words,
    law_gap_words,
    missing_words,
    reservations_known,
    seat_words,
    share_words,
    silent_words,
    treaty_source,
    treaty_words,
    trend_words,
)
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import CONFIDENCE, capital, clean, counted, listed, lowered, words
from duecare.pictures import sparkline

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
            _context(page, sheet)
        _legal(page, sheet)
        _law(page, sheet, full=full)
        _agencies(page, sheet)
        _gaps(page, sheet)
        _sources(page, sheet)

    return printed(write, to_file=to_file)


def _core(page: CountryPage, sheet: Sheet) -> None:
    if seat := seat_words(page):
        sheet.paragraph(seat)
    sheet.paragraph(core_words(page))
    if share := share_words(page):
        sheet.paragraph(share, "dim")
    if missing := missing_words(page):
        sheet.marked(sheet.marks["open"], missing)


def _practice(page: CountryPage, sheet: Sheet) -> None:
    sheet.heading("Practice", "Five dimensions, 0 (best) to 4 (worst); in brackets the 90 % interval.")
    rules = policy()
    for key, dimension in rules.dimensions.items():
        one = page.practice.dimensions.get(key) if page.practice is not None else None
        core = is_apart(page, key)
        title = f"{dimension.title}{' (core)' if core else ''}"
        if one is None:
            sheet.marked(sheet.marks["open"], f"{title}: open. No source at hand says it.")
            continue
        sheet.marked(
            "-",
            f"{title}: {band_words(one.bands)}{', disputed: severe by one family alone' if one.disputed else ''}",
            "bold" if core else "",
        )
        figures = f"{one.median:.1f} [{one.low:.1f} to {one.high:.1f}]"
        families = counted(one.families, "family", "families")
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
        said = f"{line[0][0]} {drawn} {line[-1][0]}, higher is worse; {trend_words(page, key)} ({dataset})"
        sheet.paragraph(clean(said), "dim", indent=2)


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
                    indicator_words(read.indicator),
                    f"{read.value:g}",
                    f"{read.sd:.2g}{'' if read.stated else ' assumed'}",
                    str(read.year),
                    clean(read.dataset),
                    f"{read.position:.0f} %",
                )
                for read in one.readings
            ),
            (5, 3, 4, 2, 4, 3),
        )
        for family, bands in one.without.items():
            if bands != one.bands:
                name = rules.families.get(family, family)
                sheet.marked("-", f"Without {name} it would be {band_words(bands)}.")


def _context(page: CountryPage, sheet: Sheet) -> None:
    if page.context:
        sheet.heading("Shown, and never judged")
        for said in page.context:
            sheet.marked("-", clean(said))


def _legal(page: CountryPage, sheet: Sheet) -> None:
    sheet.heading("Legal triggers", "Each stands by itself; none makes a band better or worse.")
    for one in page.triggers:
        since = f" {'As of' if one.as_of else 'Since'} {one.since}." if one.since else ""
        note = f" {one.note}" if one.note else ""
        sheet.marked(_trigger_mark(one, sheet), clean(f"{one.says}: {one.source}.{since}{note}"))
    sheet.marked(sheet.marks["open"], silent_words(page.triggers))
    _treaties(page, sheet)


def _trigger_mark(one: Trigger, sheet: Sheet) -> str:
    """Groups and columns that ask for nothing more are listed, and not marked as raised."""
    if one.kind == "ear_groups" and not any(group[0] in "DE" for group in one.value):
        return "-"
    if one.kind == "crime_control_column" and not one.value:
        return "-"
    return sheet.marks["stop" if one.kind in ("arms_embargo", "interception_ban") else "raised"]


def _treaties(page: CountryPage, sheet: Sheet) -> None:
    sheet.heading("Treaties")
    for name, held in page.treaties:
        if held is None:
            continue
        statements = f". {capital('; '.join(held.statements))}" if held.statements else ""
        mark = sheet.marks["clear" if held.status == "party" else "raised"]
        sheet.marked(mark, clean(f"{TREATY[name]}: {treaty_words(held)}{statements}"))
    known = [held for _, held in page.treaties if held is not None]
    if known and not reservations_known(page):
        sheet.marked(sheet.marks["open"], "Reservations, declarations and derogations are open: they are not at hand.")
    unknown = [TREATY[name] for name, held in page.treaties if held is None]
    if unknown:
        sheet.marked(sheet.marks["open"], f"Open, not at hand: {listed(unknown)}.")
    for source in dict.fromkeys(map(treaty_source, known)):
        sheet.paragraph(source, "dim")


def _law(page: CountryPage, sheet: Sheet, *, full: bool) -> None:
    sheet.heading("Law against the ICCPR", page.law_sentence)
    if page.law is None:
        sheet.marked(sheet.marks["open"], f"No checklist is written for {page.name}: every question is open.")
        return
    if expired := expired_words(page):
        sheet.marked(sheet.marks["open"], expired)
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
    there = page.agencies
    if not there:
        sheet.marked(
            sheet.marks["open"],
            "The register holds none of this country. An agency is then as its country is, and not better.",
        )
    for one, items in there:
        ended = ended_then(one, page)
        kind = f"{words(one.kind)}{f', until {ended}' if ended else ''}"
        if items:
            sheet.marked("-", clean(f"{one.name} ({kind}): {counted(items, 'item')} of evidence"))
        else:
            sheet.marked(
                sheet.marks["open"], clean(f"{one.name} ({kind}): no evidence on file, which is no good record")
            )
    if there:
        sheet.paragraph(f'duecare agency "NAME" --country {page.code}', "dim")


def _gaps(page: CountryPage, sheet: Sheet) -> None:
    sheet.heading("Not known, or not sure")
    for gap in page.gaps:
        sheet.marked(sheet.marks["open"], clean(gap.text))
    if not page.gaps:
        sheet.paragraph(NO_GAP)


def _sources(page: CountryPage, sheet: Sheet) -> None:
    sheet.heading("Sources")
    for one in page.data.profiles.datasets:
        dated = f", published {one.published}" if one.published else ", day of publication open"
        sheet.marked("-", clean(f"{one.dataset}{dated}; {one.licence}"))
    if page.data.starter:
        sheet.paragraph("These come with Duecare; `duecare data import` and `duecare data pull` bring more.", "dim")
