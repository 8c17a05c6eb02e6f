"""Findings in the HTML memo: by consideration, raised ones open to the eye, all with what was read behind them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from duecare.papers.concerns import Case, Chapter, Cited, ConcernNote, Flag, Value
from duecare.papers.markup import Child, Markup, el, joined, opened, status, table
from duecare.papers.wording import capital, counted, listed, lowered


def findings(chapters: tuple[Chapter, ...]) -> list[Markup]:
    """Every chapter with its concerns: raised and resolved ones shown, open and clear ones folded."""
    return [
        el(
            "section",
            el("h3", chapter.title),
            el("p", f"{capital(chapter.counts)}.", class_="about"),
            [_concern(concern) for word in ("raised", "resolved") for concern in chapter.with_status(word)],
            [_folded(chapter, word) for word in ("open", "clear")],
        )
        for chapter in chapters
    ]


def _folded(chapter: Chapter, word: str) -> Child:
    found = chapter.with_status(word)
    if not found:
        return None
    summary = el("summary", status(word, capital(word)), f": {counted(len(found), 'concern')}")
    return el("details", summary, el("div", map(_concern_in_short, found), class_="inner"), class_=f"all-{word}")


def _concern(concern: ConcernNote) -> Markup:
    head = el("h4", status(concern.status, f"{capital(concern.status)}, {concern.weight}"), ": ", concern.title)
    first = [flag for flag in concern.flags if flag.status == concern.status]
    other = [flag for flag in concern.flags if flag.status != concern.status]
    said = f"{counted(len(other), 'other flag')} on the same concern: "
    statuses = listed(f"{sum(flag.status == word for flag in other)} {word}" for word in _words(other))
    folded = el("details", el("summary", f"{capital(said)}{statuses}"), el("div", map(_flag, other), class_="inner"))
    return el("div", head, map(_flag, first), folded if other else None)


def _words(flags: Iterable[Flag]) -> list[str]:
    return list(dict.fromkeys(flag.status for flag in flags))


def _concern_in_short(concern: ConcernNote) -> Markup:
    needs = dict.fromkeys(need for flag in concern.flags for case in flag.cases for need in case.needs)
    said = f" Needs {listed(needs, most=3)}." if needs else ""
    summary = el("summary", f"{concern.title} ({concern.weight}).{said}")
    return el("details", summary, el("div", map(_flag, concern.flags), class_="inner"))


def _flag(flag: Flag) -> Markup:
    about = joined((case.about for case in flag.cases), "; ")
    return el(
        "div",
        noted(
            [flag.cite],
            el("p", el("strong", f"{flag.title}."), f" {flag.text}"),
            el("p", "About ", about, f". {capital(flag.status)}; {flag.weight}; {flag.group}.", class_="about"),
            [el("p", case.resolution) for case in flag.cases if case.resolution],
        ),
        el(
            "details",
            el("summary", "Condition and values read"),
            el("p", el("code", flag.condition)),
            [_case(case) for case in flag.cases],
            el("p", _meta(flag), class_="meta"),
            class_="deep" if flag.status in ("open", "clear") else None,
        ),
        class_=f"flag was-{flag.status}",
    )


def _case(case: Case) -> Child:
    settles = el("p", f"Would settle it: {listed(case.needs)}.", class_="about") if case.needs else None
    return [values_table(case.values, case), settles]


def _meta(flag: Flag) -> str:
    parts = [flag.id]
    if flag.rights:
        parts.append(f"Rights: {', '.join(flag.rights)}")
    if flag.safeguards:
        parts.append(f"Safeguards: {'; '.join(lowered(title) for title in flag.safeguards)}")
    return ". ".join(parts)


def values_table(values: tuple[Value, ...], case: Case | None = None) -> Markup:
    """The facts that a condition read, with their sources."""
    caption: Child = ["Facts read about ", case.about] if case else "Facts read"
    rows = (
        (
            el("span", value.fact, [" (", value.about, ")"] if value.about else None),
            opened(value.value, known=value.known),
            "; ".join(value.sources) or "no source",
        )
        for value in values
    )
    return table(caption, ("Fact", "Value", "Source"), rows)


def noted(cites: Iterable[Cited], *said: Child) -> Markup:
    """Words with their citations: in the margin where there is room, else below."""
    return el("div", el("div", said), el("div", map(_citation, cites), class_="notes"), class_="noted")


@lru_cache(maxsize=2048)
def _citation(cite: Cited) -> Markup:
    """Where, how surely known, with what force, whose numbering it is; the link leads to the instrument."""
    return el(
        "small",
        el("a", el("b", cite.where), href=f"#instrument-{cite.instrument}"),
        f". {capital(cite.confidence)}. ",
        f"{capital(cite.numbering if cite.own else cite.force)}.",
        class_="note",
    )
