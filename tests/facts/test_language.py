"""The condition language: what is in it, what is refused, and the way there and back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from random_conditions import CODES, WORDS, conditions

from duecare.facts import Condition, from_json, grain, readable, to_json, vocabulary
from duecare.facts.condition import And, Compare, In, Is, Not, Or
from duecare.facts.language import ConditionError, parse_condition

A, B, C = Is("use.group_targeting"), Is("use.against_protected_people"), Is("use.beyond_stated_use")
TEXT_A, TEXT_B, TEXT_C = "use.group_targeting", "use.against_protected_people", "use.beyond_stated_use"
BAND = "country.practice_band"

ACCEPTED: list[tuple[str, Condition]] = [
    (TEXT_A, A),
    (f"({TEXT_A})", A),
    (f"NOT {TEXT_A}", Not(A)),
    (f"NOT NOT {TEXT_A}", Not(Not(A))),
    (f"{TEXT_A} AND {TEXT_B} AND {TEXT_C}", And((A, B, C))),
    (f"{TEXT_A} AND ({TEXT_B} AND {TEXT_C})", And((A, B, C))),
    (f"{TEXT_A} OR {TEXT_B} AND {TEXT_C}", Or((A, And((B, C))))),
    (f"({TEXT_A} OR {TEXT_B}) AND {TEXT_C}", And((Or((A, B)), C))),
    (f"NOT ({TEXT_A} OR {TEXT_B})", Not(Or((A, B)))),
    (f"{TEXT_A}\n  and not {TEXT_B}", And((A, Not(B)))),
    ("party.kind = 'police'", In("party.kind", ("police",))),
    ("party.kind <> 'police'", Not(In("party.kind", ("police",)))),
    ("party.kind IN ('military', 'police')", In("party.kind", ("police", "military"))),
    ("party.kind NOT IN ('police')", Not(In("party.kind", ("police",)))),
    ("end_user.kind IN ('police')", In("end_user.kind", ("police",))),
    (f"{BAND} = 'mixed'", In(BAND, ("mixed",))),
    (f"{BAND} >= 'serious'", In(BAND, ("serious", "severe"))),
    (f"{BAND} > 'serious'", In(BAND, ("severe",))),
    (f"{BAND} < 'serious'", In(BAND, ("good", "mixed"))),
    (f"{BAND} <= 'serious'", In(BAND, ("good", "mixed", "serious"))),
    (f"{BAND} BETWEEN 'mixed' AND 'serious'",
     And((In(BAND, ("mixed", "serious", "severe")), In(BAND, ("good", "mixed", "serious"))))),
    ("party.listed_owner_share >= 50", Compare("party.listed_owner_share", ">=", 50.0)),
    ("party.listed_owner_share = 49.99", Compare("party.listed_owner_share", "=", 49.99)),
    ("party.listed_owner_share <> 0", Not(Compare("party.listed_owner_share", "=", 0.0))),
    ("transaction.price_gap < -12.5", Compare("transaction.price_gap", "<", -12.5)),
    ("transaction.price_gap > 1e6", Compare("transaction.price_gap", ">", 1e6)),
    ("party.listed_owner_share BETWEEN 25 AND 50",
     And((Compare("party.listed_owner_share", ">=", 25.0), Compare("party.listed_owner_share", "<=", 50.0)))),
    ("transaction.signed_on < DATE '2020-01-01'", Compare("transaction.signed_on", "<", date(2020, 1, 1))),
    ("transaction.signed_on BETWEEN DATE '2020-01-01' AND DATE '2020-12-31'",
     And((Compare("transaction.signed_on", ">=", date(2020, 1, 1)),
          Compare("transaction.signed_on", "<=", date(2020, 12, 31))))),
    ("ARRAY_CONTAINS(item.capability, 'spyware')", Is("item.capability#spyware")),
    ("NOT ARRAY_CONTAINS(end_user.role, 'operator')", Not(Is("end_user.role#operator"))),
]  # fmt: skip

REFUSED: list[tuple[str, str]] = [
    # functions, arithmetic, casts
    ("UPPER(party.kind) = 'POLICE'", "'UPPER' is outside the condition language"),
    ("COALESCE(use.group_targeting, use.beyond_stated_use)", "'COALESCE' is outside"),
    ("list_contains(item.capability, 'spyware')", "'list_contains' is outside"),
    ("party.listed_owner_share + 1 > 2", "'+' is outside"),
    ("party.listed_owner_share > 1 - 2", "'-' is outside"),
    ("party.listed_owner_share * 2 > 50", "'*' is outside"),
    ("CAST(party.kind AS TEXT) = 'police'", "'CAST' is outside"),
    ("party.kind::text = 'police'", "'::' is outside"),
    # NULL in every form
    ("party.kind IS NULL", "'IS' is outside"),
    ("party.kind IS NOT NULL", "'IS' is outside"),
    ("party.kind = NULL", "'NULL' is outside"),
    ("party.kind IN ('police', NULL)", "'NULL' is outside"),
    ("use.group_targeting IS NOT TRUE", "'IS' is outside"),
    ("NULL", "'NULL' is outside"),
    # fact to fact, bare constants, boolean equality
    ("party.kind = end_user.kind", "party.kind is compared with 'end_user.kind'; accepted: a quoted code"),
    ("party.listed_owner_share > transaction.price_gap", "accepted: a number"),
    ("ARRAY_CONTAINS(item.capability, item.matching)", "accepted: a quoted code"),
    ("TRUE", "'TRUE' is outside"),
    ("1", "'1' is outside"),
    ("'police'", "is outside"),
    ("1 = 1", "'1' is not a fact"),
    (f"{TEXT_A} OR TRUE", "'TRUE' is outside"),
    ("DATE '2020-01-01'", "is outside"),
    (f"{TEXT_A} = TRUE", "'TRUE' is outside"),
    (f"{TEXT_A} = 'yes'", "is a boolean and is not compared"),
    (f"{TEXT_A} <> {TEXT_B}", "is a boolean and is not compared"),
    # numbers and dates
    ("party.listed_owner_share > NaN", "'NaN' is outside"),
    ("party.listed_owner_share > 'NaN'", "accepted: a number"),
    ("party.listed_owner_share > inf", "'inf' is outside"),
    ("transaction.price_gap > 1e999", "accepted: a finite number"),
    ("party.listed_owner_share > 130", "is compared with 130; accepted: a number from 0 to 100 percent"),
    ("party.listed_owner_share >= -1", "is compared with -1"),
    ("party.listed_owner_share IN (50)", "IN is for codes and levels"),
    ("transaction.signed_on > '2020-01-01'", "accepted: DATE '2026-11-23'"),
    ("transaction.signed_on > DATE '2020-02-30'", "accepted: DATE '2026-11-23'"),
    ("transaction.signed_on > 2020", "accepted: DATE '2026-11-23'"),
    # facts and codes that are not there
    ("party.kynd = 'police'", "'party.kynd' is not declared in the vocabulary; did you mean party.kind?"),
    ("end_user.opaqe", "did you mean end_user.opaque?"),
    ("Party.Kind = 'police'", "did you mean party.kind?"),
    ("kind = 'police'", "facts are written entity.name, as in party.kind"),
    ("a.party.kind = 'police'", "'a.party.kind' is not a fact"),
    ("item.services#training", "'#' is outside"),
    ("party.kind = 'polise'", "party.kind has no code 'polise'; accepted: police, military"),
    ("party.kind = 'Police'", "has no code 'Police'"),
    ("party.kind IN ('police', 'polise')", "has no code 'polise'"),
    ("ARRAY_CONTAINS(item.capability, 'spywear')", "has no code 'spywear'"),
    (f"{BAND} >= 'worst'", "has no code 'worst'; accepted: good, mixed, serious, severe"),
    # types
    ("party.kind", "party.kind is a code, not a boolean"),
    ("party.kind > 'police'", "is a code without rank: only =, <> and IN"),
    ("party.kind BETWEEN 'police' AND 'prison'", "is a code without rank"),
    (f"{BAND} > 'severe'", "can never hold"),
    (f"{BAND} < 'good'", "can never hold"),
    ("item.capability", "is a set, not a boolean"),
    ("item.capability = 'spyware'", "use ARRAY_CONTAINS"),
    ("item.capability IN ('spyware')", "IN is for codes and levels"),
    ("ARRAY_CONTAINS(party.kind, 'police')", "ARRAY_CONTAINS is for sets"),
    ("ARRAY_CONTAINS(item.capability, 'spyware', 'drone')", "is outside"),
    ("ARRAY_CONTAINS(item.capability)", "not a condition"),
    # statements, comments, subqueries, CASE, LIKE, other signs
    (f"{TEXT_A};", "';' is outside"),
    (f"{TEXT_A}; DROP TABLE facts", "';' is outside"),
    (f"{TEXT_A} -- always", "'--' is outside"),
    (f"{TEXT_A} /* always */", "'/*' is outside"),
    ("party.kind IN (SELECT 'police')", "'SELECT' is outside"),
    ("EXISTS (SELECT 1)", "'EXISTS' is outside"),
    (f"CASE WHEN {TEXT_A} THEN {TEXT_B} END", "'CASE' is outside"),
    ("party.kind LIKE 'pol%'", "'LIKE' is outside"),
    ("party.kind != 'police'", "'!=' is outside"),
    ("party.kind == 'police'", "'==' is outside"),
    ('party.kind = "police"', "is outside"),
    ('"party"."kind" = \'police\'', "is outside"),
    ("'police' = party.kind", "is not a fact"),
    ("party.kind = 'po' 'lice'", "is compared with"),
    ("party.kind = ?", "'?' is outside"),
    ("party.kind = 'police' = 'police'", "is not a fact"),
    (f"!{TEXT_A}", "'!' is outside"),
    (f"{TEXT_A}, {TEXT_B}", "is outside"),
    (f"{TEXT_A} {TEXT_B}", "accepted"),
    (f"{TEXT_A}\x00", "is outside"),
    # text that is no condition
    ("", "an empty condition"),
    (" \n ", "an empty condition"),
    (f"{TEXT_A} AND", "not a condition"),
    (f"AND {TEXT_A}", "not a condition"),
    ("party.kind IN ()", "IN takes a list of codes"),
    ("()", "is outside"),
    ("'police", "is outside"),
    (f"({TEXT_A}", "a parenthesis is opened and never closed"),
    (f"{TEXT_A})", "a closing parenthesis at character 20 closes nothing"),
    (f"{TEXT_A}) OR ({TEXT_B}", "a closing parenthesis at character 20 closes nothing"),
]


@pytest.mark.parametrize(("text", "condition"), ACCEPTED)
def test_the_language_reads(text: str, condition: Condition) -> None:
    assert parse_condition(text, WORDS) == condition


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_the_language_refuses_in_one_line(text: str, said: str) -> None:
    with pytest.raises(ConditionError) as refused:
        parse_condition(text, WORDS)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 300 + TEXT_A + ")" * 300,
        "(" * 4000 + TEXT_A + ")" * 4000,
        "NOT " * 2000 + TEXT_A,
        f"{TEXT_A} AND (" * 100 + TEXT_A + ")" * 100,
        "party.kind IN (" * 500,
        f"{TEXT_A} AND " * 50_000 + TEXT_A,
        "x" * 1_000_000,
        "(" * 1_000_000,
        "'" + "x" * 1_000_000,
    ],
    ids=range(9),
)
def test_depth_and_length_are_a_plain_refusal(text: str) -> None:
    with pytest.raises(ConditionError, match="accepted: at most"):
        parse_condition(text, WORDS)


def test_a_long_chain_is_not_a_deep_one() -> None:
    parsed = parse_condition(" OR ".join([f"{TEXT_A} AND {TEXT_B}"] * 150), WORDS)
    assert parsed == Or((And((A, B)),) * 150)


@given(st.text(alphabet=st.sampled_from("()',.<>=-;/*#\"! \n\x00aé0") | st.characters(), max_size=40))
def test_no_text_does_anything_but_parse_or_be_refused(text: str) -> None:
    words = ("", "party.kind = ", "ARRAY_CONTAINS(item.capability, ", f"{TEXT_A} AND ")
    for before in words:
        try:
            parsed = parse_condition(before + text, WORDS)
        except ConditionError:
            continue
        assert parse_condition(readable(parsed), WORDS) == parsed


TOKENS = ["(", ")", ",", "AND", "OR", "NOT", "IN", "BETWEEN", "DATE", "=", "<>", ">=", "1", "'police'", "'severe'"]
TOKENS += [TEXT_A, "party.kind", BAND, "ARRAY_CONTAINS", "item.capability"]


@given(st.lists(st.sampled_from(TOKENS), max_size=9))
def test_no_order_of_its_own_words_escapes_the_language(tokens: list[str]) -> None:
    try:
        parsed = parse_condition(" ".join(tokens), WORDS)
    except ConditionError:
        return
    assert parse_condition(readable(parsed), WORDS) == parsed


@given(conditions())
@example(Not(Compare("party.listed_owner_share", "=", 33.333333333333336)))
@example(Not(Not(And((A, Or((B, C)))))))
def test_a_condition_written_out_reads_back_the_same(condition: Condition) -> None:
    assert parse_condition(readable(condition), WORDS) == condition


@given(conditions())
def test_a_condition_survives_json(condition: Condition) -> None:
    assert from_json(to_json(condition)) == condition


@pytest.mark.parametrize("tree", [[], ["xor", ["is", "a"]], ["not"], ["cmp", "a"], "is"])
def test_a_tree_that_is_none_is_refused(tree: list[object]) -> None:
    with pytest.raises(ValueError, match="not a condition tree"):
        from_json(tree)


@pytest.mark.parametrize(
    ("text", "runs_on"),
    [
        ("transaction.payment_unusual", "transaction"),
        ("item.known_error_or_bias AND transaction.payment_unusual", "item"),
        ("ARRAY_CONTAINS(item.capability, 'drone')", "item"),
        ("party.opaque", "party"),
        ("party.opaque AND country.practice_band >= 'serious' AND transaction.exporter_us", "party"),
        ("country.arms_embargo OR transaction.exporter_eu", "country"),
        ("end_user.opaque", "use"),
        ("use.group_targeting", "use"),
        ("item.matching = 'one_to_many' AND country.arms_embargo", "use"),
        ("item.matching = 'one_to_many' AND party.opaque", "use"),
        ("end_user.opaque AND country.arms_embargo", "use"),
    ],
)
def test_the_grain_follows_from_the_facts_read(text: str, runs_on: str) -> None:
    assert grain(parse_condition(text, vocabulary())) == runs_on


def test_levels_keep_the_order_of_their_domain() -> None:
    for column in ("country.practice_band", "end_user.abuse_record"):
        for code in CODES[column]:
            above = parse_condition(f"{column} >= '{code}'", WORDS)
            assert isinstance(above, In)
            assert above.codes == CODES[column][CODES[column].index(code) :]
