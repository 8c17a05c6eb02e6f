"""A row says the same within a book as it does alone: `duecare.review` is what the arrays are held to."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from random_deals import random_deals, said_together
from random_rules import made_flag, made_guidance, made_severity, random_deal, random_guidance
from wide_rows import (
    CODES,
    DAY,
    Inputs,
    Provenance,
    Row,
    books,
    house_rules,
    judged_book,
    provenances,
    said_alone,
    said_by,
    shipped,
)

from duecare.facts import Value, vocabulary
from duecare.facts.condition import And, In, Is, Not, Or
from duecare.guidance import Guidance, load_guidance
from duecare.places import CODES as PLACES
from duecare.portfolio.book.columns import PARTIES
from duecare.portfolio.subjects.entities import Sources, places
from duecare.review import decide, load_policy
from duecare.review.advise import scoping_gaps
from duecare.review.judge import Gathered, judge
from duecare.review.weigh import weigh

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "parties"))

from loaded_lists import DAY as LISTED_ON
from loaded_lists import lists

FEW = settings(
    max_examples=30,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate,),  # a row that differs is shown by itself; to make it smaller takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


NAMED: dict[str, list[Row]] = {
    "nothing is declared": [{}, {"id": "A-1"}],
    "no item": [{"end_user.name": "FSB", "end_user.country": "RU", "gate": "contract"}],
    "no end user, and where it goes is known": [{"item.name": "Desk lamp", "place.country": "TR"}],
    "an end user that only its facts describe": [{"end_user.kind": "police", "place.country": "TR"}],
    "no place, but the seat of the end user": [{"item.name": "Interception suite", "end_user.country": "BY"}],
    "no place at all": [{"item.name": "Interception suite", "end_user.name": "Telecom AB", "transit.country": "AE"}],
    "an agency of the place of use, without a country": [
        {"item.name": "Interception suite", "end_user.name": "FSB", "place.country": "RU"},
        {"item.name": "Interception suite", "end_user.name": "FSB", "place.country": "NO"},
        {"item.name": "Interception suite", "end_user.name": "FSB", "destination.country": "RU"},
        {"item.name": "Interception suite", "end_user.name": "FSB", "transit.country": "RU"},
        {"item.name": "Interception suite", "reseller.name": "FSB", "place.country": "RU"},
    ],
    "the exporter alone, and in another role as well": [
        {"exporter.name": "Acme Ltd", "exporter.country": "FR"},
        {"exporter.name": "Acme Ltd", "exporter.country": "FR", "end_user.name": "Acme Ltd", "end_user.country": "FR"},
        {"exporter.name": "Acme Ltd", "exporter.country": "US", "reseller.name": "Acme Ltd", "reseller.country": "US"},
    ],
    "one party under several roles": [
        {f"{role}.{key}": value for role in ("end_user", "purchaser", "freight_forwarder", "financier")
         for key, value in (("name", "Telecom AB"), ("country", "TR"), ("opaque", "true"))},
        {"purchaser.name": "FSB", "purchaser.kind": "intelligence", "operator.name": "FSB", "operator.kind": "other",
         "reseller.name": "FSB", "reseller.country": "RU"},
    ],
    "two parties with one seat of which nothing is known": [
        {"reseller.country": "AQ", "distributor.country": "AQ", "purchaser.country": "NO", "reseller.opaque": "true",
         "distributor.opaque": "true", "item.name": "Thermal camera"},
    ],
    "parties without a name": [{"reseller.country": "HK", "distributor.country": "HK", "purchaser.opaque": "true"}],
    "more parties than fit into a number": [
        {f"{role}.{key}": value for at, role in enumerate(PARTIES) for key, value in
         (("name", f"Party {at % 9}"), ("country", CODES[at % 8]), ("abuse_record", "media")) if at != 3},
        {f"{role}.name": f"Party {at}" for at, role in enumerate(PARTIES)} | {"end_user.country": "NO"},
        {f"{role}.name": f"Party {at}" for at, role in enumerate(PARTIES)} | {"end_user.country": "RU"},
    ],
    "a region, its country, and a seat in it": [
        {"item.name": "Face recognition software", "place.country": "CN-XJ", "end_user.country": "CN-XJ"},
        {"item.name": "Face recognition software", "place.country": "CN-XJ", "destination.country": "CN"},
        {"item.name": "Face recognition software", "place.country": "CN", "purchaser.country": "CN-XJ"},
    ],
    "transit where it goes, and where the end user sits": [
        {"destination.country": "TR", "transit.country": "TR", "item.name": "Thermal camera"},
        {"place.country": "TR", "destination.country": "AE", "transit.country": "AE"},
        {"end_user.country": "AE", "transit.country": "AE", "end_user.name": "Police Nationale"},
        {"place.country": "TR", "destination.country": "AE", "transit.country": "TR"},
    ],
    "said of a place that is not there": [
        {"place.ongoing_crackdown": "true", "item.name": "Desk lamp"},
        {"place.ongoing_crackdown": "true", "place.country": "NO"},
    ],
    "what is stated and what is found out differ": [
        {"place.country": "BY", "place.practice_band": "good", "place.ongoing_crackdown": "false"},
        {"exporter.country": "FR", "transaction.exporter_eu": "false", "transaction.exporter_us": "true"},
        {"item.name": "Interception suite", "item.capability": "none", "end_user.name": "公安部",
         "end_user.country": "CN", "end_user.abuse_record": "none_known", "end_user.government_tie": "none"},
        {"transaction.licence_status": "not_required", "transaction.licence_required": "true"},
        {"transaction.licence_status": "denied", "transaction.licence_refused_before": "false"},
    ],
    "a set of which only one member decides": [{"item.capability": "facial_recognition|spyware", "gate": "contract"}],
    "spelt with what separates words elsewhere": [
        {"item.name": "a|b", "item.description": "c"},
        {"item.name": "a", "item.description": "b|c"},
        {"item.name": "=1+1", "end_user.name": "Acme; DROP TABLE book", "purchaser.name": "\"Acme\" 'Ltd' -- \\"},
    ],
}  # fmt: skip
"""What a row can leave out, say twice or say in an odd way."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Guidance:
    """The shipped instruments with a house's own."""
    return house_rules(tmp_path_factory.mktemp("house") / "acme")


