"""Made-up names of parties in the scripts and forms of their countries, and the spellings that clerks make of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, TypeVar

import numpy as np
from anyascii import anyascii

T = TypeVar("T")
_NOTHING: Final = "-"
_GEORGIAN: Final = re.compile("[\u10a0-\u10ff]")
"""Its capitals are for headlines; no clerk writes a name in them."""
_OFFENSIVE: Final = re.compile(
    "fu[ck]|put[aeo]|nazi|hitl|rape|penis|ni[gq]|neg[re]|sex|porn|merd|[ck]u[rn][vtw]|pi[sz]d|cona"
)
_VOWELS: Final = "aeiou"
_LONG_VOWELS: Final = str.maketrans("اويیةאוי", "auiiaaoi")
"""Letters that stand for long vowels in made-up words of Arabic and Hebrew script, as a clerk would write them."""


class Draws:
    """Choices one after another from one numpy generator, whose numbers are drawn in blocks."""

    BLOCK: Final = 65_536

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._ready: list[float] = []

    def share(self) -> float:
        """A number from 0 to below 1."""
        if not self._ready:
            self._ready = self._rng.random(self.BLOCK).tolist()
        return self._ready.pop()

    def below(self, count: int) -> int:
        return int(self.share() * count)

    def of(self, options: Sequence[T]) -> T:
        return options[int(self.share() * len(options))]

    def often(self, chance: float) -> bool:
        return self.share() < chance


@dataclass(frozen=True, slots=True)
class Sounds:
    """What made-up words are put together from. syllables: how many a word has at least and at most."""

    onsets: tuple[str, ...]
    vowels: tuple[str, ...]
    codas: tuple[str, ...]
    syllables: tuple[int, int]

    def word(self, draws: Draws, more: int = 0) -> str:
        """One word with a capital, where the script has any. more: further syllables, to tell it from others."""
        least, most = self.syllables
        while True:
            parts = []
            for _ in range(least + draws.below(most - least + 1) + more):
                parts += [draws.of(self.onsets), draws.of(self.vowels)]
            word = "".join(parts) + draws.of(self.codas)
            if not _OFFENSIVE.search(word):
                return word.capitalize()


@dataclass(frozen=True, slots=True)
class Language:
    """How names are made in one language. abroad: legal forms as an English letter head writes them."""

    sounds: Sounds
    trades: tuple[str, ...]
    forms: tuple[str, ...]
    abroad: tuple[str, ...]
    company: tuple[str, ...]
    bodies: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Country:
    """A country of the book. languages: the first is drawn more often than the others. forms: of names in English."""

    code: str
    languages: tuple[str, ...]
    currency: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    """Everything that names are made from. countries: the largest importer first. kinds: of parties, with weights."""

    languages: Mapping[str, Language]
    countries: tuple[Country, ...]
    kinds: Mapping[str, float]
    currencies: Mapping[str, float]
    short_forms: tuple[tuple[str, str], ...]

    @property
    def english(self) -> Language:
        return self.languages["en"]


def read_words(name: str) -> Any:
    """A file of word parts beside this module."""
    from ruamel.yaml import YAML

    text = resources.files("duecare.portfolio.made_up").joinpath(name).read_text("utf-8")
    return YAML(typ="safe", pure=True).load(text)


def sounds_of(line: str, syllables: Sequence[int] = (2, 3)) -> Sounds:
    """Onsets, vowels and codas from a line of them.

    >>> sounds_of("b d / a e / n -").codas
    ('n', '')
    """
    onsets, vowels, codas = (
        tuple("" if one == _NOTHING else one for one in part.split()) for part in line.split(" / ")
    )
    return Sounds(onsets, vowels, codas, (syllables[0], syllables[1]))


@cache
def world() -> World:
    """The word parts of `synthetic_names.yaml`."""
    raw = read_words("synthetic_names.yaml")
    languages = {
        code: Language(
            sounds_of(one["sounds"], one.get("syllables", (2, 3))),
            tuple(one["trades"]),
            tuple(one["forms"]),
            tuple(one["abroad"]),
            tuple(one["company"]),
            {kind: tuple(names) for kind, names in one["bodies"].items()},
        )
        for code, one in raw["languages"].items()
    }
    countries = []
    for line in raw["countries"].replace("\n", " ").split(","):
        code, spoken, currency = line.split()
        countries.append(Country(code, tuple(spoken.split("+")), currency, tuple(raw["forms"].get(code, ()))))
    pairs = tuple((first, second) for first, second in raw["short_forms"])
    return World(languages, tuple(countries), raw["kinds"], raw["currencies"], pairs)


@dataclass(frozen=True, slots=True)
class Name:
    """A party's name as it writes itself, and in English; the two may be one."""

    native: str
    english: str


