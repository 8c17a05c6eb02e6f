"""The dashboard of a portfolio, its short form and the list of running contracts: every figure counted again here."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from made_result import HOSTILE, POLICE, Rows, made_tables, write_result
from openpyxl import load_workbook
from rich.cells import cell_len
from small_result import small_rows, write_small

from duecare.errors import InputError, OutputError
from duecare.guidance import Guidance, load_guidance
from duecare.papers.portfolio import dashboard_html, portfolio_text, sweep_xlsx
from duecare.papers.portfolio_figures import Figures, figures
from duecare.papers.portfolio_html import SCRIPT, STATIC, portfolio_html
from duecare.papers.portfolio_phrases import headline
from duecare.papers.portfolio_result import opened
from duecare.papers.portfolio_rows import MOST, Worst, packed, worst
from duecare.papers.portfolio_sweep import STATE_BODIES, STATE_TIES, sweep
from duecare.review import LEVELS

Row = Mapping[str, Any]
TABLES = {"countries": "country", "items": "capabilities", "kinds": "end_user_kind"}


@pytest.fixture(scope="module")
def tables() -> dict[str, Rows]:
    return made_tables()


@pytest.fixture(scope="module")
def folder(tables: dict[str, Rows], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_result(tmp_path_factory.mktemp("made") / "a=1 [x]*", tables)


@pytest.fixture(scope="module")
def found(folder: Path) -> Figures:
    with opened(folder) as result:
        return figures(result)


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return dashboard_html(folder)


@pytest.fixture(scope="module")
def guidance() -> Guidance:
    return load_guidance()


def tree(text: str) -> ElementTree.Element:
    """The page as a document; its script is not XML and is taken out, its data is and stays."""
    return ElementTree.fromstring(re.sub(r"<script>.*?</script>", "", text.split("\n", 1)[1], flags=re.DOTALL))


def said(node: ElementTree.Element) -> str:
    return " ".join("".join(node.itertext()).split())


def held(text: str) -> dict[str, Any]:
    """The rows that the page holds for its script."""
    node = next(node for node in tree(text).iter("script") if node.get("id") == "rows")
    document: dict[str, Any] = json.loads(node.text or "")
    return document


def section(text: str, key: str) -> ElementTree.Element:
    return next(node for node in tree(text).iter("section") if node.get("aria-labelledby") == key)


def cells(text: str, key: str) -> list[list[str]]:
    """The first table of a section, row by row."""
    body = next(section(text, key).iter("tbody"))
    return [[said(cell) for cell in row] for row in body]


def rated(rows: Rows) -> Iterator[Row]:
    return (row for row in rows if not row["hold"])


def severe(row: Row) -> bool:
    return not row["hold"] and row["known"] == "severe"


def could(row: Row) -> bool:
    return not row["hold"] and row["known"] != "severe" and row["possible"] == "severe"


def judged(tables: dict[str, Rows], table: str) -> Iterator[tuple[Row, list[Row]]]:
    """Each transaction with the rows of a table that are about its outcome."""
    of: dict[int, list[Row]] = defaultdict(list)
    for row in tables[table]:
        of[row["outcome"]].append(row)
    return ((row, of.get(row["outcome"], [])) for row in tables["transactions"])


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


def running(tables: dict[str, Rows]) -> tuple[list[str], list[str]]:
    """The ids of running contracts that belong on the list, and of those that may."""
    facts = {(row["number"], row["fact"]): row["value"] for row in tables["facts"]}
    sure, perhaps = [], []
    for row in tables["transactions"]:
        tie = facts.get((row["end_user"], "party.government_tie"))
        record = facts.get((row["end_user"], "party.abuse_record"))
        answers = (
            {"running": True, "": None}.get(row["state"], False),
            None if not row["capabilities"] else row["capabilities"] != "none",
            True if row["end_user_kind"] in STATE_BODIES or tie in STATE_TIES else None if tie is None else False,
            None if record is None else record != "none_known",
        )
        if False not in answers:
            (perhaps if None in answers else sure).append(row["transaction"])
    return sure, perhaps


def test_the_sweep_finds_running_contracts_of_accused_state_bodies(tables: dict[str, Rows], folder: Path) -> None:
    """What is not known is told apart: it puts no contract on the list, and strikes none off."""
    sure, perhaps = running(tables)
    with opened(folder) as result:
        listed = sweep(result, 5_000)
    assert sorted(one.transaction for one in listed.first) == sorted(" ".join(name.split()) for name in sure)
    assert (listed.total, listed.perhaps) == (len(sure), len(perhaps))
    dates = [one.due for one in listed.first if one.key == "severe-severe"]
    assert dates == sorted(dates, key=lambda day: (day == "open", day))


def test_the_workbook_has_the_whole_list_and_those_that_may_belong_to_it(
    tables: dict[str, Rows], folder: Path, tmp_path: Path
) -> None:
    sure, perhaps = running(tables)
    found = sweep_xlsx(folder, tmp_path / "sweep.xlsx")
    assert (found.total, found.perhaps) == (len(sure), len(perhaps))
    book = load_workbook(tmp_path / "sweep.xlsx")
    assert book.sheetnames == ["About", "Running contracts", "Perhaps"]
    assert book.active.title == "Running contracts"
    heads, *rows = book["Running contracts"].iter_rows(values_only=True)
    assert len(rows) == len(sure)
    assert heads[:5] == ("Transaction", "Contract", "Owner", "State", "Due")
    assert {row[3] for row in rows} == {"running"}
    owners = Counter(row[2] for row in rows)
    assert owners["open"] > 0
    assert all(isinstance(row[4], datetime.datetime) or row[4] == "open" for row in rows)
    reasons = [row[heads.index("Reasons")] for row in rows]
    assert all("it is accused of abuse by" in reason and "the end user is of the state" in reason for reason in reasons)
    assert len(list(book["Perhaps"].iter_rows())) - 1 == len(perhaps)
    assert all(row[-1] for row in book["Perhaps"].iter_rows(values_only=True))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert str(found.total) in book["About"]["A1"].value


def test_a_workbook_that_cannot_be_written_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        sweep_xlsx(folder, tmp_path / "nowhere" / "sweep.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_page_is_well_formed_and_loads_nothing(page: str) -> None:
    """No address but places of the page itself, and no code in attributes."""
    nodes = list(tree(page).iter())
    loading = {"img", "link", "iframe", "object", "embed", "audio", "video", "source", "form", "base", "image"}
    assert loading.isdisjoint(node.tag.rpartition("}")[2] for node in nodes)
    assert all(node.get("href", "#").startswith("#") for node in nodes)
    assert not [key for node in nodes for key in node.attrib if key.startswith("on") or key in ("src", "style")]
    assert not re.search(r"url\((?!data:font/woff2;base64,)|@import", page)
    ids = [node.get("id") for node in nodes if node.get("id")]
    assert len(ids) == len(set(ids))
    links = {node.get("href", "")[1:] for node in nodes if node.get("href")}
    assert links <= set(ids)


def test_the_policy_of_the_page_allows_its_one_script_and_nothing_else(page: str) -> None:
    policy = next(
        node.get("content") or "" for node in tree(page).iter("meta")
        if node.get("http-equiv") == "Content-Security-Policy"
    )  # fmt: skip
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'unsafe-inline'; font-src data:; script-src 'sha256-{digest}'"
    assert script == SCRIPT.read_text("utf-8")


def test_hostile_names_are_text(page: str) -> None:
    """In markup, in the data of the script, and without what would turn the text around."""
    assert "<script>alert" not in page
    assert page.count("<script") == 2
    assert "\u202e" not in page
    assert "\x1b" not in page
    words = held(page)["columns"]["user"]["words"]
    assert any("<script>alert(1)</script>" in word for word in words)
    assert [POLICE, "und-Arab", "shrth lmdynh"] in words
    name = next(node for node in tree(page).iter("bdi") if node.text == POLICE)
    assert (name.get("lang"), name.get("dir")) == ("und-Arab", "auto")


def test_hostile_names_do_not_write_on_the_terminal(folder: Path) -> None:
    text = portfolio_text(folder, to_file=True)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert '</script><script>alert(1)</script> & "x"' in " ".join(text.split())
    assert "\x1b" in HOSTILE


def test_without_its_script_the_page_shows_the_worst_and_says_how_many(page: str, tables: dict[str, Rows]) -> None:
    """Each with what was found of it, where a link leads to."""
    rows = next(section(page, "transactions").iter("tbody"))
    plain = [row for row in rows if row.get("class") != "why"]
    assert len(plain) == STATIC == len(rows) - len(plain)
    assert f"Without its script this page shows the first {STATIC}." in said(section(page, "transactions"))
    assert "All 300, the worst first." in said(section(page, "transactions"))
    first, why = rows[0], rows[1]
    assert next(first.iter("a")).get("href") == f"#{why.get('id')}"
    assert "severe" in said(first)
    assert "Red flags raised" in said(why)
    assert "Severity 4 of 4".replace(" ", "") in said(why).replace(" ", "")
    for key in ("levels", "countries", "items", "kinds", "running"):
        assert len(cells(page, key)) > 1, key
    assert len(cells(page, "running")) == min(len(running(tables)[0]), 100)


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


def test_the_rejects_are_counted_by_row_and_reason(tables: dict[str, Rows], page: str) -> None:
    assert "7 rows could not be taken" in said(section(page, "rejects"))
    assert cells(page, "rejects")[0] == ["Is not a country that Duecare knows", "orders.csv", "country", "7"]
    assert len(tables["rejects"]) == 7


def test_a_row_rejected_for_two_reasons_is_one_row(tmp_path: Path) -> None:
    tables = made_tables(30)
    tables["rejects"] += [{**row, "column": "value", "reason": "is no number"} for row in tables["rejects"]]
    text = dashboard_html(write_result(tmp_path / "result", tables))
    assert "7 rows could not be taken" in said(section(text, "rejects"))
    assert len(cells(text, "rejects")) == 2


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_short_form_fits_its_width_and_begins_with_the_headline(folder: Path, found: Figures, width: int) -> None:
    text = portfolio_text(folder, to_file=True, width=width)
    assert max(map(cell_len, text.splitlines())) <= width
    assert " ".join(text.split()).startswith(headline(found))
    for title in (
        "LEVELS",
        "LEGAL STOPS",
        "WHAT TO ASK FIRST",
        "BY PLACE OF USE",
        "RUNNING CONTRACTS",
        "ROWS NOT TAKEN",
    ):
        assert title in text
    assert "◌◌◌◌ on hold, open: 48 (16 %)" in text


def test_a_book_without_transactions_has_its_papers(tmp_path: Path) -> None:
    tables = made_tables(0)
    folder = write_result(
        tmp_path / "result", {name: rows if name == "rejects" else [] for name, rows in tables.items()}
    )
    text = dashboard_html(folder)
    assert "The book has no transactions." in said(tree(text))
    assert "All 0, the worst first." in said(tree(text))
    assert portfolio_text(folder, to_file=True).startswith("The book has no transactions.")
    assert sweep_xlsx(folder, tmp_path / "sweep.xlsx").total == 0


def test_a_result_of_the_engine_has_its_papers(tmp_path: Path) -> None:
    folder = write_small(tmp_path / "result", small_rows(40))
    text = dashboard_html(folder)
    assert "Of 40 transactions" in said(tree(text))
    assert "Of 40 transactions" in portfolio_text(folder, to_file=True)
    sweep_xlsx(folder, tmp_path / "sweep.xlsx")


def test_a_rule_of_other_guidance_is_shown_by_its_id(tmp_path: Path) -> None:
    tables = made_tables(60)
    for row in tables["findings"]:
        row["rule"] = f"OTHER/{row['rule']}"
    text = dashboard_html(write_result(tmp_path / "result", tables))
    assert "(not in the guidance at hand)" in said(section(text, "flags"))


@pytest.mark.parametrize("name", ["manifest.json", "transactions/part-00000.parquet", "stops/part-00000.parquet"])
def test_a_folder_that_is_not_whole_is_refused(tmp_path: Path, name: str) -> None:
    """Nothing half-written is taken for a result without findings."""
    folder = write_result(tmp_path / "result", made_tables(5))
    (folder / name).unlink()
    for make in (dashboard_html, portfolio_text):
        with pytest.raises(InputError):
            make(folder)


def test_a_table_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    folder = write_result(tmp_path / "result", made_tables(5))
    file = folder / "findings" / "part-00000.parquet"
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(InputError):
        dashboard_html(folder)


def test_a_level_that_is_none_is_refused(tmp_path: Path) -> None:
    tables = made_tables(5)
    tables["transactions"][2]["possible"] = "grave"
    folder = write_result(tmp_path / "result", tables)
    with pytest.raises(InputError, match=r"grave.*accepted: low, elevated, high, severe"):
        dashboard_html(folder)


def test_nothing_on_the_page_is_blank_where_something_is_not_known(page: str) -> None:
    """A cell of a table has words, a figure or the mark of what is open; the bar repeats figures of its row."""
    for key in ("stops", "flags", "kinds", "countries", "items", "running", "transactions"):
        for row in cells(page, key):
            shown = row[:-1] if key in TABLES else row
            assert all(shown), (key, row)


def test_a_hold_is_never_shown_as_a_level(page: str, folder: Path, guidance: Guidance) -> None:
    """Its mark has no filled step, and its words say open."""
    symbols = {node.get("id"): node for node in tree(page).iter() if node.tag.endswith("symbol")}
    assert len(symbols) == 11
    fills = {name: [part.get("fill") for part in node] for name, node in symbols.items()}
    assert set(fills["level-held"]) == {"none"}
    assert all("currentColor" in fill for name, fill in fills.items() if name != "level-held")
    assert held(page)["levels"]["held"] == "open: cannot be rated yet"
    with opened(folder) as result:
        some: Worst = worst(result, guidance)
    assert list(some.columns["advice"]).count("Hold: cannot be rated yet") == 48