def same(rows: list[Row], inputs: Inputs) -> None:
    """See that a book says of each of its rows what a review of the row says."""
    for row, together in zip(rows, judged_book(rows, inputs).said(), strict=True):
        assert together == said_alone(row, inputs)


@given(rows=books(), provenance=provenances())
@FEW
def test_rows_come_out_as_alone(rows: list[Row], provenance: Provenance) -> None:
    same(rows, shipped(provenance))


@given(rows=books(), provenance=provenances())
@FEW
def test_rows_come_out_as_alone_by_rules_of_a_house(house: Guidance, rows: list[Row], provenance: Provenance) -> None:
    same(rows, Inputs(house, load_policy(), provenance))


@pytest.mark.parametrize("seed", range(4))
def test_deals_come_out_as_alone_where_sources_differ(house: Guidance, seed: int) -> None:
    same_deals(random_deals(seed, 40), Inputs(house, load_policy(), {}))


@pytest.mark.parametrize("seed", range(60))
def test_deals_come_out_as_alone_by_a_handful_of_rules(seed: int) -> None:
    deals = [random_deal(1000 * seed + at) for at in range(15)]
    same_deals(deals, Inputs(random_guidance(seed), load_policy(), {}))


def same_deals(deals: list[Gathered], inputs: Inputs) -> None:
    """See that of deals judged at once is said what is said of each alone, the critical mark among it."""
    said, critical = said_together(deals, inputs)
    for deal, together, grave in zip(deals, said, critical, strict=True):
        assert together == said_by(decide(deal, inputs.guidance, inputs.policy))
        judgement = judge(deal, inputs.guidance, vocabulary())
        unknown = bool(scoping_gaps(judgement))
        weighed = weigh(judgement, inputs.policy, vocabulary(), unknown_scope=unknown, resolved=frozenset())
        assert grave == weighed.critical


