"""The annex a deal calls for: which clauses and why, words filled in, blanks marked, and what no clause answers."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path
from typing import Any

import docx
import pytest
from paper_reading import Pdf

from duecare.guidance import Guidance, load_guidance
from duecare.guidance.clauses import PAPERS, Clauses, load_clauses
from duecare.papers.clauses import (
    Choice,
    Words,
    agreed_by,
    annex_document,
    answers,
    choose,
    paper_for,
    parts_of,
    reasons_document,
)
from duecare.papers.layout import Document, Marks, PaperError, line, rendered
from duecare.review import Review, load_policy, review
from duecare.transaction import parse_transaction, read_document

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DAY = datetime.date(2026, 11, 26)
MARKS = Marks("1", "draft", "confidential", "2026-11-26", "2026-11-26", "b" * 64)


@pytest.fixture(scope="module")
def guidance() -> Guidance:
    return load_guidance()


@pytest.fixture(scope="module")
def library() -> Clauses:
    return load_clauses()


def document_of(name: str) -> dict[str, Any]:
    path = EXAMPLES / name
    return read_document(path.read_bytes(), path.suffix, path.name)


def reviewed(document: dict[str, Any]) -> Review:
    return review(parse_transaction(document), known_at=DAY, law_at=DAY, guidance=load_guidance(), policy=load_policy())


@pytest.fixture(scope="module")
def police() -> Review:
    return reviewed(document_of("us-2020-police-face-search.yaml"))


@pytest.fixture(scope="module")
def spyware() -> Review:
    return reviewed(document_of("greece-2020-spyware.yaml"))


def annex(found: Review, library: Clauses, choice: Choice) -> Document:
    words = Words.of(found, library, choice.paper)
    schedule = library.forms[choice.paper].schedule
    under = (Words.of(found, library, schedule), parts_of(choice.schedule)) if schedule else None
    return annex_document(found, words, MARKS, parts_of(choice.chosen), under, choice)


def text_of(document: Document) -> str:
    return json.dumps(json.loads(rendered(document, "json")), ensure_ascii=False)


def test_a_clause_is_chosen_where_it_is_about_the_finding_and_carries_what_the_flag_asks_for(
    police: Review, library: Clauses
) -> None:
    choice = choose(police, library, "sales")
    for one in choice.chosen:
        assert one.because in ("core", "raised")
        assert one.because == "core" or one.raised, one.clause.id
        for finding in one.findings:
            assert finding.concern in one.clause.concerns
            assert set(finding.safeguards) & set(one.clause.safeguards)
    named = {one.clause.id for one in choice.chosen}
    assert {"CLAUSE/suspension/on-evidence", "CLAUSE/forbidden/person-decides", "CLAUSE/data/accuracy"} <= named


def test_serious_findings_call_for_firm_words_and_notable_ones_for_standard(police: Review, library: Clauses) -> None:
    for one in choose(police, library, "sales").chosen:
        if one.because == "raised":
            grave = any(finding.weight in ("critical", "serious") for finding in one.raised)
            assert one.strength == one.clause.at("firm" if grave else "standard"), one.clause.id
    for one in choose(police, library, "sales", strength="light").chosen:
        assert one.strength == one.clause.at("light")


def test_what_is_only_open_is_held_ready_until_it_is_asked_for(police: Review, library: Clauses) -> None:
    choice = choose(police, library, "sales")
    held = {one.clause.id for one in choice.reserve}
    assert held
    assert held.isdisjoint(one.clause.id for one in choice.chosen)
    assert held <= {one.clause.id for one in choose(police, library, "sales", with_open=True).chosen}
    everything = choose(police, library, "sales", everything=True).chosen
    assert {one.clause.id for one in everything} == {one.id for one in library.fit("sales")}


def test_a_harmless_deal_calls_for_no_annex(library: Clauses) -> None:
    found = reviewed(document_of("harmless-library-tags.yaml"))
    choice = choose(found, library, "sales")
    assert choice.chosen == ()
    with pytest.raises(PaperError, match="no clause is called for"):
        annex(found, library, choice)


def test_a_critical_finding_is_never_answered_by_paper_alone(library: Clauses) -> None:
    critical = 0
    for path in sorted(EXAMPLES.glob("*.yaml")):
        found = reviewed(document_of(path.name))
        for paper in ("sales", "end-use"):
            choice = choose(found, library, paper, everything=True)
            unanswered = {one.finding.id: one.why for one in choice.unanswered}
            for finding in found.raised():
                if finding.weight == "critical":
                    critical += 1
                    assert "no paper answers it alone" in unanswered[finding.id]
                elif not any(answers(one.clause, finding) for one in choice.every):
                    assert "no clause of this paper" in unanswered[finding.id]
                else:
                    assert finding.id not in unanswered
    assert critical


def test_legal_stops_and_what_a_signature_does_not_make_so_are_named(library: Clauses, guidance: Guidance) -> None:
    found = reviewed(document_of("xinjiang-2017-city-cameras.yaml"))
    choice = choose(found, library, "sales")
    assert {one.id for one in choice.stops} == {one.id for one in found.stops if one.status == "stands"}
    beside = {row.id for row in choice.beside}
    assert {"HOUSE/design/feature-strip", "HOUSE/oversight/independent"} <= beside
    assert not any(name.startswith("HOUSE/contract/") for name in beside)
    said = text_of(reasons_document(found, library, guidance, choice, Words.of(found, library, "sales"), MARKS))
    for row in choice.beside:
        assert row.title in said


def test_the_kind_of_paper_follows_the_deal(police: Review, spyware: Review) -> None:
    assert (paper_for(police), paper_for(spyware)) == ("sales", "reseller")


def test_the_end_user_terms_are_the_schedule_of_a_reseller_agreement(spyware: Review, library: Clauses) -> None:
    choice = choose(spyware, library, "reseller")
    assert {one.clause.id for one in choice.schedule} <= {one.id for one in library.fit("end-use")}
    said = text_of(annex(spyware, library, choice))
    assert "Schedule: End-User Terms" in said
    assert "S1. Terms used in this annex" in said
    assert "The Reseller puts the End-User Terms in the schedule" in said
    assert "The End User uses the Product" in said


def test_the_deal_fills_what_it_knows_and_the_rest_is_marked_open(police: Review, library: Clauses) -> None:
    document = annex(police, library, choose(police, library, "sales"))
    said = text_of(document)
    assert "“Permitted Purpose” means: investigating crimes." in said
    assert "to fill in: units of the other side that may use it" in said
    assert "{" not in "".join(line(text) for text in _lines(document))


def test_a_purpose_too_wide_to_limit_anything_is_left_open(spyware: Review, library: Clauses) -> None:
    words = Words.of(spyware, library, "reseller")
    assert line(words.line("For {purposes}.")) == (
        "For to fill in: the permitted purposes, by offence, threat or service."
    )
    assert "purposes" in dict(words.blanks(["For {purposes}."]))


def _lines(document: Document) -> list[Any]:
    return [block.text for block in document.blocks if hasattr(block, "text")]


def test_what_people_fill_in_stands_in_the_words_and_is_not_read_for_placeholders_again(
    police: Review, library: Clauses
) -> None:
    words = Words.of(police, library, "sales", {"units": "Homicide {legal_basis}", "sites": " "})
    assert line(words.line("Only {units} at {sites}.")) == (
        "Only Homicide {legal_basis} at to fill in: sites at which it may be used."
    )
    assert [name for name, _ in words.blanks(["{units} {sites} {Supplier} {forbidden_uses}"])] == ["sites"]


def test_forbidden_uses_are_those_the_product_can_be_put_to(police: Review, library: Clauses) -> None:
    words = Words.of(police, library, "sales")
    said = [line(text) for _, text in words.lines(["{User} does not use it:", "{forbidden_uses}", "Nothing else."])]
    assert said[0] == "The Customer does not use it:"
    assert any("at an assembly, place of worship" in one for one in said)
    assert not any("keys" in one for one in said[1:-1])
    assert said[-2].endswith(".")
    assert all(one.endswith(";") for one in said[1:-2])


@pytest.mark.parametrize("paper", PAPERS)
def test_every_clause_reads_well_in_every_paper_that_it_fits(paper: str, police: Review, library: Clauses) -> None:
    for strength in ("firm", "standard", "light"):
        choice = choose(police, library, paper, strength=strength, everything=True)
        words = Words.of(police, library, paper)
        for one in choice.every:
            for _, text in words.lines(one.clause.words[one.strength]):
                said = line(text)
                assert "{" not in said, (one.clause.id, said)
                assert "  " not in said, (one.clause.id, said)
                assert said[0].isupper() or said[0] in "“‘" or said.endswith((";", ".")), (one.clause.id, said)


def test_a_name_in_another_script_stands_in_the_annex_as_it_is_written(library: Clauses) -> None:
    deal = document_of("us-2020-police-face-search.yaml")
    user = next(one for one in deal["parties"] if "end_user" in one["roles"])
    user["name"] = "شرطة {units}"
    user.pop("description", None)
    found = reviewed(deal)
    document = annex(found, library, choose(found, library, "sales"))
    assert "شرطة {units}" in text_of(document)
    pdf = Pdf(rendered(document, "pdf"))
    assert pdf.tagged
    assert "شرطة" in pdf.text.replace("\u0640", "") or "Customer" in pdf.text


def test_the_annex_can_be_sent_and_the_reasons_say_why(police: Review, library: Clauses, guidance: Guidance) -> None:
    choice = choose(police, library, "sales")
    said = docx.Document(io.BytesIO(rendered(annex(police, library, choice), "docx")))
    sent = "\n".join(one.text for one in said.paragraphs)
    for internal in ("raised", "negotiator", "recollected", "refuses", "critical"):
        assert internal not in sent.casefold(), internal
    assert "not legal advice" in sent
    words = Words.of(police, library, "sales")
    reasons = text_of(reasons_document(police, library, guidance, choice, words, MARKS))
    for wanted in ("Why it is there", "Proof: ", "Carries out", "recollected, high confidence", "Given up: ",
                   "In its place: ", "do not send it", "What no clause answers", "Held ready"):  # fmt: skip
        assert wanted in reasons, wanted


def test_the_record_for_programs_names_findings_blanks_and_unanswered(police: Review, library: Clauses) -> None:
    choice = choose(police, library, "sales")
    record = annex(police, library, choice).record
    rows = {row["id"]: row for row in record["clauses"]}
    raised = {one.id for one in police.raised()}
    assert raised & set(rows["CLAUSE/suspension/on-evidence"]["findings"])
    assert rows["CLAUSE/purpose/end-use"]["blanks"] == ["units"]
    assert record["basis_hash"] == police.basis_hash
    assert {one["finding"] for one in record["unanswered"]} == {one.finding.id for one in choice.unanswered}


def test_a_signature_makes_so_what_paper_can_make_so_and_no_more(library: Clauses, guidance: Guidance) -> None:
    audit = library.clause("audit/inspection")
    assert agreed_by(audit, "firm", guidance) == ("transaction.safeguard_audit",)
    assert agreed_by(audit, "light", guidance) == ()
    assert agreed_by(library.clause("training/operators"), "firm", guidance) == ()
    assert agreed_by(library.clause("complaints/channel"), "firm", guidance) == ()


def test_the_same_deal_gives_the_same_bytes(police: Review, library: Clauses) -> None:
    choice = choose(police, library, "sales")
    for form in ("docx", "html", "json"):
        assert rendered(annex(police, library, choice), form) == rendered(annex(police, library, choice), form)
