"""The clause library: what it covers, that its compiled form is that of its YAML, and what its lint refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from duecare.guidance import Guidance, GuidanceError
from duecare.guidance.clauses import BLANK, KINDS, PAPERS, Clauses, load_clauses
from duecare.guidance.clauses import lint as checks
from duecare.guidance.clauses.load import COMPILED, SHIPPED, compile_library

CLAUSE = """\
- id: audit/ours
  title: Our own inspection
  kind: audit
  purpose: Lets us look.
  safeguards: [contract/audit]
  concerns: [no-oversight]
  papers: [sales]
  carries_out: [US-STATE-2020/C7/S2]
  words:
    firm: |
      {Supplier} may inspect.
      It asks for {units}:
      - once a year.
  refused:
    - {instead: A letter., gives_up: The look., in_place: An auditor., with: [CLAUSE/audit/independent-auditor]}
  notes: [Ask early.]
"""
ASKED = {
    "purpose", "forbidden", "transfer", "rights", "audit", "logs", "suspension", "termination", "data", "training",
    "flow-down", "complaints", "sanctions", "disabling",
}  # fmt: skip
"""The kinds that were asked of this library."""


@pytest.fixture(scope="module")
def library() -> Clauses:
    return load_clauses()


def house(tmp_path: Path, text: str, head: str = "id: ACME\ntitle: Clauses of a company\n") -> Path:
    folder = tmp_path / "house" / "acme"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "library.yaml").write_text(head, "utf-8")
    (folder / "clauses.yaml").write_text(text, "utf-8")
    return folder


def said(folder: Path, guidance: Guidance) -> list[str]:
    return [str(one) for one in checks.lint_clauses(folder, guidance)]


def test_the_library_covers_every_kind_and_paper_that_was_asked_for(library: Clauses) -> None:
    assert len(library.clauses) >= 40
    assert {one.kind for one in library.clauses.values()} >= ASKED
    assert set(library.forms) == set(PAPERS)
    for paper in PAPERS:
        assert len(library.fit(paper)) >= 15, paper


def test_every_clause_says_what_it_answers_and_carries_out_and_what_to_do_when_refused(
    library: Clauses, guidance: Guidance
) -> None:
    for one in library.clauses.values():
        assert one.purpose, one.id
        assert one.refused, one.id
        assert one.notes, one.id
        assert one.carries_out, one.id
        assert one.core or (one.concerns and one.safeguards), one.id
        assert "standard" in one.words or "firm" in one.words, one.id
        for row in one.carries_out:
            assert guidance.entry(row).cite.confidence, (one.id, row)


def test_every_concern_that_a_contract_can_answer_has_a_clause(library: Clauses, guidance: Guidance) -> None:
    answered = {concern for one in library.clauses.values() for concern in one.concerns}
    safeguards = {name for one in library.clauses.values() for name in one.safeguards}
    for flag in guidance.flags:
        if flag.concern and any(name.startswith("contract/") for name in flag.safeguards):
            assert flag.concern in answered, flag.id
    assert {name for name in guidance.safeguards if name.startswith(("contract/", "party/"))} <= safeguards


def test_words_that_may_not_be_lawful_everywhere_say_so(library: Clauses) -> None:
    for name in ("disabling/remote", "data/personal", "transfer/re-export", "complaints/openness", "audit/inspection"):
        assert library.clause(name).law, name
    assert "offence" in library.clause("disabling/remote").law
    assert "privilege" in library.clause("complaints/openness").law.casefold()
    assert "not legal advice" in library.note


def test_weaker_words_are_other_words_and_light_ones_count_as_no_safeguard(library: Clauses) -> None:
    for one in library.clauses.values():
        texts = list(one.words.values())
        assert len(set(texts)) == len(texts), one.id
        assert "light" not in one.counts, one.id


def test_a_strength_that_is_not_written_is_the_nearest_that_is(library: Clauses) -> None:
    assert library.clause("basis/contacts").at("firm") == "standard"
    assert library.clause("data/accuracy").at("light") == "standard"
    assert library.clause("audit/inspection").at("light") == "light"


def test_every_placeholder_is_used_and_declared(library: Clauses) -> None:
    words = "\n".join(line for one in library.clauses.values() for lines in one.words.values() for line in lines)
    used = {name.lower() for name in BLANK.findall(words)}
    terms = set(library.forms["sales"].terms)
    assert used - terms <= set(library.placeholders)
    assert set(library.placeholders) - used <= {"supplier_name", "user_name", "items"}  # they stand in the head


def test_the_compiled_library_is_that_of_the_yaml(library: Clauses) -> None:
    import json

    assert json.loads(COMPILED.read_bytes()) == compile_library(SHIPPED)


def test_the_shipped_library_passes_its_lint(guidance: Guidance) -> None:
    assert checks.lint_shipped(guidance) == []


def test_an_id_that_was_retired_is_never_given_to_another(
    guidance: Guidance, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lock = tmp_path / "ids.lock"
    text = checks.IDS_LOCK.read_text("utf-8").replace("CLAUSE/audit/inspection\n", "- CLAUSE/audit/inspection\n")
    lock.write_text(text + "CLAUSE/audit/gone\n", "utf-8")
    monkeypatch.setattr(checks, "IDS_LOCK", lock)
    problems = [str(one) for one in checks.lint_shipped(guidance)]
    assert any("CLAUSE/audit/inspection was retired; ids are never reused" in one for one in problems)
    assert any("CLAUSE/audit/gone is gone from the library" in one for one in problems)


def test_a_houses_own_clause_passes_and_stands_beside_the_shipped_ones(guidance: Guidance, tmp_path: Path) -> None:
    folder = house(tmp_path, CLAUSE)
    assert said(folder, guidance) == []
    found = load_clauses(tmp_path / "house")
    assert found.clause("ACME/audit/ours").title == "Our own inspection"
    assert "CLAUSE/audit/inspection" in found.clauses


def test_a_houses_clause_can_take_the_place_of_a_shipped_one(tmp_path: Path) -> None:
    house(tmp_path, CLAUSE + "  replaces: CLAUSE/audit/inspection\n")
    found = load_clauses(tmp_path / "house")
    assert "CLAUSE/audit/inspection" not in found.clauses
    assert "ACME/audit/ours" in found.clauses


def test_an_edited_library_is_read_again(tmp_path: Path) -> None:
    house(tmp_path, CLAUSE)
    assert load_clauses(tmp_path / "house").clause("ACME/audit/ours").title == "Our own inspection"
    house(tmp_path, CLAUSE.replace("Our own inspection", "Another title"))
    assert load_clauses(tmp_path / "house").clause("ACME/audit/ours").title == "Another title"


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("kind: audit", "kind: audits", r"kind is 'audits'; accepted: basis, rights"),
        ("[contract/audit]", "[contract/audti]", r"safeguards holds 'contract/audti'.*did you mean contract/audit\?"),
        ("[no-oversight]", "[nooversight]", r"concerns holds 'nooversight'.*did you mean no-oversight\?"),
        ("papers: [sales]", "papers: [lease]", r"papers holds 'lease'; accepted: sales, engagement"),
        ("[US-STATE-2020/C7/S2]", "[US-STATE-2020/C77]", r"carries_out holds 'US-STATE-2020/C77'; accepted: a row"),
        ("{units}", "{unit}", r"placeholder \{unit\} is not declared in library.yaml; did you mean units\?"),
        ("{units}", "{units", r"has a brace that is no placeholder"),
        ("may inspect", "shall inspect", r"'shall' in .*accepted: a verb in the present, or must"),
        ("may inspect", "may " + "very " * 80 + "inspect", r"has 8\d words; accepted: at most 70 a line"),
        ("    firm:", "    hard:", r"strength 'hard'; accepted: firm, standard, light"),
        ("notes: [Ask early.]", "note: Ask early.", r"'note' is no key of a clause; accepted: id, title"),
        ("  purpose: Lets us look.\n", "", r"a clause needs purpose"),
        ("gives_up: The look., ", "", r"refused holds .*accepted: a mapping of instead, gives_up, in_place, with"),
        ("[CLAUSE/audit/independent-auditor]", "[CLAUSE/x]", r"with holds 'CLAUSE/x'; accepted: a clause or safeguard"),
        ("kind: audit", "kind: disabling", r"a clause of kind disabling needs law"),
    ],
)  # fmt: skip
def test_the_lint_names_file_line_what_it_saw_and_what_it_accepts(
    was: str, now: str, says: str, guidance: Guidance, tmp_path: Path
) -> None:
    assert was in CLAUSE
    folder = house(tmp_path, CLAUSE.replace(was, now, 1))
    problems = said(folder, guidance)
    assert any(re.search(rf"clauses\.yaml:1: ACME/audit/ours: .*{says}", one) for one in problems), problems


def test_a_placeholder_of_the_house_is_declared_in_its_library(guidance: Guidance, tmp_path: Path) -> None:
    text = CLAUSE.replace("{units}", "{board}")
    head = "id: ACME\ntitle: Ours\nplaceholders:\n  board: {from: blank, is: the board}\n"
    assert said(house(tmp_path, text, head), guidance) == []
    wrong = head.replace("from: blank", "from: somewhere")
    assert any("placeholder board is" in one for one in said(house(tmp_path, text, wrong), guidance))


def test_the_same_id_twice_is_refused(guidance: Guidance, tmp_path: Path) -> None:
    assert any("is used again; first at" in one for one in said(house(tmp_path, CLAUSE + CLAUSE), guidance))


@pytest.mark.parametrize(
    "text", ["- id: x\n  title: [\n", "just words", "- title: without an id\n", "- id: x\n  title: y\n"]
)
def test_a_file_that_is_no_library_is_one_line_with_file_and_line(text: str, tmp_path: Path) -> None:
    house(tmp_path, text)
    with pytest.raises(GuidanceError, match=r"clauses\.yaml:\d+"):
        load_clauses(tmp_path / "house")


def test_a_clause_that_is_not_there_names_the_nearest(library: Clauses) -> None:
    with pytest.raises(GuidanceError, match="did you mean CLAUSE/audit/inspection"):
        library.clause("audit/inspecton")


def test_kinds_are_in_the_order_of_the_annex(library: Clauses) -> None:
    order = [list(KINDS).index(one.kind) for one in library.fit("sales")]
    assert order == sorted(order)
