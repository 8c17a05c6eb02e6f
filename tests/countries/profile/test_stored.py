"""Profiles on disk are those that were written, one is read by itself, and what is damaged is never taken for data."""

from __future__ import annotations

import datetime
import itertools
import json
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from made_world import DAY, arrays, edition, rows

from duecare.countries.profile.policy import policy
from duecare.countries.profile.result import Change, Past, Practice, Profile, Reading
from duecare.countries.profile.stored import Dataset, Profiles, open_profiles, profiles_text, write_profiles
from duecare.countries.profile.world import world
from duecare.errors import InputError, OutputError

DATASETS = (
    Dataset("vdem", "V-Dem v16", "CC BY 4.0", datetime.date(2026, 3, 17), "ab" * 32),
    Dataset("custom-index", "Índice próprio “α”", "own", None, "cd" * 32, "2026-11-01"),
)
NUMBERS = itertools.count()

figures = st.floats(0, 4, allow_nan=False)
words = st.text(min_size=1, max_size=8)
bands = st.sampled_from([(0,), (3,), (0, 1), (1, 2, 3), (0, 1, 2, 3)])
readings = st.builds(Reading, words, words, st.integers(1990, 2026), figures, figures, st.booleans(), figures, figures)
practices = st.builds(
    Practice, figures, figures, figures, st.tuples(figures, figures, figures, figures), bands, st.booleans(),
    st.dictionaries(words, st.tuples(figures, figures, figures), min_size=1, max_size=3), st.integers(1990, 2026),
    figures, st.lists(readings, max_size=2).map(tuple), st.dictionaries(words, bands, max_size=2),
    st.lists(st.tuples(words, words), max_size=2).map(tuple),
)  # fmt: skip
changed = st.builds(
    Change, st.sampled_from([1, 5, 10]), st.integers(1990, 2026), st.integers(1990, 2026), figures, figures, figures,
    figures, figures, words, st.sampled_from(["deteriorating", "improving", "no clear change"]),
)  # fmt: skip
pasts = st.builds(Past, figures, figures, figures, bands, st.integers(1, 5), st.integers(1990, 2026))
years = st.tuples(st.integers(1990, 2026), figures, figures, figures)
profiles = st.builds(
    Profile, st.sampled_from(["AA", "ÅÅ"]), st.just(DAY), st.dictionaries(words, practices, max_size=2),
    st.dictionaries(words, st.lists(changed, max_size=2).map(tuple), max_size=2),
    st.dictionaries(words, st.tuples(words, st.lists(years, max_size=2).map(tuple)), max_size=2),
    st.dictionaries(st.integers(1992, 2026), st.dictionaries(words, pasts, max_size=2), max_size=2),
    st.dictionaries(words, st.tuples(st.integers(1990, 2026), figures), max_size=2),
)  # fmt: skip


def text(held: dict[str, Profile]) -> str:
    return profiles_text(held, DAY, 1, 7, 2000, DATASETS)


def opened(folder: Path, content: str | bytes) -> Profiles:
    path = folder / f"{next(NUMBERS)}.jsonl"
    path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    return open_profiles(path)


@pytest.fixture(scope="module")
def made() -> dict[str, Profile]:
    """Three countries, of two families."""
    found = arrays(
        ("vdem", edition("V-Dem v16", rows("v2x_clphy", {"AA": 0.9, "BB": 0.4}), rows("v2x_rule", {"AA": 0.7}))),
        ("pts", edition("PTS é", rows("pts", {"AA": 2, "CC": 5}))),
    )
    return world(found, policy(), DAY)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["AA", "BB", "CC"]), profiles, max_size=3))
def test_what_is_read_is_what_was_written(tmp_path: Path, held: dict[str, Profile]) -> None:
    """To the third digit; written again it is the same bytes."""
    written = text(held)
    again = opened(tmp_path, written)
    assert again.places.keys() == held.keys()
    assert again.datasets == DATASETS
    assert text({code: again[code] for code in held}) == written


