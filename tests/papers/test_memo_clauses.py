"""The memo says which clauses its findings call for, paper by paper, and which findings none answers."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest
from paper_reading import Pdf

from duecare.guidance import Guidance
from duecare.guidance.clauses import Clauses, load_clauses
from duecare.papers.clauses import choose, paper_for
from duecare.papers.clauses.called import HEADING
from duecare.papers.clauses.choose import CORE
from duecare.papers.layout import Document, Heading, Marks, Paragraph, Table, line, rendered
from duecare.papers.memo_document import memo_document
from duecare.review import Review, load_policy, review
from duecare.transaction import read_transaction

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DAY = datetime.date(2026, 11, 26)


@pytest.fixture(scope="module")
def library() -> Clauses:
    return load_clauses()


@pytest.fixture(scope="module")
def cameras(guidance: Guidance) -> Review:
    """A deal through a reseller, with critical findings."""
    deal = read_transaction(EXAMPLES / "xinjiang-2017-city-cameras.yaml")
    return review(deal, known_at=DAY, law_at=DAY, guidance=guidance, policy=load_policy())


def memo(found: Review, guidance: Guidance, library: Clauses, *papers: str) -> Document:
    marks = Marks("1", "draft", "confidential", "2026-11-26", "2026-11-26", found.basis_hash)
    return memo_document(found, guidance, library, marks, papers=papers)


def table(paper: Document, sheet: str) -> Table:
    return next(one for one in paper.tables() if one.sheet == sheet)


def lead(paper: Document) -> str:
    """What stands under the heading of the section."""
    place = next(n for n, one in enumerate(paper.blocks) if isinstance(one, Heading) and one.text == HEADING)
    found = paper.blocks[place + 1]
    assert isinstance(found, Paragraph)
    return line(found.text)


def test_the_clauses_are_those_of_the_picker_each_once_with_id_purpose_and_findings(
    cameras: Review, guidance: Guidance, library: Clauses
) -> None:
    paper = memo(cameras, guidance, library)
    choice = choose(cameras, library, paper_for(cameras))
    assert choice.paper == "reseller"
    expected = {one.clause.id: one for one in choice.every}
    numbers = {line(row[1]): line(row[0]) for row in table(paper, "Answered").rows}
    rows = table(paper, "Clauses, reseller agreement").rows
    assert len(rows) == len(expected)
    for row, (name, one) in zip(rows, expected.items(), strict=True):
        assert line(row[0]).startswith(one.clause.title)
        assert line(row[0]).endswith(name)
        assert line(row[1]) == one.clause.purpose
        wanted = {numbers[finding.title] for finding in one.raised}
        said = line(row[2])
        assert set(said.split(", ")) == wanted if wanted else (one.because == CORE and said == "The others stand on it")


def test_where_a_reseller_hands_terms_on_the_memo_says_in_which_paper_a_clause_stands(
    cameras: Review, guidance: Guidance, library: Clauses
) -> None:
    choice = choose(cameras, library, "reseller")
    own, under = ({one.clause.id for one in part} for part in (choice.chosen, choice.schedule))
    for row in table(memo(cameras, guidance, library), "Clauses, reseller agreement").rows:
        name = line(row[0]).rpartition(" ")[2]
        assert line(row[3]) == ("both" if name in own & under else "agreement" if name in own else "schedule")
    assert "Stands in" not in table(memo(cameras, guidance, library, "sales"), "Clauses, sales contract").heads


def test_every_raised_finding_is_numbered_gravest_first_and_what_no_clause_answers_says_so(
    cameras: Review, guidance: Guidance, library: Clauses
) -> None:
    rows = table(memo(cameras, guidance, library), "Answered").rows
    assert {line(row[1]) for row in rows} == {one.title for one in cameras.raised()}
    assert [line(row[0]) for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    order = ["critical", "serious", "notable"]
    weights = [order.index(line(row[2])) for row in rows]
    assert weights == sorted(weights)
    unanswered = {one.finding.title for one in choose(cameras, library, "reseller").unanswered}
    assert unanswered
    for row in rows:
        alone = "no paper answers it alone" in line(row[3]) or "no clause of this paper" in line(row[3])
        assert alone == (line(row[1]) in unanswered)


def test_a_finding_that_no_clause_of_the_library_carries_is_named_as_such(
    heavy: Review, guidance: Guidance, library: Clauses
) -> None:
    bare = replace(library, clauses={})
    rows = table(memo(heavy, guidance, bare), "Answered").rows
    assert all("No clause of this paper answers it" in line(row[3]) or "Critical" in line(row[3]) for row in rows)
    assert "Nothing is raised that a clause would answer" in lead(memo(heavy, guidance, bare))


def test_papers_stand_side_by_side_and_a_finding_is_unanswered_only_where_all_of_them_leave_it(
    cameras: Review, guidance: Guidance, library: Clauses
) -> None:
    thin = {
        name: one if one.kind in ("basis", "audit") else replace(one, papers=("sales",))
        for name, one in library.clauses.items()
    }
    scarce = replace(library, clauses=thin)
    left = [{one.finding.title for one in choose(cameras, scarce, kind).unanswered} for kind in ("engagement", "sales")]
    assert left[0] > left[1]
    for papers, wanted in ((("engagement",), left[0]), (("engagement", "sales"), left[1])):
        paper = memo(cameras, guidance, scarce, *papers)
        said = {line(row[1]) for row in table(paper, "Answered").rows if "answers it" in line(row[3])}
        assert said == wanted
    assert table(paper, "Clauses, engagement letter").rows
    assert table(paper, "Clauses, sales contract").rows


def test_a_harmless_deal_calls_for_no_clause_and_says_so(
    harmless: Review, guidance: Guidance, library: Clauses
) -> None:
    paper = memo(harmless, guidance, library)
    assert "Nothing is raised that a clause would answer" in lead(paper)
    assert not [one for one in paper.tables() if one.sheet.startswith("Clauses")]


def test_the_record_for_programs_names_clauses_and_findings_by_their_ids(
    cameras: Review, guidance: Guidance, library: Clauses
) -> None:
    record = json.loads(rendered(memo(cameras, guidance, library), "json"))["record"]
    (one,) = record["clauses"]
    choice = choose(cameras, library, "reseller")
    assert one["paper"] == "reseller"
    assert [row["id"] for row in one["schedule"]] == [row.clause.id for row in choice.schedule]
    assert [row["findings"] for row in one["clauses"]] == [[held.id for held in row.raised] for row in choice.chosen]
    assert [row["finding"] for row in one["unanswered"]] == [row.finding.id for row in choice.unanswered]


def test_a_clause_of_the_house_stands_in_the_memo_in_the_place_of_the_shipped_one(
    cameras: Review, guidance: Guidance, tmp_path: Path
) -> None:
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "library.yaml").write_text("id: ACME\ntitle: Clauses of a company\n", "utf-8")
    (folder / "audit.yaml").write_text(
        "- id: audit/board\n  title: The board is told\n  kind: audit\n  purpose: Somebody at the top hears of it.\n"
        "  safeguards: [contract/audit]\n  concerns: [end-user-record]\n  papers: [sales]\n"
        "  replaces: CLAUSE/audit/inspection\n  carries_out: [US-STATE-2020/C7/S2]\n"
        "  words:\n    firm: The supplier tells the board.\n  refused: []\n",
        "utf-8",
    )
    said = [line(row[0]) for row in table(memo(cameras, guidance, load_clauses(tmp_path), "sales"),
                                          "Clauses, sales contract").rows]  # fmt: skip
    assert "The board is told (firm) ACME/audit/board" in said
    assert not any(one.endswith("CLAUSE/audit/inspection") for one in said)


def test_the_same_review_gives_the_same_bytes_and_the_section_stands_in_the_pdf(
    cameras: Review, guidance: Guidance, library: Clauses
) -> None:
    for form in ("pdf", "docx", "xlsx"):
        first, second = (rendered(memo(cameras, guidance, library), form) for _ in range(2))
        assert first == second, form
        if form == "pdf":
            said = " ".join(Pdf(first).text.split())
            assert "Contract clauses" in said
            assert "CLAUSE/" in said
