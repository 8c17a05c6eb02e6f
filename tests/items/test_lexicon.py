"""The lexicon's phrases, its compiler, and the compiled file."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecare.facts import vocabulary
from duecare.items.compile import (
    Part,
    anchor_words,
    compile_lexicon,
    compiled,
    lexicon_source,
    parse_phrase,
    stale_weights,
)
from duecare.items.lexicon import JOINED, NOTIONS, Lexicon, fold, lexicon, written_out
from duecare.items.scan import find

PHRASES = [
    str(phrase)
    for groups in lexicon_source()["capabilities"].values()
    for group in groups
    for phrase in group["words"]
    if not JOINED.search(str(phrase))
]


def said(parts: Sequence[Part], chance: random.Random) -> str:
    """One way to say a phrase, without what may be absent."""
    words = []
    for part in parts:
        if isinstance(part, str):
            words.append(part.rstrip("*"))
        elif part[0] == "any":
            words.append(said(chance.choice(part[1]), chance))
    return " ".join(words)


def found(phrase: str, text: str) -> bool:
    """Whether a phrase, compiled alone, is found at the start of a folded text."""
    groups = {"guarded": [], "yields": {}, "modes": [], "hides": [], "capabilities": {}, "watchful": [], "everyday": {}}
    data = compile_lexicon({"format": "test", "benign": {"goods": [phrase]}, **groups})
    return any(re.match(written_out(rule), text) for _, rule, _ in data["rules"])


def test_every_compiled_file_is_current() -> None:
    stale = [path.name for path, text in compiled().items() if path.read_text("utf-8") != text]
    assert stale == [], "run: python -m duecare.items.compile"
    assert not stale_weights(), "run: python -m duecare.items.compile"


def test_every_capability_of_the_vocabulary_has_words() -> None:
    named = {entry.says[0][1] for entry in lexicon().entries if entry.kind == "capability"}
    assert named == set(vocabulary()["item.capability"].domain) - {"none"}


@pytest.mark.parametrize("words", [lexicon(), lexicon(NOTIONS)], ids=["lexicon", "notions"])
def test_every_rule_compiles_and_begins_at_its_word(words: Lexicon) -> None:
    for rule in range(len(words.rules)):
        assert words.pattern(rule).match("") is None
    for phrases in words.joined.values():
        assert all(re.compile(pattern).match("") is None for _, pattern in phrases)


@pytest.mark.parametrize(
    ("phrase", "anchor"),
    [
        ("face recognition", {"recognition"}),
        ("plate", set()),
        ("(read|scan) ~3 plate [number] ~2 (police|toll)", {"plate"}),
        ("match* ~2 (face|portrait of a person) ~2 watchlist", {"watchlist"}),
        ("plate [number]", set()),
    ],
)
def test_a_rule_hangs_on_the_rarest_word_it_cannot_do_without(phrase: str, anchor: set[str]) -> None:
    assert set(anchor_words(parse_phrase(phrase))) == anchor


@given(st.sampled_from(PHRASES), st.randoms(use_true_random=False))
def test_a_text_that_says_a_phrase_arms_its_rule(phrase: str, chance: random.Random) -> None:
    """The anchor is a necessary condition: no phrase of the lexicon is lost by it."""
    spoken = fold(said(parse_phrase(phrase), chance))
    found, _ = find(f"the {spoken} here", lexicon())
    assert any(end > start for _, start, end in found)


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("plate reader", "plate readers", True),
        ("plate reader", "plate-reader", True),
        ("plate reader", "plate. reader", False),
        ("plate reader", "plate readership", False),
        ("plate read*", "plate readership", True),
        ("plate ~2 reader", "plate of a reader", True),
        ("plate ~2 reader", "plate of a new reader", False),
        ("(plate|number plate) reader", "number plate reader", True),
        ("plate [number] reader", "plate reader", True),
        ("plate [number] reader", "plate number reader", True),
        ("1 n", "1:n", True),
    ],
)
def test_a_phrase_reads_as_its_grammar_says(phrase: str, text: str, expected: bool) -> None:
    assert found(phrase, text) is expected


@pytest.mark.parametrize("phrase", ["(open", "close)", "a || b", "(a|)", "", "a | b"])
def test_a_phrase_that_cannot_be_read_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"phrase|stray|option|no '"):
        parse_phrase(phrase)


def test_a_phrase_cannot_begin_with_a_gap() -> None:
    with pytest.raises(ValueError, match="begins with a word"):
        found("~2 reader", "x")


def test_a_scan_needs_neither_the_yaml_reader_nor_the_compiler() -> None:
    program = (
        "import sys; from duecare.items import scan_text; scan_text('Face recognition, 人脸识别.');"
        "print([name for name in sys.modules if name.startswith(('ruamel', 'duecare.items.compile', 'duckdb'))])"
    )
    paths = {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=paths)
    assert done.stdout.strip() == "[]"
