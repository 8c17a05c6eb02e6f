"""The memo's words: one place a concern, own readings marked, legal stops apart, nothing rated on hold."""

from __future__ import annotations

from collections import Counter

from duecare.guidance import Guidance
from duecare.papers.memo import HEADINGS, memo
from duecare.papers.wording import OPEN
from duecare.review.result import Review


def test_a_concern_stands_in_one_place_only(heavy: Review, guidance: Guidance) -> None:
    places = Counter(concern.id for chapter in memo(heavy, guidance).chapters for concern in chapter.concerns)
    assert max(places.values()) == 1


def test_every_examined_finding_is_somewhere(heavy: Review, guidance: Guidance) -> None:
    paper = memo(heavy, guidance)
    notes = [note for chapter in paper.chapters for note in chapter.concerns]
    told = {(flag.id, flag.status) for note in notes for flag in note.flags}
    assert told == {(finding.flag, finding.status) for finding in heavy.findings if finding.examined}


def test_considerations_come_in_order_before_other_concerns(heavy: Review, guidance: Guidance) -> None:
    ids = [chapter.id for chapter in memo(heavy, guidance).chapters]
    considerations = [name for name in ids if name.startswith("US-STATE-2020/C")]
    assert considerations == sorted(considerations)
    assert ids[: len(considerations)] == considerations


def test_own_readings_are_never_shown_as_official(heavy: Review, guidance: Guidance) -> None:
    notes = [note for chapter in memo(heavy, guidance).chapters for note in chapter.concerns]
    for cite in (flag.cite for note in notes for flag in note.flags):
        if cite.instrument == "HOUSE" or "low confidence" in cite.confidence:
            assert cite.own
            assert cite.numbering == "not an official requirement"


def test_main_reasons_are_two_or_three_each_with_a_citation(heavy: Review, guidance: Guidance) -> None:
    reasons = memo(heavy, guidance).reasons
    assert 2 <= len(reasons) <= 3
    assert all(reason.cites for reason in reasons)


def test_legal_stops_are_no_part_of_the_reasons(heavy: Review, guidance: Guidance) -> None:
    paper = memo(heavy, guidance)
    assert paper.stops
    assert {stop.title for stop in paper.stops}.isdisjoint(reason.title for reason in paper.reasons)


def test_each_question_tells_the_effect_of_every_answer(heavy: Review, guidance: Guidance) -> None:
    for question, asked in zip(heavy.questions, memo(heavy, guidance).questions, strict=True):
        assert sum(len(effect.answers) for effect in asked.effects) == len(question.moves)


def test_on_hold_no_reason_of_the_advice_and_no_answer_names_a_level(on_hold: Review, guidance: Guidance) -> None:
    paper = memo(on_hold, guidance)
    assert paper.advice_reasons
    assert not any(level in " ".join(paper.advice_reasons) for level in ("low", "elevated", "high", "severe"))
    assert not any(question.effects for question in paper.questions)
    assert paper.level == "open: cannot be rated yet"


def test_what_is_not_known_of_a_party_says_open(on_hold: Review, guidance: Guidance) -> None:
    (party,) = memo(on_hold, guidance).parties
    assert {party.kind, party.tie, party.record, party.listing} == {OPEN}


def test_a_party_that_is_on_no_list_at_hand_is_open_not_unlisted(heavy: Review, guidance: Guidance) -> None:
    listing = {party.kind: party.listing for party in memo(heavy, guidance).parties}
    assert listing == {"police": OPEN, "private company": "blocked"}


def test_what_was_not_examined_is_named_with_the_rule(harmless: Review, guidance: Guidance) -> None:
    paper = memo(harmless, guidance)
    assert sum(len(rule.flags) for rule in paper.not_examined) > 0
    assert all("Policy" in rule.reason for rule in paper.not_examined)


def test_every_statement_has_a_source_a_date_and_how_it_was_found(heavy: Review, guidance: Guidance) -> None:
    rows = memo(heavy, guidance).provenance
    assert len(rows) == len(heavy.gathered.assertions)
    assert all(row.value and row.source and row.date and row.found_by for row in rows)


def test_every_section_has_a_heading(heavy: Review, guidance: Guidance) -> None:
    paper = memo(heavy, guidance)
    assert all(paper.section(key).title for key in HEADINGS)
