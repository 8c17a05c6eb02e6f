"""Definition elements: what three instruments' definitions ask of an item, and whether its own words meet it."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from duecare.items.denial import denied
from duecare.items.lexicon import NOTIONS, lexicon
from duecare.items.quotes import Places, Quote
from duecare.items.scan import Span, find

Verdict = Literal["met", "not met", "open"]
COMPILED = Path(__file__).resolve().parent / "elements.json"


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a definition, and what the text says of it.

    Attributes:
        id: The element in the instruments, as US-STATE-2020/DEF/PRODUCT/E3.
        verdict: met, not met, or open where the text does not say.
        members: Which of what the element lists was found (verbs, objects), in the notions' codes.
        why: What settled it, in words.
        quotes: Where the text says so.
        alternative: Whether it meets the definition by itself.
    """

    id: str
    verdict: Verdict
    members: tuple[str, ...]
    why: str
    quotes: tuple[Quote, ...]
    alternative: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition and its elements."""

    id: str
    elements: tuple[Element, ...]

    @property
    def verdict(self) -> Verdict:
        """Met if every needed element is, or one alternative; not met only if neither can be any more."""
        needed = {element.verdict for element in self.elements if not element.alternative}
        others = {element.verdict for element in self.elements if element.alternative}
        if needed == {"met"} or "met" in others:
            return "met"
        return "not met" if "not met" in needed and others <= {"not met"} else "open"


@functools.cache
def _rules() -> tuple[Mapping[str, frozenset[str]], Sequence[Mapping[str, Any]]]:
    data = json.loads(COMPILED.read_bytes())
    return {name: frozenset(codes) for name, codes in data["groups"].items()}, data["definitions"]


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of an item when the elements are judged.

    Attributes:
        text, folded: The item's words, as they stand and folded.
        label: intended, unintended or none; None where unsure, or where nothing but the model says none.
        capabilities: Places of each capability found.
        facts: Values of item facts with the places that say so.
    """

    text: str
    folded: str
    label: str | None
    capabilities: Mapping[str, Sequence[Span]]
    facts: Mapping[str, tuple[object, Sequence[Span]]]


def definitions_of(said: Said, place: Places) -> tuple[Definition, ...]:
    """Hold an item against the definitions of US-STATE-2019, US-STATE-2020 and EU-2021-821, Article 2(20).

    Args:
        said: What is known of the item.
        place: The documents of which `said.text` is joined, to quote from.
    """
    groups, rules = _rules()
    notions: dict[str, list[Span]] = {}
    for entry, start, end in sorted(find(said.folded, lexicon(NOTIONS))[0], key=lambda one: one[1]):
        if not denied(said.folded, start, end):
            notions.setdefault(str(entry.says[0][1]), []).append(Span(start, end, said.text[start:end]))
    return tuple(
        Definition(
            str(rule["definition"]),
            tuple(_judge(element, said, notions, groups, place) for element in rule["elements"]),
        )
        for rule in rules
    )


def _judge(
    rule: Mapping[str, Any],
    said: Said,
    notions: Mapping[str, Sequence[Span]],
    groups: Mapping[str, frozenset[str]],
    place: Places,
) -> Element:
    alternative = bool(rule.get("alternative"))
    rules: tuple[tuple[Verdict, str], ...] = (("met", "met_by"), ("not met", "not_met_by"))
    for verdict, key in rules:
        members, whys, spans = _grounds(rule.get(key, {}), said, notions, groups)
        if whys:
            quotes = place.quotes(sorted(spans, key=lambda span: span.start), most=4)
            return Element(str(rule["id"]), verdict, tuple(members), "; ".join(whys), quotes, alternative)
    return Element(str(rule["id"]), "open", (), "the text does not say", (), alternative)


def _grounds(
    asked: Mapping[str, Any],
    said: Said,
    notions: Mapping[str, Sequence[Span]],
    groups: Mapping[str, frozenset[str]],
) -> tuple[list[str], list[str], list[Span]]:
    members: list[str] = []
    whys: list[str] = []
    spans: list[Span] = []
    found = [notion for notion in asked.get("notion", ()) if notion in notions]
    if found:
        members += found
        whys.append(f"words of {', '.join(notion.replace('_', ' ') for notion in found)}")
        spans += [span for notion in found for span in notions[notion][:2]]
    codes = {code for name in asked.get("capability", ()) for code in groups[name]} | set(
        asked.get("capability_only", ())
    )
    able = sorted(codes & said.capabilities.keys())
    if able:
        whys.append(f"follows from {', '.join(code.replace('_', ' ') for code in able)}")
        spans += [span for code in able for span in said.capabilities[code][:2]]
    if said.label is not None and said.label in asked.get("label", ()):
        whys.append(f"scoped as {said.label}")
    for fact, value in asked.get("fact", {}).items():
        known = said.facts.get(fact)
        if known is not None and known[0] == (value in (True, "yes")):
            whys.append(f"{fact} is {'yes' if known[0] else 'no'}")
            spans += known[1][:2]
    return members, whys, spans
