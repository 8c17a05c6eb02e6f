"""Clauses of a case: offered by its findings, changed in versions, signed, and what was conceded."""

from __future__ import annotations

import datetime
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from docx import Document as Docx
from made_clauses import AUDIT, SUSPEND, agreed, offered, on_file, sign
from made_people import People

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.cases.models import Case
from duecare.office.clauses import acts
from duecare.office.clauses.making import read
from duecare.office.clauses.models import Annex, Concession, Signing
from duecare.office.evidence.models import Evidence

Signed = Callable[[str], Client]


@pytest.fixture
def annex(case: Case, people: People) -> Annex:
    """The first version of an annex to a sales contract, as the review calls for it."""
    return offered(case, people)


@pytest.fixture
def paper(case: Case, people: People) -> Evidence:
    """A paper on file in the case."""
    return on_file(case, people)


def test_what_is_offered_is_what_the_review_calls_for(annex: Annex, case: Case) -> None:
    assert {SUSPEND, AUDIT, "annex:CLAUSE/basis/terms"} <= set(annex.clauses)
    assert annex.clauses[AUDIT]["strength"] == "firm"
    assert annex.review == case.review
    entry = Entry.objects.get(act="clauses.draft")
    assert entry.detail["clauses"] == len(annex.parts)


def test_a_second_first_version_of_the_same_paper_is_refused(annex: Annex, case: Case, people: People) -> None:
    with pytest.raises(InputError, match="Version 1 of this paper is being worked on"):
        acts.begin(case, read(case, case.review), people["ana"], "sales", None, with_open=False)
    other = acts.begin(case, read(case, case.review), people["ana"], "hosted", None, with_open=False)
    assert other.number == 2


def test_each_change_makes_a_version_and_leaves_the_one_before_as_it_was(annex: Annex, people: People) -> None:
    second = acts.change(annex, people["olga"], AUDIT, "light", "We may ask.\n- by letter;", "asked for by them")
    third = acts.leave_out(second, people["ana"], "annex:CLAUSE/rights/remedy")
    fourth = acts.put_in(third, people["ana"], "CLAUSE/disabling/remote", "firm")
    assert [one.number for one in (annex, second, third, fourth)] == [1, 2, 3, 4]
    assert Annex.objects.get(pk=annex.pk).clauses[AUDIT]["strength"] == "firm"
    assert fourth.clauses[AUDIT]["lines"] == ["We may ask.", "- by letter;"]
    assert "annex:CLAUSE/rights/remedy" not in fourth.clauses
    assert "annex:CLAUSE/disabling/remote" in fourth.clauses
    assert {(one.title, one.offered, one.kept) for one in acts.conceded(fourth)} == {
        ("Inspection of the use", "firm", "light"), ("Remedy where people were harmed", "firm", "left_out"),
    }  # fmt: skip


def test_nobody_writes_over_a_version_that_was_made_meanwhile(annex: Annex, people: People) -> None:
    acts.leave_out(annex, people["ana"], SUSPEND)
    with pytest.raises(InputError, match="Version 2 was made meanwhile"):
        acts.change(annex, people["ben"], AUDIT, "light", "We may ask.")
    assert Annex.objects.count() == 2


@pytest.mark.parametrize("words", ["", "  \n ", "- a point alone", "One line.\n" * 61])
def test_words_that_are_no_clause_are_refused(words: str, annex: Annex, people: People) -> None:
    with pytest.raises(InputError):
        acts.change(annex, people["ana"], AUDIT, "light", words)
    assert Annex.objects.count() == 1


def test_a_signature_gives_its_safeguards_to_the_review_as_agreed_with_the_paper_as_source(
    annex: Annex, case: Case, people: People, paper: Evidence
) -> None:
    assert agreed(case)["HOUSE/contract/audit"] != "yes"
    before = case.review
    sign(annex, people, paper)
    now = agreed(case)
    assert (now["HOUSE/contract/audit"], now["HOUSE/contract/suspend-right"]) == ("yes", "yes")
    assert now["HOUSE/process/grievance"] != "yes"  # a channel is promised by a signature, and not there by it
    assert case.review != before
    answer = next(one for one in case.deal.document["answers"] if one["fact"] == "transaction.safeguard_audit")
    assert (answer["kind"], answer["date"]) == ("document", timezone.localdate().isoformat())
    assert f"paper {paper.pk} on file" in answer["source"]


