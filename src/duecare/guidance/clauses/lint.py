"""The lint of clauses: every problem with file, line, what was seen and what is accepted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from duecare.guidance.build import plain
from duecare.guidance.clauses.load import SHIPPED, lines_of
from duecare.guidance.clauses.model import BLANK, KINDS, NEEDS_LAW, PAPERS, POINT, STRENGTHS
from duecare.guidance.lint import Problem
from duecare.guidance.load import LIBRARY
from duecare.guidance.model import Guidance
from duecare.guidance.source import RawEntry, RawInstrument, instrument_folders, read_folder

IDS_LOCK = Path(__file__).parent / "ids.lock"
KEYS: Final = (
    "id", "title", "kind", "purpose", "safeguards", "concerns", "papers", "words", "counts", "refused", "notes",
    "carries_out", "law", "proof", "core", "replaces",
)  # fmt: skip
_REQUIRED: Final = ("title", "kind", "purpose", "papers", "words", "carries_out", "refused", "notes")
_ROW: Final = ("instead", "gives_up", "in_place", "with")
MOST_WORDS: Final = 70
"""Words in one line of a clause."""
ARCHAIC: Final[Mapping[str, str]] = {
    "shall": "a verb in the present, or must", "hereby": "nothing", "herein": "in this annex",
    "hereof": "of this annex", "hereunder": "under this annex", "thereof": "of it", "therein": "in it",
    "whereas": "a sentence that says why", "forthwith": "at once", "notwithstanding": "despite, or even if",
    "aforesaid": "the name itself", "witnesseth": "nothing", "heretofore": "until now", "henceforth": "from now on",
}  # fmt: skip
"""Words that do not stand in a clause, and what stands in their place."""
_TERMS: Final = ("supplier", "user", "product", "agreement")
_ARCHAIC = re.compile(rf"\b({'|'.join(ARCHAIC)})\b", re.IGNORECASE)


def lint_clauses(folder: Path, guidance: Guidance, *, locked: bool = False) -> list[Problem]:
    """Check every library of clauses in a folder; none there is no problem.

    Args:
        folder: Holds one library, or folders of libraries.
        guidance: The instruments whose safeguards, concerns and rows clauses may name.
        locked: Also hold the ids against ids.lock, for the shipped library.

    Raises:
        GuidanceError: a file is not YAML.
    """
    shipped = read_folder(SHIPPED, LIBRARY)
    libraries = [read_folder(found, LIBRARY) for found in instrument_folders(folder, LIBRARY)]
    every = [entry for library in (shipped, *libraries) for entry in library.entries]
    names = {f"{entry.instrument}/{entry.values['id']}" for entry in every}
    declared = {name for library in (shipped, *libraries) for name in library.values.get("placeholders") or {}}
    problems: list[Problem] = []
    seen: dict[str, RawEntry] = {}
    for library in libraries:
        problems += _head(library)
        for entry in library.entries:
            check = _Check(entry, guidance, names, declared)
            problems += (Problem(entry.path, entry.line, message) for message in check.messages())
            if check.name in seen:
                first = seen[check.name]
                said = f"id {check.name} is used again; first at {first.path}:{first.line}"
                problems.append(Problem(entry.path, entry.line, said))
            seen[check.name] = entry
    return [*problems, *(_locks(seen) if locked else ())]


def read_lock() -> tuple[set[str], set[str]]:
    """Ids of clauses in use, and ids retired (written with a leading minus)."""
    lines = IDS_LOCK.read_text("utf-8").splitlines() if IDS_LOCK.is_file() else []
    active = {line for line in lines if line and line[0] not in "-#"}
    return active, {line.removeprefix("- ") for line in lines if line.startswith("- ")}


def _locks(seen: Mapping[str, RawEntry]) -> Iterator[Problem]:
    active, retired = read_lock()
    for name, entry in seen.items():
        if name in retired:
            yield Problem(entry.path, entry.line, f"id {name} was retired; ids are never reused: choose another")
        elif name not in active:
            yield Problem(entry.path, entry.line, f"id {name} is not in ids.lock: run scripts/lock_ids.py")
    for name in sorted(active - seen.keys()):
        yield Problem(IDS_LOCK, 1, f"id {name} is gone from the library; mark it retired: run scripts/lock_ids.py")


def _head(library: RawInstrument) -> Iterator[Problem]:
    """What is wrong with library.yaml. Papers and placeholders of a house come beside the shipped ones."""
    values = plain(library.values)

    def problem(said: str) -> Problem:
        return Problem(library.path, 1, f"library {library.id}: {said}")

    if not values.get("title"):
        yield problem("has no title; a library has id and title")
    for name, said in _mapping(values.get("placeholders")).items():
        if not isinstance(said, dict) or said.get("from") not in ("deal", "blank") or not said.get("is"):
            yield problem(f"placeholder {name} is {said!r}; accepted: {{from: deal or blank, is: what stands there}}")
        elif said["from"] == "deal" and library.path.parent != SHIPPED:
            yield problem(f"placeholder {name} is filled from the deal; accepted in a house's library: from: blank")
    for name, said in _mapping(values.get("papers")).items():
        if name not in PAPERS:
            yield problem(f"paper {name!r}; accepted: {', '.join(PAPERS)}")
        elif not isinstance(said, dict) or not all(said.get(key) for key in ("title", *_TERMS)):
            yield problem(f"paper {name} is {said!r}; accepted: a mapping of title, {', '.join(_TERMS)}")


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


class _Check:
    """One clause as written, held against what is accepted."""

    def __init__(self, entry: RawEntry, guidance: Guidance, names: Collection[str], declared: Collection[str]) -> None:
        self.values: dict[str, Any] = plain(entry.values)
        self.name = f"{entry.instrument}/{self.values['id']}"
        self.guidance, self.names, self.declared = guidance, names, declared

    def messages(self) -> Iterator[str]:
        for said in self._said():
            yield f"{self.name}: {said}"

    def _said(self) -> Iterator[str]:
        for key in self.values:
            if key not in KEYS:
                yield f"{key!r} is no key of a clause; accepted: {', '.join(KEYS)}"
        for key in _REQUIRED:
            if not self.values.get(key):
                yield f"a clause needs {key}"
        yield from self._choices()
        yield from self._references()
        yield from self._words()
        yield from self._refused()
        if self.values.get("kind") in NEEDS_LAW and not self.values.get("law"):
            yield f"a clause of kind {self.values['kind']} needs law: where it may not be lawful or enforceable"

    def _choices(self) -> Iterator[str]:
        if self.values.get("kind") and self.values["kind"] not in KINDS:
            yield f"kind is {self.values['kind']!r}; accepted: {', '.join(KINDS)}"
        for key, accepted in (("papers", PAPERS), ("counts", STRENGTHS)):
            for one in self._list(key):
                if one not in accepted:
                    yield f"{key} holds {one!r}; accepted: {', '.join(accepted)}"
        for key in ("safeguards", "concerns", "papers", "counts", "notes", "carries_out", "refused"):
            if key in self.values and not isinstance(self.values[key], list):
                yield f"{key} is {self.values[key]!r}; accepted: a list"

    def _references(self) -> Iterator[str]:
        known: tuple[tuple[str, Collection[str], str], ...] = (
            ("safeguards", self.guidance.safeguards, "a safeguard, as contract/audit"),
            ("concerns", self.guidance.concerns, "a concern of crosswalk.yaml"),
            ("carries_out", self.guidance.entries, "a row of guidance, as US-STATE-2020/C6/S2"),
        )
        for key, accepted, what in known:
            for one in self._list(key):
                yield from _unknown(key, str(one), accepted, what)
        if "replaces" in self.values:
            yield from _unknown(
                "replaces", str(self.values["replaces"]), self.names, "a clause, as CLAUSE/audit/inspection"
            )

    def _words(self) -> Iterator[str]:
        words = self.values.get("words")
        if words is None:
            return
        if not isinstance(words, dict) or not words or not all(isinstance(one, str) for one in words.values()):
            yield f"words is {words!r}; accepted: a mapping of {', '.join(STRENGTHS)} to text, a sentence a line"
            return
        for strength, text in words.items():
            if strength not in STRENGTHS:
                yield f"strength {strength!r}; accepted: {', '.join(STRENGTHS)}"
            lines = lines_of(text)
            if not lines or lines[0].startswith(POINT):
                yield f"words.{strength} begins with {lines[0] if lines else text!r}; accepted: a sentence first"
            for line in lines:
                yield from self._line(strength, line)

    def _line(self, strength: str, line: str) -> Iterator[str]:
        if (count := len(line.split())) > MOST_WORDS:
            yield f"words.{strength}: {line[:40]!r} has {count} words; accepted: at most {MOST_WORDS} a line"
        for old in _ARCHAIC.findall(line):
            yield f"words.{strength}: {old!r} in {line[:40]!r}; accepted: {ARCHAIC[old.lower()]}"
        rest = BLANK.sub("", line)
        if "{" in rest or "}" in rest:
            yield f"words.{strength}: {line[:40]!r} has a brace that is no placeholder; accepted: {{name}}"
        for name in BLANK.findall(line):
            if name.lower() not in (*_TERMS, *self.declared):
                near = get_close_matches(name.lower(), [*_TERMS, *self.declared], n=1)
                hint = f"; did you mean {near[0]}?" if near else ""
                yield f"words.{strength}: placeholder {{{name}}} is not declared in {LIBRARY}{hint}"

    def _refused(self) -> Iterator[str]:
        for row in self._list("refused"):
            if not isinstance(row, dict) or not all(row.get(key) for key in _ROW[:3]) or set(row) - set(_ROW):
                yield f"refused holds {row!r}; accepted: a mapping of {', '.join(_ROW)}"
                continue
            for one in row.get("with") or ():
                yield from _unknown("with", str(one), {*self.names, *self.guidance.entries}, "a clause or safeguard")

    def _list(self, key: str) -> list[Any]:
        value = self.values.get(key)
        return value if isinstance(value, list) else []


def _unknown(key: str, one: str, accepted: Collection[str], what: str) -> Iterator[str]:
    if one not in accepted:
        near = get_close_matches(one, accepted, n=1)
        yield f"{key} holds {one!r}; accepted: {what}{f'; did you mean {near[0]}?' if near else ''}"


def lint_shipped(guidance: Guidance) -> list[Problem]:
    """The lint of the shipped library, its ids held against those ever given out."""
    return lint_clauses(SHIPPED, guidance, locked=True)
