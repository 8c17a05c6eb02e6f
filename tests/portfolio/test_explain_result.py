"""Why a flag is raised, open or clear for a transaction, from the result folder alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from small_result import (
    DAY,
    Rows,
    change_row,
    other_policy,
    provenance,
    rows_of,
    shipped,
    small_rows,
    with_condition,
    write_small,
)

from duecare.errors import InputError
from duecare.guidance import GuidanceError, load_guidance
from duecare.papers.explain import explain_text
from duecare.papers.portfolio_explain import explained_text
from duecare.portfolio.book.document import row_transaction
from duecare.portfolio.explain import explain, reviewed_alone
from duecare.portfolio.result.opened import opened
from duecare.portfolio.result.result_folder import read_manifest
from duecare.portfolio.result.stored_deal import stored_deal
from duecare.review import Review, load_policy, review
from duecare.review.result import Finding, Stop

FLAG = "US-STATE-2020/C2/RF5"


@pytest.fixture(scope="module")
def rows() -> Rows:
    return small_rows(40, seed=2)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory, rows: Rows) -> Path:
    return write_small(tmp_path_factory.mktemp("explain") / "result", rows, shipped())


@pytest.fixture(scope="module")
def alone(rows: Rows) -> list[Review]:
    """Each row reviewed by itself."""
    return [review(row_transaction(row, provenance(rows)), known_at=DAY) for row in rows]


def without_sources(row: Finding | Stop) -> Finding | Stop:
    return replace(row, reads=tuple(replace(read, sources=()) for read in row.reads))


def test_every_flag_and_stop_comes_out_as_in_a_review_of_the_row(result: Path, rows: Rows, alone: list[Review]) -> None:
    with opened({"": result}) as connection:
        for row, one in zip(rows, alone, strict=True):
            deal = stored_deal(connection, row["id"], read_manifest(result))
            found, stops = reviewed_alone(deal, load_guidance(), load_policy())
            assert {without_sources(flag) for flag in found} == {without_sources(flag) for flag in one.findings}
            assert {without_sources(stop) for stop in stops} == {without_sources(stop) for stop in one.stops}


def test_every_known_value_names_its_sources_and_those_of_a_review_of_the_row(
    result: Path, rows: Rows, alone: list[Review]
) -> None:
    follows = {"the columns of the book that name it", "what follows from the parties and their roles"}
    with opened({"": result}) as connection:
        for row, one in zip(rows, alone, strict=True):
            deal = stored_deal(connection, row["id"], read_manifest(result))
            found, _ = reviewed_alone(deal, load_guidance(), load_policy())
            want = {(flag.id, read.fact): set(read.sources) for flag in one.findings for read in flag.reads}
            for flag in found:
                for read in flag.reads:
                    assert bool(read.sources) >= (read.value != "unknown"), (row, read)
                    missing = want[flag.id, read.fact] - set(read.sources) - {"transaction file"}
                    assert not missing or set(read.sources) & follows, (row, read, missing)


def test_the_result_and_the_explanation_say_the_same(result: Path, rows: Rows) -> None:
    flags = sorted({rule for _, rule, *_ in rows_of(result, "findings")})
    for row, flag in zip(rows, flags, strict=False):
        assert explain(result, row["id"], flag).notes == ()


def test_the_words_are_those_of_a_review_of_the_row(result: Path, rows: Rows, alone: list[Review]) -> None:
    guidance = load_guidance()
    for row, one in zip(rows[:8], alone, strict=False):
        text = explained_text(explain(result, row["id"], FLAG), guidance, to_file=True)
        want = explain_text(one, guidance, FLAG, to_file=True).splitlines()
        said = text.splitlines()
        assert text.startswith(f"Transaction {row['id']}, row ")
        for line in want[: next(at for at, line in enumerate(want) if "How far to trust it" in line)]:
            assert line in said


def test_one_subject_alone_can_be_asked_about(result: Path, rows: Rows) -> None:
    every = explain(result, rows[0]["id"], FLAG)
    assert len(every.findings) > 1
    one = explain(result, rows[0]["id"], every.findings[0].id)
    assert [flag.id for flag in one.findings] == [every.findings[0].id]
    nobody = explain(result, rows[0]["id"], f"{FLAG}@party:nobody")
    assert "no such subject" in explained_text(nobody, load_guidance(), to_file=True)


def test_the_document_holds_condition_values_sources_citation_and_weight(result: Path, rows: Rows) -> None:
    said = json.loads(json.dumps(explain(result, rows[0]["id"], FLAG).document()))
    assert said["transaction"] == rows[0]["id"]
    assert (said["row"], said["source"]) == (1, "orders.csv")
    (first, *_) = said["findings"]
    assert first["condition"]
    assert first["weight"]
    assert first["cite"]["section"]
    assert {"fact", "subject", "value", "sources"} <= first["reads"][0].keys()


def test_an_id_of_no_transaction_names_the_nearest(result: Path) -> None:
    with pytest.raises(InputError, match=r"no transaction 't7' .*did you mean T7\?"):
        explain(result, "t7", FLAG)


def test_an_id_of_no_flag_names_the_nearest(result: Path, rows: Rows) -> None:
    with pytest.raises(GuidanceError, match="did you mean US-STATE-2020/"):
        explain(result, rows[0]["id"], "US-STATE-2020/C2/RF55")


def test_an_entry_without_a_condition_says_so(result: Path, rows: Rows) -> None:
    text = explained_text(explain(result, rows[0]["id"], "US-STATE-2020/C1"), load_guidance(), to_file=True)
    assert "No condition stands behind this entry" in text


def test_other_texts_than_those_of_the_result_are_named(result: Path, rows: Rows) -> None:
    never = with_condition(FLAG, "party.opaque AND NOT party.opaque")
    notes = explain(result, rows[0]["id"], FLAG, guidance=never, policy=other_policy()).notes
    assert any("another state of US-STATE-2020" in note for note in notes)
    assert any("another policy than stern" in note for note in notes)


def test_a_flag_that_comes_out_otherwise_than_in_the_result_says_so(result: Path) -> None:
    raised = next(row for row in rows_of(result, "findings") if row[1] == FLAG and row[3] == "raised")
    name = next(row[0] for row in rows_of(result, "transactions") if row[3] == raised[0])
    never = with_condition(FLAG, "party.opaque AND NOT party.opaque")
    text = explained_text(explain(result, name, FLAG, guidance=never), never, to_file=True)
    assert "The result has it as" in text


def test_a_transaction_that_was_judged_by_itself_is_not_explained(rows: Rows, tmp_path: Path) -> None:
    folder = write_small(tmp_path / "result", rows[:2])
    change_row(folder, 0, signature=-1, outcome=-1)
    with pytest.raises(InputError, match="was judged by itself"):
        explain(folder, rows[0]["id"], FLAG)
