"""HTML, by lxml: what a reader would see, and what the page says of itself; scripts are neither run nor read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from duecare.items.documents.model import Document, DocumentError, assembled
from duecare.items.documents.text import decoded

_UNREAD = frozenset({"script", "style", "noscript", "template", "svg", "math", "object", "iframe", "head"})
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "i", "kbd", "mark", "q", "s", "small", "span", "strong",
    "sub", "sup", "u", "font", "label", "time", "wbr",
})  # fmt: skip
#: Elements that are gone through; a page of more is cut short.
MAX_NODES = 500_000


def read_html(data: bytes, name: str) -> Document:
    """The text of a page, a block a line, with its title and description first.

    Raises:
        DocumentError: no text in it, or not to be parsed.
    """
    text, notes = decoded(data, name, markup=True)
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, recover=True, huge_tree=True)
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise DocumentError("is not a page that can be read", path=name) from None
    seen = _Count()
    lines = [" ".join(line.split()) for line in "".join(_heading(root)).splitlines()]
    lines += [" ".join(line.split()) for line in "".join(_visible(root, seen)).splitlines()]
    if seen.elements > MAX_NODES:
        notes = (*notes, f"only the first {MAX_NODES:,} elements of the page were read")
    return assembled(name, "line", [line for line in lines if line], notes)


def _hidden(node: Any) -> bool:
    return node.get("hidden") is not None or "display:none" in (node.get("style") or "").replace(" ", "").casefold()


@dataclass
class _Count:
    elements: int = 0


def _heading(root: Any) -> Iterator[str]:
    for title in root.iter("title"):
        yield f"{title.text or ''}\n"
        break
    for meta in root.iter("meta"):
        if (meta.get("name") or meta.get("property") or "").casefold() in ("description", "og:description"):
            yield f"{meta.get('content') or ''}\n"
            break


def _visible(root: Any, seen: _Count) -> Iterator[str]:
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            yield ("" if node.tag in _INLINE else "\n") + (node.tail or "")
            continue
        seen.elements += 1
        if seen.elements > MAX_NODES:
            return
        if not isinstance(node.tag, str) or node.tag in _UNREAD or _hidden(node):
            yield " " + (node.tail or "")
            continue
        yield ("" if node.tag in _INLINE else "\n") + (node.text or "")
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))
