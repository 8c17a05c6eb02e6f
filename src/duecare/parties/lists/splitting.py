"""How a printed name falls into pieces: outside brackets, by script, and what the splitting leaves at the ends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from duecare.parties.lists.scripts import script_of, script_of_letter
from duecare.parties.lists.wording import LABEL, is_form, without_item

#: Characters of one name that are kept; the longest real one has some 300.
MAX_NAME: Final = 1_000

_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff]+")
_ENDS: Final = re.compile(r"^(?:and|or)$|^[\s,;:–—]+(?:and\s+)?|^and\s+(?=[^a-z])|(?:[\s,;]+(?:and|or))?[\s,;:–—-]*$")
_AMISS: Final = re.compile(r"[()\[\]:\"“«]| [,.;]|\band$|\bor$|^\w?\W|^and\b", re.I)
_SUFFIX: Final = re.compile(r"(?:jr|sr|junior|senior|i{1,3}|iv|v|esq|ph\.?d|md)\.?", re.I)
_CLOSING: Final = {'"': '"', "“": "”", "«": "»", "‘": "’", "'": "'"}


def tidy(text: str) -> str:
    """A text on one line, in composed form, without characters that are not seen; at most `MAX_NAME` characters."""
    if not text.isprintable():
        text = _UNSEEN.sub(" ", text.replace("\u200b", ""))
    text = " ".join(text[: MAX_NAME * 4].split())[:MAX_NAME]
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def natural_order(text: str, person: bool = False) -> str:
    """A person's name with the given names first; what may be a company's ("Elint, S.A.") as it is.

    >>> natural_order("HENAO JARAMILLO, Mario Alberto"), natural_order("Andrade, Jr., Ramon")
    ('Mario Alberto HENAO JARAMILLO', 'Ramon Andrade Jr.')
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) < 2 or (
        is_form(parts[-1]) and not (person and len(parts[-1].strip(".")) < 4 and "Inc" not in parts[-1])
    ):
        return text
    suffixes = [part for part in parts[1:] if _SUFFIX.fullmatch(part)]
    given = [part for part in parts[1:] if part not in suffixes]
    return " ".join([*given, parts[0], *suffixes])


def bare(text: str) -> str:
    """A name without what splitting leaves at its ends: commas, a last "and", half a bracket or quotation."""
    text = " ".join(text.split())
    if text[:1].isalnum() and (text[-1].isalnum() or text[-1] == ".") and not _AMISS.search(text):
        return text
    while text:
        before = text
        text = LABEL.sub("", without_item(_ENDS.sub("", text)))
        text = _balanced(_balanced(text, "(", ")"), "[", "]")
        if len(text) > 2 and _CLOSING.get(text[0]) == text[-1] and not {text[0], text[-1]} & set(text[1:-1]):
            text = text[1:-1]
        if text[:1] in ('"', "“", "«") and text.count(text[0]) == 1 and _CLOSING[text[0]] not in text[1:]:
            text = text[1:]
        if text == before:
            break
    return re.sub(r"\s+([,.;])", r"\1", " ".join(text.split()))


def _balanced(text: str, left: str, right: str) -> str:
    opened, closed = text.count(left), text.count(right)
    if opened == closed:
        return text
    at = text.rfind(left) if opened > closed else text.rfind(right)
    return f"{text[:at]}{text[at + 1 :]}"


def masked(text: str) -> str:
    """The text with all that stands in brackets blotted out, character for character."""
    if "(" not in text:
        return text
    depth, out = 0, []
    for char in text:
        depth += char == "("
        out.append("\x01" if depth else char)
        depth -= char == ")" and depth > 0
    return "".join(out)


def split_outside(text: str, mark: str) -> list[str]:
    """A text split at a mark, but not in brackets.

    >>> split_outside("A (born 1970; in Rome); B", ";")
    ['A (born 1970; in Rome)', 'B']
    """
    if mark not in text:
        return [text.strip()] if text.strip() else []
    parts, start, plain = [], 0, masked(text)
    while (at := plain.find(mark, start)) >= 0:
        parts.append(text[start:at])
        start = at + len(mark)
    return [part.strip() for part in (*parts, text[start:]) if part.strip()]


def alternatives(text: str, person: bool) -> Iterator[str]:
    """What stands between semicolons, between slashes with blanks around, or in one script and then in another."""
    parts: list[str] = []
    for part in split_outside(text, ";"):
        if parts and re.fullmatch(r"and \w+", part):  # "Leon Telecom; and Technology" is one name, broken by the list
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    for part in parts:
        for piece in split_outside(part, " / "):
            for run in _by_script(LABEL.sub("", piece)):
                if person and not run.isascii() and "," in run and script_of(run) != "Latn":
                    yield from split_outside(run.replace("،", ","), ",")
                else:
                    yield run


def _by_script(text: str) -> Iterator[str]:
    """Runs of words in one script, where each is long enough to be a name; "ООО Raw Materials" stays whole."""
    if text.isascii() or text.count(" ") < 3:
        yield text
        return
    runs: list[tuple[str, list[str]]] = []
    depth = 0
    for word in text.split():
        script = next((script_of_letter(char) for char in word if char.isalpha()), "Zyyy")
        if runs and (depth or script in ("Zyyy", runs[-1][0]) or word.startswith("(")):
            runs[-1][1].append(word)
        else:
            runs.append((script, [word]))
        depth = max(0, depth + word.count("(") - word.count(")"))
    if len(runs) > 1 and all(sum(len(word) > 2 for word in words) > 1 for _, words in runs):
        yield from (" ".join(words) for _, words in runs)
    else:
        yield text
