"""YAML into plain mappings, lists and text, event by event: lines kept, aliases, tags and bombs refused as they come.

Scalars stay the text that was written, so that a classification 4E001 is no number and NO no boolean: the table of keys
decides what a scalar is, not YAML.
"""

from __future__ import annotations

from typing import Any, NoReturn

from duecare.errors import InputError
from duecare.transaction.format import MAX_DEPTH, MAX_NODES
from duecare.transaction.scalars import shown

Where = tuple[str | int, ...]
Raw = None | str | list["Raw"] | dict[str, "Raw"]
_NULL = frozenset({"", "~", "null", "Null", "NULL"})


def load_yaml(text: str, path: str | None) -> tuple[Raw, dict[Where, int]]:
    """Parse one YAML 1.2 document.

    Returns:
        the document, and the line of each key and list entry by its place.

    Raises:
        InputError: not YAML, an anchor, alias or tag, a key twice, nesting or size beyond the limits.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return _Tree(YAML(typ="safe", pure=True).parse(text), path).load()
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = None if mark is None else mark.line + 1
        what = " ".join(str(problem.problem or problem.context or "it cannot be parsed").split())
        raise InputError(f"is not YAML: {_readable(what)}", path=path, line=line) from None
    except YAMLError as problem:  # a character that YAML does not allow
        raise InputError(f"is not YAML: {_readable(' '.join(str(problem).split()))}", path=path) from None
    except RecursionError:
        raise InputError("is nested too deeply to be a transaction", path=path) from None
    except (ValueError, IndexError, AttributeError, TypeError, AssertionError, KeyError, OverflowError) as problem:
        if isinstance(problem, InputError):
            raise
        # ruamel's scanner leaves some malformed input to whatever Python says of it
        raise InputError("is not YAML: it cannot be parsed", path=path) from None


def _readable(message: str) -> str:
    text = "".join(character if character.isprintable() else "?" for character in message)
    return text if len(text) <= 160 else text[:157] + "..."


class _Tree:
    def __init__(self, events: Any, path: str | None) -> None:
        self._events = events
        self._path = path
        self._nodes = 0
        self.lines: dict[Where, int] = {}

    def load(self) -> tuple[Raw, dict[Where, int]]:
        root: Raw = None
        documents = 0
        for event in self._events:
            name = type(event).__name__
            if name == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self._fail("holds more than one YAML document; one transaction a file is accepted", event)
            elif name.endswith("Event") and name not in (
                "StreamStartEvent",
                "StreamEndEvent",
                "DocumentEndEvent",
                "CommentEvent",
            ):
                root = self._node(event, ())
        return root, self.lines

    def _fail(self, message: str, event: Any, hint: str | None = None) -> NoReturn:
        raise InputError(message, path=self._path, line=event.start_mark.line + 1, hint=hint)

    def _next(self) -> Any:
        for event in self._events:
            if type(event).__name__ != "CommentEvent":
                return event
        raise InputError("ends in the middle", path=self._path)

    def _node(self, event: Any, where: Where) -> Raw:
        name = type(event).__name__
        self._nodes += 1
        if name == "AliasEvent" or event.anchor is not None:
            self._fail("uses a YAML anchor or alias (& or *); write the value out where it is needed", event)
        if self._nodes > MAX_NODES:
            self._fail(f"has more than {MAX_NODES:,} values; a transaction file may not", event)
        if len(where) > MAX_DEPTH:
            self._fail(f"is nested more than {MAX_DEPTH} levels deep; a transaction is not", event)
        tag = getattr(event, "tag", None)
        if tag is not None and str(tag) not in ("!", "tag:yaml.org,2002:str"):
            self._fail(f"uses the YAML tag {shown(str(tag))}; tags are not accepted", event)
        self.lines.setdefault(where, event.start_mark.line + 1)
        if name == "ScalarEvent":
            plain = event.style in (None, "") and tag is None
            return None if plain and event.value in _NULL else str(event.value)
        return self._sequence(where) if name == "SequenceStartEvent" else self._mapping(where)

    def _sequence(self, where: Where) -> list[Raw]:
        items: list[Raw] = []
        while type(event := self._next()).__name__ != "SequenceEndEvent":
            items.append(self._node(event, (*where, len(items))))
        return items

    def _mapping(self, where: Where) -> dict[str, Raw]:
        entries: dict[str, Raw] = {}
        while type(event := self._next()).__name__ != "MappingEndEvent":
            if type(event).__name__ != "ScalarEvent":
                self._fail("has a key that is not text", event)
            key = str(event.value)
            if event.anchor is not None or key == "<<":
                self._fail("uses a YAML anchor, alias or merge key; write the values out where they are needed", event)
            at = (*where, key)
            if key in entries:
                self._fail(f"key {shown(key)} is given twice", event, f"first on line {self.lines[at]}")
            self.lines[at] = event.start_mark.line + 1
            entries[key] = self._node(self._next(), at)
        return entries
