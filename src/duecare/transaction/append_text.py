"""One more entry under `answers:` in a YAML or JSON text, touching no character of the rest."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.+/-]*(?: [A-Za-z0-9_.+/-]+)*")
_RESERVED = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n", "unknown"})
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)

Entry = Mapping[str, str | list[str]]


def append_to_yaml(text: str, entry: Entry) -> str:
    """Insert an entry as one line, in the style (block or flow) that the list already has."""
    from ruamel.yaml import YAML

    newline = "\r\n" if "\r\n" in text else "\n"
    written = _flow(entry)
    events = [event for event in YAML(typ="safe", pure=True).parse(text) if "Comment" not in type(event).__name__]
    root = next(index for index, event in enumerate(events) if type(event).__name__ == "MappingStartEvent")
    end, first, last = _answers_span(events, root)
    if first is None or last is None:
        return _new_list(text, events[root], events[end - 1], events[end], written, newline)
    opening = events[first]
    if type(opening).__name__ == "ScalarEvent":
        at, to = opening.start_mark.index, opening.end_mark.index
        if at == to and not events[root].flow_style:
            line_end = _line_end(text, events[first - 1].end_mark.index)  # the key's line, with its comment
            indent = " " * (events[root].start_mark.column + 2)
            return f"{text[:line_end]}{newline}{indent}- {written}{text[line_end:]}"
        return f"{text[:at]}{' ' if at == to else ''}[{written}]{text[to:]}"
    at = events[last - 1].end_mark.index
    if opening.flow_style:
        return f"{text[:at]}{', ' if last - first > 1 else ''}{written}{text[at:]}"
    indent = " " * opening.start_mark.column
    content = _last_content(events, first, last)
    at = content.end_mark.index
    if content.end_mark.column > 0 or at == 0:
        at = _line_end(text, at)
        return f"{text[:at]}{newline}{indent}- {written}{text[at:]}"
    return f"{text[:at]}{indent}- {written}{newline}{text[at:]}"


def _answers_span(events: list[Any], root: int) -> tuple[int, int | None, int | None]:
    """Index of the root's end, and of the first and last event of the value of `answers`."""
    depth, is_key, first, last, index = 0, True, None, None, root
    in_answers = False
    for index in range(root, len(events)):
        name = type(events[index]).__name__
        starts, ends = name.endswith("StartEvent"), name.endswith("EndEvent")
        if starts:
            depth += 1
        if depth == 1 and index > root and not ends and not starts:
            if is_key:
                in_answers = events[index].value == "answers"
            elif in_answers:
                first = last = index
            is_key = not is_key
        elif depth == 2 and starts and not is_key and in_answers and first is None:
            first = index
        if ends:
            depth -= 1
            if depth == 1:
                if in_answers and first is not None and last is None:
                    last = index
                is_key = True
            if depth == 0:
                break
    return index, first, last


def _new_list(text: str, root: Any, last: Any, end: Any, written: str, newline: str) -> str:
    if root.flow_style:
        at = last.end_mark.index
        return f"{text[:at]}, answers: [{written}]{text[at:]}"
    indent = " " * root.start_mark.column
    at = end.start_mark.index
    at = text.rfind("\n", 0, at) + 1 if text[text.rfind("\n", 0, at) + 1 : at].strip(" ") == "" else at
    before = text[:at] if not text[:at] or text[:at].endswith("\n") else text[:at] + newline
    return f"{before}{indent}answers:{newline}{indent}  - {written}{newline}{text[at:]}"


def _last_content(events: list[Any], first: int, last: int) -> Any:
    """The last event of a block list that stands for written characters, not for the end of indentation."""
    flow = 0
    found = events[first]
    for event in events[first + 1 : last]:
        name = type(event).__name__
        if name.endswith("StartEvent") and (flow or event.flow_style):
            flow += 1
        elif name.endswith("EndEvent") and flow:
            flow -= 1
            found = event
        elif name == "ScalarEvent":
            found = event
    return found


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    if end < 0:
        return len(text)
    return end - 1 if end > at and text[end - 1] == "\r" else end


def _flow(entry: Entry) -> str:
    return "{" + ", ".join(f"{key}: {_scalar(value)}" for key, value in entry.items()) + "}"


def _scalar(value: str | list[str]) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_scalar(one) for one in value) + "]"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}|\d{1,15}(\.\d{1,6})?", value):
        return value
    if value in ("yes", "no", "unknown") or (_PLAIN.fullmatch(value) and value.casefold() not in _RESERVED):
        return value
    return json.dumps(value, ensure_ascii=False)


def append_to_json(text: str, entry: Entry) -> str:
    """Insert an entry as the last of `answers`, in the indentation that the text has."""
    start, last, answers = _json_spots(text)
    lead = re.match(r"\r?\n?[ \t]*", text[start + 1 :])
    spread = "\n" in text[start : start + 1 + (lead.end() if lead else 0)]
    unit = lead.group().lstrip("\r\n") if lead and spread else ""
    newline = ("\r\n" if "\r\n" in text else "\n") if spread else ""
    written = json.dumps(dict(entry), ensure_ascii=False)
    if answers is None:
        comma = "," if last > start + 1 else ""
        gap = newline + unit if spread else (" " if comma else "")
        inner = f"{newline}{unit * 2}{written}{newline}{unit}" if spread else written
        return f'{text[:last]}{comma}{gap}"answers": [{inner}]{text[last:]}'
    opened, ended, empty, is_list = answers
    if not is_list:
        inner = f"{newline}{unit * 2}{written}{newline}{unit}" if spread else written
        return f"{text[:opened]}[{inner}]{text[ended:]}"
    if empty:
        inner = f"{newline}{unit * 2}{written}{newline}{unit}" if spread else written
        return f"{text[: opened + 1]}{inner}{text[ended - 1 :]}"
    at = len(text[: ended - 1].rstrip())
    gap = newline + unit * 2 if spread and "\n" in text[opened:ended] else " "
    return f"{text[:at]},{gap}{written}{text[at:]}"


def _json_spots(text: str) -> tuple[int, int, tuple[int, int, bool, bool] | None]:
    """Where the root opens and its last value ends; and the value of `answers`: start, end, empty, is a list."""
    depth, start, last = 0, 0, 0
    expects_key, in_answers = False, False
    opened, answers, previous = -1, None, ""
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in "{[":
            depth += 1
            if depth == 1:
                start, last, expects_key = match.start(), match.end(), True
            elif depth == 2 and in_answers and not expects_key:
                opened = match.start()
        elif token in "}]":
            depth -= 1
            if depth == 0:
                break
            if depth == 1:
                last = match.end()
                if in_answers and not expects_key:
                    answers = (opened, match.end(), previous == "[", token == "]")
        elif depth == 1:
            if token == ",":
                expects_key, in_answers = True, False
            elif token == ":":
                expects_key = False
            elif expects_key:
                in_answers = json.loads(token) == "answers"
            else:
                last = match.end()
                if in_answers:
                    answers = (match.start(), match.end(), True, False)
        previous = token
    return start, last, answers