def made_name(kind: str, country: Country, draws: Draws, more: int = 0) -> Name:
    """A name of a party of a kind, by the custom of its country.

    Args:
        kind: `party_kind` of the vocabulary.
        country: its seat.
        draws: where choices come from.
        more: syllables to put on, where a shorter name was taken.
    """
    languages, english = world().languages, world().english
    spoken = country.languages[0 if draws.often(0.7) else draws.below(len(country.languages))]
    language = languages[spoken]
    word, other = language.sounds.word(draws, more), language.sounds.word(draws)
    latin = (_latin(word), _latin(other))
    if kind == "private_company":
        forms = country.forms if spoken == "en" and country.forms else None
        plain = _filled(draws.of(english.company), *latin, draws.of(english.trades), draws.of(forms or language.abroad))
        if spoken == "en":
            return Name(plain, plain)
        return Name(
            _filled(draws.of(language.company), word, other, draws.of(language.trades), draws.of(language.forms)), plain
        )
    plain = _filled(draws.of(english.bodies[kind]), *latin, "", "")
    if kind == "individual":
        return Name(f"{word} {other}", f"{latin[0]} {latin[1]}")
    if spoken == "en" or kind not in language.bodies:
        return Name(plain, plain)
    return Name(_filled(draws.of(language.bodies[kind]), word, other, "", ""), plain)


def _filled(template: str, word: str, other: str, trade: str, form: str) -> str:
    return template.format(w=word, v=other, t=trade, l=trade.lower(), f=form)


def _latin(word: str) -> str:
    return re.sub("[^A-Za-z]", "", _ascii(word)).capitalize()


def _ascii(text: str) -> str:
    return anyascii(text.translate(_LONG_VOWELS))


def respelt(name: str, draws: Draws) -> str:
    """Another spelling of a name, as duplicates in customer data have them; the name itself if nothing changes it."""
    for _ in range(8):
        spelling = draws.of(_TREATMENTS)(name, draws).strip()
        if len(spelling) > 1 and spelling != name:
            return spelling
    return name


def _capitals(name: str, draws: Draws) -> str:
    return name if _GEORGIAN.search(name) else name.upper()


def _transliterated(name: str, draws: Draws) -> str:
    return " ".join(_ascii(name).split())


def _shortened(name: str, draws: Draws) -> str:
    """One word or legal form written otherwise."""
    found = []
    for pair in world().short_forms:
        for here, there in (pair, pair[::-1]):
            at = name.find(here)
            if at >= 0 and _stands_alone(name, at, at + len(here)):
                found.append(name[:at] + there + name[at + len(here) :])
    return draws.of(found) if found else name


def _stands_alone(name: str, start: int, end: int) -> bool:
    """Whether a part of a name is no part of a longer word; scripts without spaces have no such thing."""
    if not name[start:end].isascii():
        return True
    before, after = name[start - 1 : start], name[end : end + 1]
    return not (before.isalnum() and name[start].isalnum()) and not (after.isalnum() and name[end - 1].isalnum())


def _without_form(name: str, draws: Draws) -> str:
    forms = _forms()
    for form in forms:
        if name.endswith(f" {form}"):
            return name[: -len(form) - 1].rstrip(" ,")
        if name.startswith(f"{form} "):
            return name[len(form) + 1 :]
    return name


@cache
def _forms() -> tuple[str, ...]:
    """Every legal form, the longest first."""
    held = {form for one in world().languages.values() for form in (*one.forms, *one.abroad)}
    held |= {form for country in world().countries for form in country.forms}
    return tuple(sorted(held, key=lambda form: (-len(form), form)))


def _punctuated(name: str, draws: Draws) -> str:
    way = draws.below(4)
    if way == 0:
        return name.replace(".", "")
    if way == 1:
        return re.sub("[«»„“”\"']", "", name)
    cut = name.rfind(" ")
    return name if cut < 1 else f"{name[:cut].rstrip(',')}{',' if way == 2 else ' -'}{name[cut:]}"


def _slipped(name: str, draws: Draws) -> str:
    """One letter swapped with the next, left out, written twice, or mistaken."""
    places = [at for at in range(1, len(name) - 1) if name[at].isalpha() and name[at + 1].isalpha()]
    if len(places) < 4:
        return name
    at, way = draws.of(places), draws.below(4)
    if way == 0:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if way == 1:
        return name[:at] + name[at + 1 :]
    if way == 2:
        return name[:at] + name[at] + name[at:]
    letter = draws.of(_VOWELS) if name[at].lower() in _VOWELS else name[draws.of(places)]
    return name[:at] + (letter.upper() if name[at].isupper() else letter.lower()) + name[at + 1 :]


_TREATMENTS: Final = (
    _capitals, _capitals, _transliterated, _transliterated, _shortened, _shortened, _without_form, _punctuated, _slipped
)  # fmt: skip
