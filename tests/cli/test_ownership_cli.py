"""Claims about `duecare ownership`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from run_here import run_here as duecare

GRAPH = """owner,owned,share,owner_name,owned_name,owner_kind,listed
ivanov,vostok,50%,Иван Иванов,ООО «Восток»,person,ofac;eu
vostok,gulf,unknown,,شركة الخليج,,
chen,gulf,40,陈伟,,person,
ministry,grid,30,Ministry of Energy,Grid,government,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "graph.csv").write_text(GRAPH, "utf-8")
    return tmp_path


def test_the_answer_comes_first_then_the_path_then_what_would_settle_it(folder: Path) -> None:
    done = duecare("ownership", "graph.csv", "--regime", "ofac,uk", "--law-at", "2026-11-24", cwd=folder)
    assert done.returncode == 0, done.stderr
    lines = " ".join(done.stdout.split())
    assert "Of 6 parties, 1 is caught by its owners under ofac or uk; 1 is possibly caught." in lines
    assert "Иван Иванов holds 50% of ООО «Восток»: 50% or more." in lines
    assert "How much of شركة الخليج does ООО «Восток» hold (not stated, line 3)? 50% or more catches" in lines
    assert lines.index("50% or more.") < lines.index("How much of") < lines.index("THE RULES")
    assert "clear on the data is no clearance" in lines
    assert "Grid 30% yes yes no" in lines


def test_a_rule_that_is_not_in_force_is_said_not_to_be(folder: Path) -> None:
    done = duecare("ownership", "graph.csv", "--regime", "bis", "--law-at", "2026-01-05", cwd=folder)
    said = " ".join(done.stdout.split())
    assert "none is caught by its owners under bis" in said
    assert "not in force on 2026-01-05. The rule is suspended." in said
    assert "A rule begins on 2026-11-10." in said


def test_json_holds_standings_proofs_and_questions(folder: Path) -> None:
    done = duecare("ownership", "graph.csv", "--law-at", "2026-11-24", "--format", "json", cwd=folder)
    document = json.loads(done.stdout)
    assert document["schema"] == "duecare.ownership/1"
    standings = {party["id"]: party["standings"] for party in document["parties"]}
    vostok = standings["vostok"]["ofac"]
    assert (vostok["status"], vostok["share"]) == ("blocked", {"least": "50", "most": "50"})
    assert [step["party"] for step in vostok["proof"]] == ["ivanov", "vostok"]
    assert vostok["proof"][1]["parts"][0]["lines"] == [2]
    assert vostok["listed_owners"] == ["ivanov"]
    (question,) = standings["gulf"]["ofac"]["missing"]
    assert (question["catches_from"], question["clears_below"], question["settles"]) == ("50", "50", "both")
    assert standings["chen"]["ofac"] == {
        "status": "clear",
        "would_be": None,
        "share": {"least": "0", "most": "0"},
        "undeclared": {"least": "0", "most": "0"},
        "clear_only_on_the_data": False,
    }
    assert document["state"][0]["reaches"] == {"10": "yes", "25": "yes", "50": "no"}


def test_csv_has_a_row_a_party_and_regime_and_no_formula(folder: Path) -> None:
    (folder / "graph.csv").write_text("owner,owned,share,listed\n=cmd,a,60,ofac\n", "utf-8")
    done = duecare("ownership", "graph.csv", "--regime", "ofac,eu", "--format", "csv", cwd=folder)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["party"], row["regime"], row["status"]) for row in rows] == [
        ("'=cmd", "ofac", "listed"),
        ("'=cmd", "eu", "clear"),
        ("a", "ofac", "blocked"),
        ("a", "eu", "clear"),
    ]


def test_one_entity_is_shown_alone_and_drawn_with_its_owners(folder: Path) -> None:
    done = duecare("ownership", "graph.csv", "--entity", "ООО «Восток»", "--svg", "graph.svg", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "ООО «Восток»: blocked under ofac" in " ".join(done.stdout.split())
    assert "Gulf" not in done.stdout
    picture = ElementTree.fromstring((folder / "graph.svg").read_text("utf-8"))
    shown = {node.text for node in picture.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Иван Иванов", "ООО «Восток»", "50%"} <= shown
    assert "شركة الخليج" not in shown


def test_of_a_large_graph_the_part_that_shows_why_is_drawn(folder: Path) -> None:
    rows = ["owner,owned,share,listed", "x,a,60,ofac", "a,b,50,"]
    rows += [f"p{at},q{at},10," for at in range(40)]
    (folder / "graph.csv").write_text("\n".join(rows), "utf-8")
    duecare("ownership", "graph.csv", "--svg", "graph.svg", cwd=folder)
    picture = ElementTree.fromstring((folder / "graph.svg").read_text("utf-8"))
    shown = {node.text for node in picture.iter("{http://www.w3.org/2000/svg}text")}
    assert {"x", "a", "b", "80 more parties left out."} <= shown
    (folder / "graph.csv").write_text("\n".join(rows[0:1] + rows[3:]), "utf-8")
    done = duecare("ownership", "graph.csv", "--svg", "other.svg", cwd=folder)
    assert (done.returncode, "--entity" in done.stderr) == (2, True)
    assert not (folder / "other.svg").exists()


def test_the_listed_can_come_from_a_file_of_their_own(folder: Path) -> None:
    (folder / "listed.csv").write_text("party,listed\nMinistry of Energy,uk\nNobody,uk\n", "utf-8")
    done = duecare("ownership", "graph.csv", "--regime", "uk", "--listed", "listed.csv", cwd=folder)
    assert "1 is listed by name" in " ".join(done.stdout.split())
    assert "Listed, and not in the graph: Nobody." in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing.csv",), "nothing.csv"),
        (("graph.csv", "--regime", "moon"), "no regime 'moon'"),
        (("graph.csv", "--regime", ","), "--regime names none"),
        (("graph.csv", "--entity", "vostock"), "has no party 'vostock' (did you mean vostok"),
        (("graph.csv", "-o", "graph.csv"), "is what is read"),
        (("graph.csv", "-o", "x.svg", "--svg", "x.svg"), "named for the text and for the picture"),
        (("graph.csv", "--listed", "graph.csv"), "graph.csv:3: listed is empty"),
        (("bad.csv",), "bad.csv:2: the share '120' is more than 100 percent"),
    ],
)
def test_what_cannot_be_is_one_line_and_exit_2(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    (folder / "bad.csv").write_text("owner,owned,share\nx,a,120\n", "utf-8")
    done = duecare("ownership", *arguments, cwd=folder)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
