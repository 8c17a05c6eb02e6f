"""The lexicon of the item scan: compiled from lexicon.yaml to lexicon.json, and looked up word by word.

`python -m duecare.items.lexicon` writes lexicon.json anew. At run time only that file is read: every rule hangs on its
first word, and its regular expression is compiled when that word is first met.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SOURCE, COMPILED = HERE / "lexicon.yaml", HERE / "lexicon.json"

#: Between two words of a phrase: anything that does not end a clause ("1:N" and "e.g." do not).
BETWEEN = r"(?:[^\w.;:!?。；！？،؛]|[.:](?=\w)){1,4}+"
_OTHER = r"\w{1,40}+"
# What stands in every rule is written as one mark in lexicon.json, which then loads five times faster.
_LONG = {"␣": BETWEEN, "…": f"(?:{BETWEEN}{_OTHER})", "·": r"(?!\w)", "¬": r"\w{0,30}+", "¤": r"(?:s|es)?(?!\w)"}
_SHORT = re.compile(f"[{''.join(_LONG)}]")
_JOINED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_ARABIC_PREFIX = r"(?:و|ف)?(?:ب|ل|ك)?(?:ال|ل)?"
_ARABIC_PREFIX_PATTERN = re.compile(_ARABIC_PREFIX)
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\s+|~~|~\d+|[()\[\]|]|[^\s~()\[\]|]+")
_DENIES_IN_PHRASE = re.compile(r"\b(?:no|not|never|without|cannot|sin|sans|ohne|nicht)\b")

#: No phrase reaches further than this many characters from its first word.
REACH = 2_400

#: A parsed phrase: a word, ("gap", n), ("any", options) or ("maybe", options); options are phrases.
Part = str | tuple[str, Any]


@functools.cache
def _fold_table() -> dict[int, str]:
    """Letters with marks to the bare letter, one for one, so that places in the folded text are places in the text."""
    import unicodedata

    table = {0x130: "i", ord("ı"): "i", ord("ё"): "е", ord("Ё"): "е", ord("’"): "'"}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        bare = unicodedata.normalize("NFD", chr(code))[0]
        if bare.isascii():
            table.setdefault(code, bare)
    table |= {ord(letter): bare for letter, bare in zip("أإآىیکة\u200c", "اااييكه ", strict=True)}
    return table


def fold(text: str) -> str:
    """Lower case without accents, of the same length as the text.

    >>> fold("Videoüberwachung, CÁMARA")
    'videouberwachung, camara'
    """
    if text.isascii():
        return text.lower()
    return text.translate(_fold_table()).lower()


def words_of(folded: str) -> Iterator[tuple[int, str]]:
    """The words of a folded text with their places; no phrase holds a word longer than forty characters."""
    for match in _WORD.finditer(folded):
        if match.end() - match.start() <= 40:
            yield match.start(), match.group()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase says, and how it is read.

    Attributes:
        kind: capability, mode, benign, watchful or hides.
        says: Pairs of fact (without `item.`) and value; for benign the kind of goods, for hides what is hidden.
        denies: The phrase itself is a denial, so a "no" inside it is its meaning.
        guarded: "detects" or "protects against" before it turns its meaning.
    """

    kind: str
    says: tuple[tuple[str, str | bool], ...]
    denies: bool
    guarded: bool


@dataclass(slots=True)
class Lexicon:
    """The compiled rules; a rule's regular expression is made when first needed."""

    entries: tuple[Entry, ...]
    rules: Sequence[tuple[int, str, Sequence[str]]]
    words: Mapping[str, Sequence[int]]
    stems: Mapping[str, Sequence[int]]
    joined: Sequence[tuple[int, str]]
    yields: Mapping[str, Sequence[str]]
    shortest_stem: int
    _found: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _patterns: dict[int, re.Pattern[str]] = field(default_factory=dict)
    _joined: list[tuple[int, re.Pattern[str]]] = field(default_factory=list)

    def starting_with(self, word: str) -> tuple[int, ...]:
        """The rules whose first word this folded word can be."""
        found = self._found.get(word)
        if found is None:
            if len(self._found) > 50_000:
                self._found.clear()
            found = self._found[word] = tuple(sorted(self._search(word)))
        return found

    def _search(self, word: str) -> set[int]:
        forms = {word}
        if _ARABIC.match(word):
            # The article and the one-letter prefixes are written together with the word; try each reading.
            cuts = range(1, min(5, len(word) - 1))
            forms |= {word[cut:] for cut in cuts if _ARABIC_PREFIX_PATTERN.fullmatch(word[:cut])}
        rules: set[int] = set()
        for form in forms:
            rules.update(self.words.get(form, ()))
            for length in range(self.shortest_stem, len(form) + 1):
                rules.update(self.stems.get(form[:length], ()))
        return rules

    def match(self, rule: int, folded: str, start: int) -> re.Match[str] | None:
        """Match one rule at the place of its first word in a folded text."""
        pattern = self._patterns.get(rule)
        if pattern is None:
            # Making a regular expression costs as much as reading a page; most rules lack their last word anyway.
            last = self.rules[rule][2]
            if last and not any(folded.find(word, start, start + REACH) >= 0 for word in last):
                return None
            pattern = self.pattern(rule)
        return pattern.match(folded, start)

    def pattern(self, rule: int) -> re.Pattern[str]:
        """The regular expression of one rule, for the folded text at the place of its first word."""
        pattern = self._patterns.get(rule)
        if pattern is None:
            pattern = self._patterns[rule] = re.compile(written_out(self.rules[rule][1]))
        return pattern

    def joined_patterns(self) -> list[tuple[int, re.Pattern[str]]]:
        """The rules for scripts written without spaces, one regular expression an entry."""
        if not self._joined:
            self._joined = [(entry, re.compile(source)) for entry, source in self.joined]
        return self._joined


