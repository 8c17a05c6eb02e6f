"""The lexicon's phrases, its compiler, and the compiled file."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from duecare.facts import vocabulary
from duecare.items.compile import compile_lexicon, compiled_text, parse_phrase
from duecare.items.lexicon import COMPILED, lexicon, written_out


def found(phrase: str, text: str) -> bool:
    """Whether a phrase, compiled alone, is found at the start of a folded text."""
    groups = {"guarded": [], "yields": {}, "modes": [], "hides": [], "capabilities": {}, "watchful": [], "everyday": {}}
    data = compile_lexicon({"format": "test", "benign": {"goods": [phrase]}, **groups})
    return any(re.match(written_out(rule), text) for _, rule, _ in data["rules"])


def test_the_compiled_lexicon_is_current() -> None:
    assert compiled_text() == COMPILED.read_text("utf-8"), "run: python -m duecare.items.compile"


def test_every_capability_of_the_vocabulary_has_words() -> None:
    named = {entry.says[0][1] for entry in lexicon().entries if entry.kind == "capability"}
    assert named == set(vocabulary()["item.capability"].domain) - {"none"}


def test_every_rule_compiles_and_begins_at_its_word() -> None:
    shipped = lexicon()
    for rule in range(len(shipped.rules)):
        assert shipped.pattern(rule).match("") is None
    assert all(pattern.match("") is None for _, pattern in shipped.joined_patterns())


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
