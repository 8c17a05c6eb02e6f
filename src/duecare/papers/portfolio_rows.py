"""The worst transactions of a book, with what is found of each: for the table of the dashboard and for its script."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from duecare.guidance import Guidance
from duecare.papers.portfolio_phrases import (
    ABOUT,
    capability_words,
    group_words,
    hold_words,
    level_key,
    many,
    question_words,
)
from duecare.papers.portfolio_result import Result
from duecare.papers.wording import OPEN, Name, clean, level_words, named, words
from duecare.review import LEVELS
from duecare.review.advise import ADVICE_WORDS

MOST: Final = 5_000
"""How many transactions the dashboard holds; fewer where their names are so long that the page would grow too large."""

_BYTES: Final = 3_000_000
"""Of all rows as JSON."""
_FLAGS, _QUESTIONS, _STOPS = 6, 5, 6
"""How many of each are told of a transaction; the rest are counted."""

_LINE: Final = (
    "CASE WHEN hold <> '' THEN 2 WHEN known = 'severe' THEN 0 WHEN possible = 'severe' THEN 1 ELSE 7 - rank(known) END"
)
"""The worst first. What is on hold could be anything: it stands before all that is known not to be severe."""
_INNER: Final = f"{_LINE} AS line, rank(possible) AS most, stops + stops_possible > 0 AS stopped"
_ORDER: Final = "line, most DESC, stopped DESC, raised DESC, open DESC, source, row"

TABLE: Final = (
    ("transaction", "Transaction"), ("level", "Level"), ("advice", "Advice"), ("item", "Item"), ("user", "End user"),
    ("kind", "Kind"), ("country", "Place of use"), ("raised", "Flags raised"), ("open", "Flags open"),
    ("stops", "Legal stops"),
)  # fmt: skip
"""The columns of the table with their heads; those from `raised` on are figures."""
FIGURES: Final = frozenset({"raised", "open", "stops"})
PAIRS: Final = (
    ("hold", "On hold"), ("severity", "Severity"), ("indications", "Indications"), ("depth", "Depth called for"),
    ("capabilities", "The item can do"), ("contract", "Contract"), ("state", "State"), ("owner", "Owner"),
    ("due", "Due"), ("date", "Ordered"), ("amount", "Quantity and value"), ("place", "In the book"),
)  # fmt: skip
"""What a row says beyond the table, label by label; left out where it is empty."""

Word = str | tuple[str, str | None, str | None]
"""A text, or a name with its language and its Latin form."""
Told = tuple[str, tuple[tuple[str, str], ...]]
"""A heading, and lines under it: the kind of mark and the words."""


@dataclass(frozen=True)
class Worst:
    """Transactions, the worst first. columns: each as words by row; details: what is found of each outcome."""

    total: int
    held: int
    columns: Mapping[str, Sequence[Word | int]]
    outcomes: Sequence[int]
    details: Mapping[int, tuple[Told, ...]]

    def __len__(self) -> int:
        return len(self.outcomes)

    def cut(self, most: int) -> Worst:
        """The first of them."""
        columns = {name: column[:most] for name, column in self.columns.items()}
        outcomes = self.outcomes[:most]
        return Worst(self.total, self.held, columns, outcomes, {key: self.details[key] for key in set(outcomes)})


def worst(result: Result, guidance: Guidance, most: int = MOST, each: int = max(_FLAGS, _QUESTIONS, _STOPS)) -> Worst:
    """The worst transactions of a book, each with at most `each` of its flags, stops and questions.

    Where there are more than `most`, a fifth of the places is kept for those on hold, so that neither these nor the
    rated ones crowd the others out.
    """
    total, held = result.row("SELECT count(*), count(*) FILTER (hold <> '') FROM transactions")
    rated = min(total - held, max(most - held, most - most // 5))
    query = (
        f"WITH rated AS (SELECT *, {_INNER} FROM transactions WHERE hold = '' ORDER BY {_ORDER} LIMIT {rated}),"
        f" held AS (SELECT *, {_INNER} FROM transactions WHERE hold <> '' ORDER BY {_ORDER} LIMIT {most - rated})"
        f" SELECT {', '.join(_selected())} FROM (FROM rated UNION ALL FROM held) ORDER BY {_ORDER}"
    )
    rows = [dict(zip(_FETCHED, row, strict=True)) for row in result.rows(query)]
    columns = {name: [make(row) for row in rows] for name, make in _columns().items()}
    outcomes = [int(row["outcome"]) for row in rows]
    roles = {int(row["outcome"]): row["other_roles"] or [] for row in rows}
    return _fitting(Worst(total, held, columns, outcomes, _details(result, guidance, roles, each)))


def _fitting(found: Worst) -> Worst:
    """As many rows as the page can carry."""
    while len(found) and (size := len(packed(found).encode())) > _BYTES:
        found = found.cut(min(int(len(found) * _BYTES / size * 0.95), len(found) - 1))
    return found


_TEXTS: Final = ("transaction", "item_name", "end_user_name", "framework", "state", "owner", "due", "date", "currency",
                 "capabilities", "source", "hold", "country", "end_user_kind")  # fmt: skip
_OTHERS: Final = (
    "known", "possible", "advice", "severity_known", "severity_possible", "indications_known", "indications_possible",
    "depth", "raised", "open", "stops", "stops_possible", "quantity", "value", "row", "outcome", "other_roles",
)  # fmt: skip
_FETCHED: Final = (*_TEXTS, *_OTHERS)


def _selected() -> Iterable[str]:
    yield from (f"clipped({name}) AS {name}" for name in _TEXTS)
    yield from (f'"{name}"' for name in _OTHERS)


def _columns() -> dict[str, Callable[[dict[str, Any]], Word | int]]:
    """How each column of the table and each label is made of a fetched row."""
    return {
        "transaction": lambda row: clean(row["transaction"]),
        "level": lambda row: level_key(row["known"], row["possible"], row["hold"]),
        "advice": lambda row: ADVICE_WORDS.get(row["advice"], words(row["advice"])),
        "item": lambda row: _name(row["item_name"]),
        "user": lambda row: _name(row["end_user_name"]),
        "kind": lambda row: words(row["end_user_kind"]),
        "country": lambda row: group_words("country", row["country"]),
        "raised": lambda row: int(row["raised"]),
        "open": lambda row: int(row["open"]),
        "stops": _stops_words,
        "hold": lambda row: hold_words(row["hold"]) if row["hold"] else "",
        "severity": lambda row: _interval(row["severity_known"], row["severity_possible"], " of 4"),
        "indications": lambda row: _interval(row["indications_known"], row["indications_possible"]),
        "depth": lambda row: words(row["depth"]),
        "capabilities": lambda row: ", ".join(capability_words(row["capabilities"])) or OPEN,
        "contract": lambda row: clean(row["framework"]),
        "state": lambda row: clean(row["state"]) or OPEN,
        "owner": lambda row: clean(row["owner"]) or OPEN,
        "due": lambda row: clean(row["due"]) or OPEN,
        "date": lambda row: clean(row["date"]) or OPEN,
        "amount": _amount,
        "place": lambda row: f"{clean(row['source'])}, row {row['row']:,}",
    }


def level_text(key: str) -> str:
    """A key of `level_key` in words."""
    known, _, possible = key.partition("-")
    return level_words(known, possible, hold=not possible)


def level_keys() -> list[str]:
    """Every key of `level_key`, the gravest first."""
    pairs = [(known, most) for known in range(4) for most in range(known, 4)]
    return [*(f"{LEVELS[known]}-{LEVELS[most]}" for known, most in sorted(pairs, reverse=True)), "held"]


def _stops_words(row: Mapping[str, Any]) -> str:
    stands, may = row["stops"], row["stops_possible"]
    return f"{stands} {'stands' if stands == 1 else 'stand'}, {may} may" if stands and may else (
        f"{stands} {'stands' if stands == 1 else 'stand'}" if stands else f"{may} may stand" if may else "0"
    )  # fmt: skip


def _interval(known: object, possible: object, unit: str = "") -> str:
    return f"{known}{unit}" if known == possible else f"{known}{unit} on what is known, could be {possible}{unit}"


def _amount(row: Mapping[str, Any]) -> str:
    quantity = f"{row['quantity']:,.10g}" if row["quantity"] is not None else ""
    value = f"{clean(row['currency'])} {row['value']:,.2f}".strip() if row["value"] is not None else ""
    return "; ".join(part for part in (quantity, value) if part) or OPEN


def _name(text: str) -> Word:
    said = named(text)
    if said.parts or said.lang is None:
        return str(said)
    return (said.text, said.lang, said.latin)


def as_name(word: Word | int) -> Name:
    """A word of a column as papers show names."""
    return Name(str(word)) if isinstance(word, (str, int)) else Name(*word)


_ASKED: Final = "waits(fact, about(slot), s.hold) DESC, score DESC, decides DESC, fact, slot"
_STOPPED: Final = "status DESC, rule, slot"
_RAISED: Final = "list_position(['critical', 'serious', 'notable'], weight), \"group\" = 'context', rule, slot"
_FIRST: Final = (
    " QUALIFY row_number() OVER (PARTITION BY f.outcome ORDER BY {order}) <= {most} ORDER BY f.outcome, {order}"
)
_TOLD: Final = "SELECT f.outcome, count(*) OVER (PARTITION BY f.outcome), slot,"
_CHOSEN: Final = "WHERE f.outcome IN (SELECT unnest(?))"


def _details(
    result: Result, guidance: Guidance, roles: Mapping[int, Sequence[str]], each: int
) -> dict[int, tuple[Told, ...]]:
    """What is found of each outcome, in words: stops, the heaviest flags raised, the questions that move most."""
    stops = f"{_TOLD} rule, status FROM stops f {_CHOSEN}{_FIRST.format(order=_STOPPED, most=min(each, _STOPS))}"
    flags = (
        f"{_TOLD} rule, weight FROM findings f {_CHOSEN} AND status = 'raised'"
        f"{_FIRST.format(order=_RAISED, most=min(each, _FLAGS))}"
    )
    questions = (
        f"{_TOLD} fact, rank(worst), rank(best), s.known, s.possible, s.hold, decides, waits(fact, about(slot), s.hold)"
        f" FROM questions f JOIN outcomes s USING (outcome) {_CHOSEN}"
        f"{_FIRST.format(order=_ASKED, most=min(each, _QUESTIONS))}"
    )
    found: dict[int, list[Told]] = {number: [] for number in roles}
    asked: tuple[tuple[str, str, Callable[..., tuple[str, str] | None]], ...] = (
        ("Legal stops", stops, partial(_stop_words, guidance)),
        ("Red flags raised", flags, partial(_flag_words, guidance)),
        ("Open questions", questions, _question_words),
    )
    for heading, query, told in asked:
        lines: dict[int, list[tuple[str, str]]] = {}
        counts: dict[int, int] = {}
        for outcome, count, slot, *rest in result.rows(query, [number for number in roles if number >= 0]):
            counts[outcome] = count
            some = lines.setdefault(outcome, [])
            if (line := told(_about_words(slot, roles[outcome]), *rest)) is not None:
                some.append(line)
        for outcome, some in lines.items():
            left = counts[outcome] - len(some)
            if not some:
                some.append(("open", f"None of {many(left, 'open question')} moves the outcome by itself."))
            elif left:
                some.append(("more", f"and {left:,} more"))
            found[outcome].append((heading, tuple(some)))
    if -1 in found:
        found[-1] = [("Findings", (("open", "Judged by itself: flags, stops and questions stand in its own review."),))]
    return {number: tuple(told) for number, told in found.items()}


def _about_words(slot: str, roles: Sequence[str]) -> str:
    """What a slot is, another party by its role."""
    kind = {"T": "transaction", "I": "item", "U": "use", "P0": "end_user", "C0": "country"}.get(slot)
    if kind is not None:
        return ABOUT[kind]
    if slot[:1] == "P" and slot[1:].isdecimal() and 0 < int(slot[1:]) <= len(roles):
        return f"the {words(roles[int(slot[1:]) - 1])}"
    return ABOUT[{"P": "party", "C": "place"}.get(slot[:1], "seat")]


def title_of(guidance: Guidance, rule: str) -> str:
    """The title of a rule, or its id where the guidance at hand does not have it."""
    entry = guidance.entries.get(rule)
    return clean(entry.title if entry is not None else rule)


def _stop_words(guidance: Guidance, about: str, rule: str, status: str) -> tuple[str, str]:
    mark, said = ("stands", "stands") if status == "stands" else ("possible", "may stand")
    return mark, f"{title_of(guidance, rule)}, about {about}: {said} ({rule})"


def _flag_words(guidance: Guidance, about: str, rule: str, weight: str) -> tuple[str, str]:
    return "raised", f"{title_of(guidance, rule)}, about {about} ({words(weight)}; {rule})"


def _question_words(
    about: str, fact: str, worst_rank: int, best_rank: int, known: int, possible: int, hold: str, *how: bool
) -> tuple[str, str] | None:
    """A question with how far answers could move the level; None where it moves nothing. how: decides, waits."""
    decides, waits = how
    moves = []
    if worst_rank > known:
        moves.append(f"to {LEVELS[worst_rank - 1]} on what is then known")
    if best_rank < possible:
        moves.append(f"to {LEVELS[best_rank - 1]} at most")
    if waits:
        effect = "Must be known before a level can be given."
    elif hold:
        effect = "Weighs in once the transaction can be rated."
    elif moves:
        effect = f"An answer can bring it {' or '.join(moves)}."
    elif decides:
        effect = "An answer can change the advice."
    else:
        return None
    return "open", f"{question_words(fact)[0]} About {about}. {effect}"


def packed(found: Worst) -> str:
    """The rows as JSON that may stand in a script element: words once, rows by the numbers of their words."""
    details: dict[int, int] = {}
    lines: dict[tuple[str, str], int] = {}
    told: list[list[list[Any]]] = []
    for outcome in found.outcomes:
        if outcome not in details:
            details[outcome] = len(told)
            some = found.details[outcome]
            told.append([[heading, [lines.setdefault(line, len(lines)) for line in said]] for heading, said in some])
    document = {
        "total": found.total,
        "table": [[name, head, name in FIGURES] for name, head in TABLE],
        "pairs": PAIRS,
        "columns": {name: _coded(column) for name, column in found.columns.items()},
        "levels": {key: level_text(key) for key in level_keys()},
        "lines": list(lines),
        "told": told,
        "detail": [details[outcome] for outcome in found.outcomes],
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e").replace("\u2028", "\\u2028")


def _coded(column: Sequence[Word | int]) -> Any:
    """A column as its distinct words and their numbers, or as it is where nearly all differ."""
    numbers: dict[Word | int, int] = {}
    at = [numbers.setdefault(word, len(numbers)) for word in column]
    return {"words": list(numbers), "at": at} if len(numbers) * 2 < len(column) else {"words": list(column)}
