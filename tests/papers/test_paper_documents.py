"""Claims about memo, condition list, end-use statement and board pack as papers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path

import pytest
from paper_reading import Pdf

from duecare.facts import vocabulary
from duecare.guidance import Guidance
from duecare.guidance.clauses import Clauses, load_clauses
from duecare.items import taxonomy
from duecare.papers.board_pack import Case, board_pack
from duecare.papers.conditions import Kept, conditions_document
from duecare.papers.end_use import LANGUAGES, end_use_statement, forbidden, words
from duecare.papers.layout import (
    Blank,
    Choice,
    Document,
    Heading,
    Marks,
    PaperError,
    Paragraph,
    Picture,
    Table,
    line,
    rendered,
)
from duecare.papers.memo_document import memo_document
from duecare.review import Review, review
from duecare.transaction import read_transaction

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = datetime.date(2026, 11, 24)


@pytest.fixture(scope="module")
def library() -> Clauses:
    return load_clauses()


def marks(found: Review | None = None) -> Marks:
    return Marks("1", "draft", "confidential", "2026-11-24", "2026-11-26", found.basis_hash if found else "")


def headings(paper: Document) -> list[str]:
    return [line(block.text) for block in paper.blocks if isinstance(block, Heading) and block.level == 1]


def table(paper: Document, sheet: str) -> Table:
    return next(one for one in paper.tables() if one.sheet == sheet)


def texts(paper: Document) -> str:
    return " ".join(line(block.text) for block in paper.blocks if isinstance(block, Paragraph | Heading))


def test_a_memo_begins_with_outcome_and_reasons_and_ends_with_sources(
    heavy: Review, guidance: Guidance, library: Clauses
) -> None:
    paper = memo_document(heavy, guidance, library, marks(heavy))
    assert headings(paper)[:2] == ["Main reasons", "Legal stops"]
    assert headings(paper).index("Findings") < headings(paper).index("Appendix: sources")
    first = next(block for block in paper.blocks if isinstance(block, Paragraph))
    assert (first.style, line(first.text)) == ("headline", heavy.outcome.headline)
    picture = next(block for block in paper.blocks if isinstance(block, Picture))
    assert picture.words.startswith("Level: ")


def test_a_memo_says_every_raised_flag_in_full_and_every_open_and_clear_concern(
    heavy: Review, guidance: Guidance, library: Clauses
) -> None:
    paper = memo_document(heavy, guidance, library, marks(heavy))
    said = texts(paper)
    for finding in heavy.raised():
        assert finding.text.split(".")[0] in said, finding.id
        assert finding.cite.section in said
    shown = [row for sheet in ("Raised", "Open", "Clear") for row in table(paper, sheet).rows]
    concerns = {finding.concern or finding.flag for finding in heavy.findings if finding.examined}
    assert len(shown) == len(concerns)
    assert heavy.basis_hash == paper.record["basis_hash"] == dict(paper.marks.said())["Basis"]


def test_a_memo_on_hold_names_no_level(on_hold: Review, guidance: Guidance, library: Clauses) -> None:
    pdf = Pdf(rendered(memo_document(on_hold, guidance, library, marks(on_hold)), "pdf"))
    assert "open: cannot be rated yet" in pdf.pages[0]
    assert "Level: severe" not in pdf.text


def test_names_that_are_hostile_to_markup_stand_in_a_memo_as_they_are(
    heavy: Review, guidance: Guidance, library: Clauses
) -> None:
    pdf = Pdf(rendered(memo_document(heavy, guidance, library, marks(heavy)), "pdf"))
    assert "<script>alert(1)</script> cameras & search" in pdf.text
    assert "City cameras <b>for</b> a police" in pdf.title


def test_a_condition_list_says_what_why_and_proof_and_leaves_owner_and_day_to_fill_in(heavy: Review) -> None:
    paper = conditions_document(heavy, marks(heavy))
    found = table(paper, "Conditions")
    assert found.heads == ("No.", "Condition", "Why: findings it answers", "Proof that it works", "State", "Owner",
                           "Due", "Before")  # fmt: skip
    assert all([line(cell) for cell in row[5:]] == ["to fill in"] * 3 for row in found.rows)
    assert all(line(row[2]) and line(row[3]) for row in found.rows)
    safeguards = [one for sheet in paper.tables() for one in sheet.rows]
    assert len(safeguards) == len(heavy.safeguards)
    raised = {finding.id for finding in heavy.raised()}
    answering = [one for one in heavy.safeguards if raised.intersection(one.answers)]
    assert len(found.rows) == len(answering)


def test_a_condition_that_was_made_stands_in_the_row_of_its_safeguard_and_one_of_its_own_beside(heavy: Review) -> None:
    reference = heavy.safeguards[0].id
    made = [
        Kept(reference, "Limits", "Text", "Proof", "Ana", "2027-01-31", "Ship", "overdue"),
        Kept("", "Own words", "Text", "A report", "Ben", "2027-02-28", "", "open"),
    ]
    paper = conditions_document(heavy, marks(heavy), made)
    rows = [[line(cell) for cell in row] for row in table(paper, "Conditions").rows]
    assert ["overdue", "Ana", "2027-01-31", "Ship"] in [row[4:] for row in rows]
    own = next(row for row in rows if row[1].startswith("Own words."))
    assert own[2:] == ["Set by the house", "A report", "open", "Ben", "2027-02-28", "no gate"]
    assert sum(len(one.rows) for one in paper.tables()) == len(heavy.safeguards) + 1


def test_a_harmless_deal_has_a_condition_list_all_the_same(harmless: Review) -> None:
    assert rendered(conditions_document(harmless, marks(harmless)), "xlsx").startswith(b"PK")


def test_an_end_use_statement_is_filled_in_with_what_is_known_and_marks_each_blank(heavy: Review) -> None:
    paper = end_use_statement(heavy, marks(heavy))
    blanks = {block.label.split(" · ")[0]: line(block.filled) for block in paper.blocks if isinstance(block, Blank)}
    assert blanks["Full name"].startswith("شرطة المدينة")
    assert blanks["What sort of body it is"] == "police"
    assert blanks["Country and region"] == "Belarus"
    assert blanks["Address"] == blanks["Signature and stamp"] == ""
    choice = next(block for block in paper.blocks if isinstance(block, Choice))
    assert [option.split(" · ")[0] for option in choice.ticked] == ["Public order"]


def test_an_end_user_that_is_not_declared_leaves_a_blank(on_hold: Review) -> None:
    paper = end_use_statement(on_hold, marks(on_hold))
    blanks = {block.label: line(block.filled) for block in paper.blocks if isinstance(block, Blank)}
    assert blanks["Full name"] == blanks["Country and region"] == ""
    assert paper.record["second_language"] is None


def test_uses_are_forbidden_by_name_for_the_risk_that_was_found(heavy: Review, harmless: Review) -> None:
    always = {"expression", "groups", "protected", "integrity"}
    found = {one.id: one.because for one in forbidden(heavy)}
    assert always < set(found)
    assert "facial_recognition" in found["recognition"]
    assert "intrusion" not in found
    assert {one.id for one in forbidden(harmless)} == always | {"force"}


def test_the_language_follows_the_script_of_the_end_user_and_can_be_chosen(heavy: Review) -> None:
    assert end_use_statement(heavy, marks(heavy)).record["second_language"] == "ar"
    chosen = end_use_statement(heavy, marks(heavy), "fr")
    assert "Déclaration d'utilisation finale" in line(chosen.title)
    assert end_use_statement(heavy, marks(heavy), "en").title == "End-use statement"
    with pytest.raises(PaperError, match="accepted: en, ar, es, fr, ru, zh"):
        end_use_statement(heavy, marks(heavy), "de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wording_that_nobody_has_reviewed_says_so(language: str, heavy: Review) -> None:
    pdf = Pdf(rendered(end_use_statement(heavy, marks(heavy), language), "pdf"))
    said = "Nobody has reviewed the other one."
    assert (said in pdf.text) == (language != "en" and words()["reviewed_by"][language] is None)


def test_the_words_of_the_form_are_whole_in_every_language_and_name_codes_of_the_vocabulary() -> None:
    said = words()
    every: Iterable[dict[str, str]] = [*said["texts"].values(), *said["purposes"].values(), *said["forbidden"],
                                       *said["undertakings"]]  # fmt: skip
    for row in every:
        assert all(row[code].strip() for code in LANGUAGES), row["en"]
    assert set(said["purposes"]) == set(vocabulary()["transaction.stated_end_use"].domain)
    named = {one for row in said["forbidden"] for one in row.get("capabilities", ())}
    assert named <= set(vocabulary()["item.capability"].domain)
    risky = set(taxonomy()) - named
    assert risky == set(), f"no use is forbidden by name for {risky}"


@pytest.fixture(scope="module")
def pack(guidance: Guidance) -> Document:
    names = ("libya-2007-internet-interception", "no-end-user", "norway-2024-body-worn-cameras",
             "iran-2008-interception-centre")  # fmt: skip
    made = [Case(name, review(read_transaction(EXAMPLES / f"{name}.yaml"), known_at=DAY)) for name in names]
    return board_pack(made, guidance, marks(), "Board, 3 December")


def test_a_board_pack_sums_up_on_one_page_and_gives_each_case_one(pack: Document) -> None:
    pages = Pdf(rendered(pack, "pdf")).pages
    assert "2 cases of 4 need a decision of the board; 1 case stands under a legal stop." in pages[0]
    assert "Every case, gravest first" in pages[1]
    assert len(pages) == 2 + 4
    for page, case in zip(pages[2:], pack.record["cases"], strict=True):
        assert f"{case['case']}:" in page
        assert "Decision of the board" in page


def test_a_board_pack_counts_levels_places_and_what_is_unknown(pack: Document) -> None:
    levels = {row[0]: row[1:] for row in table(pack, "Levels").rows}
    assert levels["Severe"] == ("0", "0", "0", "2", "2")
    assert levels["Low"][-1] == "1"
    asked = {line(row[0]): line(row[2]) for row in table(pack, "Asked").rows}
    assert asked == {"Do not proceed": "2", "Hold: cannot be rated yet": "1", "Proceed": "1"}
    assert [line(row[0]) for row in table(pack, "Stops").rows] == ["Interception equipment for a country under a ban"]
    order = [case["case"] for case in pack.record["cases"]]
    assert order[0] == "iran-2008-interception-centre"
    assert order[-1] == "norway-2024-body-worn-cameras"
    assert all(case["open_share"].endswith("%") for case in pack.record["cases"])
    assert "cannot be rated yet" in texts(pack)
