"""`duecare party`: the headline, the words, what is open; and what is refused."""

from __future__ import annotations

import json

import pytest

from duecare.cli import main
from duecare.facts import vocabulary
from duecare.papers.bodies import KINDS, TIES


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a run."""
    code = 0
    try:
        main(["party", *args])
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def test_a_name_in_its_own_script_comes_first_and_romanised_beside(capsys: pytest.CaptureFixture[str]) -> None:
    """So do the words of it."""
    code, out, _ = run(capsys, "Управление ФСБ по Новосибирской области")
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "Управление ФСБ по Новосибирской области"
    assert lines[1].startswith("Upravlenie FSB")
    assert "Clearly an intelligence or state-security body, and clearly part of the government." in " ".join(
        out.split()
    )
    assert "ФСБ (FSB)" in out


def test_a_firm_is_said_to_be_open_and_what_would_settle_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Never a clearance."""
    _, out, _ = run(capsys, "Police Supplies Ltd", "--stated-tie", "none")
    flat = " ".join(out.split())
    assert "How it stands to the government is open." in flat
    assert "share register" in flat
    assert "Stated by the buyer" in flat or "STATED BY THE BUYER" in flat


def test_json_has_the_places_of_the_words(capsys: pytest.CaptureFixture[str]) -> None:
    """For machines, with codes of the vocabulary or `unknown`."""
    _, out, _ = run(capsys, "乌鲁木齐市公安局", "Acme Ltd", "--format", "json")
    first, second = json.loads(out)["bodies"]
    assert (first["kind"], first["tie"]) == ("police", "government")
    assert [first["name"][word["start"] : word["end"]] for word in first["words"]] == ["公安局"]
    assert (second["kind"], second["tie"]) == ("private_company", "unknown")


def test_owners_are_read_as_exact_ranged_or_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    """And shown as evidence."""
    _, out, _ = run(
        capsys, "Acme Ltd", "--owner", "Ministry of Finance=51", "--owner", "A=B Ltd=10-20", "--owner", "Rupert=?"
    )
    flat = " ".join(out.split())
    assert "owned by a state" in flat
    assert "holds 51 %" in flat


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ([""], "no letter"),
        (["x" * 10_000], "10,000 characters"),
        (["Acme", "--owner", "Ministry"], "not a name and a share"),
        (["Acme", "--owner", "Ministry=120"], "0 to 100"),
        (["Acme", "--stated-kind", "spies"], "accepted: police"),
        (["Acme", "--country", "Atlantis"], "Atlantis"),
        (["Acme", "Beta", "--stated-tie", "none"], "one party"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(capsys: pytest.CaptureFixture[str], args: list[str], says: str) -> None:
    """Never a traceback."""
    code, out, err = run(capsys, *args)
    assert (code, out) == (2, "")
    assert says in err
    assert len(err.strip().splitlines()) == 1


def test_every_kind_and_tie_has_its_words() -> None:
    """A code added to the vocabulary must get words."""
    facts = vocabulary().facts
    assert set(KINDS) == set(facts["party.kind"].domain)
    assert set(TIES) == set(facts["party.government_tie"].domain)
