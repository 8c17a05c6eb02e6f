"""Who is caught by its owners, for the terminal: the answer, a table, why, what would settle it, then the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import CONFIDENCE, capital, clean, listed
from duecare.parties.ownership import (
    Judged,
    Ownership,
    Seed,
    Standing,
    StateShare,
    Status,
    Step,
    most_missing,
    percent_text,
    proof,
)
from duecare.parties.ownership.sentences import flag_sentence, name_of, question, silence, step_sentence

MOST: Final = 40
"""How many parties the text shows of each kind; the other formats have all."""
_STEPS: Final = 12
_SORTED_OUT: Final = 500
_DECLARED: Final = "a person, a public body, or owned by such to the whole, as declared"
_WORDS: Final = {
    "listed": "listed",
    "possible": "possibly",
    "clear": "clear on the data",
    "not_in_force": "not in force",
}


def ownership_text(
    result: Ownership,
    parties: Sequence[str],
    state: Sequence[StateShare] = (),
    notes: Sequence[str] = (),
    *,
    compared: str = "",
    to_file: bool = False,
) -> str:
    """The result for some parties as text. compared: which lists names were compared with, as a sentence."""
    return printed(lambda sheet: _write(sheet, result, parties, state, notes, compared), to_file=to_file)


def _write(
    sheet: Sheet,
    result: Ownership,
    parties: Sequence[str],
    state: Sequence[StateShare],
    notes: Sequence[str],
    compared: str,
) -> None:
    about = result.graph.path or f"{len(result):,} parties"
    sheet.paragraph(clean(f"{about}, law as of {result.law_at}, holdings and lists as of {result.known_at}"), "dim")
    sheet.paragraph(headline(result, parties), "bold")
    if compared:
        sheet.paragraph(compared)
    ids = list(parties) if len(parties) == 1 else _noted(result, "blocked", "listed", "possible")
    shown = [(party, result[party]) for party in ids[:MOST]]
    _table(sheet, result, shown)
    _rest(sheet, len(ids))
    _why(sheet, result, shown)
    _missing(sheet, result, shown)
    _flags(sheet, result, parties)
    noted = set(ids) if len(parties) > 1 else set()
    _clear(sheet, result, [party for party in parties if party not in noted])
    _state(sheet, result, state, parties)
    _rules(sheet, result)
    said = [*notes, *result.graph.notes, *result.held.notes]
    if said:
        sheet.heading("Not read, or read with a doubt")
        for note in said:
            sheet.marked(sheet.marks["open"], clean(note))


def _noted(result: Ownership, *statuses: Status) -> list[str]:
    """Parties of these statuses under some regime, in or out of force, in that order."""
    found = (result.with_status(regime, status) for status in statuses for regime in result.judged)
    return list(dict.fromkeys(party for several in found for party in several))


def headline(result: Ownership, parties: Sequence[str]) -> str:
    """The answer in a sentence or two."""
    if len(parties) == 1:
        return _of_one(result, parties[0])
    here = [regime for regime, one in result.judged.items() if one.in_force]
    statuses: tuple[Status, ...] = ("blocked", "possible", "listed")
    of = {status: {party for regime in here for party in result.with_status(regime, status)} for status in statuses}
    caught, possibly, named = len(of["blocked"]), len(of["possible"] - of["blocked"]), len(of["listed"])
    said = [
        f"Of {len(parties):,} {'party' if len(parties) == 1 else 'parties'}, {_number(caught)} caught by "
        f"{'its' if caught < 2 else 'their'} owners under {listed(result.judged, last='or')}; {_number(possibly)} "
        f"possibly caught."
    ]
    if named:
        said.append(f"{capital(_number(named))} listed by name.")
    else:
        said.append("Nobody in it is said to be listed: say who is with --listed or in the file.")
    silent = len(result.silent())
    if silent:
        said.append(f"Of {silent:,} the owners are not declared in full: clear on the data is no clearance.")
    return " ".join(said)


def _number(many: int) -> str:
    return f"{many:,} are" if many > 1 else "1 is" if many else "none is"


def _of_one(result: Ownership, party: str) -> str:
    by_word: dict[str, list[str]] = {}
    for regime, standing in result[party].items():
        by_word.setdefault(_word(result.judged[regime], standing), []).append(regime)
    said = "; ".join(f"{word} under {listed(regimes)}" for word, regimes in by_word.items())
    return f"{_name(result, party)}: {said}."


def _word(one: Judged, standing: Standing) -> str:
    if standing.status == "blocked":
        return one.regime.word
    if standing.status == "clear" and not standing.silent:
        return "clear"
    return _WORDS[standing.status]


def _table(sheet: Sheet, result: Ownership, shown: Sequence[tuple[str, dict[str, Standing]]]) -> None:
    if not shown:
        return
    rows = [[_name(result, party), *(_cell(result, one) for one in standings.values())] for party, standings in shown]
    sheet.blank()
    sheet.table(["Party", *result.judged], rows, [5, *(3 for _ in result.judged)])


def _name(result: Ownership, party: str) -> str:
    return clean(name_of(result, result.graph.parties[result.graph.place(party)]))


def _cell(result: Ownership, standing: Standing) -> str:
    one = result.judged[standing.regime]
    if standing.status == "not_in_force" and standing.would_be in ("blocked", "possible"):
        word = one.regime.word if standing.would_be == "blocked" else f"possibly {one.regime.word}"
        return f"not in force; would be {word}"
    return _word(one, standing)


def _rest(sheet: Sheet, number: int) -> None:
    if number > MOST:
        sheet.paragraph(f"{number - MOST:,} more: --format csv or json has all of them.", "dim")


def _why(sheet: Sheet, result: Ownership, shown: Sequence[tuple[str, dict[str, Standing]]]) -> None:
    caught = [pair for pair in shown if any(one.said in ("blocked", "possible") for one in pair[1].values())]
    caught = [pair for pair in caught if any(len(proof(result, pair[0], regime)) > 1 for regime in pair[1])]
    if not caught:
        return
    sheet.heading("Why")
    for party, standings in caught:
        for steps, regimes in _proofs(result, party, standings):
            one = result.judged[regimes[0]]
            certain = steps[-1].certain
            lead = "caught" if certain else "possibly caught"
            mark = sheet.marks["raised" if certain else "open"]
            name = clean(name_of(result, steps[-1].party))
            sheet.marked(mark, f"{name}, {lead} under {listed(regimes)}:", "bold")
            for text in _told(result, one, steps, regimes):
                sheet.paragraph(clean(text), indent=2)


def _proofs(
    result: Ownership, party: str, standings: dict[str, Standing]
) -> Iterator[tuple[tuple[Step, ...], list[str]]]:
    """The proofs of a party, with the regimes for which each is the same."""
    found: dict[object, tuple[tuple[Step, ...], list[str]]] = {}
    for regime, standing in standings.items():
        steps = proof(result, party, regime) if standing.said in ("blocked", "possible") else ()
        if len(steps) < 2:
            continue
        one = result.judged[regime]
        key = tuple(step_sentence(result, one, replace(step, lists=()), last=False) for step in steps)
        found.setdefault(key, (steps, []))[1].append(regime)
    yield from found.values()


def _told(result: Ownership, one: Judged, steps: Sequence[Step], regimes: Sequence[str]) -> Iterator[str]:
    """The steps as sentences; of a long chain the first and the last ones."""
    first = _STEPS // 2
    for at, step in enumerate(steps):
        if len(steps) > _STEPS and at == first:
            yield f"… {len(steps) - _STEPS:,} more steps …"
        if len(steps) > _STEPS and first <= at < len(steps) - first:
            continue
        if step.by == "listed":
            entries = (seed for regime in regimes for seed in result.lists_of(step.party.id, regime))
            step = replace(step, lists=tuple(dict.fromkeys(_unqualified(seed) for seed in entries)))
        yield step_sentence(result, one, step, last=False)


def _unqualified(seed: Seed) -> Seed:
    return replace(seed, programmes=(), starts=None, ends=None)


def _missing(sheet: Sheet, result: Ownership, shown: Sequence[tuple[str, dict[str, Standing]]]) -> None:
    """The questions, those that bear on most parties first, each once for the regimes that ask it."""
    asked: dict[str, list[str]] = {}
    for regime in result.judged:
        parties = [party for party, standings in shown if standings[regime].said == "possible"]
        for told in most_missing(result, regime, parties)[:10]:
            asked.setdefault(question(result, told, regime), []).append(regime)
    if not asked:
        return
    sheet.heading("What would settle it", "Each with all else as it is.")
    for number, (text, regimes) in enumerate(list(asked.items())[:12], start=1):
        sheet.marked(f"{number}.", clean(f"{text} ({', '.join(regimes)})"))


def _flags(sheet: Sheet, result: Ownership, parties: Sequence[str]) -> None:
    said: dict[str, list[str]] = {}
    for regime in result.judged:
        standings = [result.standing(parties[0], regime)] if len(parties) == 1 else result.flagged(regime)
        for standing in standings:
            for flag in standing.flags:
                said.setdefault(flag_sentence(result, flag, standing), []).append(regime)
    if not said:
        return
    sheet.heading("To look at closer", "No ground for being caught, and yet a reason to ask.")
    for text, regimes in list(said.items())[:MOST]:
        sheet.marked(sheet.marks["open"], clean(f"{text} ({', '.join(dict.fromkeys(regimes))})"))
    _rest(sheet, len(said))


def _clear(sheet: Sheet, result: Ownership, parties: Sequence[str]) -> None:
    """Who is clear on the data under every regime, grouped by what nobody declared of it."""
    groups: dict[str, list[str]] = {}
    for party in parties[:_SORTED_OUT]:
        standings = result[party].values()
        if all(one.said == "clear" for one in standings):
            told = next((one for one in standings if one.silent), next(iter(standings)))
            groups.setdefault(silence(told) or _DECLARED, []).append(_name(result, party))
    if not groups:
        return
    sheet.heading("Clear on the data", "Under every regime asked. Control that nobody stated is not seen.")
    for said, names in sorted(groups.items(), key=lambda group: (group[0] != _DECLARED, -len(group[1]))):
        sheet.marked(sheet.marks["clear" if said == _DECLARED else "open"], f"{listed(names, most=6)}: {said}.")
    if len(parties) > _SORTED_OUT:
        sheet.paragraph(f"{len(parties) - _SORTED_OUT:,} more: --format csv or json has all of them.", "dim")


def _state(sheet: Sheet, result: Ownership, state: Sequence[StateShare], parties: Sequence[str]) -> None:
    rows = [one for one in state if one.party.id in set(parties)]
    if not rows:
        return
    lead = "Effective interest of public bodies, shares multiplied along every way; not the measure of the rules above."
    sheet.heading("State ownership", lead)
    sheet.table(
        ["Party", "Effective interest", "10%", "25%", "50%"],
        [[_name(result, one.party.id), _range(one), *one.reaches.values()] for one in rows[:MOST]],
        [5, 3, 2, 2, 2],
    )
    _rest(sheet, len(rows))


def _range(one: StateShare) -> str:
    low, high = one.effective
    return percent_text(low) if low == high else f"{percent_text(low)} to {percent_text(high)}"


def _rules(sheet: Sheet, result: Ownership) -> None:
    sheet.heading("The rules")
    for one in result.judged.values():
        rule = one.rule
        since = f" since {rule.starts.isoformat()}" if rule.starts else ""
        cite = f"Source: {rule.cite.section} ({CONFIDENCE.get(rule.cite.confidence, rule.cite.confidence)})"
        if one.in_force:
            sheet.marked(f"{one.regime.id}:", f"{one.regime.title}, in force{since}. {rule.text} {cite}.")
        else:
            gap = one.regime.gap_at(result.law_at)
            coming = one.regime.next_start(result.law_at)
            told = f" {gap.text} Source: {gap.cite.section} ({CONFIDENCE.get(gap.cite.confidence, '')})." if gap else ""
            back = f" A rule begins on {coming.isoformat()}." if coming else ""
            sheet.marked(f"{one.regime.id}:", f"{one.regime.title}, not in force on {result.law_at}.{told}{back}")
            sheet.paragraph(
                f"What is said of it here is what the nearest rule would say: {rule.text} {cite}.", indent=2
            )
        if rule.note:
            sheet.paragraph(rule.note, indent=2)
