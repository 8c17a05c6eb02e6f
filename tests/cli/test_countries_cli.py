"""`duecare countries`: the map as one file, and countries side by side."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from said import Duecare, running

DAY = ("--known-at", "2026-11-26")


@pytest.fixture
def duecare(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Duecare:
    return running(monkeypatch, capsys)


def test_the_map_is_written_as_one_file_and_its_headline_said(duecare: Duecare, tmp_path: Path) -> None:
    """What is possible, and of how many nothing is known."""
    target = tmp_path / "map.html"
    said = duecare("countries", "-o", target, *DAY)
    assert (said.code, said.out) == (0, "")
    headline, where = said.err.splitlines()
    assert re.fullmatch(r"Possibly severe in \d+ of 206 countries and territories\. Of \d+ nothing is known: open, not"
                        r" good\.", headline)  # fmt: skip
    assert where == f"  written to {target}"
    page = target.read_text("utf-8")
    assert f">{headline}</h2>" in page
    assert page.endswith("</html>\n")


def test_one_family_of_sources_is_not_told_as_nowhere_severe(duecare: Duecare, tmp_path: Path) -> None:
    """Severe needs two; `0 severe` would read as clearance."""
    said = duecare("countries", "-o", tmp_path / "map.html", "--no-loaded", *DAY)
    assert "Severe in 0" not in said.err
    assert "Severe is named only where two families of sources say so." in (tmp_path / "map.html").read_text("utf-8")


def test_items_decide_what_the_map_shows(duecare: Duecare, tmp_path: Path) -> None:
    """And the page says which dimensions, for what, and why."""
    target = tmp_path / "map.html"
    assert duecare("countries", "-o", target, "--items", "rapid_dna", *DAY).code == 0
    page = target.read_text("utf-8")
    assert "Worst of physical integrity; discrimination (for rapid dna), as known on 2026-11-26" in page
    assert "It registers and searches bodies, in custody and at borders." in page


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "the map is a page of its own (say where to write it: duecare countries -o map.html)"),
        (["-o", "absent/map.html"], "absent/map.html: cannot be written"),
        (["-o", "."], ".: cannot be written"),
        (["-o", "map.html", "--items", "telepathy"], "no capability 'telepathy'"),
        (["compare", "TR"], "one country is nothing to compare (give two or more, as TR HU)"),
        (["compare", "TR", "Türkiye"], "one country is nothing to compare"),
        (["compare", "TR", "Hungry"], "did you mean HU (Hungary)"),
        (["compare", "TR", "HU", "--items", "x"], "no capability 'x'"),
        (["compare", "TR", "HU", "-o", "absent/x"], "absent/x: cannot be written"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    duecare: Duecare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], says: str
) -> None:
    """And no file is left behind."""
    monkeypatch.chdir(tmp_path)
    said = duecare("countries", *words)
    assert said.refused
    assert says in said.err
    assert list(tmp_path.iterdir()) == []


def test_countries_side_by_side_begin_with_their_bands(duecare: Duecare) -> None:
    """Then each dimension with its interval and its line, from the year asked for on."""
    said = duecare("countries", "compare", "TR", "Венгрия", "--since", "2015", *DAY)
    assert said.out.startswith("Türkiye: serious or severe; Hungary: serious.\n")
    physical = said.part("PHYSICAL INTEGRITY")
    assert [line.split(":")[0] for line in physical.splitlines() if line.startswith("- ")] == ["- Türkiye", "- Hungary"]
    assert len(re.findall(r"\[\d\.\d to \d\.\d\], 20\d\d", said.out)) == 10
    assert re.findall(r"^  (\d{4}) \S+ 20\d\d, higher is worse", said.out, re.MULTILINE) == ["2015"] * 10
    assert "which is not that there is none" in said.flat


def test_a_line_says_the_same_trend_as_the_page_of_the_country(duecare: Duecare) -> None:
    """What lies within the error is no trend; over other years only the medians are told apart."""
    page = duecare("country", "HU", *DAY).flat
    compared = duecare("countries", "compare", "HU", "TR", *DAY).flat
    trends = re.findall(r"higher is worse; ([^(]+?) (?:\([\d.]+ bands\) )?\(V-Dem", page)
    assert len(trends) == 5
    assert all(trend in compared for trend in trends)
    other = duecare("countries", "compare", "HU", "TR", "--since", "2017", *DAY).flat
    assert not re.search(r"deteriorating|improving|no clear change", other.replace("since 2015", ""))
    assert re.search(r"the median is \d\.\d bands (worse|better) than in 2017", other)


def test_a_country_without_data_is_open_beside_the_other(duecare: Duecare) -> None:
    """In each dimension, on the terminal and on the page."""
    said = duecare("countries", "compare", "TR", "GL", *DAY)
    assert said.out.startswith("Türkiye: serious or severe; Greenland: open.")
    assert said.out.count("◌ Greenland: open. No source at hand says it.") == 5


def test_years_that_no_line_reaches_are_said_to_be_open(duecare: Duecare, tmp_path: Path) -> None:
    """Not left out."""
    said = duecare("countries", "compare", "TR", "HU", "--since", "2030", *DAY)
    assert said.out.count("◌ Since 2030 no year is known; its line ends in 20") == 10
    target = tmp_path / "compared.html"
    assert (
        duecare("countries", "compare", "TR", "HU", "--since", "2030", "--format", "html", "-o", target, *DAY).code == 0
    )
    page = target.read_text("utf-8")
    assert page.count("since 2030 no year is known; the lines end in 20") == 5
    assert 'class="lines"' not in page


def test_every_country_that_is_asked_for_is_drawn(duecare: Duecare, tmp_path: Path) -> None:
    """Two in one plot, more in a plot each."""
    target = tmp_path / "compared.html"
    for names in (["TR", "HU"], ["TR", "GL", "VE"]):
        said = duecare("countries", "compare", *names, "--format", "html", "-o", target, *DAY)
        assert (said.code, said.out) == (0, "")
        page = target.read_text("utf-8")
        assert page.count('class="lines"') == 5
        if len(names) == 2:
            assert page.count("Solid: Türkiye. Dashed: Hungary.") == 5
        else:
            assert all(f"Discrimination: {name}" in page for name in ("Türkiye", "Greenland", "Venezuela"))


def test_json_keeps_to_the_years_asked_for(duecare: Duecare) -> None:
    """One object a country, each as `duecare country` gives it."""
    said = duecare("countries", "compare", "TR", "GL", "--since", "2020", "--format", "json", *DAY)
    turkey, greenland = json.loads(said.out)
    assert (turkey["code"], greenland["code"]) == ("TR", "GL")
    years = [year for row in turkey["practice"].values() for year, *_ in row["line"]["years"]]
    assert min(years) == 2020
    assert greenland["practice"]["surveillance"] is None


@pytest.mark.parametrize("since", ["1800", "last year", "-1"])
def test_a_year_out_of_reach_is_refused(duecare: Duecare, since: str) -> None:
    said = duecare("countries", "compare", "TR", "HU", "--since", since)
    assert (said.code, said.out) == (2, "")
    assert "--since" in said.err
