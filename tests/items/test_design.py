"""Design review: scenarios and safeguards of an item, and the facts that its answers establish."""

from __future__ import annotations

import io
import json
import shlex
from pathlib import Path

import pytest

from duecare.errors import InputError
from duecare.guidance import Guidance, load_guidance
from duecare.items.design import design_review
from duecare.items.item_file import read_item
from duecare.papers.design import Paper, design_document, design_json, design_markdown, design_text
from duecare.papers.design_checklist import design_checklist
from duecare.papers.layout import Marks, rendered

GATE = """\
schema: duecare.item/1
name: Stadium gate
description: Turnstile with face recognition against a list of banned visitors
mode: {matching: one_to_many}
design:
  design/watchlist-limits: {state: in_place, proof: Test report 31, date: 2026-10-12}
  design/retention-limit: planned
  design/notice: {state: in_place}
  design/misuse-log: absent
  design/misuse-alert: absent
"""


def word_document(found: Paper) -> bytes:
    return rendered(design_checklist(found, Marks("1", "draft", "internal", "2026-11-26", "2026-11-26")), "docx")


@pytest.fixture
def guidance() -> Guidance:
    return load_guidance()


def paper(tmp_path: Path, text: str, item: str | None = None):  # type: ignore[no-untyped-def]
    path = tmp_path / "item.yaml"
    path.write_text(text, "utf-8")
    guidance = load_guidance()
    return design_document(read_item(path, guidance.safeguards), item, guidance, tmp_path, str(path))


def test_every_scenario_of_every_capability_is_in_the_checklist(guidance: Guidance) -> None:
    review = design_review("Camera", ["facial_recognition", "video_surveillance", "none"], guidance)
    assert [one.capability.code for one in review.capabilities] == ["facial_recognition", "video_surveillance"]
    wanted = {f"{one.capability.code}/{scenario.id}" for one in review.capabilities for scenario in one.scenarios}
    assert {name for check in review.checks for name in check.scenarios} == wanted


def test_severity_stands_by_mode_the_gravest_first(guidance: Guidance) -> None:
    (misused,) = design_review("Face", ["facial_recognition"], guidance).capabilities
    severities = [row.severity for row in misused.severity]
    assert severities == sorted(severities, reverse=True)
    assert len(severities) >= 5


def test_a_safeguard_counts_when_its_proof_is_on_file(tmp_path: Path) -> None:
    found = paper(tmp_path, GATE)
    states = {check.safeguard.id.split("/", 1)[1]: found.state(check) for check in found.review.checks}
    assert states["design/watchlist-limits"].shown
    assert not states["design/notice"].shown
    assert [(fact.fact, fact.value, fact.source) for fact in found.facts] == [
        ("transaction.safeguard_data_limits", "yes", "Test report 31"),
        ("item.misuse_alert", "no", "design review: not there"),
    ]


def test_the_capabilities_come_from_the_words_where_they_are_not_stated(tmp_path: Path) -> None:
    assert "facial_recognition" in {one.capability.code for one in paper(tmp_path, GATE).review.capabilities}
    stated = paper(tmp_path, "name: X\ncapabilities: [drone]\n")
    assert [one.capability.code for one in stated.review.capabilities] == ["drone"]


