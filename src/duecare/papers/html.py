"""The memo as one HTML file: nothing is loaded from elsewhere, no script runs, paper unfolds what matters."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from duecare.guidance import Guidance
from duecare.papers.asked import Asked
from duecare.papers.concerns import Cited
from duecare.papers.grounds import Provenance
from duecare.papers.html_findings import findings, noted, values_table
from duecare.papers.layout.theme import Theme
from duecare.papers.layout.web import logo, themed
from duecare.papers.markup import Child, Markup, el, joined, opened, status, table
from duecare.papers.memo import Memo, Reason, StopNote, memo
from duecare.papers.page import standing_page
from duecare.papers.practice import practice_figures
from duecare.papers.wording import OPEN, capital, counted, few, listed, lowered
from duecare.pictures import interval_track
from duecare.review import LEVELS
from duecare.review.result import Review

FIRST_QUESTIONS = 5


def memo_html(review: Review, guidance: Guidance, theme: Theme | None = None) -> str:
    """The memo of a review as a document of its own."""
    paper, theme = memo(review, guidance), theme or Theme()
    foot = el("footer", el("p", theme.foot, class_="about")) if theme.foot else None
    return standing_page(
        f"Memo: {paper.title.text}",
        ("Skip to the outcome", "#outcome"),
        [_head(paper, theme), el("main", _outcome(paper), list(_sections(paper).values()), id="main"), foot],
        style=themed(theme),
        pictured=bool(theme.logo),
    )


def memo_sections(review: Review, guidance: Guidance) -> dict[str, str]:
    """The sections of a memo as HTML by their keys, the outcome first, for a page that has a frame of its own."""
    paper = memo(review, guidance)
    return {"outcome": str(_outcome(paper)), **{key: str(section) for key, section in _sections(paper).items()}}


def _sections(paper: Memo) -> dict[str, Markup]:
    contents: dict[str, Child] = {
        "reasons": _reasons(paper.reasons),
        "stops": [_stop(stop) for stop in paper.stops],
        "questions": _questions(paper),
        "findings": findings(paper.chapters),
        "gaps": _gaps(paper),
        "parties": _parties(paper),
        "places": [_places(paper), practice_figures(paper.practice, paper.core)],
        "severity": _severity(paper),
        "safeguards": _safeguards(paper),
        "not_examined": _not_examined(paper),
        "provenance": _provenance(paper),
        "instruments": _instruments(paper),
        "record": _pairs((label, el("span", value, class_="hash")) for label, value in paper.record),
        "advice": None,
    }
    return {key: _section(paper, key, content) for key, content in contents.items()}


def _section(paper: Memo, key: str, content: Child) -> Markup:
    section = paper.section(key)
    leads = [el("p", text, class_="lead") for text in (section.lead, section.note if content else "") if text]
    return el("section", el("h2", section.title, id=key), leads, content, aria_labelledby=key)


def _head(paper: Memo, theme: Theme) -> Markup:
    keys = [
        "reasons",
        "stops",
        "questions",
        "findings",
        "gaps",
        "parties",
        "places",
        "severity",
        "safeguards",
        "not_examined",
        "provenance",
    ]
    links = (el("li", el("a", paper.section(key).title, href=f"#{key}")) for key in [*keys, "instruments", "record"])
    asked = ((row.label, joined(row.values) if row.known else status(OPEN)) for row in paper.asked)
    return el(
        "header",
        logo(theme),
        el("p", f"{theme.house or 'Duecare'} memo on the transaction {paper.id}", class_="kind"),
        el("h1", paper.title),
        _pairs(asked),
        el("nav", el("ul", links), aria_label="Sections"),
    )


def _pairs(rows: Iterable[tuple[str, Child]]) -> Markup:
    return el("dl", ((el("dt", label), el("dd", value)) for label, value in rows))


def _outcome(paper: Memo) -> Markup:
    track = Markup(interval_track(paper.known, paper.possible, LEVELS, hold=paper.hold))
    said = el("figcaption", f"Level: {paper.level}. Filled: known. Hatched: possible. Dotted: open.")
    return el(
        "section",
        el("h2", paper.headline, id="outcome", class_="headline"),
        el("figure", track, said),
        el("p", f"Advice: {paper.advice}.", class_="advice"),
        el("ul", (el("li", reason) for reason in paper.advice_reasons)) if paper.advice_reasons else None,
        aria_labelledby="outcome",
    )


def _reasons(reasons: tuple[Reason, ...]) -> Child:
    if not reasons:
        return None
    rows = (
        el(
            "li",
            noted(
                reason.cites,
                el("p", el("strong", f"{reason.title}."), f" {reason.text} "),
                el("p", "About ", joined(reason.about), ".", class_="about"),
            ),
        )
        for reason in reasons
    )
    return el("ol", rows)


def _stop(stop: StopNote) -> Markup:
    return el(
        "div",
        el("h3", status(stop.status, capital(stop.status)), ": ", stop.title),
        noted(
            [stop.cite],
            el("p", stop.text),
            el(
                "p",
                "About ",
                stop.about,
                f". {capital(stop.standing)}. Lifted by {stop.lifted_by} only.",
                class_="about",
            ),
            el("p", el("strong", "For counsel: "), stop.counsel),
        ),
        el(
            "details",
            el("summary", "Condition and values read"),
            el("p", el("code", stop.condition)),
            values_table(stop.values),
            el("p", stop.id, class_="meta"),
        ),
        class_="flag",
    )


def _questions(paper: Memo) -> Child:
    """Those that decide stand open; the rest folds."""
    if not paper.questions:
        return None
    shown = paper.foremost(FIRST_QUESTIONS)
    rest = [question for question in paper.questions if question not in shown]
    folded = el("summary", capital(counted(len(rest), "more question" if shown else "question")))
    return [
        el("ol", map(_question, shown)) if shown else None,
        el("details", folded, _brief(rest)) if rest else None,
    ]


def _question(question: Asked) -> Markup:
    effects = (el("li", f"If {listed(effect.answers, last='or')}: {effect.outcome}") for effect in question.effects)
    return el(
        "li",
        el("strong", question.question),
        el("p", question.help) if question.help else None,
        el("p", "About ", question.about, f". Ask: {question.who}. {capital(question.role)}.", class_="about"),
        el("ul", effects, class_="effects") if question.effects else None,
        value=str(question.rank),
    )


def _brief(questions: Iterable[Asked]) -> Markup:
    rows = (
        (f"{question.rank}. {question.question}", question.about, question.who, _moving(question))
        for question in questions
    )
    return table("Open questions in order", ("Question", "About", "Ask", "What an answer would do"), rows, "wide")


def _moving(question: Asked) -> str:
    moving = [effect for effect in question.effects if effect.moves]
    said = (f"{listed(effect.answers, most=3, last='or')}: {effect.outcome}" for effect in moving)
    return "; ".join(said) or capital(question.role)


def _gaps(paper: Memo) -> Child:
    rows = ((about, el("span", status(OPEN), " ", text)) for about, text in paper.gaps)
    return table("Gaps in the sources", ("About", "What is missing"), rows) if paper.gaps else None


def _parties(paper: Memo) -> list[Markup]:
    heads = ("Name", "Roles", "Kind", "Government tie", "Seat", "Abuse record", "Lists")
    rows = (
        (
            party.name,
            opened(party.roles),
            opened(party.kind),
            opened(party.tie),
            party.country or status(OPEN),
            opened(party.record),
            opened(party.listing),
        )
        for party in paper.parties
    )
    parts = [table("Every party, as far as known", heads, rows, "wide")]
    if paper.owners is not None:
        said = "Owners as stated in the deal. What is not stated is not drawn, and is not cleared."
        parts.append(el("figure", Markup(paper.owners), el("figcaption", said), class_="owners"))
    return parts


def _places(paper: Memo) -> Markup:
    heads = ("Place", "What happens there", "Human-rights practice", "ICCPR", "Arms embargo", "Known of it")
    rows = (
        (
            place.name,
            opened(place.roles),
            opened(place.band),
            opened(place.iccpr),
            opened(place.embargo),
            opened(listed(place.marks) or OPEN),
        )
        for place in paper.places
    )
    return table("Every place, as far as known", heads, rows, "wide")


def _severity(paper: Memo) -> Child:
    if not paper.severity:
        return el("p", "No severity row is met or open: what the item does can hardly harm people.")
    heads = ("What", "About", "Severity", "Status", "Why", "Citation")
    rows = (
        (
            row.title,
            row.about,
            el("span", f"{row.size} of 4", el("br"), el("span", row.dimensions, class_="latin")),
            status(row.status),
            row.text,
            _short(row.cite),
        )
        for row in paper.severity
    )
    return table("Severity rows that are met or open (UNGP 14: one grave dimension suffices)", heads, rows, "wide")


def _short(cite: Cited | None) -> Child:
    return f"{cite.where} ({cite.confidence})" if cite else status(OPEN)


def _safeguards(paper: Memo) -> Child:
    if not paper.safeguards:
        return None
    heads = ("Safeguard", "Status", "What it is", "Proof that it works", "Answers")
    marks = {"agreed": "resolved", "not agreed": "clear"}
    rows = (
        (
            row.title,
            status(marks.get(row.agreed, OPEN), row.agreed),
            row.text,
            row.proof,
            few((lowered(title) for title in row.answers), 4),
        )
        for row in paper.safeguards
    )
    return table("Safeguards, those that answer most raised findings first", heads, rows, "wide")


def _not_examined(paper: Memo) -> Child:
    return [
        el(
            "details",
            el("summary", rule.reason),
            table(
                "Open flags that were not examined",
                ("Flag", "Depth", "About"),
                ((title, depth, joined(about)) for title, depth, about in rule.flags),
            ),
        )
        for rule in paper.not_examined
    ]


def _provenance(paper: Memo) -> list[Markup]:
    """One table a subject: every statement of a fact about it, those that do not count among them."""
    heads = ("Fact", "Value", "Source", "Date", "How found")
    return [
        table(["About ", about], heads, (_statement(row) for row in rows), "wide even")
        for about, rows in groupby(paper.provenance, lambda row: row.about)
    ]


def _statement(row: Provenance) -> tuple[Child, ...]:
    found = "; ".join(part for part in (row.found_by, row.note, row.counted) if part)
    source = capital(row.kind) if row.source == row.found_by else f"{row.source} ({row.kind})"
    return row.fact, opened(row.value, known=row.known), source, row.date, found


def _instruments(paper: Memo) -> Markup:
    heads = ("Instrument", "Title", "Force", "For this transaction", "Numbering")
    rows = (
        (
            el("span", used.id, id=f"instrument-{used.id}"),
            el("span", used.title, el("br"), el("span", f"{used.issuer}. Source {used.hash[:12]}", class_="latin")),
            used.force,
            used.applies,
            capital(used.numbering),
        )
        for used in paper.instruments
    )
    return table("Instruments that this review read", heads, rows, "wide")
