"""An office goes by the instruments, clauses and policy of its house, and by no others where these cannot be read."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from api_tokens import asker
from django.test import Client
from made_people import People, example
from offices import copied, in_file, office_on

from duecare.office.cases.acts import open_case
from duecare.office.cases.house import HouseRulesError, house_rules
from duecare.office.cases.models import Case
from duecare.office.clauses.acts import library
from duecare.office.decisions.acts import quorum_of
from duecare.office.monitoring.acts import watch_cases
from duecare.office.operations.archive import backup, restore
from duecare.office.operations.checking import problems
from duecare.review.policy import SHIPPED

Sign = Callable[[str], Client]
INSTRUMENT = """
id: ACME
title: Own rules for face search
issuer: The company
date: 2020-01-01
force: voluntary
applies_to: {exporter: the company}
in_force: {from: 2020-01-01}
numbering: project
"""
FLAGS = """
- id: S1
  type: consideration
  title: No face search for the police
  text: We sell no face search to the police of any country.
  cite: {section: Board decision 12, confidence: read}
  served: {how: automatic, by: ACME/S1/RF1}
- id: S1/RF1
  type: red_flag
  parent: S1
  title: Face search for the police
  text: The item searches faces, and the end user is a police body.
  subject: use
  raised_when: ARRAY_CONTAINS(item.capability, 'facial_recognition') AND end_user.kind = 'police'
  group: fit
  weight: critical
  depth: basic
  concern: operational-involvement
  rights: [ICCPR/17]
  automation: full
  cite: {section: Board decision 12, confidence: read}
  tests:
    - {given: {item.capability: [facial_recognition], end_user.kind: police}, then: raised}
    - {given: {item.capability: [facial_recognition], end_user.kind: court}, then: clear}
    - {given: {item.capability: [drone], end_user.kind: police}, then: clear}
"""
LIBRARY = "id: OWN\ntitle: Clauses of a company\n"
CLAUSE = """
- id: audit/board
  title: The board is told
  kind: audit
  purpose: Somebody at the top hears of each inspection.
  safeguards: [contract/audit]
  concerns: [end-user-record]
  papers: [sales]
  carries_out: [US-STATE-2020/C7/S2]
  words:
    firm: |
      {Supplier} tells its board of each inspection and its result.
    light: |
      {Supplier} may tell its board of inspections.
  refused:
    - {instead: A yearly letter., gives_up: Speed., in_place: A fixed day., with: [CLAUSE/audit/yearly-statement]}
  notes: [Ask early who sits on it.]
"""
DEAL = "us-2020-police-face-search.yaml"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder without rules of the house."""
    monkeypatch.setenv("DUECARE_HOME", str(tmp_path))
    return tmp_path


def rules_of(root: Path, flags: str = FLAGS) -> None:
    """Write an instrument and a clause of the house."""
    files = {"ACME/instrument.yaml": INSTRUMENT, "ACME/flags.yaml": flags,
             "clauses/library.yaml": LIBRARY, "clauses/audit.yaml": CLAUSE}  # fmt: skip
    for name, text in files.items():
        (root / "house" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "house" / name).write_text(text, "utf-8")


def opened(people: People) -> Case:
    return open_case(people["sam"], "Face search for a city police", example(DEAL), analyst=people["ana"])


def raised(case: Case) -> set[str]:
    return set(case.findings.filter(status="raised").values_list("rule", flat=True))


def test_a_rule_of_the_house_is_found_and_shown(root: Path, people: People, signed: Sign) -> None:
    rules_of(root)
    case = opened(people)
    assert "ACME/S1/RF1" in raised(case)
    page = signed("ana").get(f"/cases/{case.number}/").content.decode()
    assert "Face search for the police" in page
    assert "ACME" in page


def test_a_rule_that_comes_or_goes_is_found_by_the_next_pass_over_all_cases(
    root: Path, people: People, signed: Sign
) -> None:
    case = opened(people)
    assert "ACME/S1/RF1" not in raised(case)
    rules_of(root)
    assert watch_cases().changed == 1
    case.refresh_from_db()
    assert "ACME/S1/RF1" in raised(case)
    assert "ACME/S1/RF1" in signed("ana").get("/alerts/").content.decode()
    latest = case.review_id
    shutil.rmtree(root / "house")
    page = signed("ana").get(f"/cases/{case.number}/")
    assert (page.status_code, "ACME" in page.content.decode()) == (200, True), "the review says what it said"
    watch_cases()
    case.refresh_from_db()
    assert case.review_id != latest
    assert "ACME/S1/RF1" not in raised(case)