def test_an_item_of_a_transaction_file_can_be_chosen(tmp_path: Path) -> None:
    deal = "id: d\ntitle: T\nitems:\n  - {id: a, capabilities: [drone]}\n  - {id: b, capabilities: [spyware]}\n"
    assert [one.capability.code for one in paper(tmp_path, deal, "b").review.capabilities] == ["spyware"]
    with pytest.raises(InputError, match="has 2 items"):
        paper(tmp_path, deal)
    with pytest.raises(InputError, match="has no item 'c'"):
        paper(tmp_path, deal, "c")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("description: face recognition\n", "has no name"),
        ("- a\n", "holds no keys"),
        ("name: X\nschema: duecare.item/9\n", "has the schema 'duecare.item/9'; accepted: duecare.item/1"),
        ("name: X\nwatchlists: 3\n", "watchlists"),
        ("name: X\ncapabilities: [drone]\ndesign:\n  design/kill: planned\n", ":4: design names 'design/kill'"),
        (
            "name: X\ncapabilities: [drone]\ndesign:\n  design/notice: done\n",
            "accepted: in_place, planned, absent, does_not_fit",
        ),
        ("name: X\ncapabilities: [drone]\ndesign:\n  design/notice: {proofs: x}\n", "design/notice is not a state"),
        ("name: X\ncapabilities: [drones]\n", "did you mean 'drone'?"),
        ("name: X\n", "what X can do is not known"),
    ],
)
def test_a_wrong_file_is_refused_with_line_and_what_is_accepted(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        paper(tmp_path, text)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_all_four_papers_say_the_same(tmp_path: Path) -> None:
    found = paper(tmp_path, GATE)
    document = json.loads(design_json(found))
    titles = [scenario["title"] for one in document["capabilities"] for scenario in one["scenarios"]]
    titles += [safeguard["title"] for safeguard in document["safeguards"]]
    markdown, text = design_markdown(found), " ".join(design_text(found).split())
    from docx import Document

    word = Document(io.BytesIO(word_document(found)))
    cells = " ".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    for title in titles:
        assert title in markdown
        assert title in text
        assert title in cells
    assert markdown.count("- [ ]") + markdown.count("- [x]") == len(titles)
    assert markdown.count("- [x]") == 1


def test_a_name_in_another_script_and_markup_comes_through(tmp_path: Path) -> None:
    found = paper(tmp_path, "name: 'بوابة *الملعب* <b>'\ncapabilities: [facial_recognition]\n")
    assert "# Design review: بوابة \\*الملعب\\* \\<b\\>" in design_markdown(found)
    assert "بوابة" in design_text(found)
    assert word_document(found).startswith(b"PK")


def test_an_item_that_can_do_nothing_has_nothing_to_check(tmp_path: Path) -> None:
    found = paper(tmp_path, "name: Chair\ncapabilities: [none]\n")
    assert found.review.checks == ()
    assert "nothing to check" in design_text(found)


def test_a_document_that_is_named_and_not_there_is_said(tmp_path: Path) -> None:
    found = paper(tmp_path, "name: X\ncapabilities: [drone]\ndocuments: [papers/none.pdf]\n")
    assert "papers/none.pdf: there is no such file" in found.notes[0]


def test_commands_to_copy_hold_no_command_of_their_own(tmp_path: Path) -> None:
    state = "{state: in_place, proof: '$(touch /tmp/x) \"; ls'}"
    text = f"name: X\ncapabilities: [facial_recognition]\ndesign:\n  design/watchlist-limits: {state}\n"
    found = paper(tmp_path, text)
    line = next(line for line in design_text(found).splitlines() if line.startswith("duecare answer"))
    assert shlex.split(line)[-1] == '$(touch /tmp/x) "; ls'
    assert line in design_markdown(found)


def test_no_is_not_concluded_while_another_safeguard_that_would_give_it_is_open(tmp_path: Path) -> None:
    text = "name: X\ncapabilities: [facial_recognition]\ndesign:\n  design/misuse-log: absent\n"
    assert paper(tmp_path, text).facts == ()


def test_what_a_review_would_take_from_the_words_is_in_the_checklist(tmp_path: Path) -> None:
    found = paper(tmp_path, "name: Face recognition camera with police watchlist\n")
    assert "facial_recognition" in {one.capability.code for one in found.review.capabilities}


def test_a_very_long_name_makes_a_word_document(tmp_path: Path) -> None:
    assert word_document(paper(tmp_path, f"name: {'Gate ' * 80}\ncapabilities: [drone]\n")).startswith(b"PK")
