"""The word lists as they are loaded, and every phrase of them in a name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from duecare.parties.government.tokens import Tokens, tokens_of

SHORT: Final = 4
#: Sections whose words name what a body is; the rest qualifies.
NAMING: Final = frozenset({"bodies", "heads", "trades"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word means. section: of meanings.yaml; code: its code there; language: of the list it comes from."""

    language: str
    section: str
    code: str
    says: str
    kind: str | None = None
    tie: str | None = None
    apart: bool = False
    rank: str | None = None
    by_country: tuple[tuple[str, str], ...] = ()
    sure: str = "likely"


@dataclass(slots=True)
class Found:
    """A phrase of the lexicon in a name: from word `start` up to word `end`. others: what else it means there."""

    start: int
    end: int
    meaning: Meaning
    others: tuple[Meaning, ...] = ()
    part: bool = False  #: only the end of a compound word
    inner: tuple[
        Meaning, ...
    ] = ()  #: what words inside the phrase mean ("Instituto Politécnico Nacional", 国防科技大学)

    def kind_in(self, country: str | None) -> str | None:
        """The kind of body, which a country's law may change: Chile's gendarmerie runs the prisons."""
        for code, kind in self.meaning.by_country:
            if code == country:
                return kind
        return self.meaning.kind

    def has(self, section: str, code: str | None = None) -> Meaning | None:
        for meaning in (self.meaning, *self.others):
            if meaning.section == section and (code is None or meaning.code == code):
                return meaning
        return None


class Lexicon:
    """The compiled word lists."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.meanings: dict[str, dict[str, dict[str, Any]]] = document["meanings"]
        self.orders: dict[str, str] = {code: item["order"] for code, item in document["languages"].items()}
        self.links: dict[str, frozenset[str]] = {
            code: frozenset(word for phrase in item["links"] for word in phrase.split())
            for code, item in document["languages"].items()
        }
        self.tree: dict[str, Any] = document["tree"]
        self.stars = frozenset(document["stars"])
        self.misspelt: dict[str, str] = document["misspelt"]
        pairs = document["characters"]
        self.characters: dict[int, str] = {ord(pairs[i]): pairs[i + 1] for i in range(0, len(pairs), 2)}
        self.people: dict[str, frozenset[str]] = {code: frozenset(words) for code, words in document["people"].items()}
        self.entries = [self._meaning(*entry) for entry in document["entries"]]
        self._long = frozenset(self.misspelt.values())
        self.languages = [entry.language for entry in self.entries]
        self._cache: dict[tuple[str, ...], tuple[str, ...]] = {}

    def _meaning(self, language: str, section: str, code: str) -> Meaning:
        said = self.meanings[section][code]
        return Meaning(
            language,
            section,
            code,
            said["says"],
            said.get("kind"),
            said.get("tie"),
            bool(said.get("apart")),
            said.get("rank"),
            tuple(said.get("by_country", {}).items()),
            said.get("alone", "likely"),
        )

    def tokens(self, name: str) -> Tokens:
        return tokens_of(name, self.characters)

    def lookups(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Everything under which a word is looked up: itself, beginnings of open phrases, the end of a compound."""
        known = self._cache.get(keys)
        if known is not None:
            return known
        out = list(keys)
        word = keys[0]
        if len(word) > 2:
            out += [f"{word[:size]}*" for size in range(min(len(word), 24), 1, -1) if word[:size] in self.stars]
        if len(word) > 6 and word not in self.tree and (word.isascii() or "\u0400" <= word[0] <= "\u04ff"):
            for cut in range(2, len(word) - 3):
                if f"~{word[cut:]}" in self.tree:
                    out.append(f"~{word[cut:]}")
                    break
        if len(word) > 6 and word.isascii():
            out += self._meant(word)
        if len(self._cache) > 100_000:
            self._cache.clear()
        self._cache[keys] = found = tuple(out)
        return found

    def _meant(self, word: str) -> set[str]:
        """Long words of the lists that this differs from in one letter: Minstry, Interiour, Securitty."""
        if word in self.tree:
            return set()
        found = {self.misspelt[word]} if word in self.misspelt else set()  # a letter lost
        for place in range(1, len(word)):
            short = word[:place] + word[place + 1 :]
            if short in self._long:  # a letter too many
                found.add(short)
            elif len(meant := self.misspelt.get(short, "")) == len(word):  # one wrong, or two in each other's place
                found.add(meant)
        return found

    def matches(self, tokens: Tokens) -> list[tuple[int, int, list[int], bool]]:
        """Every phrase anywhere: first word, word after the last, its entries, whether only the end of a compound."""
        looked = [self.lookups(keys) for keys in tokens.keys]
        segment = tokens.segment
        spans: dict[tuple[int, int, bool], list[int]] = {}
        tree = self.tree
        size = len(looked)
        cased = not tokens.text.islower()
        for start in range(size):
            nodes = [(tree[key], key[0] == "~") for key in looked[start] if key in tree]
            place = start + 1
            while nodes:
                for node, part in nodes:
                    if "" in node:
                        spans.setdefault((start, place, part), []).extend(node[""])
                    if "^" in node and (not cased or tokens.typed(start, place).isupper()):
                        spans.setdefault((start, place, part), []).extend(node["^"])
                    if ">" in node and place < size and tokens.linked[place] and segment[place] == segment[start]:
                        spans.setdefault((start, place, part), []).extend(node[">"])
                if place >= size or segment[place] != segment[start]:
                    break
                nodes = [(node[key], part) for node, part in nodes for key in looked[place] if key in node and key]
                place += 1
        return [(start, end, entries, part) for (start, end, part), entries in spans.items()]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The shipped word lists, loaded once."""
    path = files("duecare.parties.government") / "lexicon.json"
    return Lexicon(json.loads(path.read_text("utf-8")))
