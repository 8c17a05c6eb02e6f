"""The word lists: what may stand in them, and that what is loaded is what is written."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from typing import Any

import pytest

from duecare.facts import vocabulary
from duecare.parties.government.compile import COMPILED, SECTIONS, as_text, compile_lexicon, expand, read_sources
from duecare.parties.government.parts import PRECEDENCE
from duecare.parties.government.tokens import fold, tokens_of


@pytest.fixture(scope="module")
def sources() -> dict[str, dict[str, Any]]:
    """Every word list, parsed once."""
    return read_sources()


def few(sources: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """A copy of the lists that every lexicon needs, and of one language."""
    return {stem: copy.deepcopy(sources[stem]) for stem in ("meanings", "characters", "sw")}


def test_the_compiled_lexicon_is_that_of_its_sources(sources: dict[str, dict[str, Any]]) -> None:
    """Run scripts/compile_data.py after a change of a word list."""
    stale = COMPILED.read_text("utf-8") != as_text(compile_lexicon(sources))
    assert not stale, f"{COMPILED.name} is stale"
    assert json.loads(COMPILED.read_text("utf-8"))["format"] == sources["meanings"]["format"]


def test_meanings_speak_the_vocabulary_s_kinds_and_ties(sources: dict[str, dict[str, Any]]) -> None:
    """One enumeration only, and no word may say that there is no tie or that a law compels."""
    facts = vocabulary().facts
    kinds, ties = set(facts["party.kind"].domain), set(facts["party.government_tie"].domain)
    meanings = sources["meanings"]
    for section in SECTIONS:
        for code, meaning in meanings[section].items():
            said = {meaning[key] for key in ("kind", "ministry", "office", "force", "alone_kind") if key in meaning}
            said |= set(meaning.get("by_country", {}).values())
            assert said <= kinds, code
            assert meaning.get("tie", "government") in ties - {"none", "compelled"}, code


def test_every_kind_but_a_person_has_a_place_in_the_order() -> None:
    """A kind added to the vocabulary must be placed."""
    assert {*PRECEDENCE, "individual"} == set(vocabulary().facts["party.kind"].domain)


def test_every_language_file_says_where_the_head_stands(sources: dict[str, dict[str, Any]]) -> None:
    """First, last, or before "of"."""
    languages = [stem for stem in sources if stem not in ("meanings", "characters", "people")]
    assert len(languages) >= 25
    for stem in languages:
        assert sources[stem]["order"] in ("first", "last", "of"), stem
        assert sources[stem]["language"] == stem


@pytest.mark.parametrize("bad", [{"bodies": {"polise": ["police"]}}, {"heads": {"police": ["police"]}}])
def test_a_code_that_is_not_declared_is_refused(
    sources: dict[str, dict[str, Any]], bad: dict[str, dict[str, list[str]]]
) -> None:
    """With the file and the code."""
    changed = {**few(sources), "sw": {"language": "sw", "order": "first", "links": [], **bad}}
    with pytest.raises(ValueError, match=r"sw\.yaml"):
        compile_lexicon(changed)


@pytest.mark.parametrize(("key", "value"), [("kind", "polise"), ("tie", "none"), ("tie", "friendly")])
def test_a_kind_or_tie_outside_the_vocabulary_is_refused(
    sources: dict[str, dict[str, Any]], key: str, value: str
) -> None:
    """`none` is not for a name to say."""
    changed = few(sources)
    changed["meanings"]["bodies"]["police"][key] = value
    with pytest.raises(ValueError, match="police"):
        compile_lexicon(changed)


@pytest.mark.parametrize("phrase", ["customs (service", "customs) service", "(a|b" * 3])
def test_a_phrase_with_a_stray_bracket_is_refused(phrase: str) -> None:
    """The message quotes it."""
    with pytest.raises(ValueError, match=r"customs|a\|b"):
        expand(phrase)


def test_a_phrase_that_stands_for_too_many_texts_is_refused() -> None:
    """A slip of the hand must not blow up the lexicon."""
    with pytest.raises(ValueError, match="at most"):
        expand("(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)")


def test_names_and_phrases_are_folded_alike() -> None:
    """What a list holds is found however it is typed."""
    assert fold("İÇİŞLERİ") == fold("icisleri")
    assert fold("وزارة") == fold("وزاره")
    assert tokens_of("S.p.A.").keys == tokens_of("SPA").keys == [("spa",)]
    assert tokens_of("Ministère de l'Intérieur").keys == tokens_of("MINISTERE DE L INTERIEUR").keys


def test_reading_names_loads_nothing_heavy() -> None:
    """A review pays for the word lists and no more."""
    code = (
        "import sys; from duecare.parties.government import read_body; read_body('Ministry of Interior');"
        "heavy = ('numpy', 'ruamel', 'rapidfuzz', 'rich', 'duckdb', 'sqlglot', 'lxml');"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONUTF8": "1"}
    )
    assert done.stdout.strip() == "[]", done.stdout
