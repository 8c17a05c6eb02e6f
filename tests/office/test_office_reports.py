"""Claims about public reports: nobody is given away, one prepares, another publishes, and then it stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from made_people import People
from made_reports import PLENTY, WORDS, YEAR, sold

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.cases.models import Case
from duecare.office.programme import acts
from duecare.office.programme.models import Publication, Statement
from duecare.office.programme.yearly import content_of, counted
from duecare.papers.layout import Marks
from duecare.papers.layout.plain import document_json
from duecare.papers.report import report_document, shown_in

Sign = Callable[[str], Client]
MARKS = Marks(version="1", status="draft", mark="public", data_date=f"{YEAR}-12-31", made=f"{YEAR}-12-31")


@pytest.fixture
def full(people: People) -> People:
    """An office with seventy-five sales of last year."""
    sold(people, PLENTY)
    return people


def _published(people: People, **words: str) -> Publication:
    return acts.publish(acts.prepare_report(people["ana"], YEAR, {**WORDS, **words}), people["carla"])


def _number(statement: Statement, *values: str) -> int | None:
    return {figure.values: number for figure, number in shown_in(statement.content["cases"]).items()}.get(values)


def test_what_the_records_say_is_counted_by_region_kind_and_outcome(full: People) -> None:
    made = acts.prepare_report(full["ana"], YEAR, WORDS)
    assert _number(made, "", "", "") == 75
    assert _number(made, "", "", "declined") == 16
    assert _number(made, "", "cameras and sensors", "") == 27
    assert _number(made, "not yet known", "", "") == 6
    assert made.content["cases"]["known"] == {"settled": 69, "level open": 0, "on hold": 6}


def test_a_small_number_is_held_back_with_what_would_give_it_away(full: People) -> None:
    made = acts.prepare_report(full["ana"], YEAR, WORDS)
    assert _number(made, "Asia", "", "declined") is None
    assert _number(made, "Asia", "", "approved with conditions") is None
    assert not any(0 < number < 5 for number in shown_in(made.content["cases"]).values())


def test_where_most_of_a_crossed_table_would_be_held_back_its_sums_alone_are_told(people: People) -> None:
    sold(people, [(country, "drone", "approve", 2) for country in ("EG", "DE", "JP", "US")])
    sold(people, [(country, "spyware", "decline", 3) for country in ("EG", "DE", "JP", "US")])
    made = acts.prepare_report(people["ana"], YEAR, WORDS)
    assert not made.content["cases"]["crossed"]
    assert _number(made, "", "access to devices", "") == 12
    assert _number(made, "Africa", "access to devices", "") is None


def test_a_report_that_would_tell_of_single_cases_is_refused_with_the_reason(people: People, signed: Sign) -> None:
    sold(people, [("EG", "drone", "decline", 1)])
    answer = signed("ana").post("/programme/reports/", {**WORDS, "year": YEAR})
    assert answer.status_code == 400
    assert f"the report of {YEAR} would tell of single cases" in answer.content.decode()
    assert WORDS["lessons"] in answer.content.decode()
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("said", "gives"),
    [
        ("We declined to sell to KESTREL  holdings.", "party"),
        ("Ms Ines Prado asked us to wait.", "party"),
        ("The Skylark Nine was sent back.", "item"),
        ("See case C-2025-00001.", "number of a case"),
        ("It would have brought 731 250 in all.", "price"),
        ("It would have brought EUR 2,000.", "sum of money"),
        ("Write to someone@example.org.", "e-mail address"),
        ("Ana read it again.", None),
    ],
)
def test_words_that_name_a_party_a_person_an_item_a_case_or_a_price_are_refused(
    said: str, gives: str | None, full: People, signed: Sign
) -> None:
    answer = signed("ana").post("/programme/reports/", {**WORDS, "year": YEAR, "declined": said})
    if gives is None:
        assert answer.status_code == 302
        return
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f"({gives})" in page
    assert "this would reveal" in page
    assert not Statement.objects.exists()


def test_whoever_prepared_a_report_does_not_publish_it(full: People) -> None:
    made = acts.prepare_report(full["carla"], YEAR, WORDS)
    with pytest.raises(InputError, match="somebody else reads it first"):
        acts.publish(made, full["carla"])
    with pytest.raises(InputError, match="This is for"):
        acts.publish(made, full["ana"])
    row: dict[str, Any] = {"statement": made, "kind": "report", "year": YEAR, "version": 1}
    with pytest.raises(IntegrityError, match="nobody_publishes"), transaction.atomic():
        Publication.objects.create(**row, prepared_by=full["carla"], by=full["carla"])
    with pytest.raises(DatabaseError, match="names who prepared"), transaction.atomic():
        Publication.objects.create(**row, prepared_by=full["ana"], by=full["carla"])
    assert acts.publish(made, full["dan"]).version == 1


def test_nobody_outside_reads_a_report_before_it_is_published_and_all_do_afterwards(full: People, signed: Sign) -> None:
    made = acts.prepare_report(full["ana"], YEAR, {**WORDS, "opening": "A word of the chief executive."})
    outside = Client()
    for address in ("", "pdf/", "json/"):
        assert outside.get(f"/report/{YEAR}/{address}").status_code == 404
    preview = signed("carla").get(f"/programme/reports/{made.pk}/").content.decode()
    assert "A word of the chief executive." in preview
    assert signed("carla").post(f"/programme/reports/{made.pk}/publish/").status_code == 302
    page = outside.get(f"/report/{YEAR}/")
    assert "A word of the chief executive." in page.content.decode()
    assert "We worked on 75 sales" in page.content.decode()
    assert outside.get(f"/report/{YEAR}/pdf/").content.startswith(b"%PDF")
    said = json.loads(outside.get(f"/report/{YEAR}/json/").content)
    assert said["record"]["cases"]["known"]["settled"] == 69
    assert f"/report/{YEAR}/" in outside.get("/report/").content.decode()
    assert "sessionid" not in page.cookies


def test_where_no_number_of_a_table_may_be_said_a_sentence_stands_for_it(full: People) -> None:
    content = acts.prepare_report(full["ana"], YEAR, WORDS).content
    rows = [["Watched", None], ["Hurt", None], ["all", 9]]
    content["parts"] = {"complaints": {"said": "S", "tables": [{"caption": "By topic", "head": "About", "rows": rows}]}}
    said = document_json(report_document(content, MARKS))
    assert "By topic: 9 in all; the number of each is held back: watched; hurt." in said
    rows[0][1] = 7
    assert "By topic: 9 in all" not in document_json(report_document(content, MARKS))
    rows.pop()
    said = document_json(report_document(content, MARKS))
    assert "By topic, held back: hurt." in said
    assert (said.count("Watched"), said.count("Hurt")) == (2, 1), "the table holds what may be said alone"


def test_a_report_of_a_year_that_goes_on_says_up_to_which_day(full: People) -> None:
    content = acts.prepare_report(full["ana"], YEAR, WORDS).content
    assert f"examined, in {YEAR}, whether" in document_json(report_document(content, MARKS))
    content["until"] = f"{YEAR}-06-01"
    said = document_json(report_document(content, MARKS))
    assert f"examined, in {YEAR} up to {YEAR}-06-01, whether" in said


def test_a_refusal_tells_each_thing_that_is_given_away_once(full: People, signed: Sign) -> None:
    words = {**WORDS, "year": YEAR, "declined": "A reason.\n\nWe declined Kestrel Holdings."}
    page = signed("ana").post("/programme/reports/", words).content.decode()
    summary = page.split("this would reveal", 1)[1].split("</p>")[0].split("</li>")[0]
    assert summary.count("kestrel holdings") == 1
    assert "A reason" not in summary


def test_words_that_are_carried_over_from_the_last_report_are_said_to_be(full: People, signed: Sign) -> None:
    said = "The words of the last report are filled in."
    assert said not in signed("ana").get("/programme/reports/").content.decode()
    acts.prepare_report(full["ana"], YEAR, WORDS)
    assert said in signed("ana").get("/programme/reports/").content.decode()


def test_words_that_the_figures_do_not_bear_out_are_shown_to_whoever_reads_the_draft(
    people: People, signed: Sign
) -> None:
    said = {**WORDS, "declined": "We declined where nobody could say who would hold the keys.", "training": "All did."}
    sold(people, [one for one in PLENTY if one[2] != "decline"])
    sold(people, [("DE", "drone", "approve", 9)], YEAR + 1)
    first = acts.prepare_report(people["ana"], YEAR, said)
    page = signed("carla").get(f"/programme/reports/{first.pk}/").content.decode()
    none, same = "There are words under “{}”, and the records", "word for word: "
    assert none.format("On training") in page
    assert none.format("Why sales were declined or bound to conditions") not in page, "some were bound to conditions"
    assert same not in page
    second = acts.prepare_report(people["ana"], YEAR + 1, {**said, "training": "Some did."})
    page = signed("carla").get(f"/programme/reports/{second.pk}/").content.decode()
    assert none.format("Why sales were declined or bound to conditions") in page
    assert f"As in the report of {YEAR}, word for word: " in page
    assert "On training" not in page.split(same)[1].split("</li>")[0]
    acts.publish(second, people["carla"])
    assert same not in signed("carla").get(f"/programme/reports/{second.pk}/").content.decode()


@pytest.mark.parametrize(("office", "said"), [("https://office.example", True), ("http://127.0.0.1:8000", False)])
def test_the_paper_says_where_anybody_can_complain_unless_only_this_computer_reaches_it(
    office: str, said: bool, full: People, settings: Any
) -> None:
    settings.OFFICE_URL = office
    content = acts.prepare_report(full["ana"], YEAR, WORDS).content
    paper = document_json(report_document(content, MARKS))
    assert ("can write to us at https://office.example/speak/" in paper) is said
    assert f"{office}/speak/" not in document_json(report_document({**content, "complain_at": ""}, MARKS))


def test_public_pages_lead_to_where_anybody_can_complain(full: People) -> None:
    _published(full)
    for address in ("/report/", f"/report/{YEAR}/"):
        assert 'href="/speak/"' in Client().get(address).content.decode()


def test_two_reports_of_a_year_do_not_show_how_few_came_between_them(full: People) -> None:
    first = _published(full).statement
    sold(full, [("DE", "facial_recognition", "approve", 1)])
    second = _published(full).statement
    assert _number(first, "Europe", "biometric identification", "") == 8
    assert _number(second, "Europe", "biometric identification", "") is None
    earlier, later = (shown_in(one.content["cases"]) for one in (first, second))
    assert later
    assert not [figure for figure in earlier if 0 < abs(later.get(figure, earlier[figure]) - earlier[figure]) < 5]
    assert "because an earlier version would show" in Client().get(f"/report/{YEAR}/").content.decode()


def test_a_draft_that_was_made_before_another_report_was_published_is_prepared_again(full: People) -> None:
    first, second = (acts.prepare_report(full["ana"], YEAR, WORDS) for _ in range(2))
    acts.publish(first, full["carla"])
    with pytest.raises(InputError, match="another report of the year was published"):
        acts.publish(second, full["carla"])


def test_a_withdrawn_report_says_so_and_why_and_stays_on_file(full: People, signed: Sign) -> None:
    made = _published(full)
    carla = signed("carla")
    where = f"/programme/reports/{made.statement.pk}/withdraw/"
    assert carla.post(where, {"why": "Kestrel Holdings is named"}).status_code == 400
    assert carla.post(where, {"why": "A table was wrong."}).status_code == 302
    answer = Client().get(f"/report/{YEAR}/")
    assert answer.status_code == 410
    assert "A table was wrong." in answer.content.decode()
    assert Client().get(f"/report/{YEAR}/pdf/").status_code == 404
    assert Publication.objects.count() == 1


def test_what_was_published_never_changes(full: People) -> None:
    made = _published(full)
    for row, change in ((made.statement, {"year": 1999}), (made, {"version": 9})):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**change)
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            connection.cursor().execute(f"DELETE FROM {row._meta.db_table} WHERE id = {row.pk}")


def test_the_log_tells_of_a_publication_without_a_word_of_it(full: People) -> None:
    _published(full, opening="A word of the chief executive.")
    said = str(list(Entry.objects.values_list("act", "about", "detail")))
    assert "programme.prepare" in said
    assert "programme.publish" in said
    assert "chief executive" not in said


def test_a_case_of_another_year_is_counted_where_it_was_open_or_decided(people: People) -> None:
    sold(people, [("EG", "drone", "", 2), ("DE", "drone", "decline", 3)], YEAR - 1)
    found = list(counted(YEAR))
    assert [(one.country, one.outcome) for one in found] == [("EG", "open")] * 2
    assert len(list(counted(YEAR - 1))) == 5


def test_no_document_of_a_review_or_deal_is_read_to_count(full: People) -> None:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        content_of(YEAR, WORDS)
    asked = " ".join(one["sql"] for one in seen.captured_queries)
    assert '"document"' not in asked
    assert '"sections"' not in asked
    assert len(seen) < 30


# ── one sale ─────────────────────────────────────────────────────────────────────────────────────────────────────────

SALE = {
    "year": str(YEAR), "place": "", "item": "", "end_user": "",
    "asked": "Who reads the results, and who corrects them.",
    "decided": "We declined.", "why": "Nobody could say how long pictures would be kept.",
    "safeguards": "", "names": "",
}  # fmt: skip


def _sale(signed: Sign, case: Case, **said: str) -> Any:
    item = "Biometric identification"
    return signed("ana").post(f"/cases/{case.number}/disclose/", {**SALE, "item": item, **said})


def test_a_sale_is_told_by_an_analyst_and_published_by_counsel(people: People, case: Case, signed: Sign) -> None:
    assert _sale(signed, case, place="Americas").status_code == 302
    made = Statement.objects.get()
    assert signed("ana").post(f"/programme/reports/{made.pk}/publish/").status_code == 403
    assert Client().get(f"/report/{YEAR}/sale/1/").status_code == 404
    assert signed("carla").post(f"/programme/reports/{made.pk}/publish/").status_code == 302
    page = Client().get(f"/report/{YEAR}/sale/1/").content.decode()
    assert "Nobody could say how long pictures would be kept." in page
    assert case.number not in page
    assert Client().get(f"/report/{YEAR}/sale/1/json/").status_code == 200


def test_a_name_stands_in_an_account_only_if_counsel_says_why(people: People, case: Case, signed: Sign) -> None:
    Case.objects.filter(pk=case.pk).update(customer="Harbour Watch Ltd")
    named = {"why": "Harbour Watch Ltd has told of it itself."}
    assert _sale(signed, case, **named).status_code == 400
    assert _sale(signed, case, **named, names="Harbour Watch Ltd").status_code == 302
    made = Statement.objects.get()
    where = f"/programme/reports/{made.pk}/publish/"
    assert signed("carla").post(where).status_code == 400
    assert signed("carla").post(where, {"names_why": "They announced it on their own page."}).status_code == 302
    assert Publication.objects.get().names
    row = {"statement": made, "kind": "sale", "year": YEAR, "version": 9, "prepared_by": people["ana"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(**row, by=people["dan"], names=True)


def test_an_account_of_a_case_is_not_there_for_those_who_do_not_see_it(
    people: People, case: Case, signed: Sign
) -> None:
    _sale(signed, case)
    made = Statement.objects.get()
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert signed("carla").get(f"/programme/reports/{made.pk}/").status_code == 404
    assert signed("carla").post(f"/programme/reports/{made.pk}/publish/").status_code == 404
    assert f"/programme/reports/{made.pk}/" not in signed("carla").get("/programme/reports/").content.decode()
