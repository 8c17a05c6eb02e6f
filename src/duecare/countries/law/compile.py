"""The checklist's YAML, read for its errors and compiled to what is shipped beside it."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any, Final

from duecare.facts import vocabulary
from duecare.places import CODES

HERE: Final = Path(__file__).resolve().parent
_SAID: Final = ("yes", "partly", "no", "unknown", "contested")
_CONFIDENCE: Final = re.compile(r"read|recollected [HML]")
_QUESTION: Final = {"id", "says", "question", "gap", "articles", "facts", "law_kind"}
_KEYS: Final = {"answer", "law", "year", "language", "confidence", "note", "since", "until"}


def compile_law() -> Any:
    """Questions and answers as plain objects.

    Raises:
        ValueError: with file and place, for a question that is not there, an answer outside the closed list, a citation
            that is missing, a fact that is not declared.
    """
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe")
    asked = yaml.load((HERE / "questions.yaml").read_text("utf-8"))
    ids = [one["id"] for one in asked]
    for one in asked:
        _question(one)
    if len(set(ids)) != len(ids):
        raise ValueError("questions.yaml: an id stands twice")
    countries = {}
    for path in sorted((HERE / "answers").glob("*.yaml")):
        raw = yaml.load(path.read_text("utf-8"))
        if raw["country"] != path.stem or path.stem not in CODES:
            raise ValueError(f"{path.name}: country is {raw['country']!r}")
        for question, answer in raw["answers"].items():
            if question not in ids:
                raise ValueError(f"{path.name}: no question {question!r}")
            _answer(answer, f"{path.name}: {question}")
        ordered = {question: raw["answers"][question] for question in ids if question in raw["answers"]}
        countries[path.stem] = {**raw, "answers": ordered}
    return json.loads(json.dumps({"questions": asked, "countries": countries}, default=_plain))


def _question(one: dict[str, Any]) -> None:
    words = vocabulary()
    if one.keys() - _QUESTION or not {"id", "says", "question", "gap", "articles"} <= one.keys():
        raise ValueError(f"questions.yaml: {one.get('id')}: keys are {sorted(one)}; accepted: {sorted(_QUESTION)}")
    if one["gap"] not in ("yes", "no"):
        raise ValueError(f"questions.yaml: {one['id']}: gap is {one['gap']!r}; accepted: 'yes', 'no'")
    for fact in one.get("facts", {}):
        if fact not in words.facts:
            raise ValueError(f"questions.yaml: {one['id']}: no fact {fact!r}")
    kind = one.get("law_kind")
    if kind is not None and kind not in words["country.laws_of_concern"].domain:
        raise ValueError(f"questions.yaml: {one['id']}: no kind of law {kind!r}")


def _answer(one: dict[str, Any], where: str) -> None:
    if unknown := one.keys() - _KEYS:
        raise ValueError(f"{where}: unknown key {sorted(unknown)}; accepted: {sorted(_KEYS)}")
    if one.get("answer") not in _SAID:
        raise ValueError(f"{where}: answer is {one.get('answer')!r}; accepted: {', '.join(_SAID)}")
    if not _CONFIDENCE.fullmatch(one.get("confidence", "")):
        raise ValueError(f"{where}: confidence is {one.get('confidence')!r}; accepted: read, recollected H, M or L")
    if one["answer"] != "unknown" and not (one.get("law") and isinstance(one.get("year"), int)):
        raise ValueError(f"{where}: an answer needs law and year")


def _plain(value: Any) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(repr(value))