def test_light_words_give_nothing(annex: Annex, case: Case, people: People, paper: Evidence) -> None:
    first = acts.change(annex, people["ana"], AUDIT, "light", "We may ask.")
    for key, part in first.clauses.items():
        if key != AUDIT and "contract/audit" in acts.library().clauses[part["clause"]].safeguards:
            first = acts.leave_out(first, people["ana"], key)
    sign(first, people, paper, every=("they would not", "nothing does"))
    assert agreed(case)["HOUSE/contract/audit"] != "yes"


def test_a_later_signature_without_the_clause_takes_the_safeguard_back(
    annex: Annex, case: Case, people: People, paper: Evidence
) -> None:
    sign(annex, people, paper)
    later = annex
    for key, part in annex.clauses.items():
        if "contract/suspend-right" in acts.library().clauses[part["clause"]].safeguards:
            later = acts.leave_out(later, people["ana"], key)
    sign(later, people, paper, every=("renegotiated", "nothing does"))
    assert agreed(case)["HOUSE/contract/suspend-right"] == "no"
    assert agreed(case)["HOUSE/contract/audit"] == "yes"


def test_a_concession_is_recorded_with_its_reason_or_the_signature_is_not(
    annex: Annex, case: Case, people: People, paper: Evidence
) -> None:
    weaker = acts.leave_out(annex, people["ana"], SUSPEND)
    with pytest.raises(InputError, match="Right to suspend"):
        sign(weaker, people, paper)
    assert not Signing.objects.exists()
    sign(weaker, people, paper, every=("procurement law", "yearly keys"))
    lost = Concession.objects.get()
    assert (lost.clause, lost.offered, lost.kept, lost.why, lost.instead) == (
        SUSPEND, "firm", "left_out", "procurement law", "yearly keys"
    )  # fmt: skip


def test_only_the_last_version_is_signed_and_once(annex: Annex, people: People, paper: Evidence) -> None:
    later = acts.fill(annex, people["ana"], {"units": "Homicide"})
    with pytest.raises(InputError, match="Only the last version"):
        sign(annex, people, paper)
    sign(later, people, paper)
    with pytest.raises(InputError, match="only once"):
        sign(later, people, paper)
    with pytest.raises(InputError, match="still to come"):
        acts.sign(later, people["ana"], paper, datetime.date(2999, 1, 1), theirs="a", ours="b", reasons={})


