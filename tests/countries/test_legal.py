"""Legal triggers and treaties: cited, dated, of the day asked for, and never a part of a band."""

from __future__ import annotations

import datetime

import pytest

from duecare.countries.holdings import Holdings, holdings
from duecare.countries.legal import TREATIES, Kind, Trigger, treaty, triggers
from duecare.countries.sources.record import (
    ArmsPolicy,
    ChartRow,
    CountryGroups,
    Edition,
    Programme,
    Record,
    Shutdown,
    TreatyStatement,
    TreatyStatus,
)
from duecare.snapshots.starter.files import read_json

DAY = datetime.date(2026, 11, 26)
day = datetime.date
CODES = tuple(read_json("countries.json"))


NOVEMBER = day(2026, 11, 1)


def held(*records: Record, published: datetime.date = NOVEMBER) -> Holdings:
    return holdings([("A source", published, Edition("edition 7", None, records))])


def of_kind(code: str, kind: Kind, when: datetime.date = DAY, loaded: Holdings | None = None) -> list[Trigger]:
    return [one for one in triggers(code, when, loaded) if one.kind == kind]


def programme(**more: object) -> Programme:
    fields: dict[str, object] = {
        "key": "EU-XXX", "title": "Measures against Norway", "issuer": "eu_council", "countries": ("NO",),
        "measures": ("Asset freeze",), "interception_ban": False, "internal_repression": False,
    }  # fmt: skip
    return Programme(**{**fields, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("when", [day(1985, 1, 1), day(1995, 1, 1), day(2012, 6, 1), day(2022, 1, 1), DAY])
def test_every_trigger_is_cited_and_none_is_dated_after_the_day(when: datetime.date) -> None:
    for code in CODES:
        for one in triggers(code, when):
            assert one.source, one
            assert one.says
            assert one.by in {"UN", "EU", "US", "UK", "OSCE", "OFAC"}
            assert one.since is None or one.since <= when


@pytest.mark.parametrize("when", [day(1985, 1, 1), day(2012, 6, 1), day(2022, 1, 1), day(2022, 12, 1), DAY])
def test_no_treaty_status_is_dated_after_the_day(when: datetime.date) -> None:
    for code in CODES:
        for name in TREATIES:
            found = treaty(code, name, when)
            if found is not None:
                assert found.status in ("party", "signed", "none")
                assert found.day is None or found.day <= when
                assert found.source_date is None or found.source_date <= when


def test_the_authority_of_a_measure_is_named_as_readers_know_it() -> None:
    assert {one.by for one in of_kind("MM", "interception_ban")} == {"EU", "UK"}
    assert "GB" not in {one.by for code in CODES for one in triggers(code, DAY)}


def test_each_treaty_is_cited_by_its_own_chapter() -> None:
    sources = {name: treaty("NO", name, DAY) for name in ("iccpr", "op1", "cat")}
    assert {name: found.source[-6:].strip(" ()") for name, found in sources.items() if found} == {
        "iccpr": "IV-4",
        "op1": "IV-5",
        "cat": "IV-9",
    }
    assert treaty("NO", "cedaw", DAY) is None


def test_a_signature_alone_is_not_carried_back() -> None:
    """That a state had only signed in August 2022 does not say when it signed."""
    assert treaty("CN", "iccpr", day(2021, 1, 1)) is None
    found = treaty("CN", "iccpr", day(2022, 9, 1))
    assert found is not None
    assert found.status == "signed"


def test_groups_are_those_of_the_loaded_edition_from_its_day_on() -> None:
    loaded = held(CountryGroups("NO", frozenset({"A:1", "D:5"})), published=day(2026, 9, 1))
    (before,) = of_kind("NO", "ear_groups", day(2026, 8, 31), loaded)
    assert "D:5" not in before.value
    (after,) = of_kind("NO", "ear_groups", day(2026, 9, 1), loaded)
    assert after.value == ("A:1", "D:5")
    assert (after.since, after.as_of) == (day(2026, 9, 1), True)


def test_a_state_that_the_loaded_table_does_not_list_is_in_no_group_and_of_another_place_nothing_is_said() -> None:
    """The table is complete for states, and does not speak of places without a row of their own."""
    loaded = held(CountryGroups("CN", frozenset({"D:5"})))
    (norway,) = of_kind("NO", "ear_groups", DAY, loaded)
    assert norway.value == ()
    assert of_kind("UA-43", "ear_groups", DAY, loaded) == []
    assert of_kind("ZZ", "ear_groups", DAY, loaded) == []


@pytest.mark.parametrize(
    ("row", "value"),
    [
        (ChartRow("NO", frozenset({"CB 1", "CC 1", "CC 3"})), ("CC 1", "CC 3")),
        (ChartRow("NO", frozenset({"CB 1"})), ()),
        (ChartRow("NO", frozenset(), ("See § 746.2",)), ("See § 746.2",)),
        (ChartRow("NO", frozenset()), ()),
    ],
)
def test_a_row_of_the_chart_that_sends_to_an_embargo_is_not_free(row: ChartRow, value: tuple[str, ...]) -> None:
    (found,) = of_kind("NO", "crime_control_column", DAY, held(row))
    assert found.value == value
    assert of_kind("SE", "crime_control_column", DAY, held(row)) == []


def test_a_programme_shows_what_it_lays_down_and_by_whom() -> None:
    one = programme(measures=("Arms restrictions", "Asset freeze"), interception_ban=True)
    loaded = held(one)
    for kind in ("arms_embargo", "interception_ban", "sanctions_programme"):
        (found,) = of_kind("NO", kind, DAY, loaded)
        assert (found.by, found.since, found.as_of) == ("EU", day(2026, 11, 1), True)
        assert "EU-XXX" in found.source
    assert of_kind("SE", "sanctions_programme", DAY, loaded) == []
    assert of_kind("NO", "sanctions_programme", day(2026, 10, 31), loaded) == []


def test_a_freeze_of_assets_is_no_embargo_and_an_embargo_of_another_state_none_that_is_looked_for() -> None:
    assert of_kind("NO", "arms_embargo", DAY, held(programme())) == []
    swiss = programme(issuer="ch_seco", measures=("Arms restrictions",))
    assert of_kind("NO", "arms_embargo", DAY, held(swiss)) == []
    assert of_kind("NO", "sanctions_programme", DAY, held(swiss))[0].by == "CH"


def test_a_measure_that_the_starter_dates_is_not_said_twice() -> None:
    loaded = held(programme(countries=("BY",), measures=("Arms restrictions",), interception_ban=True))
    assert [one.as_of for one in of_kind("BY", "interception_ban", DAY, loaded) if one.by == "EU"] == [False]
    assert [one.as_of for one in of_kind("BY", "arms_embargo", DAY, loaded) if one.by == "EU"] == [False]


def test_a_loaded_treaty_status_counts_from_its_act_on() -> None:
    loaded = held(TreatyStatus("AE", "iccpr", "party", day(2026, 11, 10)), published=day(2026, 11, 1))
    assert treaty("AE", "iccpr", day(2026, 11, 9), loaded) is None
    found = treaty("AE", "iccpr", day(2026, 11, 10), loaded)
    assert found is not None
    assert (found.status, found.source) == ("party", "A source (edition 7)")
    before = treaty("AE", "iccpr", day(2026, 10, 1), loaded)
    assert before is not None
    assert before.status == "none"


def test_statements_to_a_treaty_stand_from_their_day_until_they_are_withdrawn() -> None:
    loaded = held(
        TreatyStatus("NO", "iccpr", "party", day(1972, 9, 13)),
        TreatyStatement("NO", "iccpr", "derogation", ("17", "19"), day(2026, 11, 5), "...", day(2026, 11, 20)),
        TreatyStatement("NO", "iccpr", "reservation", (), None, "..."),
        TreatyStatement("NO", "cat", "declaration", (), None, "..."),
    )
    said = {
        when: found.statements
        for when in (day(2026, 11, 4), day(2026, 11, 5), day(2026, 11, 20))
        if (found := treaty("NO", "iccpr", when, loaded))
    }
    assert said == {
        day(2026, 11, 4): ("reservation",),
        day(2026, 11, 5): ("derogation on Article 17, 19, 2026-11-05", "reservation"),
        day(2026, 11, 20): ("reservation",),
    }


def test_arms_policy_is_shown_and_not_judged() -> None:
    loaded = held(ArmsPolicy("ET", "(n)", "denial for security forces", security_forces=True))
    (found,) = of_kind("ET", "arms_policy", DAY, loaded)
    assert found.source == "22 CFR 126.1(n)"
    assert of_kind("ET", "arms_policy", day(2026, 10, 1), loaded) == []


def test_of_two_editions_with_the_same_kind_the_first_counts_whole() -> None:
    one = ("New", day(2026, 11, 1), Edition("b", None, (CountryGroups("NO", frozenset({"A:1"})),)))
    other = ("Old", day(2026, 1, 1), Edition("a", None, (CountryGroups("CN", frozenset({"D:1"})),)))
    both = holdings([one, other])
    assert both.groups is not None
    assert both.groups.rows == {"NO": frozenset({"A:1"})}
    assert not both.empty
    assert holdings([]).empty
    assert held(Shutdown("NO", day(2024, 1, 1), None, None, None)).shutdowns is not None
