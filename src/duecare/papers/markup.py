"""HTML elements as nested calls. Text is escaped by construction; only what an element made passes as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

from duecare.papers.wording import OPEN, Name

_VOID = frozenset({"meta", "br", "hr", "img"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Child = str | Name | None | Iterable["Child"]
"""What may stand in an element: text, a name, an element, several of them, or nothing."""


def el(tag: str, *children: Child, **attributes: str | None) -> Markup:
    """An element. An attribute `class_` is `class`; `_` inside a name is `-`; an attribute that is None is left out.

    >>> el("p", "a < b", class_="lead"), el("td", Name("شرطة", "und-Arab", "shrth"))[:46]
    ('<p class="lead">a &lt; b</p>', '<td><span class="name"><bdi lang="und-Arab" di')
    """
    head = ""
    for key, value in attributes.items():
        if value is not None:
            head += f' {_attribute(key)}="{escape(value)}"'
    if tag in _VOID:
        return Markup(f"<{tag}{head}/>")
    return Markup(f"<{tag}{head}>{''.join([inside(child) for child in children])}</{tag}>")


@lru_cache(maxsize=256)
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def inside(child: Child) -> str:
    """A child as HTML."""
    if isinstance(child, Markup):
        return child
    if child is None:
        return ""
    if isinstance(child, str):
        return escape(child)
    if isinstance(child, Name):
        return name(child)
    return "".join([inside(one) for one in child])


def name(said: Name) -> Markup:
    """A name in its own script first, with its language and direction, romanised beside."""
    if said.parts:
        return Markup(" · ".join(name(part) for part in said.parts))
    own = el("bdi", said.text, lang=said.lang, dir="auto")
    if said.latin is None:
        return own
    return el("span", own, " ", el("span", f"({said.latin})", class_="latin"), class_="name")


def joined(children: Iterable[Child], between: str = ", ") -> Markup:
    """Several children with text between them."""
    return Markup(escape(between).join(inside(child) for child in children))


@lru_cache(maxsize=256)
def status(word: str, said: str | None = None) -> Markup:
    """A status as a mark and a word; the mark alone says nothing to a screen reader."""
    return el("span", el("span", class_=f"mark {word}", aria_hidden="true"), said or word, class_=f"status is-{word}")


def opened(text: str, *, known: bool = True) -> Child:
    """A value, or the mark and word of what is open."""
    return text if known and text != OPEN else status(OPEN)


def table(caption: Child, heads: Sequence[str], rows: Iterable[Sequence[Child]], class_: str = "") -> Markup:
    """A table with a caption and scoped heads. Roles are spelt out, for narrow screens lay its cells out as blocks."""
    head = el("tr", (el("th", text, scope="col", role="columnheader") for text in heads), role="row")
    labels = [escape(text) for text in heads]
    body = [Markup(f'<tr role="row">{_cells(labels, row)}</tr>') for row in rows]
    parts = el("caption", caption), el("thead", head, role="rowgroup"), el("tbody", body, role="rowgroup")
    return el("table", *parts, role="table", class_=class_ or None)


def _cells(labels: Sequence[str], row: Sequence[Child]) -> str:
    """The cells of a row, written out: a memo has thousands. labels: the heads, escaped."""
    first, *rest = row
    said = f'<th scope="row" role="rowheader" data-label="{labels[0]}">{inside(first)}</th>'
    for label, cell in zip(labels[1:], rest, strict=True):
        said += f'<td role="cell" data-label="{label}"><span>{inside(cell)}</span></td>'
    return said