@pytest.mark.parametrize("rows", NAMED.values(), ids=NAMED)
def test_odd_rows_come_out_as_alone(house: Guidance, rows: list[Row]) -> None:
    same(rows, shipped())
    same(rows, Inputs(house, load_policy(), {}))


def test_parties_that_may_be_listed_come_out_as_alone(tmp_path: Path) -> None:
    """An open match is a possible stop, whatever else is said of the party."""
    row = {"item.name": "Camera lens", "place.country": "IR", "transaction.subject_to_ear": "true"}
    rows: list[Row] = [
        {**row, f"{role}.name": name, f"{role}.country": "IR", "end_user.kind": "private_company"}
        for name in ("Daryani Optical Industries", "Darjani Optikal Industry")
        for role in ("end_user", "reseller", "exporter")
    ]
    rows.append({**rows[1], "end_user.listed": "false", "end_user.listed_owner_share": "10"})
    rows.append({**rows[1], "end_user.country": "NO", "reseller.name": "Darjani Optikal Industry"})
    inputs = Inputs(load_guidance(), load_policy(), {}, lists(tmp_path), LISTED_ON)
    same(rows, inputs)
    assert any(one.stops_possible for one in judged_book(rows, inputs).said())


def test_flags_that_read_one_unknown_in_opposite_directions_come_out_as_alone() -> None:
    """Either may be raised and never both: the possible level is that of one."""
    unusual = Is("transaction.payment_unusual")
    either = [made_flag("a", unusual, group="fit"), made_flag("b", Not(unusual), group="conduct")]
    same_deals([random_deal(seed) for seed in range(30)], Inputs(made_guidance(either), load_policy(), {}))


def test_an_open_flag_that_does_not_count_takes_no_other_with_it_when_it_is_cleared() -> None:
    """Beyond the depth and out of reach it counts as nothing, before an answer and after."""
    covert, unusual = Is("item.covert"), Is("transaction.payment_unusual")
    far = made_flag("far", And((covert, unusual)), subject="item", group="context", weight="critical", depth="enhanced")
    either = Or((covert, In("item.reach", ("bulk",))))
    near = made_flag("near", either, subject="item", group="context", weight="critical")
    grave = made_severity("grave", Not(Is("item.capability#drone")), size=2)
    same_deals([random_deal(seed) for seed in range(60)], Inputs(made_guidance([far, near, grave]), load_policy(), {}))


def test_a_party_said_of_by_different_sources_is_not_one_party() -> None:
    """The same words under two roles weigh less where an interested party says them."""
    facts = {
        "name": "Telecom AB",
        "country": "TR",
        "government_tie": "none",
        "opaque": "false",
        "kind": "telecom_operator",
    }
    rows: list[Row] = [
        {f"end_user.{key}": value for key, value in facts.items()},
        {f"reseller.{key}": value for key, value in facts.items()},
        {f"operator.{key}": value for key, value in facts.items()},
    ]
    said = {f"end_user.{key}": ("statement", "interested") for key in facts}
    said |= {f"operator.{key}": ("report", "independent") for key in facts}
    same(rows, shipped(said))
    assert len(judged_book(rows, shipped(said)).numbered.party_rows) == 4
    assert len(judged_book(rows, shipped()).numbered.party_rows) == 2


def test_countries_of_two_candidate_bands_come_out_as_alone(house: Guidance) -> None:
    """Where the band of a country is open between two, a rule holds if it holds for both, and a stop if for one."""
    codes = [code for code, bands in _bands().items() if len(bands) > 1][:12]
    assert codes
    rows: list[Row] = [
        {"place.country": code, "item.name": "Interception suite", "end_user.country": code, "end_user.opaque": "false",
         "end_user.government_tie": "government", "transaction.exporter_eu": "true"}
        for code in codes
    ]  # fmt: skip
    same(rows, Inputs(house, load_policy(), {}))


def _bands() -> dict[str, tuple[Value, ...]]:
    """What the band of practice of each country may be."""
    found = places([{"place.country": code} for code in PLACES], Sources(DAY, DAY, {}))
    bands = (one.facts.get("country.practice_band") for one in found)
    return {code: one.candidates for code, one in zip(PLACES, bands, strict=True) if one is not None}
