"""A screening for the terminal: what was found and what it rests on, then what was searched and what was not."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from duecare.papers.loaded import age_words
from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import capital, clean, listed, named
from duecare.parties.lists.record import ListEntry
from duecare.parties.lists.sources import LISTS, list_title
from duecare.parties.screening.batch import Done, decision_words
from duecare.parties.screening.comparison import Compared
from duecare.parties.screening.dispositions import Standing
from duecare.parties.screening.incumbent import IncumbentExport
from duecare.parties.screening.loaded import Lists
from duecare.parties.screening.query import Query
from duecare.parties.screening.report import NO_MATCH, Found
from duecare.parties.screening.screener import Match
from duecare.parties.screening.wording import EFFECT_WORDS, chance, spoken_against, spoken_for

IN_FULL = 10
"""Matches told in full; what is beyond them stands on a line each."""

LONGEST_NOTE = 240
"""Characters of a list's own note that are shown; JSON has it whole."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_CAME_TO = {
    "confirmed match": "with a confirmed match",
    "possible match": "with a possible match",
    "cleared": "with cleared matches only",
    NO_MATCH: "with no match on the lists loaded",
    "not screened": "not screened",
}
_MARK = {"open": "open", "cleared": "resolved", "confirmed": "stop"}


def screening_text(
    query: Query, found: Found, lists: Lists, threshold: float, day: datetime.date, *, to_file: bool = False
) -> str:
    """One party's screening as text."""

    def write(sheet: Sheet) -> None:
        sheet.paragraph(headline(found, lists, threshold), "bold")
        sheet.paragraph(_asked(query))
        if len(query.names) > 1 and not any(" " in name for name in query.names):
            sheet.paragraph("These are several names of one party; a name of several words goes in quotes.")
        if not found:
            sheet.paragraph(
                "That is no clearance: it says nothing of lists that were not searched, of names that were not given, "
                "or of who stands behind the party."
            )
        for number, (match, standing) in enumerate(found, start=1):
            if number == IN_FULL + 1:
                sheet.heading("Further matches", "As strong as the last one or less; --format json tells them in full.")
            if number <= IN_FULL:
                _match(sheet, number, match, standing)
            else:
                sheet.marked(sheet.marks[_MARK[standing.state]], _short(match, standing))
        _searched(sheet, lists, day)

    return printed(write, to_file=to_file)


def headline(found: Found, lists: Lists, threshold: float) -> str:
    """The outcome in a sentence.

    Silence is told as what it is: no match, at this threshold, among so many parties, on the lists that were there.
    """
    among = _among(lists)
    states: list[str] = [standing.state for _, standing in found]
    if not found:
        return f"No match at {_decimal(threshold)} or more {among}."
    said = []
    for state, called in (("confirmed", "confirmed"), ("open", "possible"), ("cleared", "cleared")):
        if number := states.count(state):
            said.append(f"{_number(number)} {called} match{'' if number == 1 else 'es'}")
    decided = ""
    if opened := states.count("open"):
        decided = "; nobody has decided identity" if opened == len(found) else f"; identity is open for {opened}"
    return f"{capital(listed(said))} {among}{decided}."


def _among(lists: Lists) -> str:
    if lists.starter:
        return f"among the {_parties(lists)} of the starter; no list is loaded, so this is no screening"
    number = len(lists.loaded)
    said = f"among {_parties(lists)} on {_plural(number, 'list')}"
    more = [f"{len(lists.stale)} of them stale"] if lists.stale else []
    more += [f"{len(lists.missing)} others not loaded"] if lists.missing else []
    return f"{said} ({', '.join(more)})" if more else said


