"""A made-up result, its papers, and what stands on them: for the tests of the papers of a portfolio."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from made_result import Rows, made_tables, write_result

from duecare.papers.portfolio import dashboard_html
from duecare.papers.portfolio_figures import Figures, figures
from duecare.papers.portfolio_result import opened
from duecare.papers.portfolio_sweep import STATE_BODIES, STATE_TIES

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
