"""What stands beside the name of a body, as statements, owners, listings and laws, and the tie that it shows."""

from __future__ import annotations

import pytest

from duecare.errors import InputError
from duecare.facts import vocabulary
from duecare.parties.government import Owner, read_body
from duecare.parties.lists.record import ListedName, ListEntry

TIES = vocabulary().facts["party.government_tie"].domain


def entry(list_key: str, kind: str = "company") -> ListEntry:
    return ListEntry("x:1", list_key, kind, (ListedName("Acme"),), "review")  # type: ignore[arg-type]


def test_a_statement_of_the_buyer_never_clears_an_inferred_tie() -> None:
    """It stands beside, and the reading says that it contradicts."""
    bare = read_body("Ministry of Interior")
    told = read_body("Ministry of Interior", stated_kind="private_company", stated_tie="none")
    assert (told.kind, told.tie, told.tie_confidence) == (bare.kind, bare.tie, bare.tie_confidence)
    assert (told.stated_kind, told.stated_tie) == ("private_company", "none")
    assert told.contradicted
    assert any("never clears" in doubt for doubt in told.doubts)


def test_a_statement_fills_nothing_that_the_name_leaves_open() -> None:
    """What is inferred stays unknown, and the statement is shown."""
    reading = read_body("Xyzzy", stated_kind="police", stated_tie="none")
    assert (reading.kind, reading.tie) == (None, None)
    assert (reading.stated_kind, reading.stated_tie) == ("police", "none")
    assert not reading.contradicted


@pytest.mark.parametrize(
    ("owners", "tie"),
    [
        ([Owner("Republic of Ruritania", 50, 50, state=True)], "state_owned"),
        ([Owner("Ministry of Finance", 100, 100)], "state_owned"),
        ([Owner("Ministry of Finance", 26, 26), Owner("City of Strelsau", 24, 24, state=True)], "state_owned"),
        ([Owner("Ministry of Finance", 30, 30), Owner("Rupert Ltd", 20, 20)], "controlled"),
        ([Owner("Ministry of Finance", 10, 10)], None),
        ([Owner("Ministry of Finance")], None),
        ([Owner("Rupert Ltd", 100, 100)], None),
        ([], None),
    ],
)
def test_owners_that_are_a_state_s_show_a_tie_by_their_share(owners: list[Owner], tie: str | None) -> None:
    """Half is state-owned, a quarter a say, less or unknown a doubt."""
    reading = read_body("Acme Ltd", owners=owners)
    assert reading.tie == tie
    assert (reading.kind == "state_owned_enterprise") == (tie == "state_owned")


def test_a_state_s_quarter_is_surer_where_no_one_holds_more() -> None:
    """A larger private owner makes control less likely."""
    alone = read_body("Acme Ltd", owners=[Owner("Ministry of Finance", 30, 30)])
    beside = read_body("Acme Ltd", owners=[Owner("Ministry of Finance", 30, 30), Owner("Rupert Ltd", 70, 70)])
    assert (alone.tie_confidence, beside.tie_confidence) == ("likely", "weak")


def test_a_range_that_may_reach_half_is_asked_about() -> None:
    """Unknown is not no."""
    reading = read_body("Acme Ltd", owners=[Owner("Ministry of Finance", 30, 60)])
    assert reading.tie == "controlled"
    assert any("half" in question for question in reading.open)


def test_an_owner_of_unknown_share_is_an_edge_and_a_doubt() -> None:
    """It is shown even where it settles nothing."""
    reading = read_body("Acme Ltd", owners=[Owner("Ministry of Finance")])
    assert [edge.source for edge in reading.edges] == ["owner"]
    assert reading.doubts
    assert reading.open


@pytest.mark.parametrize("shares", [(-1, 10), (0, 120), (60, 40), (float("nan"), 50)])
def test_impossible_shares_are_refused(shares: tuple[float, float]) -> None:
    """120 percent, negative, the wrong way round."""
    with pytest.raises(InputError, match="accepted: 0 to 100"):
        Owner("Ministry of Finance", *shares)


def test_private_owners_do_not_show_that_there_is_no_tie() -> None:
    """Who stands behind them was not looked at."""
    reading = read_body("Acme Ltd", owners=[Owner("Rupert Ltd", 100, 100)])
    assert reading.tie is None
    assert any("behind them" in doubt for doubt in reading.doubts)


@pytest.mark.parametrize(
    ("listing", "tie"),
    [
        (entry("us-bis-el", "body"), "government"),
        (entry("us-dod-1260h"), "controlled"),
        (entry("us-ofac-cmic"), "controlled"),
        (entry("us-bis-meu"), None),
        (entry("us-ofac-sdn"), None),
    ],
)
def test_listings_show_a_tie_where_the_list_s_criterion_is_one(listing: ListEntry, tie: str | None) -> None:
    """A military end user need not be an organ of a state."""
    reading = read_body("Acme Ltd", listings=[listing])
    assert reading.tie == tie
    assert [edge.source for edge in reading.edges] == ["list"]


def test_the_closest_tie_counts_where_evidence_differs() -> None:
    """A state's owner does not make a ministry less than a ministry."""
    owners = [Owner("Ministry of Finance", 100, 100)]
    assert read_body("Ministry of Interior", owners=owners).tie == "government"
    assert read_body("Acme Ltd", owners=owners, compelled_by="Telecom Act s. 5").tie == "state_owned"


def test_compelled_comes_only_from_a_law_that_is_given() -> None:
    """No name shows it."""
    reading = read_body("Vodafone Group Plc", compelled_by="Ruritania, Telecommunications Act 2020, section 5")
    assert (reading.kind, reading.tie) == ("telecom_operator", "compelled")
    assert reading.edges[0].source == "law"
