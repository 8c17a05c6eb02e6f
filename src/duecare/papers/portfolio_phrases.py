"""Phrases that the dashboard, the terminal and the spreadsheet of a portfolio share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from duecare.facts import FactType, vocabulary
from duecare.papers.portfolio_figures import BookQuestion, Figures, Levels
from duecare.papers.wording import clean, fact_words, listed, words
from duecare.places import name as place_name

ABOUT: Final = {
    "end_user": "the end user", "party": "another party", "item": "the item", "country": "the place of use",
    "place": "another place", "seat": "the seat of a party", "transaction": "the deal", "use": "the use",
}  # fmt: skip
"""What a finding or question is about, by the macro `about` of `portfolio_result`."""

SUBJECTS: Final = {"end_user": ("end user", "end users"), "item": ("item", "items"), "country": ("place", "places")}
ALONE: Final = (
    "{} judged by themselves (they have several uses or items): they count in the levels; their flags, stops and"
    " questions stand in their own reviews and are not counted below."
)
EXPLAIN: Final = "duecare explain RESULT --transaction ID --flag FLAG"
REST: Final = "duecare portfolio show RESULT --where CONDITION"
SWEEP: Final = "duecare portfolio sweep RESULT -o FILE.xlsx"
SHOW: Final = "duecare portfolio show RESULT -o FILE.html"
_PLACE_ASKED: Final = "In which country will the product be used?"
_LACKS: Final = {
    "item": "what the item can do is not known", "end_user": "the kind of the end user is not known",
    "place": "the place of use is not known",
}  # fmt: skip


def many(number: int, one: str = "transaction", several: str | None = None) -> str:
    """A number with its noun.

    >>> many(1), many(3120), many(0, "country", "countries")
    ('1 transaction', '3,120 transactions', 'no countries')
    """
    return f"{number:,} {one}" if number == 1 else f"{f'{number:,}' if number else 'no'} {several or one + 's'}"


def be(number: int) -> str:
    return "is" if number == 1 else "are"


def share(part: int, whole: int) -> str:
    """A part of a whole in percent; what is there is never said to be none, and what is not whole never to be all.

    >>> share(1, 3), share(1, 100000), share(0, 7), share(99999, 100000), share(0, 0)
    ('33 %', 'under 0.1 %', '0 %', 'over 99.9 %', '0 %')
    """
    if not part or not whole:
        return "0 %"
    percent = 100 * part / whole
    if percent < 0.1:
        return "under 0.1 %"
    if 99.9 < percent < 100:
        return "over 99.9 %"
    return f"{percent:.0f} %" if percent == 100 or 10 <= percent < 99.5 else f"{percent:.1f} %"


def headline(found: Figures) -> str:
    """The whole book in a few sentences: what is severe, what could be, what is on hold, what to ask first."""
    levels = found.levels
    if not levels.total:
        return "The book has no transactions."
    parts = [_severe(levels)]
    if levels.held:
        parts.append(f"{levels.held:,} cannot be rated yet.")
    if levels.stopped or levels.stoppable:
        parts.append(_stopped(levels))
    if found.questions:
        parts.append(_first(found.questions[0]))
    return " ".join(parts)


def _severe(levels: Levels) -> str:
    severe, perhaps, total = levels.known("severe"), levels.possible("severe"), levels.total
    if severe:
        more = f"; {perhaps:,} more could be." if perhaps else ", and no other that is rated could be."
        return f"Of {many(total)} {severe:,} {be(severe)} severe on what is known{more}"
    none = f"Of {many(total)} none is severe on what is known"
    return f"{none}; {perhaps:,} could be." if perhaps else f"{none}, and none that is rated could be."


def _stopped(levels: Levels) -> str:
    stands, may = levels.stopped, levels.stoppable
    if not stands:
        return f"A legal stop may stand in {may:,}."
    return f"A legal stop stands in {stands:,}{f' and may in {may:,} more' if may else ''}."


def _first(asked: BookQuestion) -> str:
    whom = asked_words(asked.fact, asked.about, many(asked.deals, "deal"), "one yes-or-no question")
    if not asked.settles:
        return f"Asking {whom} comes first: {listed(effects(asked))}."
    rest = effects(asked, settled=False)
    return f"Asking {whom} could settle {asked.settles:,} of them{f': {listed(rest)}' if asked.moved else ''}."


def effects(asked: BookQuestion, *, settled: bool = True) -> list[str]:
    """What answers to a question could do to the book, the gravest first."""
    said = []
    if asked.upward:
        said.append(f"{asked.upward:,} could become severe")
    if asked.out:
        said.append(f"{asked.out:,} could be found not to be severe")
    if asked.waits and asked.waits == asked.deals > 1:
        said.append("all are on hold and wait for it")
    elif asked.waits:
        said.append(f"{asked.waits:,} on hold {'waits' if asked.waits == 1 else 'wait'} for it")
    if settled and asked.settles:
        said.append(f"one answer can settle the level of {asked.settles:,}")
    if not said and asked.decides:
        said.append(f"an answer can move level or advice of {asked.decides:,}")
    return said or ["no answer moves anything by itself, only together with others"]


def asked_words(fact: str, about: str, deals: str, yes_or_no: str = "this") -> str:
    """What is asked of which deals.

    >>> asked_words("party.kind", "end_user", "412 deals"), asked_words("item.capability", "item", "1 deal")
    ('the kind of the end user of 412 deals', 'what the item of 1 deal can do')
    >>> asked_words("party.listed", "party", "3 deals"), asked_words("transaction.gate", "transaction", "3 deals")
    ('this about another party in 3 deals', 'the gate of 3 deals')
    """
    declared = _declared(fact)
    if fact == "item.capability":
        return f"what the item of {deals} can do"
    if fact == "country":
        return f"the place of use of {deals}"
    if declared is None or declared.type == "boolean":
        return f"{yes_or_no} of {deals}" if about == "transaction" else f"{yes_or_no} about {ABOUT[about]} in {deals}"
    thing = declared.short.replace("_", " ").replace("iccpr", "ICCPR standing")
    return f"the {thing} of {deals}" if about == "transaction" else f"the {thing} of {ABOUT[about]} of {deals}"


def question_words(fact: str) -> tuple[str, str]:
    """A question as a person is asked it, and who may answer."""
    declared = _declared(fact)
    if declared is None:
        return (_PLACE_ASKED, "sales") if fact == "country" else (fact_words(fact), "analyst")
    return clean(declared.question), declared.ask


def _declared(fact: str) -> FactType | None:
    try:
        return vocabulary()[fact]
    except KeyError:
        return None


def hold_words(hold: str) -> str:
    """Why a transaction is on hold.

    >>> hold_words("item, place"), hold_words("The item is not known.")
    ('what the item can do is not known; the place of use is not known', 'The item is not known.')
    """
    parts = hold.split(", ")
    return "; ".join(_LACKS[part] for part in parts) if all(part in _LACKS for part in parts) else clean(hold)


def gap_words(levels: Levels) -> str:
    """What those on hold lack, the most frequent first."""
    lacks = sorted(zip(levels.gaps, _LACKS.values(), strict=True), reverse=True)
    return listed([f"in {count:,} {said}" for count, said in lacks if count])


def capability_words(text: str) -> list[str]:
    """What an item can do, each as words.

    >>> capability_words("facial_recognition, drone"), capability_words("")
    (['facial recognition', 'drone'], [])
    """
    return [group_words("item", part.strip()) for part in text.split(",") if part.strip()]


def group_words(kind: str, key: str) -> str:
    """A country, item or kind of end user by its name."""
    if kind == "item" and key == "none":
        return "no surveillance capability"
    return clean(place_name(key)) if kind == "country" else words(key)


def level_key(known: str, possible: str, hold: str) -> str:
    """A level as a key of marks and scripts."""
    return "held" if hold else f"{known}-{possible}"


def record(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the run wrote of itself, as labels and values, two levels deep; what is nested deeper is counted."""
    said: list[tuple[str, str]] = []
    for key, value in manifest.items():
        nested = isinstance(value, dict) and any(isinstance(held, dict) for held in value.values())
        inner = value if isinstance(value, dict) and not nested else {"": value}
        for name, held in inner.items():
            shown = str(held)
            if isinstance(held, list) and all(isinstance(one, (str, int, float)) for one in held):
                shown = listed([str(one) for one in held], most=200) or "none"
            elif isinstance(held, (dict, list)):
                shown = many(len(held), "entry", "entries")
            said.append((words(f"{key} {name}".strip()), clean(shown)))
    return said[:200]


def as_known(manifest: Mapping[str, Any]) -> str:
    """The day of what was known, where the run says it; and which transactions are meant, where not all are."""
    day = manifest.get("known_at")
    said = f"As known on {clean(day)}. " if isinstance(day, str) else ""
    return f"{said}Only transactions where {clean(manifest['where'])}. " if "where" in manifest else said
