"""The transactions that a dashboard shows: the worst first, what is on hold kept, every row given back."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from made_result import Rows, made_tables, write_result
from portfolio_page import Row, could, held, running, said, severe, tree

from duecare.guidance import Guidance
from duecare.papers.portfolio import dashboard_html
from duecare.papers.portfolio_figures import figures
from duecare.papers.portfolio_html import portfolio_html
from duecare.papers.portfolio_result import opened
from duecare.papers.portfolio_rows import MOST, packed, worst
from duecare.papers.portfolio_sweep import sweep
from duecare.review import LEVELS


def order(row: Row) -> int:
    """The place in the line: severe, could be severe, on hold, then by level."""
    return 2 if row["hold"] else 0 if severe(row) else 1 if could(row) else 7 - LEVELS.index(row["known"])


def test_the_worst_come_first_and_what_is_on_hold_stands_before_what_is_not_severe(
    tables: dict[str, Rows], folder: Path, guidance: Guidance
) -> None:
    with opened(folder) as result:
        shown = worst(result, guidance)
    by_row = {f"orders.csv, row {row['row']}": order(row) for row in tables["transactions"]}
    places = [by_row[str(place)] for place in shown.columns["place"]]
    assert places == sorted(places)
    assert sorted(by_row) == sorted(map(str, shown.columns["place"]))


def test_beyond_the_cap_the_page_says_so_and_keeps_a_fifth_for_what_is_on_hold(
    tables: dict[str, Rows], folder: Path, guidance: Guidance
) -> None:
    with opened(folder) as result:
        some = worst(result, guidance, 100)
        text = portfolio_html(figures(result), sweep(result, 5), some, guidance, {})
    assert len(some) == 100
    assert list(some.columns["level"]).count("held") == 20
    assert "100 of 300: the worst first; the rest by duecare portfolio show RESULT --where CONDITION." in said(
        tree(text)
    )
    assert f"5 of {len(running(tables)[0])}, the worst first" in said(tree(text))
    assert (held(text)["total"], len(held(text)["detail"])) == (300, 100)


def test_where_few_are_on_hold_their_places_go_to_the_others(folder: Path, guidance: Guidance) -> None:
    with opened(folder) as result:
        some = worst(result, guidance, 280)
    assert len(some) == 280
    assert list(some.columns["level"]).count("held") == 48


def test_long_names_make_the_page_hold_fewer_rows_and_never_too_large(tmp_path: Path, guidance: Guidance) -> None:
    tables = made_tables(6_000)
    for row in tables["transactions"]:
        row["item_name"] = f"{row['row']} {'名' * 5_000}"
        row["owner"] = f"{row['row']} {'é' * 5_000}"
        row["framework"] = f"{row['row']} {'é' * 5_000}"
    write_result(tmp_path / "result", tables)
    text = dashboard_html(tmp_path / "result")
    assert len(text.encode()) < 5_000_000
    rows = len(held(text)["detail"])
    assert 1_000 < rows < MOST
    assert f"{rows:,} of 6,000: the worst first" in said(tree(text))


def test_the_data_of_the_script_gives_back_every_row(folder: Path, guidance: Guidance) -> None:
    """Words are kept once; a row is the numbers of its words."""
    with opened(folder) as result:
        some = worst(result, guidance)
    document = json.loads(packed(some))
    for name, column in some.columns.items():
        words, at = document["columns"][name]["words"], document["columns"][name].get("at")
        assert [words[place] for place in at] if at is not None else words == json.loads(json.dumps(column)), name
        if at is not None:
            assert [words[place] for place in at] == json.loads(json.dumps(list(column))), name
    for row, outcome in enumerate(some.outcomes):
        told = [
            [heading, [document["lines"][at] for at in lines]]
            for heading, lines in document["told"][document["detail"][row]]
        ]
        assert told == json.loads(json.dumps(some.details[outcome]))


def test_a_row_tells_its_stops_its_heaviest_flags_and_the_questions_that_move_it(
    tables: dict[str, Rows], folder: Path, guidance: Guidance
) -> None:
    with opened(folder) as result:
        some = worst(result, guidance)
    raised = Counter(row["outcome"] for row in tables["findings"] if row["status"] == "raised")
    weights = ("critical", "serious", "notable")
    for outcome, told in some.details.items():
        if outcome < 0:
            continue
        lines = dict(told)
        flags = [line for line in lines.get("Red flags raised", ()) if line[0] == "raised"]
        assert len(flags) == min(raised[outcome], 6)
        heavy = [next(at for at, weight in enumerate(weights) if f"({weight};" in line[1]) for line in flags]
        assert heavy == sorted(heavy)
        assert all(re.search(r", about (the|another) ", line[1]) for line in flags)
    everything = " ".join(line[1] for told in some.details.values() for _, lines in told for line in lines)
    assert "about the purchaser" in everything
    assert "An answer can bring it" in everything
    assert "Must be known before a level can be given." in everything
