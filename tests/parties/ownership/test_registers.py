"""Registers are read from BODS and FollowTheMoney, and the transcribed cases come out as the authorities say."""

from __future__ import annotations

import contextlib
import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecare.errors import InputError
from duecare.parties.ownership import (
    PERCENT,
    UNKNOWN,
    WHOLE,
    Graph,
    Ownership,
    Seed,
    ownership_of,
    read_graph,
    share_text,
    state_shares,
)

LAW_AT = datetime.date(2026, 11, 24)


def read(folder: Path, text: str) -> Graph:
    path = folder / "graph.csv"
    path.write_text(text, "utf-8")
    return read_graph(path)


def judged(graph: Graph, *listed: str) -> Ownership:
    return ownership_of(graph, [Seed(party, "ofac") for party in listed], LAW_AT)


def stated(kind: str, inner: dict[str, object]) -> dict[str, object]:
    return {"recordType": kind, "recordDetails": inner}


# ── BODS ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def relationship(subject: str, party: object, *interests: dict[str, object], **more: object) -> dict[str, object]:
    inner = {"subject": subject, "interestedParty": party, "interests": list(interests), "isComponent": False}
    record = more.pop("recordId", f"{subject}-{party}")
    return {"statementId": f"s{record}", "recordId": record, **stated("relationship", inner), **more}


def shares(low: float, high: float | None = None, **more: object) -> dict[str, object]:
    share = {"exact": low} if high is None else {"minimum": low, "exclusiveMaximum": high}
    return {"type": "shareholding", "directOrIndirect": "direct", "share": share, **more}


def test_statements_are_read_with_their_names_shares_and_dates(tmp_path: Path) -> None:
    statements = [
        {"statementId": "1", "recordId": "a", **stated("entity", {"name": "Alpha"})},
        {"statementId": "2", "recordId": "x", **stated("person", {"names": [{"fullName": "Икс"}]})},
        {"statementId": "3", "recordId": "m", **stated("entity", {"name": "M", "entityType": {"type": "stateBody"}})},
        relationship(
            "a", "x", shares(25, 50, startDate="2019-01-01"), {"type": "votingRights", "share": {"exact": 60}}
        ),
        relationship("a", "m", shares(50)),
    ]
    graph = read(tmp_path, json.dumps(statements))
    assert [(one.owner.name, one.kind, share_text(one.share)) for one in graph.interests()] == [
        ("Икс", "shares", "25% to less than 50%"),
        ("Икс", "voting", "60%"),
        ("M", "shares", "50%"),
    ]
    assert [one.party.name for one in state_shares(graph, LAW_AT)] == ["Alpha"]


def test_a_record_that_is_stated_again_replaces_what_was_said_before_from_that_day(tmp_path: Path) -> None:
    statements = [
        relationship("a", "x", shares(80), recordId="r", statementDate="2018-01-01"),
        relationship("a", "x", shares(30), recordId="r", statementDate="2020-01-01", recordStatus="updated"),
        relationship("a", "x", shares(30), recordId="r", statementDate="2022-01-01", recordStatus="closed"),
    ]
    graph = read(tmp_path, json.dumps(statements))
    for year, status, low in ((2019, "blocked", 80), (2021, "clear", 30), (2023, "clear", 0)):
        standing = ownership_of(graph, [Seed("x", "ofac")], LAW_AT, known_at=datetime.date(year, 6, 1))["a"]["ofac"]
        assert (standing.status, standing.share[0]) == (status, low * PERCENT)
    flags = ownership_of(graph, [Seed("x", "ofac")], LAW_AT)["a"]["ofac"].flags
    assert {flag.kind for flag in flags} == {"former"}, "who held it until lately is a reason to look closer"


def test_statements_of_the_versions_before_are_read_too(tmp_path: Path) -> None:
    statements = [
        {"statementID": "e1", "statementType": "entityStatement", "name": "Alpha", "entityType": "registeredEntity"},
        {"statementID": "e2", "statementType": "entityStatement", "name": "Alpha plc", "replacesStatements": ["e1"]},
        {"statementID": "p1", "statementType": "personStatement", "names": [{"fullName": "Iks"}]},
        {
            "statementID": "o1",
            "statementType": "ownershipOrControlStatement",
            "subject": {"describedByEntityStatement": "e1"},
            "interestedParty": {"describedByPersonStatement": "p1"},
            "interests": [
                {"type": "voting-rights", "share": {"minimum": 25, "exclusiveMinimum": True, "maximum": 50}},
            ],
        },
        {
            "statementID": "o2",
            "statementType": "ownershipOrControlStatement",
            "subject": {"describedByEntityStatement": "e2"},
            "interestedParty": {"unspecified": {"reason": "unknown", "description": "not told"}},
        },
    ]  # fmt: skip
    graph = read(tmp_path, "\n".join(json.dumps(statement) for statement in statements))
    (only,) = graph.interests()
    assert (only.owner.name, only.owned.id, only.kind, share_text(only.share)) == (
        "Iks",
        "e2",
        "voting",
        "more than 25% to 50%",
    )
    assert any("not told" in note for note in graph.notes)


def test_an_owner_whom_nobody_names_may_be_anybody(tmp_path: Path) -> None:
    graph = read(tmp_path, json.dumps([relationship("a", {"reason": "unknown"}, shares(100))]))
    standing = judged(graph)["a"]["ofac"]
    assert (standing.status, standing.silent) == ("clear", True)


