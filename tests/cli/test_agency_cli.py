"""`duecare agency`: graded evidence with source, date and reply; a name that is not found is no good record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from said import Duecare, running

DAY = ("--known-at", "2026-11-26")
NISS = "National Intelligence and Security Service"


@pytest.fixture
def duecare(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Duecare:
    return running(monkeypatch, capsys)


def test_an_agency_has_its_band_its_reasons_and_its_evidence(duecare: Duecare) -> None:
    """Headline, why, and each item with grade, source, date, state and reply."""
    said = duecare("agency", NISS, "--country", "SD", *DAY)
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[0] == f"Severe: {NISS}, Sudan."
    assert lines[1].startswith("SD/niss, an intelligence or state-security body of Sudan.")
    assert said.out.index("\nBECAUSE\n") < said.out.index("\nEVIDENCE, AS KNOWN ON 2026-11-26\n")
    assert "● Officers of the service were convicted by a Sudanese court" in said.out
    assert "Grade A: court, official inquiry or designation. Established; about this very body;" in said.flat
    assert "Reply: Twenty-seven members of the service were sentenced to death." in said.flat
    assert "Does not count: older than 10 years." in said.flat
    assert "Followed by General Intelligence Service; dissolved or renamed in 2019." in said.flat


@pytest.mark.parametrize("name", ["جهاز الأمن والمخابرات الوطني", "NISS", "niss", NISS.upper()])
def test_any_of_its_names_in_any_script_finds_it(duecare: Duecare, name: str) -> None:
    """With the same result; its own name stands there romanised."""
    said = duecare("agency", name, "--country", "السودان", *DAY)
    assert said.out == duecare("agency", NISS, "--country", "SD", *DAY).out
    assert "جهاز الأمن" in said.out
    assert "(jhz l'mn" in said.flat


def test_without_a_country_every_agency_of_that_name_is_shown_as_a_question(duecare: Duecare) -> None:
    """None is picked."""
    said = duecare("agency", NISS, *DAY)
    assert f"◌ {NISS} may be any of 3 agencies of the register: check which one it is." in said.flat
    assert said.out.count("◌ A name of the register, but no country was given: say --country.") == 3
    assert all(f"{NISS}, {country}." in said.out for country in ("Ethiopia", "Rwanda", "Sudan"))


def test_a_misspelt_name_is_only_like_one_of_the_register(duecare: Duecare) -> None:
    """A question, too."""
    said = duecare("agency", "National Inteligence and Secrity Service", "--country", "SD", *DAY)
    assert "◌ Only like a name of the register: check that it is the same body." in said.flat
    assert duecare("agency", NISS, "--country", "NO", *DAY).out.startswith("The register holds no agency")


def test_a_name_that_is_not_found_is_open_and_no_good_record(duecare: Duecare) -> None:
    """As its country is, and never better; exit code 0, since nothing failed."""
    said = duecare("agency", "Nobody's Police", "--country", "SD", *DAY)
    assert said.code == 0
    assert said.out.startswith("The register holds no agency of that name in Sudan.")
    assert "◌ That says nothing about Nobody's Police" in said.out
    assert "no evidence is not a good record" in said.flat
    assert "never better" in said.flat
    assert "duecare country SD" in said.out


def test_no_evidence_of_a_later_day_counts(duecare: Duecare) -> None:
    """What was known in 2012 is what was published by then."""
    said = duecare("agency", NISS, "--country", "SD", "--known-at", "2012-06-01")
    assert "Amnesty International, Agents of fear" in said.flat
    assert "2014-02-17" not in said.out
    assert "2019-12-30" not in said.out
    before = duecare("agency", NISS, "--country", "SD", "--known-at", "2005-01-01")
    assert "◌ None is on file: the agency is as its country is, and not better." in before.flat
    assert "That is no good record." in before.flat


def test_names_cannot_steer_the_terminal(duecare: Duecare) -> None:
    """Escapes and overrides of direction are taken out, markup is text."""
    said = duecare("agency", "\x1b[31m[bold]Evil\u202e agency[/bold]", "--country", "SD", *DAY)
    assert "\x1b" not in said.out
    assert "\u202e" not in said.out
    assert "[bold]Evil agency[/bold]" in said.flat


def test_json_says_what_counts_and_what_does_not_and_why(duecare: Duecare, tmp_path: Path) -> None:
    """With the ids of the register; none found is an empty list."""
    target = tmp_path / "niss.json"
    said = duecare("agency", "NISS", "--country", "SD", "--format", "json", "-o", target, *DAY)
    assert (said.code, said.out) == (0, "")
    assert said.err == f"1 agency\n  written to {target}\n"
    page = json.loads(target.read_text("utf-8"))
    assert (page["schema"], page["asked"], page["country"]) == ("duecare.agency/1", "NISS", "SD")
    (found,) = page["found"]
    assert (found["id"], found["how"], found["bands"]) == ("SD/niss", "exact", ["severe"])
    assert {item["id"]: item["set_aside"] for item in found["evidence"] if not item["counts"]} == {
        "SD/niss/1": "older than 10 years",
        "SD/niss/3": "older than 10 years",
    }
    assert json.loads(duecare("agency", "Nobody", "--format", "json", *DAY).out)["found"] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([""], "the name has no letter"),
        (["..."], "the name has no letter"),
        (["NISS", "--country", "Sudann"], "did you mean SD (Sudan) or SS (South Sudan)?"),
        (["NISS", "--country", "Yugoslavia"], "has not been a state of that name since 1992"),
        (["NISS", "-o", "absent/x"], "absent/x: cannot be written"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    duecare: Duecare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    said = duecare("agency", *words)
    assert said.refused
    assert says in said.err
    assert list(tmp_path.iterdir()) == []
