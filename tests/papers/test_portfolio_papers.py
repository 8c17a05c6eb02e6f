"""The dashboard of a portfolio: every figure counted again here."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from made_result import Rows
from portfolio_page import TABLES, Row, cells, could, held, judged, rated, said, section, severe, tree

from duecare.guidance import Guidance
from duecare.papers.portfolio_figures import Figures
from duecare.papers.portfolio_phrases import headline
from duecare.review import LEVELS


def test_every_figure_of_the_headline_is_a_count_of_transactions(tables: dict[str, Rows], found: Figures) -> None:
    rows = tables["transactions"]
    sentence = headline(found)
    assert f"Of {len(rows)} transactions {sum(map(severe, rows))} are severe on what is known" in sentence
    assert f"{sum(map(could, rows))} more could be." in sentence
    assert f"{sum(bool(row['hold']) for row in rows)} cannot be rated yet." in sentence
    stands = sum(row["stops"] > 0 for row in rows)
    may = sum(row["stops"] == 0 and row["stops_possible"] > 0 for row in rows)
    assert f"A legal stop stands in {stands} and may in {may} more." in sentence
    first = found.questions[0]
    asked = {"item.capability": f"what the item of {first.deals} deals can do",
             "party.kind": f"the kind of the end user of {first.deals} deals"}[first.fact]  # fmt: skip
    deals = f"Asking {asked} could settle {first.settles} of them"
    assert f"{deals}: {first.upward} could become severe" in sentence
    assert f"{first.out} could be found not to be severe" in sentence


def test_every_question_counts_the_transactions_that_its_answers_would_move(
    tables: dict[str, Rows], found: Figures
) -> None:
    """Each transaction once, however many of its parties are asked about."""
    about = {"T": "transaction", "I": "item", "U": "use", "P0": "end_user", "C0": "country"}
    needs = {("item.capability", "item"): "item", ("party.kind", "end_user"): "end_user"}
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row, asked in judged(tables, "questions"):
        here: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for one in asked:
            here[one["fact"], about.get(one["slot"], "party")].append(one)
        known, possible = LEVELS.index(row["known"]), LEVELS.index(row["possible"])
        for key, several in here.items():
            highest = max(LEVELS.index(one["worst"]) for one in several)
            lowest = min(LEVELS.index(one["best"]) for one in several)
            free = not row["hold"]
            effect = {
                "deals": True,
                "upward": free and known < 3 and highest == 3,
                "out": free and known < 3 and possible == 3 and lowest < 3,
                "settles": free and known < possible and (highest >= possible or lowest <= known),
                "waits": key in needs and needs[key] in row["hold"].split(", "),
                "decides": free and any(one["decides"] for one in several),
            }
            effect["moved"] = effect["upward"] or effect["out"] or effect["waits"]
            counts[key].update(name for name, holds in effect.items() if holds)
    assert found.questions_in_all == len(counts) == len(found.questions)
    assert any(one.about == "party" for one in found.questions)
    for one in found.questions:
        for name in ("deals", "upward", "out", "settles", "waits", "decides", "moved"):
            assert getattr(one, name) == counts[one.fact, one.about][name], (one.fact, one.about, name)
    ranks = [(-one.moved, -one.decides) for one in found.questions]
    assert ranks == sorted(ranks)


def test_a_question_says_how_many_end_users_it_is_about(tables: dict[str, Rows], found: Figures) -> None:
    (one,) = (one for one in found.questions if one.fact == "party.kind")
    whom = {
        row["end_user"] for row, asked in judged(tables, "questions") for q in asked if q["fact"] == "party.kind"
    }  # fmt: skip
    assert one.subjects == len(whom)
    assert len(one.names) == 3


def test_the_matrix_holds_every_rated_transaction_once_and_those_on_hold_apart(
    tables: dict[str, Rows], page: str
) -> None:
    """A row a known level, the gravest first; a column a possible one."""
    counts = Counter((row["known"], row["possible"]) for row in rated(tables["transactions"]))
    *levels, hold = cells(page, "levels")
    assert [row[0] for row in levels] == ["severe", "high", "elevated", "low"]
    for known, *shown, everything in levels:
        for level, cell in zip(LEVELS, shown, strict=True):
            if LEVELS.index(level) < LEVELS.index(known):
                assert cell == "cannot be"
            else:
                assert cell.startswith(f"{counts[known, level]} ")
        assert everything.startswith(f"{sum(count for (one, _), count in counts.items() if one == known)} ")
    on_hold = [row for row in tables["transactions"] if row["hold"]]
    assert hold[0] == "open, on hold"
    assert hold[1].startswith(f"{len(on_hold)} cannot be rated yet: in ")
    assert f"in {sum(row['hold'] == 'end_user' for row in on_hold)} the kind of the end user is not known" in hold[1]
    assert hold[2].startswith(f"{len(on_hold)} ")


@pytest.mark.parametrize("key", TABLES)
def test_a_table_of_groups_counts_as_plain_python_does(tables: dict[str, Rows], found: Figures, key: str) -> None:
    """An item with two capabilities counts under both; what is not known is a group of its own."""
    groups = {"countries": found.countries, "items": found.capabilities, "kinds": found.kinds}[key]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in tables["transactions"]:
        for value in row[TABLES[key]].split(",") if key == "items" else [row[TABLES[key]]]:
            counts[value].update(
                name
                for name, holds in {
                    "deals": True,
                    "severe": severe(row),
                    "possible": could(row),
                    "high": not row["hold"] and row["known"] == "high",
                    "held": bool(row["hold"]),
                    "stopped": row["stops"] > 0,
                }.items()
                if holds
            )
    assert {group.key for group in groups} == set(counts)
    for group in groups:
        for name in ("deals", "severe", "possible", "high", "held", "stopped"):
            assert getattr(group, name) == counts[group.key][name], (group.key, name)


def test_tables_of_groups_stand_on_the_page_and_say_open(page: str, found: Figures) -> None:
    for key, groups in (("countries", found.countries), ("items", found.capabilities), ("kinds", found.kinds)):
        rows = cells(page, key)
        assert [row[1] for row in rows] == [f"{group.deals:,}" for group in groups]
    assert "open, not known" in [row[0] for row in cells(page, "countries")]
    assert "open, not known" in [row[0] for row in cells(page, "kinds")]
    assert "no surveillance capability" in [row[0] for row in cells(page, "items")]


@pytest.mark.parametrize(("table", "firm"), [("findings", "raised"), ("stops", "stands")])
def test_a_rule_counts_once_a_transaction_and_is_firm_if_it_is_about_any_subject(
    tables: dict[str, Rows], found: Figures, table: str, firm: str
) -> None:
    stands: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    for _, rules in judged(tables, table):
        is_firm = {one["rule"] for one in rules if one["status"] == firm}
        stands.update(is_firm)
        possible.update({one["rule"] for one in rules} - is_firm)
    shown = found.flags if table == "findings" else found.stops
    assert {one.rule: (one.stands, one.possible) for one in shown} == {
        rule: (stands[rule], possible[rule]) for rule in stands | possible
    }
    assert [one.stands for one in shown] == sorted((one.stands for one in shown), reverse=True)


def test_a_stop_and_a_flag_open_their_paraphrase_and_where_it_stands(page: str, guidance: Guidance) -> None:
    """With the confidence of the citation, and what counsel has to look at."""
    first = next(section(page, "stops").iter("details"))
    title = said(next(first.iter("summary")))
    entry = next(one for one in guidance.stops if one.title == title)
    assert entry.id in said(first)
    assert f"For counsel: {' '.join(entry.counsel.split())}" in said(first)
    assert len(list(section(page, "flags").iter("details"))) == 20


def test_transactions_judged_by_themselves_are_said_to_be(tables: dict[str, Rows], page: str) -> None:
    alone = sum(row["outcome"] < 0 for row in tables["transactions"])
    assert alone
    assert f"{alone} are judged by themselves" in said(tree(page))
    assert [["Findings", [0]]] in [
        [[heading, [held(page)["lines"][at][1].startswith("Judged by itself") - 1 for at in lines]]
         for heading, lines in told]
        for told in held(page)["told"]
    ]  # fmt: skip
