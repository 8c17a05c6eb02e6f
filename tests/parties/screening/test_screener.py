"""A party is found by whatever is known of it, with evidence for and against, and nothing that matters is left out."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from duecare.errors import InputError
from duecare.names import script_of
from duecare.parties.lists.record import ListedIdentifier, ListedName, ListEntry
from duecare.parties.screening import DEFAULT_THRESHOLD, Query, Screener, build_index, compare
from duecare.parties.screening.evidence import Reaching, birth_evidence, name_evidence, probability

GIVEN = [
    "Anton",
    "Boris",
    "Viktor",
    "Galina",
    "Dmitri",
    "Elena",
    "Fyodor",
    "Grigori",
    "Ibrahim",
    "Karim",
    "Leila",
    "Mansour",
    "Nadia",
    "Omar",
    "Rashid",
    "Salim",
]
FAMILY = [
    "Abramtsev",
    "Belotserkov",
    "Chulpanov",
    "Daryani",
    "Esfahanian",
    "Ghorbanzadeh",
    "Haddadin",
    "Iskandarov",
    "Jafarov",
    "Kuznetsovich",
]


def entry(identity: str, *names: str, kind: str = "unknown", **known: object) -> ListEntry:
    listed = tuple(ListedName(name, "alias" if at else "primary", script_of(name)) for at, name in enumerate(names))
    return ListEntry(identity, "us-ofac-sdn", kind, listed, "blocked", **known)  # type: ignore[arg-type]


ENTRIES = [
    entry(
        "l:1",
        "Viktor Abramtsev",
        "Виктор Абрамцев",
        kind="person",
        birth_dates=("1961-04-02",),
        countries=frozenset({"RU"}),
    ),
    entry("l:2", "Daryani Optical Industries Co.", "صنایع نوری دریانی", kind="company", countries=frozenset({"IR"})),
    entry("l:3", "Star of Chulpan", kind="vessel", identifiers=(ListedIdentifier("imo", "9074729"),)),
    entry(
        "l:4", "Esfahanian Trading", kind="company", identifiers=(ListedIdentifier("registration_number", "A-12345"),)
    ),
]


def everybody() -> Iterator[ListEntry]:
    yield from ENTRIES
    rng = random.Random(5)
    for number in range(400):
        name = f"{rng.choice(GIVEN)} {rng.choice(GIVEN)}ovich {rng.choice(FAMILY)}"
        yield entry(f"p:{number}", name, kind="person", birth_dates=(str(rng.randint(1940, 1995)),))


@pytest.fixture(scope="module")
def screener(tmp_path_factory: pytest.TempPathFactory) -> Screener:
    folder = tmp_path_factory.mktemp("screening") / "index"
    build_index(everybody(), folder)
    return Screener.open(folder)


def first(screener: Screener, query: Query) -> str | None:
    found = screener.search(query)
    return found[0].entry_id if found else None


@pytest.mark.parametrize(
    "name",
    ["Viktor Abramtsev", "ABRAMTSEV, Viktor", "Viktor Abramtsew", "Wiktor Abramcev", "Виктор Абрамцев", "V. Abramtsev"],
)
def test_a_person_is_found_under_another_spelling(screener: Screener, name: str) -> None:
    assert first(screener, Query((name,))) == "l:1"


def test_a_company_is_found_by_its_short_form_and_in_its_own_script(screener: Screener) -> None:
    assert first(screener, Query(("DARYANI OPTICAL IND",))) == "l:2"
    assert first(screener, Query(("صنایع نوری دریانی",))) == "l:2"


def test_a_number_with_a_right_check_digit_finds_a_vessel_under_another_name(screener: Screener) -> None:
    found = screener.search(Query(("Ocean Pearl",), identifiers=(ListedIdentifier("imo", "IMO 9074729"),)))
    assert found[0].entry_id == "l:3"
    assert any(one.what == "same identifier" for one in found[0].comparison.evidence)


def test_a_number_that_fails_its_check_digit_finds_nothing(screener: Screener) -> None:
    assert screener.search(Query(("Ocean Pearl",), identifiers=(ListedIdentifier("imo", "9074728"),))) == []


def test_dates_and_countries_move_the_probability_both_ways(screener: Screener) -> None:
    def score(**known: object) -> float:
        return next(
            m.score for m in screener.search(Query(("Viktor Abramtsev",), **known), 1e-9) if m.entry_id == "l:1"
        )  # type: ignore[arg-type]

    plain = score()
    assert score(birth_dates=("1961-04-02",), countries=frozenset({"RU"})) > plain
    assert score(birth_dates=("1961",)) > plain
    assert score(birth_dates=("1990-01-05",)) < plain
    assert score(countries=frozenset({"BR"})) < plain
    assert score(kind="vessel") < plain < 1.0


def test_the_match_is_shown_through_the_name_that_was_typed(screener: Screener) -> None:
    """A Latin query is explained by the Latin name, a Cyrillic one by the Cyrillic name."""
    assert screener.search(Query(("Viktor Abramtsev",)))[0].matched_name == "Viktor Abramtsev"
    assert screener.search(Query(("Виктор Абрамцев",)))[0].matched_name == "Виктор Абрамцев"


def test_a_name_that_is_on_no_list_finds_nobody(screener: Screener) -> None:
    for name in ("Emerald Garden Furniture Ltd", "Zoë Quigley", "田中太郎", "محمد"):
        assert screener.search(Query((name,)), 0.3) == []


@pytest.mark.parametrize("name", ["", "a", "😀", "\x00", "-", "x" * 10_000])
def test_names_that_say_nothing_find_nothing_and_do_no_harm(screener: Screener, name: str) -> None:
    assert screener.search(Query((name,))) == []
    assert screener.search(Query(())) == []


def test_search_finds_all_that_comparing_with_every_party_finds(screener: Screener) -> None:
    rng = random.Random(11)
    for _ in range(60):
        letters = list(f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}")
        letters[rng.randrange(len(letters))] = rng.choice("aeiorst")
        query = Query(("".join(letters),), "person", (str(rng.randint(1940, 1995)),))
        fast = [(m.entry_id, round(m.score, 9)) for m in screener.search(query)]
        slow = [(m.entry_id, round(m.score, 9)) for m in screener.brute_force(query)]
        assert sorted(fast) == sorted(slow)


def test_comparing_with_one_entry_says_what_searching_says(screener: Screener) -> None:
    query = Query(("Viktor Abramtsew",), "person", ("1961",), frozenset({"RU"}))
    found = next(m for m in screener.search(query) if m.entry_id == "l:1")
    assert compare(query, ENTRIES[0]).log_odds == pytest.approx(found.comparison.log_odds)


def test_the_likeliest_stands_first_and_ties_are_ordered(screener: Screener) -> None:
    scores = [m.score for m in screener.search(Query(("Viktor Viktorovich Daryani",)), 0.001)]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 1
    assert all(score < 1.0 for score in scores)


def test_what_keep_lets_through_is_what_the_evidence_reaches() -> None:
    """The bound of retrieval and the evidence of a comparison are one formula."""
    import numpy as np

    for likeness in (0.0, 0.3, 0.7, 0.95, 0.99, 1.0):
        for matched in (0.1, 0.5, 1.0, 2.5, 9.0):
            odds = name_evidence(likeness, matched)
            for needed in (odds - 0.01, odds + 0.01):
                kept = Reaching(needed)(np.array([likeness]), np.array([matched]))[0]
                assert bool(kept) is (odds >= needed)


def test_more_likeness_and_more_matched_weight_never_lower_the_probability() -> None:
    grid = [at / 50 for at in range(51)]
    for matched in (0.2, 1.0, 3.0):
        rising = [probability(name_evidence(likeness, matched)) for likeness in grid]
        assert rising == sorted(rising)
    for likeness in (0.4, 0.9, 1.0):
        rising = [probability(name_evidence(likeness, 4 * matched)) for matched in grid]
        assert rising == sorted(rising)


@pytest.mark.parametrize("odd", ["", "unknown", "19", "about 1960", "1960/"])
def test_a_date_that_cannot_be_read_is_no_evidence_against(odd: str) -> None:
    assert birth_evidence(odd, "1961-04-02") in ("nearly the same birth", "same year of birth", "other birth")


def test_a_damaged_or_missing_index_says_what_to_do(tmp_path: Path, screener: Screener) -> None:
    with pytest.raises(InputError, match="no screening index"):
        Screener.open(tmp_path / "nothing")
    broken = tmp_path / "broken"
    build_index(ENTRIES, broken)
    (broken / "postings.npy").write_bytes(b"\x93NUMPY")
    with pytest.raises(InputError, match="damaged"):
        Screener.open(broken)
    (broken / "index.json").write_text('{"format": "duecare.screening-index/0"}')
    with pytest.raises(InputError, match="this version reads"):
        Screener.open(broken)


def test_an_index_is_replaced_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    build_index(ENTRIES, folder)

    def stopping() -> Iterator[ListEntry]:
        yield ENTRIES[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(stopping(), folder)
    assert len(Screener.open(folder)) == len(ENTRIES)
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_the_threshold_is_where_a_possible_match_begins(screener: Screener) -> None:
    for match in screener.search(Query(("Viktor Daryani",))):
        assert match.score >= DEFAULT_THRESHOLD
    assert screener.search(Query(("Viktor Abramtsev",)), 1.0) == []


def test_a_date_of_birth_hides_no_match_that_has_none(tmp_path: Path) -> None:
    """What is told of a party narrows a match only where the listed party's date is known too."""
    build_index([entry("n:1", "Anton Abramtsov", kind="person")], tmp_path / "index")
    opened = Screener.open(tmp_path / "index")
    without = opened.search(Query(("Anton Abramtcov",), "person"))
    told = opened.search(Query(("Anton Abramtcov",), "person", ("1970-05-05",)))
    assert [match.entry_id for match in without] == [match.entry_id for match in told] == ["n:1"]


@pytest.mark.parametrize("file", ["entry_starts.npy", "raws.npy", "entries.jsonl", "near_ids.npy", "index.json"])
def test_an_index_with_a_file_missing_is_damaged(tmp_path: Path, file: str) -> None:
    build_index(ENTRIES, tmp_path / "index")
    (tmp_path / "index" / file).unlink()
    with pytest.raises(InputError):
        Screener.open(tmp_path / "index")


def test_cut_entries_are_damage(tmp_path: Path) -> None:
    build_index(ENTRIES, tmp_path / "index")
    path = tmp_path / "index" / "entries.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match="damaged"):
        Screener.open(tmp_path / "index")
