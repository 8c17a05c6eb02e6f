"""Claims about whole reviews: hold, stops, sources, dates, resolutions, replay."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from duecare import read_transaction, review
from duecare.errors import InputError
from duecare.guidance import load_guidance
from duecare.review import LEVELS, Review, load_policy, replay, review_bytes
from duecare.review.policy import build_policy, compile_policy
from duecare.review.result import canonical_bytes
from duecare.review.schema import published_review_schema, review_schema
from duecare.transaction import parse_transaction

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
DAY = datetime.date(2026, 11, 24)


def deal(**changes: Any) -> dict[str, Any]:
    """A face search for a city police force of a country with a good record, as a transaction file says it."""
    written: dict[str, Any] = {
        "schema": "duecare.transaction/1",
        "id": "deal",
        "title": "Deal",
        "items": [
            {
                "id": "item",
                "name": "Face search",
                "capabilities": ["facial_recognition"],
                "mode": {"matching": "one_to_many"},
            }
        ],
        "parties": [
            {
                "id": "user",
                "roles": ["end_user"],
                "name": "City police",
                "kind": "police",
                "government_tie": "government",
            }
        ],
        "places": [{"id": "here", "country": "FI", "roles": ["use", "destination"]}],
    }
    return written | changes


def reviewed(written: dict[str, Any], **options: Any) -> Review:
    return review(parse_transaction(written), **({"known_at": DAY, "law_at": DAY} | options))


def status(result: Review, flag: str) -> set[str]:
    return {finding.status for finding in result.findings if finding.flag == flag}


GROUP, RECORD, RE_EXPORT = "HOUSE/fit/group-targeting", "US-STATE-2020/C2/RF5", "HOUSE/conduct/re-export"


@pytest.mark.parametrize("missing", ["items", "parties", "places"])
def test_no_level_is_given_while_item_user_or_place_is_unknown(missing: str) -> None:
    written = deal()
    del written[missing]
    outcome = reviewed(written).outcome
    assert outcome.advice == "hold"
    assert outcome.hold
    assert outcome.headline.startswith("Hold")


def test_a_listed_party_is_a_legal_stop_beside_the_level_and_no_answer_lifts_it() -> None:
    listed = {"listed": True, "list_effect": "blocked"}
    party = {"id": "user", "roles": ["end_user"], "kind": "police", "facts": listed}
    answers = [{"fact": "end_user.listed", "value": "no", "source": "we decided", "kind": "judgement", "date": DAY}]
    result = reviewed(deal(parties=[party], answers=answers, facts={"exporter_us": True}))
    stops = {stop.stop: stop for stop in result.stops}
    assert stops["OFAC-PROG/LS1"].status in ("stands", "possible")
    finding = f"{stops['OFAC-PROG/LS1'].id}"
    record = [{"stop": finding, "reference": "Licence 2026-1"}]
    lifted = reviewed(deal(parties=[party], facts={"exporter_us": True}, records=record))
    assert next(stop for stop in lifted.stops if stop.id == finding).status == "lifted"
    for until, status in ((DAY, "lifted"), (DAY - datetime.timedelta(days=1), stops["OFAC-PROG/LS1"].status)):
        dated = [{"stop": finding, "reference": "Licence 2026-1", "until": until}]
        after = reviewed(deal(parties=[party], facts={"exporter_us": True}, records=dated))
        assert next(stop for stop in after.stops if stop.id == finding).status == status


def test_an_instrument_that_does_not_apply_gives_no_stop() -> None:
    facts = {"repression_use_known": True, "exporter_eu": False}
    assert not [stop for stop in reviewed(deal(facts=facts)).stops if stop.stop == "EU-2021-821/LS2"]
    facts = {"repression_use_known": True, "exporter_eu": True}
    assert [stop.status for stop in reviewed(deal(facts=facts)).stops if stop.stop == "EU-2021-821/LS2"] == ["stands"]


def record(*values: tuple[str, str, str]) -> dict[str, Any]:
    return {
        "answers": [
            {"fact": "end_user.abuse_record", "value": value, "source": title, "kind": kind, "date": DAY}
            for value, title, kind in values
        ]
    }


def test_differing_sources_stand_side_by_side_and_their_difference_is_a_gap() -> None:
    result = reviewed(deal(**record(("ngo_lab", "A report", "independent"), ("none_known", "Another", "independent"))))
    assert status(result, RECORD) == {"open"}
    assert any(gap["kind"] == "conflict" and gap["fact"] == "party.abuse_record" for gap in result.gaps)


def test_sources_that_differ_in_words_but_not_in_the_verdict_raise_the_flag() -> None:
    result = reviewed(deal(**record(("ngo_lab", "A report", "independent"), ("official", "A court", "official"))))
    assert status(result, RECORD) == {"raised"}


def test_a_recorded_decision_settles_a_difference() -> None:
    said = record(("ngo_lab", "A report", "independent"), ("none_known", "Counsel's reading", "judgement"))
    assert status(reviewed(deal(**said)), RECORD) == {"clear"}


def test_a_buyers_word_alone_does_not_clear_beyond_basic_depth_but_may_raise() -> None:
    said = record(("none_known", "the customer's statement", "interested"))
    result = reviewed(deal(**said))
    assert status(result, RECORD) == {"open"}
    assert any(gap["kind"] == "uncorroborated" for gap in result.gaps)
    said = record(("ngo_lab", "the customer's statement", "interested"))
    assert status(reviewed(deal(**said)), RECORD) == {"raised"}


def test_what_is_dated_after_the_day_of_knowledge_does_not_count() -> None:
    said = record(("ngo_lab", "A report", "independent"))
    assert status(reviewed(deal(**said), known_at=DAY - datetime.timedelta(days=1)), RECORD) == {"open"}


def test_an_instrument_not_yet_in_force_is_not_applied() -> None:
    assert not status(reviewed(deal(), law_at=datetime.date(2020, 9, 29)), RECORD)
    assert status(reviewed(deal(), law_at=datetime.date(2020, 9, 30)), RECORD)
    assert status(reviewed(deal(), law_at=datetime.date(2020, 9, 29)), "US-STATE-2019/C3/RF5")


def resolution(**changes: Any) -> list[dict[str, Any]]:
    row = {
        "finding": f"{RE_EXPORT}@transaction:deal", "reason": "Goods are fixed", "evidence": "Inspection report",
        "by": "analyst", "second": "counsel", "date": DAY, "until": DAY + datetime.timedelta(days=90),
    }  # fmt: skip
    return [row | changes]


def test_a_resolved_flag_stays_visible_and_no_longer_weighs() -> None:
    facts = {"re_export_suspected": True}
    before = reviewed(deal(facts=facts))
    after = reviewed(deal(facts=facts, resolutions=resolution()))
    assert status(before, RE_EXPORT) == {"raised"}
    assert status(after, RE_EXPORT) == {"resolved"}
    assert LEVELS.index(after.outcome.known) < LEVELS.index(before.outcome.known)


@pytest.mark.parametrize("change", [{"until": DAY - datetime.timedelta(days=1)}, {"second": None}])
def test_a_resolution_that_has_run_out_or_lacks_a_second_person_does_not_hold(change: dict[str, Any]) -> None:
    changes = {key: value for key, value in change.items() if value is not None}
    rows = resolution(**changes)
    if change.get("second", "") is None:
        del rows[0]["second"]
    assert status(reviewed(deal(facts={"re_export_suspected": True}, resolutions=rows)), RE_EXPORT) == {"raised"}


def test_what_is_found_about_another_end_user_does_not_raise_this_uses_level() -> None:
    users = [
        {"id": "city", "roles": ["end_user"], "kind": "fire_rescue", "government_tie": "government"},
        {
            "id": "force",
            "roles": ["end_user"],
            "kind": "police",
            "government_tie": "government",
            "facts": {"abuse_record": "ngo_lab"},
        },
    ]
    items = [
        {"id": "drone", "capabilities": ["drone"]},
        {"id": "search", "capabilities": ["facial_recognition"], "mode": {"matching": "one_to_many"}},
    ]
    apart = [{"id": "a", "item": "search", "end_user": "city"}, {"id": "b", "item": "drone", "end_user": "force"}]
    joined = [*apart, {"id": "c", "item": "search", "end_user": "force"}]
    separate, together = (reviewed(deal(parties=users, items=items, uses=uses)).outcome for uses in (apart, joined))
    assert LEVELS.index(separate.known) < LEVELS.index(together.known)


def test_safeguards_never_lower_a_level_while_a_critical_finding_stands() -> None:
    agreed = dict.fromkeys(["use_limits", "audit", "suspend_right", "data_limits", "independent_oversight"], "yes")
    uses = [{"id": "u", "facts": {"group_targeting": "yes"}}]
    outcome = reviewed(deal(uses=uses, safeguards=agreed)).outcome
    assert outcome.residual == outcome.known
    milder = reviewed(
        deal(facts={"re_export_suspected": "yes"}, safeguards=agreed | {"no_onward_transfer": "yes"})
    ).outcome
    assert LEVELS.index(milder.residual) <= LEVELS.index(milder.known)


def test_what_lies_beyond_the_depth_called_for_is_listed_with_the_policy_rule() -> None:
    harmless = read_transaction(ROOT / "examples" / "harmless-library-tags.yaml")
    result = review(harmless, known_at=DAY)
    assert result.outcome.known == "low"
    assert result.not_examined
    assert all(row.reason.startswith("Policy duecare-default") for row in result.not_examined)


def test_a_raised_flag_counts_at_any_depth() -> None:
    harmless = read_transaction(ROOT / "examples" / "harmless-library-tags.yaml")
    plain = review(harmless, known_at=DAY)
    hidden = {row.flag for row in plain.not_examined}
    beyond = next(flag for flag in load_guidance().flags if flag.id in hidden and flag.subject == "country")
    assert beyond.depth == "enhanced"
    assert status(plain, beyond.id) == {"open"}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_replayed_to_the_same_bytes(path: Path, tmp_path: Path) -> None:
    transaction = read_transaction(path)
    result = review(transaction, known_at=transaction.date or DAY, law_at=DAY)
    written = tmp_path / "review.json"
    written.write_bytes(review_bytes(result))
    assert replay(written, load_guidance(), load_policy()).same
    document = json.loads(written.read_bytes())
    jsonschema.validate(document, review_schema())
    assert rfc8785.dumps(document) + b"\n" == written.read_bytes()


def test_a_changed_fact_is_said_to_differ_on_replay(tmp_path: Path) -> None:
    document = reviewed(deal()).document()
    for assertion in document["gathered"]["assertions"]:
        if assertion["fact"] == "party.kind":
            assertion["value"] = "fire_rescue"
    path = tmp_path / "review.json"
    path.write_bytes(canonical_bytes(document) + b"\n")
    result = replay(path, load_guidance(), load_policy())
    assert not result.same
    assert any("finding" in line or "outcome" in line or "@" in line for line in result.moved)


def test_another_policy_is_named_on_replay(tmp_path: Path) -> None:
    path = tmp_path / "review.json"
    path.write_bytes(review_bytes(reviewed(deal())))
    result = replay(path, load_guidance(), replace(load_policy(), hash="0" * 64))
    assert any(line.startswith("policy") for line in result.inputs)


@pytest.mark.parametrize(
    "text", ['{"schema": "duecare.review/1", "ga', "[]", "{}", '{"schema": "duecare.review/1", "gathered": {}}']
)
def test_what_is_not_a_review_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "review.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError):
        replay(path, load_guidance(), load_policy())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner),
    max_leaves=20,
)


@given(JSON)
def test_canonical_bytes_are_those_of_the_reference_implementation(document: Any) -> None:
    assert canonical_bytes(document) == rfc8785.dumps(document)


def test_the_basis_does_not_change_with_the_day_of_the_law_alone_but_with_a_fact() -> None:
    first, later = reviewed(deal()), reviewed(deal(), law_at=DAY + datetime.timedelta(days=1))
    assert first.basis_hash == later.basis_hash
    assert reviewed(deal(facts={"re_export_suspected": "yes"})).basis_hash != first.basis_hash


def test_the_published_schema_is_current() -> None:
    assert (ROOT / "docs/reference/review.schema.json").read_text("utf-8") == published_review_schema()


def test_answering_the_top_question_narrows_or_settles() -> None:
    transaction = read_transaction(ROOT / "examples" / "us-2020-police-face-search.yaml")
    before = review(transaction, known_at=datetime.date(2020, 6, 1), law_at=DAY)
    top = before.questions[0]
    assert top.decides
    assert {move.possible for move in top.moves} | {move.known for move in top.moves} != {before.outcome.possible}


def test_the_table_is_monotone_in_severity_and_in_every_group() -> None:
    levels = load_policy().levels
    for (severity, tally), level in levels.items():
        for group in range(4):
            if tally[group] < 3:
                heavier = (*tally[:group], tally[group] + 1, *tally[group + 1 :])
                assert levels[severity, heavier] >= level  # type: ignore[index]
        if severity < 4:
            assert levels[severity + 1, tally] >= level


def test_context_alone_never_makes_indications_specific() -> None:
    policy = load_policy()
    assert max(rank for tally, rank in policy.indications.items() if not any(tally[1:])) == 2


def test_a_policy_names_its_own_thresholds_and_otherwise_has_the_shipped_ones() -> None:
    document = compile_policy()["policy"]
    shipped = build_policy(document, "0").relationships
    own = build_policy({**document, "relationships": {"split_value": {"EUR": 50_000}}}, "0").relationships
    assert own == replace(shipped, split_value={"EUR": 50_000})
    del document["relationships"]
    assert build_policy(document, "0").relationships == shipped
    wrong: object
    for wrong in ([], {"window": 3}, {"window_days": 0}, {"window_days": "a"}, {"split_value": {"eur": 1}},
                  {"split_value": 9}, {"split_value": {"EUR": float("nan")}}, {"least_orders": 2.5}):  # fmt: skip
        with pytest.raises(InputError, match="relationships"):
            build_policy({**document, "relationships": wrong}, "0")


def test_a_policy_in_which_a_worse_input_lowers_the_level_is_refused() -> None:
    document = json.loads((ROOT / "src/duecare/review/policy.json").read_text("utf-8"))["policy"]
    document["table"] = {1: ["low", "low", "high", "elevated"], **{row: ["high"] * 4 for row in (2, 3, 4)}}
    with pytest.raises(InputError, match="table row 1 falls"):
        build_policy(document, "0", "house.yaml")
