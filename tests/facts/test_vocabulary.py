"""The vocabulary, and how raw answers become values."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_conditions import WORDS

from duecare.facts import FactType, Value, VocabularyError, vocabulary
from duecare.facts.vocabulary import build_vocabulary, compile_vocabulary

READ: list[tuple[str, Any, Value | None]] = [
    ("use.group_targeting", "yes", True),
    ("use.group_targeting", "No", False),
    ("use.group_targeting", True, True),
    ("use.group_targeting", " FALSE ", False),
    ("party.kind", " police ", "police"),
    ("country.practice_band", "severe", "severe"),
    ("item.capability", ["drone", "spyware"], frozenset({"drone", "spyware"})),
    ("item.capability", "drone, spyware", frozenset({"drone", "spyware"})),
    ("item.capability", [], frozenset()),
    ("item.services#training", "yes", True),
    ("party.listed_owner_share", "51%", 51.0),
    ("party.listed_owner_share", 0, 0.0),
    ("end_user.listed_owner_share", "49.5", 49.5),
    ("transaction.signed_on", "2026-11-23", date(2026, 11, 23)),
    ("transaction.signed_on", date(2020, 2, 29), date(2020, 2, 29)),
    ("transaction.signed_on", datetime(2020, 2, 29, 23, 59), date(2020, 2, 29)),
]

REFUSED: list[tuple[str, Any]] = [
    ("use.group_targeting", "maybe"),
    ("use.group_targeting", 1),
    ("use.group_targeting", ["yes"]),
    ("party.kind", "polise"),
    ("party.kind", True),
    ("party.kind", "police\nmilitary"),
    ("country.practice_band", "worst"),
    ("item.capability", ["drone", "dron"]),
    ("item.capability", {"drone": "yes"}),
    ("item.capability", [["drone"]]),
    ("party.listed_owner_share", 130),
    ("party.listed_owner_share", "-0.1"),
    ("party.listed_owner_share", True),
    ("party.listed_owner_share", "NaN"),
    ("party.listed_owner_share", "inf"),
    ("party.listed_owner_share", 10**5000),
    ("transaction.price_gap", "1e400"),
    ("transaction.price_gap", "ten"),
    ("transaction.signed_on", "2026-02-30"),
    ("transaction.signed_on", "last year"),
    ("transaction.signed_on", "x" * 5000),
]


@pytest.mark.parametrize(("name", "raw", "value"), READ)
def test_an_answer_is_read_as_its_fact_declares(name: str, raw: Any, value: Value) -> None:
    assert WORDS[name].parse(raw) == value


@pytest.mark.parametrize("name", ["use.group_targeting", "party.kind", "item.capability", "party.listed_owner_share"])
@pytest.mark.parametrize("raw", [None, "", "  ", "unknown", "Unknown"])
def test_left_out_and_unknown_mean_the_same(name: str, raw: Any) -> None:
    assert WORDS[name].parse(raw) is None


@pytest.mark.parametrize(("name", "raw"), REFUSED, ids=range(len(REFUSED)))
def test_a_bad_answer_is_refused_in_one_line_with_what_is_accepted(name: str, raw: Any) -> None:
    with pytest.raises(ValueError, match="accepted: ") as refused:
        WORDS[name].parse(raw)
    message = str(refused.value)
    assert "\n" not in message
    assert message.startswith(f"{WORDS[name].name} is ")
    assert message.endswith(WORDS[name].accepts())


@given(
    st.sampled_from(sorted(WORDS.facts)),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.binary()),
        lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
        max_leaves=5,
    ),
)
def test_whatever_is_answered_becomes_a_value_of_the_type_or_one_line(name: str, raw: Any) -> None:
    fact = WORDS[name]
    kinds = {"boolean": bool, "number": float, "date": date, "set": frozenset}
    try:
        value = fact.parse(raw)
    except ValueError as refused:
        message = str(refused)
    else:
        message = ""
        assert value is None or type(value) is kinds.get(fact.type, str)
    assert "\n" not in message


def test_a_member_of_a_set_is_a_boolean_fact_of_its_own() -> None:
    member = vocabulary()["item.services#training"]
    assert (member.name, member.type, member.entity) == ("item.services#training", "boolean", "item")
    assert "training" in member.question


@pytest.mark.parametrize(
    "name", ["item.services#tranning", "party.kind#police", "party.nope", "kind", "", "end_user.", "item.services#x#y"]
)
def test_what_is_not_declared_is_a_key_error(name: str) -> None:
    with pytest.raises(KeyError):
        vocabulary()[name]


def test_a_fact_of_the_end_user_is_the_fact_of_a_party() -> None:
    words = vocabulary()
    assert words["end_user.kind"] is words["party.kind"]
    assert words.resolve("end_user.role#operator") == "party.role#operator"
    with pytest.raises(KeyError):
        words.resolve("end_user.practice_band")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("party.kynd", "party.kind"),
        ("end_user.knd", "end_user.kind"),
        ("USE.GROUP_TARGETING", "use.group_targeting"),
        ("country.practice_bnd", "country.practice_band"),
        ("qqqqqq", None),
    ],
)
def test_the_nearest_fact_is_named(typed: str, meant: str | None) -> None:
    assert vocabulary().nearest(typed) == meant


def test_every_fact_can_be_asked() -> None:
    for fact in vocabulary().facts.values():
        assert fact.question.endswith("?"), fact.name
        assert fact.ask in ("sales", "analyst", "engineer", "counsel"), fact.name
        assert fact.rooms, fact.name
        assert set(fact.rooms) <= {"transaction", "items", "parties", "countries", "answers"}, fact.name
        assert bool(fact.domain) == (fact.type in ("code", "level", "set")), fact.name
        assert len(set(fact.domain)) == len(fact.domain), fact.name
        assert not {"unknown", "yes,", ""} & set(fact.domain), fact.name


def test_every_accepted_answer_is_accepted() -> None:
    for fact in vocabulary().facts.values():
        for code in fact.domain if fact.type != "set" else ():
            assert fact.parse(code) == code


def test_the_json_shipped_is_what_the_yaml_says() -> None:
    document = compile_vocabulary()
    assert build_vocabulary(document, document["source"]) == vocabulary()


@pytest.mark.parametrize(
    ("entry", "seen"),
    [
        ({"party.x": {"type": "colour"}}, "party.x"),
        ({"planet.x": {"type": "boolean"}}, "planet.x"),
        ({"party.x": {"type": "code", "domain": "colours"}}, "colours"),
        ({"party.x": {"type": "boolean", "or is it?": None}}, "or is it"),
    ],
)
def test_a_wrong_vocabulary_is_refused(entry: dict[str, Any], seen: str) -> None:
    with pytest.raises(VocabularyError, match=seen):
        build_vocabulary({"domains": {}, "facts": entry}, "")


def test_a_number_says_its_bounds_and_unit() -> None:
    assert FactType("party.share", "number", unit="percent", minimum=0, maximum=100).accepts() == (
        "a number from 0 to 100 percent, or unknown"
    )