def test_a_profile_comes_back_with_its_parts(tmp_path: Path, made: dict[str, Profile]) -> None:
    again = opened(tmp_path, text(made))
    assert (again.as_of, again.policy, again.seed, again.draws) == (DAY, 1, 7, 2000)
    for code, profile in made.items():
        back = again[code]
        assert back.practice.keys() == profile.practice.keys()
        assert back.history.keys() == profile.history.keys()
        assert back.lines.keys() == profile.lines.keys()
        for key, one in profile.practice.items():
            other = back.practice[key]
            assert (other.bands, other.disputed, other.newest) == (one.bands, one.disputed, one.newest)
            assert (other.without, other.conflicts) == (one.without, one.conflicts)
            assert other.shares == pytest.approx(one.shares, abs=6e-4)
            assert [read.value for read in other.readings] == [read.value for read in one.readings]
            assert other.families.keys() == one.families.keys()
        assert back.history == profile.history


def test_the_order_of_the_countries_does_not_change_the_bytes(made: dict[str, Profile]) -> None:
    assert text(made) == text(dict(reversed(made.items())))


def test_of_a_country_that_is_not_held_there_is_nothing(tmp_path: Path, made: dict[str, Profile]) -> None:
    held = opened(tmp_path, text(made))
    assert held.get("ZZ") is None
    with pytest.raises(KeyError):
        held["ZZ"]


def test_one_is_read_without_the_others(tmp_path: Path, made: dict[str, Profile]) -> None:
    """Damage to one country's line leaves the others readable, and is told when that one is asked for."""
    lines = text(made).splitlines(keepends=True)
    lines[1] = "x" * (len(lines[1].encode()) - 1) + "\n"
    held = opened(tmp_path, "".join(lines))
    assert held["BB"].code == "BB"
    with pytest.raises(InputError, match=r"is damaged \(delete it; it is made again\)"):
        held["AA"]


def test_a_file_that_is_cut_short_is_told_where_it_is_read(tmp_path: Path, made: dict[str, Profile]) -> None:
    held = opened(tmp_path, text(made)[:-400])
    with pytest.raises(InputError, match="is damaged"):
        held["CC"]


def test_a_file_that_is_gone_by_the_time_it_is_read_is_told(tmp_path: Path, made: dict[str, Profile]) -> None:
    """Another run may have made a newer one in the meantime."""
    held = opened(tmp_path, text(made))
    held.path.unlink()
    with pytest.raises(InputError, match="cannot be read: No such file"):
        held["AA"]


HEAD = {"schema": "duecare.profiles/1", "as_of": "2026-11-26", "policy": 1, "seed": 1, "draws": 1, "datasets": [],
        "places": {}}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is damaged"),
        ("{", "is damaged"),
        ("[]", "is damaged"),
        ("7", "is damaged"),
        ("\x00" * 100, "is damaged"),
        ('{"schema": "duecare.profiles/2"}', "form 'duecare.profiles/2' .accepted: duecare.profiles/1"),
        *((json.dumps({key: value for key, value in HEAD.items() if key != gone}), "is damaged") for gone in HEAD),
        *((json.dumps({**HEAD, key: value}), "is damaged") for key, value in [
            ("as_of", "yesterday"), ("as_of", 7), ("places", []), ("places", {"AA": 7}), ("places", {"AA": [1]}),
            ("places", {"AA": ["x", "y"]}), ("datasets", [{}]), ("datasets", 7)]),
    ],
)  # fmt: skip
def test_what_is_no_file_of_profiles_is_refused(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        opened(tmp_path, content)


def test_a_file_that_is_not_there_or_cannot_be_written_is_told(tmp_path: Path, made: dict[str, Profile]) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        open_profiles(tmp_path / "none.jsonl")
    with pytest.raises(OutputError):
        write_profiles(tmp_path / "no" / "a.jsonl", made, as_of=DAY, policy=1, seed=1, draws=1, datasets=())


def test_what_is_written_is_complete_under_its_name(tmp_path: Path, made: dict[str, Profile]) -> None:
    path = tmp_path / "profiles.jsonl"
    write_profiles(path, made, as_of=DAY, policy=1, seed=7, draws=2000, datasets=DATASETS)
    assert path.read_text("utf-8") == text(made)
    assert [other.name for other in tmp_path.iterdir()] == ["profiles.jsonl"]
