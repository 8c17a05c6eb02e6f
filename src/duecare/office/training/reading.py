"""Modules as files: Markdown with front matter, and questions at its end. The house's own lie in its data folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.utils.safestring import SafeString
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from duecare.errors import InputError
from duecare.office.marked import html_of
from duecare.snapshots import home_from

SHIPPED: Final = Path(__file__).parent / "modules"
FOLDER: Final = "training"
"""Of the house's own modules, within its data folder."""
MOST_BYTES: Final = 500_000
_WHOLE: Final = re.compile(r"\A---\n(.*?)\n---\n(.*?)\n```questions\n(.*?)\n```\s*\Z", re.DOTALL)
_ID: Final = re.compile(r"[a-z][a-z0-9-]{1,39}")
_VERSION: Final = re.compile(r"\d{1,4}\.\d{1,4}")
FRONT: Final = ("id", "title", "version", "minutes", "pass_mark", "valid_months", "for")
NUMBERS: Final = {"minutes": (1, 600), "pass_mark": (1, 100), "valid_months": (1, 120)}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to choose. why: what is right or wrong about it."""

    text: str
    right: bool
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers, of which one or several are right."""

    ask: str
    answers: tuple[Answer, ...]

    @property
    def several(self) -> bool:
        return len(self.right) > 1

    def order(self, module: str) -> list[int]:
        """The places in the order in which they are shown: always the same, and no hint at what is right."""
        places = range(len(self.answers))
        return sorted(places, key=lambda place: sha256(f"{module}/{self.ask}/{place}".encode()).digest())

    @property
    def right(self) -> frozenset[int]:
        """The places of the right answers, from 0."""
        return frozenset(place for place, one in enumerate(self.answers) if one.right)


@dataclass(frozen=True)
class Module:
    """A module as it is now. pass_mark: percent of questions; suits: for whom it is, in words; own: the house's."""

    id: str
    title: str
    version: str
    minutes: int
    pass_mark: int
    valid_months: int
    suits: str
    text: str
    questions: tuple[Question, ...]
    own: bool = False

    @cached_property
    def html(self) -> SafeString:
        return html_of(self.text)

    @property
    def edition(self) -> str:
        """The part of the version that asks everybody again when it changes: `2` of `2.1`."""
        return self.version.partition(".")[0]

    @property
    def needed(self) -> int:
        """How many questions have to be answered right."""
        return -(-len(self.questions) * self.pass_mark // 100)


def module_of(content: bytes, name: str, *, own: bool = False) -> Module:
    """Read a module.

    Raises:
        InputError: it is none; says where and what is accepted.
    """
    if len(content) > MOST_BYTES:
        raise InputError(f"larger than {MOST_BYTES // 1000} kB", path=name)
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise InputError("not UTF-8", path=name) from None
    found = _WHOLE.match(text)
    if found is None:
        raise InputError(
            "no module", path=name,
            hint="accepted: front matter between two lines of ---, Markdown, and ```questions to ``` at the end",
        )  # fmt: skip
    front, body, asked = (
        _yaml(found[1], name, 1),
        found[2].strip(),
        _yaml(found[3], name, text[: found.start(3)].count("\n")),
    )
    if not isinstance(front, Mapping) or set(front) != set(FRONT):
        raise InputError(
            "its front matter names other keys", path=name, hint=f"accepted: {', '.join(FRONT)}, all of them"
        )
    _check_front(front, name)
    return Module(
        front["id"], str(front["title"]), str(front["version"]), front["minutes"], front["pass_mark"],
        front["valid_months"], str(front["for"]), body, tuple(_questions(asked, name)), own,
    )  # fmt: skip


def _yaml(text: str, name: str, before: int) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as problem:
        line = before + (problem.problem_mark.line if problem.problem_mark else 0) + 1
        raise InputError(f"line {line}: {problem.problem or 'not YAML'}", path=name) from None


def _check_front(front: Mapping[str, Any], name: str) -> None:
    if not isinstance(front["id"], str) or not _ID.fullmatch(front["id"]):
        raise InputError(
            f"id {front['id']!r}", path=name, hint="accepted: small letters, digits and hyphens, 40 at most"
        )
    if not _VERSION.fullmatch(str(front["version"])):
        raise InputError(f"version {front['version']!r}", path=name, hint='accepted: as "2.1", in quotation marks')
    for key, (least, most) in NUMBERS.items():
        value = front[key]
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise InputError(f"{key} {value!r}", path=name, hint=f"accepted: a whole number from {least} to {most}")
    for key in ("title", "for"):
        if not str(front[key]).strip() or len(str(front[key])) > 200:
            raise InputError(f"{key} is empty or long", path=name, hint="accepted: 1 to 200 characters")


def _questions(asked: Any, name: str) -> Iterator[Question]:
    if not isinstance(asked, list) or not 1 <= len(asked) <= 50:
        raise InputError("no list of questions", path=name, hint="accepted: 1 to 50 of them")
    for number, one in enumerate(asked, 1):
        where = f"question {number}"
        if not isinstance(one, Mapping) or set(one) != {"ask", "answers"} or not isinstance(one["answers"], list):
            raise InputError(where, path=name, hint="accepted: a mapping of `ask` and a list of `answers`")
        answers = tuple(_answer(given, where, name) for given in one["answers"])
        if not 2 <= len(answers) <= 8 or not any(given.right for given in answers):
            raise InputError(where, path=name, hint="accepted: 2 to 8 answers, one of them `right: yes` at least")
        yield Question(str(one["ask"]), answers)


def _answer(given: Any, where: str, name: str) -> Answer:
    if not isinstance(given, Mapping) or not {"text", "why"} <= set(given) <= {"text", "why", "right"}:
        raise InputError(
            where, path=name, hint="accepted: answers as a mapping of `text`, `why` and, if so, `right: yes`"
        )
    right = given.get("right", False)
    if right not in (True, False, "yes", "no"):
        raise InputError(where, path=name, hint="accepted: `right: yes` or `right: no`")
    return Answer(str(given["text"]), right in (True, "yes"), str(given["why"]))


@cache
def shipped() -> Mapping[str, Module]:
    """The modules that ship with Duecare, by id."""
    found = (module_of(path.read_bytes(), path.name) for path in sorted(SHIPPED.glob("*.md")))
    return {one.id: one for one in found}


def modules_at_hand() -> tuple[Mapping[str, Module], tuple[str, ...]]:
    """Every module by id, the house's own in the place of one that ships with Duecare and has the same; and what is
    wrong with files of the house that cannot be read, a sentence each."""
    found, problems = dict(shipped()), []
    folder = home_from(os.environ).root / FOLDER
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
        try:
            one = module_of(path.read_bytes(), path.name, own=True)
        except (InputError, OSError) as problem:
            problems.append(str(problem))
        else:
            found[one.id] = one
    return found, tuple(problems)


def modules() -> Mapping[str, Module]:
    """Every module that can be read, by id."""
    return modules_at_hand()[0]