def _number(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"


def _parties(lists: Lists) -> str:
    return _plural(len(lists.screener), "party", "parties")


def _plural(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def _decimal(threshold: float) -> str:
    return f"{threshold:.3f}".rstrip("0").rstrip(".")


def _asked(query: Query) -> str:
    """What was looked for, in words."""
    said = [" or ".join(f"“{named(name)}”" for name in query.names)]
    said += [query.kind] if query.kind != "unknown" else []
    said += [f"of {', '.join(sorted(query.countries))}"] if query.countries else []
    said += [f"born {', '.join(query.birth_dates)}"] if query.birth_dates else []
    said += [query.gender] if query.gender else []
    said += [f"{one.type.replace('_', ' ')} {clean(one.value)}" for one in query.identifiers]
    said += [clean(address) for address in query.addresses]
    return f"Searched for {', '.join(said)}."


def _match(sheet: Sheet, number: int, match: Match, standing: Standing) -> None:
    entry, comparison = match.entry, match.comparison
    source = LISTS.get(entry.list)
    sheet.blank()
    sheet.paragraph(f"{number}. {_own_name(entry)}", "bold")
    sheet.marked(
        sheet.marks[_MARK[standing.state]], f"{standing.words}, probability {chance(comparison.score)}", indent=3
    )
    if standing.decision:
        verdict, *changed = decision_words(standing)
        sheet.paragraph(clean(f"Decided: {verdict}."), indent=5)
        if changed:
            again = "Open again" if standing.state == "open" else "Since then"
            sheet.paragraph(clean(f"{again}: {'; '.join(changed)}."), indent=5)
    programme = f", {', '.join(entry.programmes)}" if entry.programmes else ""
    rows = [("List", f"{list_title(entry.list)}{programme}")]
    rows.append(("Effect", f"{capital(EFFECT_WORDS[entry.effect])}. {source.meaning if source else ''}".strip()))
    if entry.consequence:
        rows.append(("The list says", f"“{entry.consequence}”"))
    elif entry.note:
        rows.append(("Note", entry.note if len(entry.note) <= LONGEST_NOTE else f"{entry.note[:LONGEST_NOTE]} …"))
    rows.append(("For", "; ".join(spoken_for(match)) or "nothing"))
    rows.append(("Against", "; ".join(spoken_against(match)) or "nothing that is known"))
    rows.append(("Listed as", _described(entry)))
    rows.append(("Cited", "; ".join(_citations(match))))
    rows.append(("Entry", entry.id))
    sheet.pairs([(f"     {label}", clean(text)) for label, text in rows if text])


def _own_name(entry: ListEntry) -> str:
    """The listed party's name in its own script, romanised beside."""
    own = next((name.text for name in entry.names if name.script not in ("Latn", "Zyyy")), None)
    latin = next((name.text for name in entry.names if name.script == "Latn"), None)
    return str(named(own, latin) if own else named(entry.name))


def _described(entry: ListEntry) -> str:
    parts: list[str] = [entry.kind if entry.kind != "unknown" else ""]
    parts += [", ".join(sorted(entry.countries))]
    parts += [f"born {' or '.join(entry.birth_dates)}" if entry.birth_dates else ""]
    others = len(entry.names) - 1
    parts += [f"{others} other name{'' if others == 1 else 's'}" if others else ""]
    return "; ".join(filter(None, parts))


def _citations(match: Match) -> list[str]:
    entry, source = match.entry, LISTS.get(match.entry.list)
    said = [entry.citation or "", source.citation if source else ""]
    said.append(f"listed on {entry.listed_on}" if entry.listed_on else "")
    said.append(f"until {entry.ends_on}" if entry.ends_on else "")
    return list(dict.fromkeys(filter(None, said)))


def _short(match: Match, standing: Standing) -> str:
    said = f"{chance(match.score)}  {_own_name(match.entry)}, {match.entry.id}, {EFFECT_WORDS[match.entry.effect]}"
    return clean(said if standing.state == "open" and not standing.changed else f"{said}, {standing.words}")


def _searched(sheet: Sheet, lists: Lists, day: datetime.date) -> None:
    if lists.loaded:
        sheet.heading("Searched")
        width = max(len(f"{one.rows:,}") for one in lists.loaded)
        sheet.table(
            ("List", f"{'Parties':>{max(width, 7)}}", "Edition", "Age"),
            [
                (
                    clean(one.title),
                    f"{one.rows:>{max(width, 7)},}",
                    one.date.isoformat() if one.dated else f"imported {one.date.isoformat()}",
                    f"{age_words(one.age)}{', stale' if one.stale else ''}" if one.dated else "day unknown, stale",
                )
                for one in lists.loaded
            ],
            (5, 2, 3, 3),
        )
    if lists.missing:
        sheet.heading("Not loaded, so not searched")
        for key in lists.missing:
            source = LISTS.get(key)
            sheet.marked(sheet.marks["open"], f"{key}: {source.title}" if source else key)
        sheet.unbroken("  duecare data status   # says how to load them")
    sheet.blank()
    sheet.paragraph(
        f"As of {day}. Index {lists.screener.header['sha256'][:12]}; --format json gives the receipt in full.", "dim"
    )


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def done_text(done: Done, lists: Lists, output: str) -> str:
    """What came of screening a table, in sentences."""
    resumed = f" ({done.resumed:,} were done before)" if done.resumed else ""
    counts = ", ".join(f"{number:,} {_CAME_TO[status]}" for status, number in done.statuses.items() if number)
    said = [f"{_plural(done.rows, 'row')}{resumed}, {done.parties:,} distinct parties: {counts or 'nothing in them'}."]
    said.append(f"Read: {_columns(done)}.")
    if done.columns.unread:
        said.append(f"Not read: {', '.join(map(clean, done.columns.unread))}.")
    if done.rejects:
        said.append(f"Not read in full: {_plural(done.rejects, 'row')}, with reasons in {done.rejects_path}.")
    said.append(_silence(lists))
    said.append(f"Written to {output}.")
    return "\n".join(said)


def compared_text(done: Compared, export: IncumbentExport, lists: Lists, output: str) -> str:
    """What came of comparing a table's matches with another tool's."""
    counts = ", ".join(f"{number:,} {side}" for side, number in done.counts.items())
    hits = f"{_plural(len(export.hits), 'hit')} of {clean(export.tool)}"
    said = [f"{_plural(done.parties, 'party', 'parties')}, {hits}: {counts}."]
    said.append(f"Decisions disagree on {done.disagreements:,}." if done.disagreements else "No decisions disagree.")
    if done.absent:
        said.append(f"Of parties that the table does not have: {_plural(done.absent, 'hit')}.")
    for what, unknown in export.unmapped.items():
        if unknown:
            said.append(f"Not in the mapping, {what}: {listed(map(clean, sorted(unknown)), most=6)}.")
    if export.rejects:
        row, reason = export.rejects[0]
        said.append(
            f"Not read of the export: {_plural(len(export.rejects), 'row')}, the first row {row}: {clean(reason)}."
        )
    said.append(_silence(lists))
    said.append(f"Written to {output}.")
    return "\n".join(said)


def _columns(done: Done) -> str:
    return ", ".join(f"{clean(name)} as {field}" for name, field in done.columns.read)


def _silence(lists: Lists) -> str:
    if lists.starter:
        starter = f"only the {_parties(lists)} of the starter were searched"
        return f"No list is loaded: {starter}, which is no screening."
    missing: Sequence[str] = lists.missing
    stale = [one.key for one in lists.stale]
    said = f"Searched: {listed([one.key for one in lists.loaded], most=12)}."
    said += f" Stale: {listed(stale)}." if stale else ""
    return said + (f" Not loaded: {listed(missing, most=12)}." if missing else "")