def test_who_must_approve_is_as_the_policy_of_the_house_says(root: Path, people: People) -> None:
    case = opened(people)
    assert (case.known, quorum_of(case, "approve").body) == ("high", "counsel")
    ours = SHIPPED.read_text("utf-8").replace("high: counsel", "high: board").replace("id: duecare-default", "id: ours")
    (root / "policy.yaml").write_text(ours, "utf-8")
    assert quorum_of(case, "approve").body == "board"
    assert watch_cases().looked == 1, "another policy may weigh otherwise"
    (root / "policy.yaml").write_text(ours.replace("high: board", "high: analyst"), "utf-8")
    assert quorum_of(case, "approve").body == "counsel", "for its depth, whatever its level"
    (root / "policy.yaml").write_text(ours.replace("high: board", "high: bord"), "utf-8")
    assert quorum_of(case, "approve").body == "board", "the strictest, where it names nobody"
    assert any("names 'bord'" in line for line in problems())


def test_clauses_of_the_house_are_offered(root: Path, people: People, signed: Sign) -> None:
    assert "OWN/audit/board" not in library().clauses
    rules_of(root)
    assert "OWN/audit/board" in library().clauses
    case = opened(people)
    page = signed("carla").get(f"/cases/{case.number}/clauses/").content.decode()
    assert "The board is told" in page


@pytest.mark.parametrize("broken", ["house/ACME/flags.yaml", "policy.yaml", "house/clauses/audit.yaml"])
def test_rules_that_cannot_be_read_stop_what_needs_them_and_none_stand_in(
    broken: str, root: Path, people: People, signed: Sign
) -> None:
    case = opened(people)
    rules_of(root)
    (root / broken).write_text("- id: [", "utf-8")
    with pytest.raises(HouseRulesError, match=broken.rsplit("/", 1)[-1]):
        opened(people)
    assert Case.objects.count() == 1
    told = {name: signed(name).get(f"/cases/{case.number}/") for name in ("ana", "carla")}
    assert {one.status_code for one in told.values()} == {503}
    assert all(broken in one.content.decode() for one in told.values())
    asked = signed("sam").get(f"/cases/{case.number}/intake/all/")
    assert broken not in asked.content.decode(), "whoever sells is not told what the house rules"
    assert any(broken in line for line in problems())
    rules_of(root)
    (root / "policy.yaml").unlink(missing_ok=True)
    assert signed("ana").get(f"/cases/{case.number}/").status_code == 200
    assert not any("rules of the house" in line for line in problems())


def test_other_systems_are_told_to_come_again(root: Path, people: People) -> None:
    rules_of(root, "- id: [")
    answer = asker(people["ana"]).ask("POST", "reviews", example(DEAL))
    assert answer.status_code == 503
    assert "flags.yaml" not in answer.content.decode()


def test_a_folder_of_the_house_without_rules_is_named_and_an_empty_one_is_none(root: Path, people: People) -> None:
    (root / "house").mkdir()
    assert house_rules().guidance.entries
    (root / "house" / "notes.yaml").write_text("a: 1\n", "utf-8")
    with pytest.raises(HouseRulesError, match=r"no instrument\.yaml here or below"):
        house_rules()


def test_a_folder_that_cannot_be_looked_into_is_not_taken_for_an_empty_one(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules_of(root)
    assert "ACME/S1/RF1" in house_rules().guidance.entries
    scan = os.scandir

    def refused(path: Any) -> Any:  # as the system does; whoever runs the tests may be let in everywhere
        if str(path).endswith("house"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refused)
    with pytest.raises(HouseRulesError, match="house: cannot be looked into: Permission denied"):
        house_rules()
    monkeypatch.undo()
    monkeypatch.setenv("DUECARE_HOME", str(root))
    shutil.rmtree(root / "house")
    (root / "house").write_text("no folder", "utf-8")
    with pytest.raises(HouseRulesError, match="house: cannot be looked into: Not a directory"):
        house_rules()


def test_a_backup_holds_the_rules_and_a_restore_brings_them_and_no_others(
    template: Path, root: Path, django_db_blocker: Any
) -> None:
    folder, archive = copied(template, root / "office"), root / "office.tar.gz"
    with django_db_blocker.unblock(), office_on(in_file(folder), folder):
        rules_of(root)
        shutil.copy(SHIPPED, root / "policy.yaml")
        shutil.copy(SHIPPED.parents[1] / "office/decisions/quorum.yaml", folder / "quorum.yaml")
        assert {name for name in backup(archive).members if name.startswith("beside/")} == {
            "beside/house/ACME/flags.yaml", "beside/house/ACME/instrument.yaml", "beside/house/clauses/audit.yaml",
            "beside/house/clauses/library.yaml", "beside/office/quorum.yaml", "beside/policy.yaml",
        }  # fmt: skip
        (root / "house" / "ACME" / "flags.yaml").write_text("changed", "utf-8")
        (root / "house" / "ACME" / "more.yaml").write_text("came later", "utf-8")
        os.unlink(folder / "quorum.yaml")
        restore(archive, replace=True)
        assert (root / "house" / "ACME" / "flags.yaml").read_text("utf-8") == FLAGS
        assert not (root / "house" / "ACME" / "more.yaml").exists()
        assert (folder / "quorum.yaml").is_file()
        assert list(problems()) == []
