"""The word lists as they are loaded, and where their words stand in a name."""

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
_RANK: Final = {"bodies": 0, "forms": 1, "trades": 2, "heads": 3, "fields": 4, "marks": 5}


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


def language_of(
    tokens: Tokens, matches: list[tuple[int, int, list[int], bool]], words: Lexicon, country: str | None
) -> str | None:
    """The language that most letters of the matched phrases belong to; its small words and the country break a tie."""
    covered: dict[str, dict[int, float]] = {}
    for start, end, entries, part in matches:
        typed = tokens.ends[end - 1] - tokens.starts[start]
        weight = (end - start) + min(typed, 30) / 30 - (0.8 if part else 0)
        for entry in entries:
            meaning = words.entries[entry]
            places = covered.setdefault(meaning.language, {})
            # A longer phrase is met by accident more rarely; words about the owner are much alike in many languages.
            share = weight / (end - start) * (1 + 0.1 * (end - start - 1)) * (0.4 if meaning.section == "marks" else 1)
            for place in range(start, end):
                if share > places.get(place, 0):
                    places[place] = share
    if not covered:
        return None
    spoken = _SPOKEN.get(country or "", ())

    def score(language: str) -> float:
        total = sum(covered[language].values())
        links = words.links.get(language, frozenset())
        total += 0.35 * sum(1 for word in tokens.skipped if word in links)
        return total + (0.6 if language in spoken else 0) + _LIKELIER.get(language, 0)

    return max(covered, key=score)


def find(tokens: Tokens, words: Lexicon, country: str | None) -> tuple[str | None, list[Found]]:
    """The phrases that stand in a name, in its order, none over another; and the language they were read in.

    Longer phrases go before shorter. Words of other languages count where none of the name's own stands.
    """
    matches = words.matches(tokens)
    language = language_of(tokens, matches, words, country)
    if language is None:
        return None, []
    spoken = _SPOKEN.get(country or "", ())
    taken = [False] * len(tokens.keys)
    found: list[Found] = []
    for own in (True, False):
        chosen: list[tuple[int, int, int, list[Meaning], bool]] = []
        for start, end, entries, part in matches:
            meanings = [words.entries[entry] for entry in entries]
            meanings = [m for m in meanings if (m.language == language) is own]
            if own and not meanings:
                continue
            if not own:
                meanings = [m for m in meanings if m.section in ("bodies", "forms", "trades") and not part]
                meanings = [m for m in meanings if _trusted(tokens, start, end, m.language, spoken)]
                if not meanings:
                    continue
            length = tokens.ends[end - 1] - tokens.starts[start]
            chosen.append((start, end, length, meanings, part))
        chosen.sort(key=lambda item: (item[0] - item[1], -item[2], item[0]))
        for start, end, _, meanings, part in chosen:
            if any(taken[start:end]):
                continue
            meanings.sort(key=lambda meaning, bare=end - start == 1: _weight(meaning, bare))  # type: ignore[misc]
            taken[start:end] = [True] * (end - start)
            inner = (
                ()
                if end - start == 1
                else tuple(
                    meaning
                    for first, last, _, inside, _ in chosen
                    if start <= first and last <= end and last - first < end - start
                    for meaning in inside
                )
            )
            found.append(Found(start, end, meanings[0], tuple(meanings[1:]), part, inner))
    found.sort(key=lambda item: item.start)
    return language, found


def _weight(meaning: Meaning, bare: bool) -> tuple[int, int]:
    """Which of two meanings of one phrase goes first: the lower."""
    # A bare "ministry" is a head that waits for its field.
    if meaning.code == "ministry":
        return (9, 0) if bare else (0, 9)
    # What a phrase says of the owner is more than what it does; "state enterprise" is the least special of these.
    return _RANK[meaning.section], 1 + (meaning.tie is None) * 2 + (meaning.code == "state_company")


def _trusted(tokens: Tokens, start: int, end: int, language: str, spoken: tuple[str, ...]) -> bool:
    """Whether a word of another language is more than an accident: long, or an abbreviation as the country uses it."""
    typed = tokens.typed(start, end)
    if end - start > 1 or len(typed) > SHORT or not typed.isascii():
        return True
    return typed.isupper() and (language in spoken or (not spoken and len(typed) > 2))


#: Where nothing else tells: English is what most names are written in; Han without kana is more often Chinese.
_LIKELIER: Final = {"en": 0.1, "zh": 0.3}


def _spoken(lines: dict[str, str]) -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for language, codes in lines.items():
        for code in codes.split():
            out[code] = (*out.get(code, ()), language)
    return out


#: The languages of the lists that bodies of a country are named in; they break ties and tell whose abbreviation it is.
_SPOKEN: Final = _spoken(
    {
        "am": "ET ER",
        "ar": "SA AE EG IQ SY LB JO KW QA BH OM YE LY TN DZ MA SD PS MR IR",
        "de": "DE AT CH LI",
        "en": "GB US CA AU NZ IE IN PK NG KE GH ZA UG TZ ZM ZW SG HK MY PH BD LK SD SS IL AE",
        "es": "ES MX AR CO PE VE CL EC GT CU BO DO HN PY SV NI CR PA UY GQ US",
        "fa": "IR AF",
        "fr": "FR BE CH CA MA DZ TN SN ML NE TD CD CG CI CM GA GN BF BJ TG MR MG LU MC",
        "he": "IL",
        "hi": "IN BD",
        "id": "ID MY BN",
        "it": "IT CH",
        "ja": "JP",
        "kk": "KZ KG UZ",
        "ko": "KR KP",
        "my": "MM",
        "pl": "PL",
        "pt": "PT BR AO MZ CV GW ST",
        "ru": "RU BY KZ KG TJ UZ TM AM",
        "sr": "RS ME BA HR SI MK",
        "sw": "KE TZ UG",
        "th": "TH",
        "tr": "TR AZ CY",
        "uk": "UA BY",
        "ur": "PK AF",
        "vi": "VN",
        "zh": "CN TW HK MO SG",
    }
)
