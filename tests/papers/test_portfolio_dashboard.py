"""The page of a dashboard: well formed, loading nothing, safe from names, blank nowhere."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from made_result import HOSTILE, POLICE, Rows
from portfolio_page import TABLES, cells, held, running, said, section, tree

from duecare.guidance import Guidance
from duecare.papers.portfolio import portfolio_text
from duecare.papers.portfolio_html import SCRIPT, STATIC
from duecare.papers.portfolio_result import opened
from duecare.papers.portfolio_rows import Worst, worst


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
