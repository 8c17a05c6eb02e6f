"""What follows from a signature under clauses: conditions made by the same act, and what the memo says of it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from made_clauses import SUSPEND, agreed, offered, on_file, sign
from made_people import People

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.cases.acts import add_member
from duecare.office.cases.models import Case
from duecare.office.clauses import acts
from duecare.office.clauses.models import Annex, Signing
from duecare.office.decisions import conditions
from duecare.office.decisions.models import Condition
from duecare.office.evidence.models import Evidence
from duecare.office.printing.making import Asked, document_of
from duecare.papers.layout import rendered

Signed = Callable[[str], Client]
TERMS = {"owner": "", "due_on": "2099-01-01", "before": "ship", "consequence": "look_again"}
"""Of conditions, as the form of a page asks for them."""


@pytest.fixture
def annex(case: Case, people: People) -> Annex:
    """The first version of an annex to a sales contract, as the review calls for it."""
    return offered(case, people)


@pytest.fixture
def paper(case: Case, people: People) -> Evidence:
    """A paper on file in the case."""
    return on_file(case, people)


def to_sign(people: People, paper: Evidence, **more: Any) -> dict[str, Any]:
    """What the page of a signature asks for, with the terms of conditions."""
    today = timezone.localdate().isoformat()
    return {"evidence": paper.pk, "on": today, "theirs": "Chief", "ours": "Carla", **TERMS, "owner": people["ana"].pk,
            **more}  # fmt: skip


def ticked(page: str) -> set[str]:
    """The conditions that a page offers ticked."""
    return set(re.findall(r'name="which" value="([^"]+)"[^>]* checked', page))


def test_the_page_of_a_signature_offers_each_condition_ticked_and_one_act_makes_them_and_signs(
    annex: Annex, case: Case, people: People, paper: Evidence, signed: Signed
) -> None:
    ana, address = signed("ana"), f"/cases/{case.number}/clauses/1/sign/"
    page = ana.get(address).content.decode()
    every = ticked(page)
    assert every == set(acts.to_bind(annex))
    assert "HOUSE/contract/audit" in every
    assert "Inspection of the use" in page
    assert not Condition.objects.exists()
    done = ana.post(address, to_sign(people, paper, which=sorted(every)))
    assert done.status_code == 302
    made = {one.reference: one for one in Condition.objects.filter(case=case)}
    assert set(made) == every
    assert "Inspection of the use" in made["HOUSE/contract/audit"].text
    assert {(one.owner, str(one.due_on), one.before) for one in made.values()} == {
        (people["ana"], "2099-01-01", "ship")
    }
    assert agreed(case)["HOUSE/contract/audit"] == "yes"
    assert Entry.objects.get(act="clauses.bind").detail["conditions"] == len(every)
    assert "Make conditions of it" not in ana.get(done.url).content.decode()


def test_what_is_unticked_makes_no_condition_and_can_be_made_one_later(
    annex: Annex, case: Case, people: People, paper: Evidence, signed: Signed
) -> None:
    ana, base = signed("ana"), f"/cases/{case.number}/clauses/1/"
    rest = set(acts.to_bind(annex)) - {"HOUSE/contract/audit"}
    ana.post(f"{base}sign/", to_sign(people, paper, which=["HOUSE/contract/audit"]))
    assert [one.reference for one in Condition.objects.all()] == ["HOUSE/contract/audit"]
    assert "Make conditions of it" in ana.get(base).content.decode()
    later = ticked(ana.get(f"{base}conditions/").content.decode())
    assert later
    assert later <= rest


def test_with_nothing_ticked_nobody_is_asked_who_and_when_and_the_signature_alone_is_recorded(
    annex: Annex, case: Case, people: People, paper: Evidence, signed: Signed
) -> None:
    said = {**to_sign(people, paper), "owner": "", "due_on": "", "consequence": "suspend_updates"}
    assert signed("ana").post(f"/cases/{case.number}/clauses/1/sign/", said).status_code == 302
    assert Signing.objects.count() == 1
    assert not Condition.objects.exists()
    assert not Entry.objects.filter(act="clauses.bind").exists()


@pytest.mark.parametrize(
    "wrong",
    [{"owner": ""}, {"due_on": ""}, {"due_on": "2001-01-01"}, {"consequence": "suspend_updates"}, {"evidence": ""}],
)
def test_what_is_wrong_with_the_conditions_records_no_signature_and_loses_no_tick(
    wrong: dict[str, str], annex: Annex, case: Case, people: People, paper: Evidence, signed: Signed
) -> None:
    said = to_sign(people, paper, which=["HOUSE/contract/audit"], **wrong)
    page = signed("ana").post(f"/cases/{case.number}/clauses/1/sign/", said)
    assert page.status_code == 400
    assert ticked(page.content.decode()) == {"HOUSE/contract/audit"}
    assert not Signing.objects.exists()
    assert not Condition.objects.exists()


def test_an_owner_who_does_not_see_the_case_undoes_the_signature_too(
    annex: Annex, case: Case, people: People, paper: Evidence
) -> None:
    said = {"due_on": datetime.date(2099, 1, 1), "before": "", "consequence": "look_again", "hurt": ""}
    with pytest.raises(InputError, match="cannot see this case"):
        acts.sign(annex, people["ana"], paper, timezone.localdate(), theirs="a", ours="b", reasons={},
                  which=["HOUSE/contract/audit"], owner=people["sue"], **said)  # fmt: skip
    assert not Signing.objects.exists()
    assert not Condition.objects.exists()
    assert not Entry.objects.filter(act="clauses.sign").exists()


def test_a_condition_that_is_there_is_not_offered_and_not_made_twice(
    annex: Annex, case: Case, people: People, paper: Evidence, signed: Signed
) -> None:
    terms = {"owner": people["ana"], "due_on": datetime.date(2099, 1, 1), "before": "", "consequence": "look_again"}
    draft = acts.to_bind(annex)["HOUSE/contract/audit"].draft
    conditions.make(case, people["ana"], reference="HOUSE/contract/audit", title=draft["title"], text="",
                    wanted=draft["wanted"], **terms)  # fmt: skip
    address = f"/cases/{case.number}/clauses/1/sign/"
    ana = signed("ana")
    assert "HOUSE/contract/audit" not in ticked(ana.get(address).content.decode())
    late = ana.post(address, to_sign(people, paper, which=["HOUSE/contract/audit"]))
    assert late.status_code == 400
    assert "The list has changed since the page was opened" in late.content.decode()
    both = ["HOUSE/contract/audit", "HOUSE/contract/suspend-right"]
    acts.sign(annex, people["ana"], paper, timezone.localdate(), theirs="a", ours="b", reasons={}, which=both, **terms)
    assert sorted(Condition.objects.values_list("reference", flat=True)) == both


def test_words_that_count_as_nothing_make_no_condition(annex: Annex, people: People) -> None:
    later = annex
    for key, part in annex.clauses.items():
        if "contract/audit" in acts.library().clauses[part["clause"]].safeguards:
            later = acts.change(later, people["ana"], key, "light", "We may ask.")
    assert "HOUSE/contract/audit" in acts.to_bind(annex)
    assert "HOUSE/contract/audit" not in acts.to_bind(later)


def test_counsel_who_keeps_no_conditions_records_a_signature_without_them(
    annex: Annex, case: Case, people: People, signed: Signed
) -> None:
    add_member(case, people["ana"], people["olga"])
    paper = on_file(case, people, "olga")
    olga, address = signed("olga"), f"/cases/{case.number}/clauses/1/sign/"
    page = olga.get(address)
    assert page.status_code == 200
    assert 'name="which"' not in page.content.decode()
    assert olga.post(address, to_sign(people, paper, which=["HOUSE/contract/audit"])).status_code == 302
    assert Signing.objects.count() == 1
    assert not Condition.objects.exists()


def memo(case: Case, people: People) -> str:
    """Every line of the memo on the latest review of a case."""
    case.refresh_from_db()
    assert case.review is not None
    return rendered(document_of(case, Asked("memo", case.review, "internal"), people["ana"]), "json").decode()


def test_the_memo_says_what_was_signed_what_was_conceded_and_what_is_called_for_beyond(
    annex: Annex, case: Case, people: People, paper: Evidence
) -> None:
    assert "no clause was signed, as far as is on record. Being worked on: version 1" in memo(case, people)
    weaker = acts.leave_out(annex, people["ana"], SUSPEND)
    sign(weaker, people, paper, every=("procurement law", "yearly keys"))
    said = memo(case, people)
    for there in ("Sales contract", timezone.localdate().isoformat(), "procurement law", "yearly keys",
                  SUSPEND.removeprefix("annex:"), "left out"):  # fmt: skip
        assert there in said
    assert "Chief Doe" not in said
    assert said.count("Right to suspend") >= 2  # conceded, and called for all the same
    assert memo(case, people) == said


def test_conditions_made_of_a_signature_wait_for_the_proof(
    annex: Annex, case: Case, people: People, paper: Evidence, signed: Signed
) -> None:
    sign(annex, people, paper)
    page = signed("ana").post(
        f"/cases/{case.number}/clauses/1/conditions/",
        {**TERMS, "owner": people["ana"].pk, "which": ["HOUSE/contract/audit"]},
    )
    assert page.status_code == 302
    made = {one.reference: one for one in Condition.objects.filter(case=case)}
    assert "HOUSE/contract/audit" in made
    assert "first report" in made["HOUSE/contract/audit"].wanted
    assert made["HOUSE/contract/audit"].state(timezone.localdate()) == "open"
    with pytest.raises(InputError, match="already"):
        acts.bind(Signing.objects.get(), people["ana"], ["HOUSE/contract/audit"])
