"""The tables of the dashboard that group a book: by place, item and end user, and by legal stop and red flag."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from duecare.guidance import Guidance, LegalStop, RedFlag
from duecare.papers.markup import Child, Markup, el, status
from duecare.papers.portfolio_figures import MOST_GROUPS, Figures, Group
from duecare.papers.portfolio_marks import group_bar, held_count
from duecare.papers.portfolio_phrases import be, group_words, many
from duecare.papers.portfolio_rows import title_of
from duecare.papers.wording import CONFIDENCE, GROUP, OPEN, clean, words
from duecare.pictures import map_codes, world_map
from duecare.places import CODES, parent
from duecare.places.places import fold

FLAGS: Final = 20
_SORT = tuple[Child, str]
"""A cell and what it is sorted by."""

_HEADS: Final = (
    "Transactions",
    "Severe",
    "Could be severe",
    "High",
    "On hold",
    "Legal stop",
    "Severe, could be, on hold",
)
_SAID: Final = (
    "Severe and high: on what is known. Legal stop: one stands. Bar: filled severe, hatched could be severe, dotted on"
    " hold."
)
_TITLES: Final = {
    "countries": ("Place of use", "country", "place"), "items": ("The item can do", "item", "capabilities"),
    "kinds": ("End user", "kind", "kind"),
}  # fmt: skip


def by_country(found: Figures) -> Child:
    """The map of what is severe, or of what is high where nothing is severe, and the table of every place."""
    level = "high" if found.levels.known("high") and not found.levels.known("severe") else "severe"
    counts: dict[str, int | None] = {}
    for one in found.countries:
        code = parent(one.key) or one.key
        if code in CODES:
            here = (one.severe if level == "severe" else one.high) if one.deals > one.held else None
            before = counts.get(code)
            counts[code] = here if before is None else before + (here or 0)
    edges = _edges(max((count or 0 for count in counts.values()), default=0))
    shades = {
        code: None if count is None else 1 + sum(count >= edge for edge in edges) for code, count in counts.items()
    }
    title = f"Transactions that are {level} on what is known, by place of use"
    links = {code: f"#place-{code}" for code in counts if code in map_codes()}
    picture = world_map(shades, title=title, legend=_legend(edges), links=links)
    said = f"{title}. Dotted: all there are on hold. The same in the table below, with what could be severe."
    return [el("figure", el("figcaption", said), Markup(picture)), by_group(found.countries, "countries")]


def _edges(most: int) -> tuple[int, int, int]:
    """Where the second, third and fourth shade begin: 1, and about the cube root of the most and its square.

    >>> _edges(0), _edges(5), _edges(412), _edges(100_000)
    ((1, 2, 3), (1, 2, 3), (1, 5, 50), (1, 50, 2000))
    """
    second = max(_round(most ** (1 / 3)), 2)
    return 1, second, max(_round(most ** (2 / 3)), second + 1)


def _round(number: float) -> int:
    """The nearest of 1, 2, 5, 10, 20, 50..."""
    steps = [factor * int(10**power) for power in range(9) for factor in (1, 2, 5)]
    return min(steps, key=lambda step: abs(step - number))


def _legend(edges: tuple[int, int, int]) -> list[str]:
    _, second, third = edges

    def between(low: int, high: int) -> str:
        return f"{low:,}" if low == high else f"{low:,} to {high:,}"

    return ["none", between(1, second - 1), between(second, third - 1), f"{third:,} or more"]


def by_group(groups: Sequence[Group], key: str) -> Child:
    """A table of groups, each by its name."""
    head, kind, column = _TITLES[key]
    kind = "country" if key == "countries" else kind
    rows = (_group(one, kind, column) for one in groups)
    several = " A transaction stands under each capability of its item." if key == "items" else ""
    capped = f" The first {MOST_GROUPS} places." if len(groups) == MOST_GROUPS else ""
    ids = [f"place-{one.key}" if key == "countries" and one.key in CODES else None for one in groups]
    return sortable(f"{_SAID}{several}{capped}", (head, *_HEADS), rows, "grouped", ids)


def _group(one: Group, kind: str, column: str) -> list[_SORT]:
    said = group_words(kind, one.key) if one.key else ""
    pick = f"{'country' if kind == 'country' else column}={said}"
    name: Child = el("span", said, data_pick=pick) if said else el("span", status(OPEN), ", not known", data_pick=pick)
    figures = [
        (f"{one.deals:,}", one.deals), (f"{one.severe:,}", one.severe), (f"{one.possible:,}", one.possible),
        (f"{one.high:,}", one.high), (held_count(one.held), one.held), (f"{one.stopped:,}", one.stopped),
        (group_bar(one), (one.severe + one.possible) / one.deals),
    ]  # fmt: skip
    return [(name, fold(said) or OPEN), *((shown, f"{number:g}") for shown, number in figures)]


def stops_table(found: Figures, guidance: Guidance) -> Child:
    """Every legal stop that stands or may stand somewhere."""
    if not found.stops:
        return el("p", "No legal stop stands, and none may, as far as is known.")
    rows = (
        [(_ruled(guidance, one.rule), fold(title_of(guidance, one.rule))), (f"{one.stands:,}", str(one.stands)),
         (status("open", f"{one.possible:,}") if one.possible else "0", str(one.possible))]
        for one in found.stops
    )  # fmt: skip
    lead = el("p", "Law decides these, not weighing: each goes to counsel first, whatever the level.")
    return [
        lead,
        sortable("Transactions, each once a stop", ("Legal stop", "Stands in", "May stand in"), rows, "ruled"),
    ]


def flags_table(found: Figures, guidance: Guidance) -> Child:
    """The flags that are raised in most transactions."""
    raised = [one for one in found.flags if one.stands]
    if not raised:
        return el("p", "No red flag is raised.")
    rows: list[list[_SORT]] = []
    for one in raised[:FLAGS]:
        entry = guidance.entries.get(one.rule)
        flag = entry if isinstance(entry, RedFlag) else None
        weight, group = (flag.weight, GROUP[flag.group]) if flag is not None else (OPEN, OPEN)
        rows.append([
            (_ruled(guidance, one.rule), fold(title_of(guidance, one.rule))), (_said(weight), weight),
            (_said(group), group),
            (f"{one.stands:,}", str(one.stands)),
            (status("open", f"{one.possible:,}") if one.possible else "0", str(one.possible)),
        ])  # fmt: skip
    caption = f"The {len(rows)} raised in most transactions" if len(rows) < len(raised) else "All that are raised"
    left = len(raised) - len(rows)
    more = el("p", f"{many(left, 'more flag')} {be(left)} raised somewhere.", class_="meta") if left else None
    return [sortable(caption, ("Red flag", "Weight", "Group", "Raised in", "Open in"), rows, "ruled"), more]


def _said(text: str) -> Child:
    return status(OPEN) if text == OPEN else words(text)


def _ruled(guidance: Guidance, rule: str) -> Child:
    """A rule by its title, with its paraphrase, where it stands in the official text and how surely that is known."""
    entry = guidance.entries.get(rule)
    if entry is None:
        return el("span", clean(rule), el("span", " (not in the guidance at hand)", class_="latin"))
    instrument = guidance.instruments[entry.instrument]
    counsel = (
        el("p", f"For counsel: {clean(entry.counsel)}") if isinstance(entry, LegalStop) and entry.counsel else None
    )
    cite = (
        f"{clean(instrument.title)}, {clean(entry.cite.section)} "
        f"({CONFIDENCE.get(entry.cite.confidence, entry.cite.confidence)}). {rule}"
    )
    inner = el("div", el("p", clean(entry.text)), counsel, el("p", cite, class_="about"), class_="inner")
    return el("details", el("summary", clean(entry.title)), inner)


def sortable(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[_SORT]],
    class_: str,
    ids: Sequence[str | None] | None = None,
) -> Markup:
    """A table that the script lets sort by its columns; as it stands it is sorted already."""
    head = el("tr", (el("th", text, scope="col", role="columnheader") for text in heads), role="row")
    body = [_sorted_row(heads, row, ids[at] if ids else None) for at, row in enumerate(rows)]
    return el("table", el("caption", caption), el("thead", head, role="rowgroup"), el("tbody", body, role="rowgroup"),
              role="table", class_=class_, data_sorts="")  # fmt: skip


def _sorted_row(heads: Sequence[str], row: Sequence[_SORT], id_: str | None) -> Markup:
    (first, key), *rest = row
    cells = (
        el("td", el("span", cell), role="cell", data_label=head, data_sort=sort)
        for head, (cell, sort) in zip(heads[1:], rest, strict=True)
    )
    head = el("th", first, scope="row", role="rowheader", data_label=heads[0], data_sort=key)
    return el("tr", head, cells, role="row", id=id_)
