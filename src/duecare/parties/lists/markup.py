"""XML lists, element by element in flat memory; a document type is refused, for no list has one and bombs do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from duecare.errors import InputError
from duecare.parties.lists.opening import MAX_BYTES, WHAT
from duecare.transaction.files import opened_regular

Element = Any  # lxml ships no types

_PROLOGUE: Final = 1 << 16


def elements(path: Path, *names: str) -> Iterator[tuple[str, Element]]:
    """Elements of these names as they end, each with its local name; what was given is emptied before the next.

    Raises:
        InputError: not there; a document type; not the encoding that it declares; malformed or cut off, with the line.
    """
    from lxml import etree

    shown = str(path)
    with opened_regular(path, MAX_BYTES, WHAT) as file:
        _refuse_document_type(file.read(_PROLOGUE), shown)
        file.seek(0)
        events = etree.iterparse(
            file,
            events=("end",),
            tag=[tag for name in names for tag in (name, f"{{*}}{name}")],
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for _, element in events:
                if element.getroottree().docinfo.doctype:
                    raise _document_type(shown)
                yield local(element), element
                _empty(element)
        except etree.XMLSyntaxError as problem:
            line = problem.lineno or None
            raise InputError(f"is no XML that can be read: {_reason(problem)}", path=shown, line=line) from None
        except (LookupError, UnicodeError, ValueError) as problem:
            raise InputError(f"is no XML that can be read: {problem}", path=shown) from None


def _refuse_document_type(prologue: bytes, shown: str) -> None:
    plain = prologue.replace(b"\0", b"")  # so that UTF-16 shows too
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise _document_type(shown)


def _document_type(shown: str) -> InputError:
    return InputError(
        "has a document type (<!DOCTYPE), which no list has and attacks use",
        path=shown,
        hint="download the list again from its publisher",
    )


def _reason(problem: Exception) -> str:
    return str(getattr(problem, "msg", None) or problem).split(", line")[0].rstrip(".")


def _empty(element: Element) -> None:
    """Free an element and all before it; its parents stay."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element, *path: str) -> Iterator[Element]:
    """Elements below by local names, as `children(entry, "akaList", "aka")`."""
    tag = str(element.tag)
    space = tag[: tag.rfind("}") + 1]  # a list has one namespace throughout
    return _below(element, [f"{space}{name}" for name in path])


def _below(element: Element, tags: list[str]) -> Iterator[Element]:
    if len(tags) == 1:
        yield from element.iterchildren(tags[0])
        return
    for child in element.iterchildren(tags[0]):
        yield from _below(child, tags[1:])


def inner(element: Element, *path: str) -> str:
    """The stripped text of the first element below by local names that has any; "" where none has."""
    return next((found for child in children(element, *path) if (found := (child.text or "").strip())), "")


def inners(element: Element, *path: str) -> tuple[str, ...]:
    """The stripped texts of all elements below by local names, without the empty ones."""
    return tuple(found for child in children(element, *path) if (found := (child.text or "").strip()))


def fields(element: Element) -> dict[str, str]:
    """The texts of an element's children by local name; where one stands twice, the first that is not empty."""
    found: dict[str, str] = {}
    for child in element:
        value = (child.text or "").strip()
        if value:
            found.setdefault(local(child), value)
    return found


def joined(parts: Sequence[str | None], mark: str = ", ") -> str:
    """The parts that are there, with a mark between."""
    return mark.join(part for part in parts if part)