def test_the_database_itself_refuses_a_concession_without_a_reason_and_a_change_of_a_version(
    annex: Annex, people: People, paper: Evidence
) -> None:
    signing = sign(annex, people, paper)
    for wrong in ({"why": ""}, {"instead": ""}, {"kept": "firm"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Concession.objects.create(
                **{"signing": signing, "clause": "c", "title": "t", "offered": "firm", "kept": "light", "why": "w",
                   "instead": "i", **wrong}
            )  # fmt: skip
    for change in ({"number": 9}, {"parts": [1]}, {"note": "another"}):
        with pytest.raises(Exception, match="only grows"), transaction.atomic():
            Annex.objects.filter(pk=annex.pk).update(**change)


def test_the_annex_leaves_as_a_file_without_the_reasons_and_stands_in_the_log(
    annex: Annex, case: Case, signed: Signed
) -> None:
    page = signed("ana").post(
        f"/cases/{case.number}/clauses/1/take/", {"paper": "annex", "form": "docx", "mark": "confidential"}
    )
    assert page.status_code == 200
    said = "\n".join(one.text for one in Docx(io.BytesIO(page.content)).paragraphs)
    assert "Inspection of the use" in said
    assert "raised" not in said.casefold()
    assert "negotiator" not in said
    entry = Entry.objects.get(act="clauses.take")
    assert entry.detail["form"] == "docx"
    reasons = signed("ana").post(
        f"/cases/{case.number}/clauses/1/take/", {"paper": "reasons", "form": "json", "mark": "internal"}
    )
    assert "To the negotiator" in json.dumps(json.loads(reasons.content))


def test_what_is_sent_to_the_other_side_is_never_marked_privileged(annex: Annex, case: Case, signed: Signed) -> None:
    for name, status in (("carla", 400), ("ana", 400)):
        said = {"paper": "annex", "form": "docx", "mark": "privileged"}
        assert signed(name).post(f"/cases/{case.number}/clauses/1/take/", said).status_code == status
    said = {"paper": "reasons", "form": "json", "mark": "privileged"}
    assert signed("carla").post(f"/cases/{case.number}/clauses/1/take/", said).status_code == 200


def test_pages_play_the_whole_course(case: Case, people: People, paper: Evidence, signed: Signed) -> None:
    ana, base = signed("ana"), f"/cases/{case.number}/clauses/"
    assert "Right to suspend" in ana.get(base).content.decode()
    assert ana.post(f"{base}begin/", {"paper": "sales"}).url == f"{base}1/"
    first = ana.get(f"{base}1/").content.decode()
    place = re.search(r'words/(\d+)/">[^<]*<span class="unseen">: Inspection of the use', first)
    assert place is not None
    words = f"{base}1/words/{place[1]}/"
    assert "may inspect settings" in ana.get(f"{words}?strength=standard").content.decode()
    assert ana.post(words, {"strength": "light", "words": ""}).status_code == 400
    assert ana.post(words, {"strength": "light", "words": "We may ask."}).url == f"{base}2/"
    assert ana.post(f"{base}2/fill/", {"units": "Homicide"}).url == f"{base}3/"
    assert "Homicide" in ana.get(f"{base}3/").content.decode()
    more = {"clause": "annex:CLAUSE/sanctions/payment", "strength": "firm"}
    assert ana.post(f"{base}3/put-in/", more).url == f"{base}4/"
    form = {"evidence": paper.pk, "on": timezone.localdate().isoformat(), "theirs": "Chief", "ours": "Carla"}
    refused = ana.post(f"{base}4/sign/", form)
    assert refused.status_code == 400
    assert "Chief" in refused.content.decode()
    done = ana.post(f"{base}4/sign/", {**form, "why_0": "secrecy law", "instead_0": "an auditor"})
    assert done.url == f"{base}4/"
    panel = ana.get(f"/cases/{case.number}/").content.decode()
    assert "version 4 was signed" in panel
    assert "1 clause was conceded" in panel
    assert "secrecy law" in ana.get(base).content.decode()


def test_who_asked_for_the_deal_sees_no_clauses_and_an_auditor_changes_none(
    annex: Annex, case: Case, signed: Signed
) -> None:
    assert signed("sam").get(f"/cases/{case.number}/clauses/").status_code == 403
    assert "Contract clauses" not in signed("sam").get(f"/cases/{case.number}/").content.decode()
    assert signed("aud").get(f"/cases/{case.number}/clauses/1/").status_code == 200
    assert signed("aud").get(f"/cases/{case.number}/clauses/1/fill/").status_code == 403


def test_the_log_names_nobody_and_holds_no_words(annex: Annex, people: People, paper: Evidence) -> None:
    later = acts.change(annex, people["ana"], SUSPEND, "light", "Secret words.", "Hamid asked")
    sign(later, people, paper, every=("because of Hamid", "nothing"))
    said = json.dumps([one.detail for one in Entry.objects.filter(act__startswith="clauses.")])
    for hidden in ("Hamid", "Secret", "Chief", "Doe"):
        assert hidden not in said


def test_the_paper_of_a_reseller_has_the_terms_of_the_end_user_as_its_schedule(case: Case, people: People) -> None:
    made = acts.begin(case, read(case, case.review), people["ana"], "reseller", "standard", with_open=True)
    where: dict[str, Any] = {part["in"]: part for part in made.parts}
    assert set(where) == {"annex", "schedule"}
    assert "annex:CLAUSE/flow-down/end-user-terms" in made.clauses