def test_more_than_the_whole_in_a_register_makes_the_shares_unknown_and_says_so(tmp_path: Path) -> None:
    graph = read(tmp_path, json.dumps([relationship("a", "x", shares(100)), relationship("a", "y", shares(100))]))
    result = judged(graph, "x")
    assert result["a"]["ofac"].status == "possible"
    assert any("200% of the shares of 'a'" in note for note in result.held.notes)


@pytest.mark.parametrize("share", [{"exact": 120}, {"exact": "many"}, {"exact": True}, {"minimum": 60, "maximum": 20}])
def test_a_share_that_cannot_be_is_refused_by_statement(tmp_path: Path, share: dict[str, object]) -> None:
    interest = {"type": "shareholding", "share": share}
    with pytest.raises(InputError, match="statement 1: "):
        read(tmp_path, json.dumps([relationship("a", "x", interest)]))


KEYS = ("statementId", "recordId", "recordType", "recordDetails", "subject", "interestedParty", "interests", "share")
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@given(ANY_JSON)
def test_no_json_breaks_the_reading_of_statements(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    statement = {"statementId": "s", "recordType": "relationship", "recordDetails": value}
    with contextlib.suppress(InputError):
        judged(read(tmp_path_factory.getbasetemp(), json.dumps([statement, value])))


# ── FollowTheMoney ───────────────────────────────────────────────────────────────────────────────────────────────────


def entity(key: str, schema: str, **properties: list[str]) -> str:
    return json.dumps({"id": key, "schema": schema, "properties": properties})


def test_entities_are_read_with_owners_directors_and_public_bodies(tmp_path: Path) -> None:
    lines = [
        entity("a", "Company", name=["Alpha"], jurisdiction=["ru"]),
        entity("m", "PublicBody", name=["Ministry"]),
        entity("x", "Person", name=["Iks"], topics=["sanction"]),
        entity("o1", "Ownership", owner=["m"], asset=["a"], percentage=["50.5"], endDate=["2024-05"]),
        entity("o2", "Ownership", owner=["x"], asset=["a"]),
        entity("d1", "Directorship", director=["x"], organization=["a"]),
        entity("t1", "Address", full=["somewhere"]),
    ]
    graph = read(tmp_path, "\n".join(lines))
    assert [(one.owner.id, one.kind, one.share, one.ends) for one in graph.interests()] == [
        ("m", "shares", (50_500_000_000, 50_500_000_000), datetime.date(2024, 5, 31)),
        ("x", "shares", UNKNOWN, None),
        ("x", "tie", UNKNOWN, None),
    ]
    assert any("1 parties are marked" in note for note in graph.notes)
    standing = judged(graph, "x")["a"]["ofac"]
    assert (standing.status, [flag.kind for flag in standing.flags]) == ("possible", ["tie"])
    assert graph.parties[graph.index["m"]].kind == "government"


def test_a_broken_line_is_refused_by_its_number(tmp_path: Path) -> None:
    good = entity("a", "Company", name=["Alpha"])
    with pytest.raises(InputError, match=r"graph.csv:2: is no JSON"):
        read(tmp_path, good + "\n{cut")
    with pytest.raises(InputError, match=r"graph.csv:2: the share '120'"):
        read(tmp_path, good + "\n" + entity("o", "Ownership", owner=["x"], asset=["a"], percentage=["120"]))
    with pytest.raises(InputError, match=r"graph.csv:2: is no entity"):
        read(tmp_path, good + "\n[]")


# ── reference data ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.reference_data
def test_the_transcribed_cases_of_the_authorities_come_out_as_they_say(reference_data: Path, tmp_path: Path) -> None:
    document = json.loads((reference_data / "pairs/ownership_cases.json").read_text("utf-8"))
    assert len(document["cases"]) == 12
    regimes = {"uk_no_joint_arrangement": "uk", "eu_2024": "eu"}
    statuses = {True: {"blocked"}, False: {"clear"}, "yes-on-lower-bound": {"blocked"}, "undetermined": {"possible"}}
    for case in document["cases"]:
        lines = ["owner,owned,share"]
        for owner, owned, share in case["edges"]:
            said = "unknown" if share is None else "-".join(map(str, share)) if isinstance(share, list) else f"{share}%"
            lines.append(f"{owner},{owned},{said}")
        graph = read(tmp_path, "\n".join(lines))
        for key in case.keys() - {"id", "edges", "listed", "why"}:
            regime = regimes.get(key, key)
            result = ownership_of(graph, [Seed(party, regime) for party in case["listed"]], LAW_AT)
            for party, expected in case[key].items():
                assert result[party][regime].status in statuses[expected], (case["id"], key, party)


@pytest.mark.reference_data
def test_every_example_of_the_standard_is_read_and_judged(reference_data: Path) -> None:
    paths = sorted((reference_data / "lists/ownership_bods").glob("*.json"))
    assert len(paths) == 19
    for path in paths:
        graph = read_graph(path)
        assert graph.parties
        result = judged(graph, *(party.id for party in graph.parties if party.kind == "person"))
        assert len(result) == len(graph.parties)


@pytest.mark.reference_data
def test_the_example_of_a_state_enterprise_is_state_owned_to_the_whole(reference_data: Path) -> None:
    """A ministry with 76.5 percent through a company and 23.5 directly."""
    graph = read_graph(reference_data / "lists/ownership_bods/bods-package-fi-soe.json")
    found = {one.party.name: one.effective for one in state_shares(graph, LAW_AT)}
    assert found["Gasgrid Finland Oy"] == (WHOLE, WHOLE)
    result = ownership_of(graph, (), LAW_AT, regimes=["state-50"])
    assert {one["state-50"].party.name for one in result.values() if one["state-50"].status == "blocked"} == {
        "Gasgrid Finland Oy",
        "Suomen Kaasuverkko Oy",
    }