def written_out(rule: str) -> str:
    """The regular expression of a rule as it stands in lexicon.json, with its marks written out."""
    return _SHORT.sub(lambda mark: _LONG[mark.group()], rule)


@functools.cache
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    data = json.loads(COMPILED.read_text("utf-8"))
    entries = tuple(
        Entry(kind, tuple((fact, value) for fact, value in says), denies, guarded)
        for kind, says, denies, guarded in data["entries"]
    )
    stems = data["stems"]
    shortest = min(map(len, stems), default=1)
    return Lexicon(entries, data["rules"], data["words"], stems, data["joined"], data["yields"], shortest)


# ── compiling ────────────────────────────────────────────────────────────────────────────────────────────────────


def parse_phrase(text: str) -> list[Part]:
    """Parse a phrase of lexicon.yaml into its parts.

    Raises:
        ValueError: For a bracket that is not closed or an option without words.
    """
    tokens = [token for token in _TOKEN.findall(text) if not token.isspace()]
    parts, place = _parse(tokens, 0, "")
    if place != len(tokens) or len(parts) != 1 or not parts[0]:
        raise ValueError(f"phrase {text!r} has a stray bracket, bar or nothing in it")
    return parts[0]


def _parse(tokens: list[str], place: int, closing: str) -> tuple[list[list[Part]], int]:
    options: list[list[Part]] = [[]]
    while place < len(tokens):
        token = tokens[place]
        place += 1
        if token == closing:
            if not all(options):
                raise ValueError(f"an option without words in {' '.join(tokens)!r}")
            return options, place
        if token in "([":
            inner, place = _parse(tokens, place, ")" if token == "(" else "]")
            options[-1].append(("any" if token == "(" else "maybe", inner))
        elif token == "|" and closing:
            options.append([])
        elif token in ")]|":
            raise ValueError(f"a stray {token!r} in {' '.join(tokens)!r}")
        elif token.startswith("~"):
            options[-1].append(("gap", 12 if token == "~~" else int(token[1:])))
        else:
            options[-1].extend(_bare(piece) for piece in re.split(r"[-'’/,]", fold(token)) if piece)
    if closing:
        raise ValueError(f"no {closing!r} in {' '.join(tokens)!r}")
    return options, place


