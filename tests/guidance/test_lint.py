"""The lint: each thing it refuses, with file, line, what it saw and what it accepts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from duecare.facts import vocabulary
from duecare.facts.language import parse_condition
from duecare.guidance import GuidanceError, load_guidance
from duecare.guidance import lint as checks

HEAD = """\
id: ACME
title: House rules of a company
issuer: Acme
force: voluntary
applies_to: {exporter: Acme, origin: any, destination: any}
in_force: {from: 2026-01-01}
"""
FLAGS = """\
- id: intro
  type: note
  text: A note needs no citation.

- id: big-share
  type: red_flag
  title: A listed owner with a large share
  text: Half or more of it belongs to a listed party.
  concern: listed-owner
  subject: party
  raised_when: party.listed_owner_share >= 50 AND party.kind IN ('private_company', 'state_owned_enterprise')
  group: actor
  weight: serious
  depth: basic
  automation: full
  cite: {section: rule 2, confidence: own}
  served: {how: automatic, by: this flag}
  tests:
    - {given: {party.listed_owner_share: 80, party.kind: private_company}, then: raised}
    - {given: {party.listed_owner_share: 80, party.kind: police}, then: clear}
    - {given: {party.listed_owner_share: 50, party.kind: private_company}, then: raised}
    - {given: {party.listed_owner_share: 80}, then: open}
