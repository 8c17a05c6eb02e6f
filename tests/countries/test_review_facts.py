"""What a review says of countries and agencies: candidates where several bands stay possible, gaps, and replay."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from loaded_home import DAY, Loaded

from duecare.countries import CountryData, gather_countries, starter_data
from duecare.countries.agencies.register import agency
from duecare.countries.profile.policy import BANDS, policy
from duecare.facts import vocabulary
from duecare.guidance import load_guidance
from duecare.places import CODES
from duecare.review import Review, load_policy, review, review_bytes
from duecare.review.evidence import Assertion, Settled, settle
from duecare.review.gather import gather
from duecare.review.judge import Gathered
from duecare.review.replay import replay
from duecare.transaction import Source, read_transaction

DEAL = """
schema: duecare.transaction/1
id: cameras
title: Cameras for a city
items: [{id: camera, name: Camera, capabilities: [video_surveillance]}]
parties:
  - {id: buyer, name: "%s", country: %s, roles: [end_user]%s}
places:
  - {id: site, country: %s, roles: [use]%s}
"""
SEVERE = "HOUSE/context/practice-severe"


def deal(folder: Path, country: str, buyer: str = "City works", facts: str = "", of_party: str = "") -> Path:
    path = folder / "deal.yaml"
    path.write_text(DEAL % (buyer, country, of_party, country, facts), encoding="utf-8")
    return path


def gathered(path: Path, data: CountryData | None = None, day: datetime.date = DAY) -> Gathered:
    return gather(read_transaction(path), known_at=day, law_at=day, country_data=data)


def reviewed(path: Path, data: CountryData | None = None, day: datetime.date = DAY) -> Review:
    return review(read_transaction(path), known_at=day, country_data=data)


def settled(held: Gathered, subject: str, fact: str) -> Settled:
    found, _ = settle(held.assertions, vocabulary(), held.known_at)
    return found.get((subject, fact), Settled(()))


def gaps(held: Gathered, subject: str) -> list[str]:
    return [gap.kind for gap in held.gaps if gap.subject == subject]


def status(result: Review, flag: str, subject: str) -> str:
    return next(found.status for found in result.findings if found.id == f"{flag}@{subject}")


def test_severe_on_one_family_alone_is_two_candidates_and_raises_nothing_by_itself(tmp_path: Path) -> None:
    """The starter has V-Dem alone."""
    path = deal(tmp_path, "BY")
    held = gathered(path)
    assert settled(held, "country:BY", "country.practice_band").candidates == ("serious", "severe")
    assert {"single_source", "uncertain_band", "law_unknown"} <= set(gaps(held, "country:BY"))
    assert status(reviewed(path), SEVERE, "country:BY") == "open"


def test_severe_by_two_families_is_one_value_and_raises(tmp_path: Path, loaded: Loaded) -> None:
    """The same deal with the sources that are loaded."""
    path = deal(tmp_path, "BY")
    held = gathered(path, loaded.data)
    assert settled(held, "country:BY", "country.practice_band").candidates == ("severe",)
    assert not {"single_source", "uncertain_band"} & set(gaps(held, "country:BY"))
    assert status(reviewed(path, loaded.data), SEVERE, "country:BY") == "raised"


def test_good_by_all_families_clears_and_by_one_with_a_doubt_does_not(tmp_path: Path, loaded: Loaded) -> None:
    path = deal(tmp_path, "NO")
    assert settled(gathered(path), "country:NO", "country.practice_band").candidates == ("good", "mixed")
    assert settled(gathered(path, loaded.data), "country:NO", "country.practice_band").candidates == ("good",)
    assert status(reviewed(path, loaded.data), SEVERE, "country:NO") == "clear"


def test_what_no_source_says_is_a_gap_and_open(tmp_path: Path) -> None:
    path = deal(tmp_path, "AD")
    held = gathered(path)
    assert settled(held, "country:AD", "country.practice_band").candidates == ()
    assert "no_data" in gaps(held, "country:AD")
    assert status(reviewed(path), SEVERE, "country:AD") == "open"
    assert held.practice == ()


def test_dimensions_of_which_nothing_is_known_leave_every_worse_band_possible(tmp_path: Path, loaded: Loaded) -> None:
    held = gathered(deal(tmp_path, "AD"), loaded.data)
    assert settled(held, "country:AD", "country.practice_band").candidates == BANDS
    assert {"no_data", "uncertain_band", "single_source", "law_unknown"} <= set(gaps(held, "country:AD"))


def test_old_data_and_old_editions_are_gaps(tmp_path: Path, loaded: Loaded) -> None:
    path = deal(tmp_path, "NP")
    texts = [gap.text for gap in gathered(path, loaded.data).gaps if gap.kind == "stale"]
    assert any("surveillance and privacy" in text and "2023" in text for text in texts)
    assert any("141 days old" in text for text in texts)
    assert "stale" not in gaps(gathered(path, day=datetime.date(2024, 6, 1)), "country:NP")


def test_sources_that_contradict_each_other_are_a_gap(tmp_path: Path, loaded: Loaded) -> None:
    texts = [gap.text for gap in gathered(deal(tmp_path, "UY"), loaded.data).gaps if gap.kind == "conflict"]
    assert len(texts) == 1
    assert "physical integrity" in texts[0]
    assert not [gap for gap in gathered(deal(tmp_path, "UY")).gaps if gap.kind == "conflict"]


def test_several_bands_of_one_source_are_no_difference_between_sources(tmp_path: Path) -> None:
    held = gathered(deal(tmp_path, "BY"))
    _, conflicts = settle(held.assertions, vocabulary(), held.known_at)
    assert not [gap for gap in conflicts if gap.kind == "conflict"]


def test_a_persons_decision_settles_the_band_and_the_layers_stay_apart(tmp_path: Path) -> None:
    said = ", facts: {practice_band: {value: serious, source: {title: memo, kind: judgement, by: counsel}}}"
    held = gathered(deal(tmp_path, "BY", facts=said))
    assert settled(held, "country:BY", "country.practice_band").candidates == ("serious",)
    assert settled(held, "country:BY", "country.surveillance_band").candidates == ("serious", "severe")
    assert settled(held, "country:BY", "country.interception_ban").candidates == (True,)


def test_what_the_checklist_raises_does_not_clear_the_other_kinds_of_law(tmp_path: Path) -> None:
    held = gathered(deal(tmp_path, "CN"))
    assert settled(held, "country:CN", "country.laws_of_concern#L5").candidates == (True,)
    kinds = [settled(held, "country:CN", f"country.laws_of_concern#L{number}").candidates for number in range(1, 17)]
    assert set(kinds) == {(True,), ()}
    assert "law_unknown" not in gaps(held, "country:CN")


def test_an_agency_of_the_register_raises_under_its_own_name_alone(tmp_path: Path) -> None:
    held = gathered(deal(tmp_path, "BD", "র‍্যাপিড অ্যাকশন ব্যাটালিয়ন"))
    assert settled(held, "party:buyer", "party.abuse_record").candidates == ("official",)
    assert settled(held, "party:buyer", "party.agency_band").candidates == ("severe",)
    near = gathered(deal(tmp_path, "BD", "Rapid Acton Battalion"))
    assert settled(near, "party:buyer", "party.agency_band").candidates == ()
    assert "possible_agency" in gaps(near, "party:buyer")
    elsewhere = gathered(deal(tmp_path, "IN", "Rapid Action Battalion"))
    assert settled(elsewhere, "party:buyer", "party.agency_band").candidates == ()
    assert "possible_agency" not in gaps(elsewhere, "party:buyer")


def test_a_possible_agency_is_asked_about_and_raises_nothing(tmp_path: Path) -> None:
    result = reviewed(deal(tmp_path, "BD", "Rapid Acton Battalion"))
    assert [gap["kind"] for gap in result.gaps if gap["subject"] == "party:buyer"].count("possible_agency") == 1
    other = reviewed(deal(tmp_path, "BD", "Ninth Riverside Battalion"))
    raised = [{found.id for found in one.findings if found.status == "raised"} for one in (result, other)]
    assert raised[0] == raised[1]
    exact = reviewed(deal(tmp_path, "BD", "Rapid Action Battalion"))
    assert {found.id for found in exact.findings if found.status == "raised"} > raised[0]


def test_an_agency_has_the_candidates_of_its_country_one_step_stricter_for_its_kind(tmp_path: Path) -> None:
    """A service of which nothing of its own is on file."""
    service = agency("EC/cies")
    assert (service.kind, service.evidence, service.safeguards) == ("intelligence", (), ())
    held = gathered(deal(tmp_path, "EC", service.name))
    country = settled(held, "country:EC", "country.practice_band").candidates
    assert len(country) == 2
    ranks = [min(BANDS.index(str(band)) + 1, 3) for band in country]
    expected = tuple(dict.fromkeys(BANDS[rank] for rank in ranks))
    assert settled(held, "party:buyer", "party.agency_band").candidates == expected
    assert settled(held, "party:buyer", "party.abuse_record").candidates == ()
    assert settled(held, "party:buyer", "party.abuse_linked_unit").candidates == (True,)


@pytest.mark.parametrize("country", ["BY", "NO", "AD", "UY", "CN", "NP"])
@pytest.mark.parametrize("with_data", [False, True])
def test_replay_gives_the_same_bytes_without_any_source(
    tmp_path: Path, loaded: Loaded, country: str, with_data: bool
) -> None:
    result = reviewed(deal(tmp_path, country, "Rapid Action Battalion"), loaded.data if with_data else None)
    path = tmp_path / "review.json"
    path.write_bytes(review_bytes(result))
    again = replay(path, load_guidance(), load_policy())
    assert again.same, again.moved
    assert review_bytes(again.review) == path.read_bytes()
    assert len(result.gathered.practice) == (len(policy().dimensions) if country != "AD" else int(with_data))


def test_two_runs_on_the_same_data_give_the_same_bytes(tmp_path: Path, loaded: Loaded) -> None:
    path = deal(tmp_path, "BY")
    assert review_bytes(reviewed(path, loaded.data)) == review_bytes(reviewed(path, loaded.data))


@pytest.mark.parametrize(
    "day",
    [datetime.date(1995, 1, 1), datetime.date(2008, 1, 1), datetime.date(2018, 3, 1), datetime.date(2018, 4, 1), DAY],
)
def test_nothing_dated_later_is_known_of_any_country(loaded: Loaded, day: datetime.date) -> None:
    for data in (loaded.data, starter_data()):
        for code, known in gather_countries(sorted(CODES), day, data).items():
            for fact in known.facts:
                assert fact.source_date is None or fact.source_date <= day, (code, fact)
                if fact.found_by.startswith("countries: practice profile"):
                    assert fact.source_date is not None
            for shown in known.shown:
                assert shown.newest < day.year, (code, shown.dimension)
                assert all(year.year < day.year for year in shown.line)


def test_a_day_before_an_edition_was_out_does_not_know_it(tmp_path: Path) -> None:
    """V-Dem is out in mid-March; on the first of the month the year before counts."""
    path = deal(tmp_path, "BY")
    found = {day: gathered(path, day=day) for day in (datetime.date(2021, 3, 1), datetime.date(2021, 4, 1))}
    dates = {
        day: {entry.source.date for entry in held.assertions if entry.fact == "country.expression_band"}
        for day, held in found.items()
    }
    assert dates == {
        datetime.date(2021, 3, 1): {datetime.date(2020, 3, 17)},
        datetime.date(2021, 4, 1): {datetime.date(2021, 3, 17)},
    }
    assert {one.newest for one in found[datetime.date(2021, 3, 1)].practice} == {2019}


def test_countries_on_the_way_and_of_parties_are_known_and_only_those_of_use_make_gaps(tmp_path: Path) -> None:
    path = deal(tmp_path, "AD")
    with path.open("a", encoding="utf-8") as file:
        file.write("  - {id: port, country: AE, roles: [transit]}\n")
    held = gathered(path)
    assert settled(held, "country:AE", "country.expression_band").candidates
    assert gaps(held, "country:AE") == []
    assert gaps(held, "country:AD")


BY_PROFILE = Source("Practice profile", "independent", datetime.date(2026, 3, 17))


@pytest.mark.parametrize(
    ("others", "differ"),
    [([], False), ([("serious", "Report")], True), ([("severe", "Practice profile")], False)],
)
def test_sources_differ_only_where_two_say_something_else(others: list[tuple[Any, str]], differ: bool) -> None:
    entries = [
        Assertion("country:XX", "country.practice_band", band, BY_PROFILE, f"read as {band}")
        for band in ("serious", "severe")
    ]
    entries += [
        Assertion("country:XX", "country.practice_band", band, Source(title, "independent", DAY), "stated")
        for band, title in others
    ]
    found, said = settle(entries, vocabulary(), DAY)
    assert found["country:XX", "country.practice_band"].candidates == ("serious", "severe")
    assert [gap.kind for gap in said] == (["conflict"] if differ else [])
