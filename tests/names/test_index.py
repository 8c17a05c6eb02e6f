"""The index leaves nothing out that comparing with every name would find."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from duecare.names import NameIndex, tokens_of
from duecare.names.compare import edits_allowed
from duecare.names.index_arrays import IndexedName, build_arrays
from duecare.names.neighbours import near, table

_GIVEN = """
    Mohammad Muhammad Ahmed Ahmad Sergey Sergei Vladimir Ivan Kim Jong Chol Maria Jose Ali Hassan Husayn Abdul
    Rahman Karim Olga Nikolai Wei Zhang Hans Friedrich Boris Natalia Omar Yusuf
"""
GIVEN = _GIVEN.split()
_FAMILY = """
    Lavrov Petrov Ivanov al-Tikriti Haqqani Rodriguez Garcia Nguyen Park Okafor Mbeki Schmidt Schwarz Novak
    Kowalski Haddad Khalil Nasser Aziz Sokolova Fernandez Oliveira Tanaka Suzuki
"""
FAMILY = _FAMILY.split()
_TRADE = """
    Trading Technology Industrial Electronics Shipping General Import Export Petrochemical Security Group
"""
TRADE = _TRADE.split()
OTHER = [
    "محمد بن سلمان",
    "习近平",
    "김정은",
    "Сергей Лавров",
    "Γιώργος Παπανδρέου",
    "杭州海康威视数字技术",
    "शंकर शुक्ला",
    "پارس",
]


def listed(rng: random.Random, count: int) -> list[IndexedName]:
    names = [IndexedName(text, "unknown", number) for number, text in enumerate(OTHER)]
    while len(names) < count:
        number = len(names)
        if rng.random() < 0.6:
            text = " ".join([*rng.sample(GIVEN, rng.randint(1, 3)), rng.choice(FAMILY)])
            names.append(IndexedName(text, rng.choice(("person", "unknown")), number))
        else:
            words = [
                rng.choice(FAMILY),
                *rng.sample(TRADE, rng.randint(1, 3)),
                rng.choice(("LLC", "Co., Ltd", "", "JSC")),
            ]
            names.append(IndexedName(" ".join(words), rng.choice(("company", "unknown")), number))
    return names


def spoilt(text: str, rng: random.Random) -> str:
    letters = list(text)
    for _ in range(rng.randint(1, 2)):
        at = rng.randrange(len(letters))
        match rng.randrange(5):
            case 0:
                letters.insert(at, rng.choice("aeiourstn"))
            case 1 if len(letters) > 3:
                letters.pop(at)
            case 2:
                letters[at] = rng.choice("aeiourstn")
            case 3 if at + 1 < len(letters):
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
            case _:
                words = "".join(letters).split()
                rng.shuffle(words)
                letters = list(" ".join(words) if rng.random() < 0.5 else "".join(words))
    return "".join(letters)


class Reaching:
    """Keeps names by likeness, and a little by how much is matched."""

    def __init__(self, needed: float) -> None:
        self.needed = needed
        self.least = needed - 0.06

    def __call__(self, likeness: NDArray[Any], matched: NDArray[Any], /) -> NDArray[np.bool_]:
        return np.asarray(likeness + 0.02 * np.minimum(matched, 3.0) >= self.needed)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10**9), st.sampled_from([0.35, 0.5, 0.65, 0.8]), st.sampled_from(["unknown", "person", "company"])
)
def test_the_index_finds_what_brute_force_finds_and_nothing_else(seed: int, least: float, kind: str) -> None:
    rng = random.Random(seed)
    names = listed(rng, 150)
    index = NameIndex(build_arrays(names))
    for _ in range(6):
        query = tokens_of(spoilt(rng.choice(names).text, rng))
        keep = Reaching(least)
        fast = {(found.name, round(found.alignment.likeness, 9)) for found in index.search(query, kind, keep)}
        slow = {(found.name, round(found.alignment.likeness, 9)) for found in index.brute_force(query, kind, keep)}
        assert fast == slow


def test_a_name_keeps_its_text_and_its_bearer() -> None:
    names = listed(random.Random(7), 60)
    index = NameIndex(build_arrays(names))
    assert [(index.text(n), index.owner(n), index.kind(n)) for n in range(index.size)] == [
        (name.text, name.owner, name.kind) for name in names
    ]


def test_names_without_letters_are_left_out_and_an_empty_index_finds_nothing() -> None:
    index = NameIndex(build_arrays([IndexedName("---", "unknown", 0)]))
    assert index.size == 0
    assert index.search(tokens_of("Acme"), "unknown", Reaching(0.1)) == []
    assert index.search(tokens_of(""), "unknown", Reaching(0.1)) == []


WORDS = st.text("abcd", min_size=1, max_size=14)


@given(st.lists(WORDS, min_size=1, max_size=30, unique=True), WORDS)
def test_no_word_within_the_edits_allowed_is_missed(words: list[str], sought: str) -> None:
    """Deletion forms of the first letters are enough to find every word that edits lead to."""
    found = set(near(sought, table(words)).tolist())
    for number, word in enumerate(words):
        if OSA.distance(word, sought) <= edits_allowed(max(len(word), len(sought))):
            assert number in found