def _bare(word: str) -> str:
    """An Arabic word without its article, which the rule then lets stand or not."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _word(word: str) -> str:
    prefix = _ARABIC_PREFIX if _ARABIC.match(word) else ""
    if word.endswith("*"):
        return f"{prefix}{re.escape(word[:-1])}¬"
    # Arabic endings of the plural and of possession are short; Latin ones are -s and -es.
    return f"{prefix}{re.escape(word)}{'¤' if _takes_plural(word) else '·'}"


def to_regex(parts: Sequence[Part]) -> str:
    """The regular expression of a parsed phrase, anchored at its first word."""
    out, pending = "", ""
    for part in parts:
        if isinstance(part, str):
            out += (pending + "␣" if out else "") + _word(part)
            pending = ""
        elif part[0] == "gap":
            pending += f"…{{0,{part[1]}}}?"
        else:
            inner = "|".join(to_regex(option) for option in part[1])
            if part[0] == "any":
                out += (pending + "␣" if out else "") + f"(?:{inner})"
                pending = ""
            else:
                out += f"{pending}(?:␣(?:{inner}))?"
                pending = ""
    return out


def to_joined_regex(parts: Sequence[Part]) -> str:
    """The regular expression of a phrase in a script without spaces, found anywhere."""
    out = ""
    for part in parts:
        if isinstance(part, str):
            out += ("" if not out else r"\s?") + re.escape(part.rstrip("*"))
        elif part[0] == "gap":
            out += f"[^。；！？;!?]{{0,{part[1]}}}?"
        else:
            inner = "|".join(to_joined_regex(option) for option in part[1])
            out += f"(?:{inner})" + ("?" if part[0] == "maybe" else "")
    return out


def first_words(parts: Sequence[Part]) -> list[str]:
    """The words a phrase can begin with.

    Raises:
        ValueError: If it begins with a gap or with something that may be absent.
    """
    first = parts[0]
    if isinstance(first, str):
        return [first]
    if first[0] != "any":
        raise ValueError(f"a phrase begins with a word, not with {first!r}")
    return [word for option in first[1] for word in first_words(option)]


def last_words(parts: Sequence[Part]) -> list[str]:
    """Letters of which a text that matches must hold one after the first word; none if there is but one word."""
    for part in reversed(parts[1:]):
        if isinstance(part, str):
            return [part.rstrip("*")]
        if part[0] == "any":
            words = {_longest(option) for option in part[1]}
            return sorted(words) if all(words) else []
    return []


def _longest(option: Sequence[Part]) -> str:
    return max((word.rstrip("*") for word in option if isinstance(word, str)), key=len, default="")


def alternatives(parts: list[Part]) -> list[list[Part]]:
    """A phrase that is nothing but options, as its options (each then hangs on its own first word)."""
    if len(parts) == 1 and isinstance(parts[0], tuple) and parts[0][0] == "any":
        return [deeper for option in parts[0][1] for deeper in alternatives(option)]
    return [parts]


def _rows(source: Mapping[str, Any]) -> list[tuple[Entry, list[str]]]:
    rows: list[tuple[Entry, list[str]]] = []
    guarded = set(source["guarded"])
    for capability, groups in source["capabilities"].items():
        for group in groups:
            says = (("capability", str(capability)), *(_says(group.get("with") or {})))
            rows.append((Entry("capability", says, False, capability in guarded), list(group["words"])))
    for group in source["modes"]:
        rows.append((Entry("mode", _says(group["says"]), bool(group.get("denies")), False), list(group["words"])))
    for kind, phrases in source["benign"].items():
        rows.append((Entry("benign", (("kind", str(kind)),), False, False), list(phrases)))
    rows.append((Entry("watchful", (), False, True), list(source["watchful"])))
    for group in source["hides"]:
        hidden = tuple(("capability", str(name)) for name in group["hides"])
        rows.append((Entry("hides", hidden, True, False), list(group["words"])))
    return rows


def _says(pairs: Mapping[str, Any]) -> tuple[tuple[str, str | bool], ...]:
    words = {"yes": True, "no": False}
    return tuple((str(fact), words.get(value, value)) for fact, value in pairs.items())


def compile_lexicon(source: Mapping[str, Any]) -> dict[str, Any]:
    """Compile the parsed lexicon.yaml.

    Raises:
        ValueError: For a phrase that cannot be read; the message quotes it.
    """
    entries: list[list[Any]] = []
    rules: list[tuple[int, str, list[str]]] = []
    words: dict[str, list[int]] = {}
    stems: dict[str, list[int]] = {}
    joined: dict[int, list[str]] = {}
    for entry, phrases in _rows(source):
        # A phrase with its own "no" reads it as meaning; its neighbours of the same group do not.
        places: dict[bool, int] = {}
        for phrase in phrases:
            for parts in alternatives(parse_phrase(str(phrase))):
                flat = _flat(parts)
                denies = entry.denies or bool(_DENIES_IN_PHRASE.search(flat))
                if denies not in places:
                    places[denies] = len(entries)
                    entries.append([entry.kind, [list(pair) for pair in entry.says], denies, entry.guarded])
                if _JOINED.search(flat):
                    joined.setdefault(places[denies], []).append(to_joined_regex(parts))
                    continue
                for word in first_words(parts):
                    table, key = (stems, word[:-1]) if word.endswith("*") else (words, word)
                    for form in _forms(key) if table is words else [key]:
                        table.setdefault(form, []).append(len(rules))
                rules.append((places[denies], to_regex(parts), last_words(parts)))
    return {
        "format": source["format"],
        "yields": source["yields"],
        "entries": entries,
        "rules": rules,
        "words": dict(sorted(words.items())),
        "stems": dict(sorted(stems.items())),
        "joined": [(entry, "|".join(patterns)) for entry, patterns in sorted(joined.items())],
    }


def _flat(parts: Sequence[Part]) -> str:
    words: list[str] = []
    for part in parts:
        if isinstance(part, str):
            words.append(part)
        elif part[0] != "gap":
            words.extend(_flat(option) for option in part[1])
    return " ".join(words)


def _forms(word: str) -> list[str]:
    return [word, word + "s", word + "es"] if _takes_plural(word) else [word]


def _takes_plural(word: str) -> bool:
    return word.isascii() and word.isalpha() and len(word) > 2


def compiled_text() -> str:
    """The text of lexicon.json as lexicon.yaml now gives it."""
    from ruamel.yaml import YAML

    source = YAML(typ="safe", pure=True).load(SOURCE.read_text("utf-8"))
    return json.dumps(compile_lexicon(source), ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    COMPILED.write_text(compiled_text(), "utf-8")