"""
LINE = 5
CAPABILITIES = vocabulary()["item.capability"].domain
WHEN = "party.listed_owner_share >= 50 AND party.kind IN ('private_company', 'state_owned_enterprise')"
BOUNDARY = "    - {given: {party.listed_owner_share: 50, party.kind: private_company}, then: raised}\n"
OPEN = "    - {given: {party.listed_owner_share: 80}, then: open}\n"
CLEAR = "    - {given: {party.listed_owner_share: 80, party.kind: police}, then: clear}\n"

BAD: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "an undeclared fact": (
        "party.kind IN",
        "party.kynd IN",
        ("'party.kynd' is not declared", "did you mean party.kind?"),
    ),
    "a code outside its domain": (
        "'private_company', ",
        "'private_firm', ",
        ("no code 'private_firm'", "accepted: police"),
    ),
    "a number outside its bounds": (
        ">= 50 AND",
        ">= 500 AND",
        ("compared with 500", "accepted: a number from 0 to 100"),
    ),
    "a function": (
        WHEN,
        "UPPER(party.kind) = 'POLICE'",
        ("'UPPER' is outside the condition language", "accepted: AND"),
    ),
    "a comment": (WHEN, "party.opaque -- for now", ("'--' is outside the condition language", "accepted: AND")),
    "two statements": (WHEN, "party.opaque; party.opaque", ("';' is outside", "accepted: AND")),
    "no condition": (f"  raised_when: {WHEN}\n", "", ("a red_flag needs raised_when",)),
    "a condition that is a list": (
        WHEN,
        "[party.opaque]",
        ("raised_when is ['party.opaque']", "accepted: a condition"),
    ),
    "a contradiction": (
        WHEN,
        "party.opaque AND NOT party.opaque",
        ("can never be raised", "accepted: a condition that some"),
    ),
    "a contradiction of numbers": (
        WHEN,
        "party.listed_owner_share > 50 AND party.listed_owner_share < 50",
        ("can never be raised", "accepted"),
    ),
    "a contradiction of codes": (
        WHEN,
        "party.kind = 'police' AND party.kind = 'prison'",
        ("can never be raised", "accepted"),
    ),
    "what lies beyond the bounds": (WHEN, "party.listed_owner_share > 100", ("can never be raised", "accepted")),
    "what always holds": (
        WHEN,
        "party.opaque OR NOT party.opaque",
        ("can never be clear", "accepted: a condition that some"),
    ),
    "a level that always holds": (WHEN, "country.practice_band >= 'good'", ("can never be clear", "accepted")),
    "the wrong subject": ("subject: party", "subject: use", ("subject is 'use'", "accepted: party")),
    "an unknown subject": ("subject: party", "subject: planet", ("subject is 'planet'", "accepted: transaction, item")),
    "an unknown type": (
        "type: red_flag",
        "type: redflag",
        ("type is 'redflag'", "accepted: consideration, sub, red_flag"),
    ),
    "an unknown group": (
        "group: actor",
        "group: people",
        ("group is 'people'", "accepted: context, actor, fit, conduct"),
    ),
    "an unknown weight": (
        "weight: serious",
        "weight: heavy",
        ("weight is 'heavy'", "accepted: notable, serious, critical"),
    ),
    "an unknown depth": ("depth: basic", "depth: deep", ("depth is 'deep'", "accepted: basic, standard, enhanced")),
    "an unknown automation": (
        "automation: full",
        "automation: some",
        ("automation is 'some'", "accepted: full, may_overreport"),
    ),
    "no title": ("  title: A listed owner with a large share\n", "", ("a red_flag needs title",)),
    "no text": ("  text: Half or more of it belongs to a listed party.\n", "", ("a red_flag needs text",)),
    "no weight": ("  weight: serious\n", "", ("a red_flag needs weight",)),
    "no concern": ("  concern: listed-owner\n", "", ("a red_flag needs concern",)),
    "no citation": (
        "  cite: {section: rule 2, confidence: own}\n",
        "",
        ("a red_flag needs cite", "accepted: own, read"),
    ),
    "a concern that is not declared": (
        "concern: listed-owner",
        "concern: listed-ownr",
        ("concern is 'listed-ownr'", "did you mean listed-owner?"),
    ),
    "an unknown confidence": (
        "confidence: own",
        "confidence: sure",
        ("cite.confidence is 'sure'", "accepted: own, read"),
    ),
    "low confidence outside HOUSE": ("confidence: own", "confidence: recollected L", ("belongs to HOUSE",)),
    "a citation that is text": (
        "cite: {section: rule 2, confidence: own}",
        "cite: rule 2",
        ("cite is 'rule 2'", "accepted: a"),
    ),
    "an unknown way to serve": (
        "how: automatic",
        "how: magic",
        ("served.how is 'magic'", "accepted: automatic, question"),
    ),
    "a date that is none": (
        "  depth: basic",
        "  in_force: {from: soon}\n  depth: basic",
        ("in_force is", "accepted: {from:"),
    ),
    "no tests": (
        FLAGS[FLAGS.index("  tests:") :],
        "",
        ("a red_flag needs tests", "has 0 tests (none)", "accepted: at least three"),
    ),
    "two tests": (BOUNDARY + OPEN, "", ("has 2 tests", "accepted: at least three, one raised, one clear and one")),
    "none clear": (CLEAR, "", ("has 3 tests (open, raised)", "one clear")),
    "a wrong test": (
        "police}, then: clear",
        "police}, then: raised",
        ("test 2 says 'raised'", "the condition says 'clear'"),
    ),
    "a test that is not open": (
        "80}, then: open",
        "80}, then: raised",
        ("test 4 says 'raised'", "the condition says 'open'"),
    ),
    "a test of an undeclared fact": (
        "police}, then",
        "police, party.opaqe: yes}, then",
        ("test 2", "did you mean party.opaque?"),
    ),
    "a test with a value outside its domain": (
        "party.kind: police}",
        "party.kind: polise}",
        ("test 2", "'polise'", "accepted: police"),
    ),
    "a test with a number outside its bounds": (
        "share: 50,",
        "share: 130,",
        ("test 3", "is 130", "accepted: a number from 0 to 100"),
    ),
    "a test that is no mapping": (OPEN, "    - open\n", ("tests is [", "accepted: a list of {given")),
    "tests that are no list": (
        FLAGS[FLAGS.index("  tests:") :],
        "  tests: none\n",
        ("tests is 'none'", "accepted: a list of {given"),
    ),
    "an id used twice": ("id: intro", "id: big-share", ("id ACME/big-share is used again; first at", "flags.yaml:1")),
}


def found(folder: Path, head: str = HEAD, flags: str = FLAGS, **options: Any) -> list[str]:
    folder.mkdir(exist_ok=True)
    (folder / "instrument.yaml").write_text(head, "utf-8")
    (folder / "flags.yaml").write_text(flags, "utf-8")
    return [str(problem) for problem in checks.lint(folder, vocabulary(), load_guidance().concerns, **options)]


def test_a_sound_instrument_has_no_problems(tmp_path: Path) -> None:
    assert found(tmp_path / "acme") == []


@pytest.mark.parametrize(("before", "after", "said"), BAD.values(), ids=BAD)
def test_the_lint_refuses(tmp_path: Path, before: str, after: str, said: tuple[str, ...]) -> None:
    assert before in FLAGS
    problems = found(tmp_path / "acme", flags=FLAGS.replace(before, after))
    where = f"{tmp_path / 'acme' / 'flags.yaml'}:{LINE}: "
    for words in said:
        assert any(words in problem for problem in problems), problems
    for problem in problems:
        assert problem.startswith(where)
        assert "ACME/big-share" in problem
        assert "\n" not in problem


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("force: voluntary\n", "", ("has no force", "force is None; accepted: binding, voluntary")),
        ("force: voluntary", "force: mandatory", ("force is 'mandatory'; accepted: binding, voluntary",)),
        ("title: House rules of a company\n", "", ("has no title",)),
        ("in_force: {from: 2026-01-01}\n", "", ("has no in_force",)),
        ("in_force: {from: 2026-01-01}", "in_force: always", ("in_force is 'always'; accepted: {from:",)),
        (
            "applies_to: {exporter: Acme, origin: any, destination: any}",
            "applies_to: all",
            ("applies_to is 'all'; accepted",),
        ),
        (
            "force: voluntary",
            "force: voluntary\napplies_when: transaction.exporter_uss",
            ("applies_when: fact 'transaction.exporter_uss' is not declared", "did you mean transaction.exporter_us?"),
        ),
    ],
)
def test_the_lint_refuses_a_head(tmp_path: Path, before: str, after: str, said: tuple[str, ...]) -> None:
    problems = found(tmp_path / "acme", head=HEAD.replace(before, after))
    assert all(problem.startswith(f"{tmp_path / 'acme' / 'instrument.yaml'}:1: ") for problem in problems)
    for words in said:
        assert any(words in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ("- id: [", "not YAML"),
        ("a: 1", "expected a list of entries"),
        ("- text: no id", "an entry is a mapping with an id"),
        ("- id: a\n  text: b\n- just words", "flags.yaml:3: an entry is a mapping with an id"),
        ("- id: a\n  id: b", "flags.yaml:2: not YAML"),
        ("\x07", "not YAML"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, flags: str, said: str) -> None:
    with pytest.raises(GuidanceError) as refused:
        found(tmp_path / "acme", flags=flags)
    assert said in str(refused.value)
    assert str(refused.value).startswith(str(tmp_path / "acme" / "flags.yaml"))
    assert "\n" not in str(refused.value)


def test_a_folder_without_an_instrument_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(GuidanceError, match=r"no instrument\.yaml here or below"):
        checks.lint(tmp_path, vocabulary(), ())


@pytest.mark.parametrize(
    ("lock", "said"),
    [
        ("ACME/intro\nACME/big-share\n", []),
        ("# ids\nACME/intro\n", ["flags.yaml:5: id ACME/big-share is not in ids.lock: run scripts/lock_ids.py"]),
        ("ACME/intro\n- ACME/big-share\n", ["id ACME/big-share was retired; ids are never reused: choose another"]),
        (
            "ACME/intro\nACME/big-share\nACME/old\n",
            ["ids.lock:1: id ACME/old is gone from the instruments; mark it retired"],
        ),
    ],
)
def test_an_id_is_never_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lock: str, said: list[str]) -> None:
    path = tmp_path / "ids.lock"
    path.write_text(lock, "utf-8")
    monkeypatch.setattr(checks, "IDS_LOCK", path)
    problems = found(tmp_path / "acme", locked=True)
    assert len(problems) == len(said)
    for problem, words in zip(problems, said, strict=True):
        assert words in problem


@pytest.mark.parametrize(
    ("text", "raised", "clear"),
    [
        (" AND ".join(f"NOT ARRAY_CONTAINS(item.capability, '{code}')" for code in CAPABILITIES), True, True),
        ("party.listed_owner_share = 33.3", True, True),
        ("party.listed_owner_share >= 0", True, False),
        ("party.listed_owner_share < 0", False, True),
        ("party.listed_owner_share > 49.9 AND party.listed_owner_share < 50", True, True),
        ("NOT (party.kind = 'police' OR party.kind <> 'police')", False, True),
        (
            "party.kind IN ('police', 'prison') AND party.kind IN ('prison', 'border') AND party.kind <> 'prison'",
            False,
            True,
        ),
    ],
)
def test_the_lint_knows_what_a_condition_can_come_to(text: str, raised: bool, clear: bool) -> None:
    condition = parse_condition(text, vocabulary())
    assert checks.reaches(condition, vocabulary(), True) is raised
    assert checks.reaches(condition, vocabulary(), False) is clear
