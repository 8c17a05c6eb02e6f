"""The taxonomy: every capability complete, in ten languages, and every reference to the instruments there."""

from __future__ import annotations

import re

import pytest

from duecare.facts import columns, vocabulary
from duecare.guidance import load_guidance
from duecare.items import taxonomy
from duecare.items.compile import alternatives, first_words, parse_phrase, taxonomy_source

LANGUAGES = ["en", "es", "fr", "de", "pt", "ru", "ar", "zh", "fa", "tr"]
CODES = sorted(set(vocabulary()["item.capability"].domain) - {"none"})


def test_every_capability_of_the_vocabulary_has_an_entry() -> None:
    assert sorted(taxonomy()) == CODES
    assert len(CODES) >= 30


@pytest.mark.parametrize("code", CODES)
def test_an_entry_has_terms_in_ten_languages_that_can_be_read(code: str) -> None:
    terms = taxonomy_source()[code]["terms"]
    assert list(terms) == LANGUAGES
    for language, phrases in terms.items():
        assert len(phrases) >= 4, language
        for phrase in phrases:
            assert all(first_words(parts) for parts in alternatives(parse_phrase(str(phrase))))


@pytest.mark.parametrize("code", CODES)
def test_an_entry_says_what_it_has_to(code: str) -> None:
    entry = taxonomy()[code]
    assert entry.title
    assert len(entry.definition) > 100
    assert entry.includes
    assert entry.not_this
    assert len(entry.rights) >= 2
    assert entry.eccn
    assert entry.misuse
    assert len(entry.scenarios) >= 3
    assert len({scenario.id for scenario in entry.scenarios}) == len(entry.scenarios)


@pytest.mark.parametrize("code", CODES)
def test_what_an_entry_refers_to_is_there(code: str) -> None:
    guidance, facts, entry = load_guidance(), vocabulary().facts, taxonomy()[code]
    named = [*entry.examples, *(row.entry for row in entry.eccn), *(row.right for row in entry.rights)]
    named += [right for scenario in entry.scenarios for right in scenario.rights]
    assert [name for name in named if name not in guidance.entries] == []
    assert [mode.fact for mode in entry.modes if mode.fact not in facts] == []
    safeguards = [name for scenario in entry.scenarios for name in scenario.safeguards]
    assert [name for name in safeguards if name not in guidance.safeguards] == []


@pytest.mark.parametrize("code", CODES)
def test_a_capability_has_a_cited_severity(code: str) -> None:
    rows = [row for row in load_guidance().severities if f"item.capability#{code}" in columns(row.rule)]
    assert rows
    assert all(row.cite.section for row in rows)


def test_every_example_of_both_state_texts_and_the_eu_lists_has_a_capability() -> None:
    examples = {name for entry in taxonomy().values() for name in entry.examples}
    pattern = r"US-STATE-2019/ITEM/\d+|US-STATE-2020/ITEM/[A-F]\d|EU-2024-2659/(?:LIST|NONLIST)/\d"
    named = [name for name in load_guidance().entries if re.fullmatch(pattern, name)]
    assert len(named) >= 18 + 19 + 9
    assert sorted(set(named) - examples) == []


def test_misuse_is_attributed_and_says_how_surely_it_is_known() -> None:
    for entry in taxonomy().values():
        for row in entry.misuse:
            assert row.source
            assert str(row.year) in row.source or row.year
            assert row.confidence in ("read", "secondary", "recollected H", "recollected M")
