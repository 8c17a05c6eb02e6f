"""Engagement: who is known by name to few, what was heard is kept by consent, and who is hurt by leaving is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from made_people import People

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.cases.models import Case
from duecare.office.decisions import conditions
from duecare.office.engagement import acts
from duecare.office.engagement.figures import figures
from duecare.office.engagement.leaving import weigh, weighed
from duecare.office.engagement.models import Changed, Consultation, Exit, Heard, Identity, Stakeholder, Stated
from duecare.office.engagement.names import identity_of, knows, let_know
from duecare.office.engagement.papers import engagement_blocks
from duecare.office.intake.stated import said
from duecare.office.monitoring.acts import freeze
from duecare.office.printing.making import Asked, document_of
from duecare.papers.layout import line

Signed = Callable[[str], Client]
NAME = "Collective of the Old Harbour"


def entered(people: People, safety: str = "protected", **more: str) -> Stakeholder:
    said = {"name": NAME, "reach": "By courier, never by telephone", **more}
    return acts.register(people["ana"], "defenders", safety, region="west-asia", **said)


def consulted(people: People, who: Stakeholder, case: Case | None = None, **more: Any) -> Consultation:
    about: dict[str, Any] = {"case": case} if case else {}
    return acts.consult(
        people["ana"], "case" if case else "programme", [who], asked="How the gate is used", how="between",
        on=timezone.localdate(), agreed="spoken", **about, **more,
    )  # fmt: skip


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_protected_name_is_read_by_those_who_need_to_know_and_others_see_a_code(
    people: People, signed: Signed
) -> None:
    who = entered(people)
    consulted(people, who)
    for name in ("carla", "ben", "greta", "aud"):
        client = signed(name)
        for address in ("/engagement/", f"/engagement/register/{who.pk}/", "/engagement/consultations/1/",
                        "/engagement/consult/"):  # fmt: skip
            page = client.get(address).content.decode()
            assert NAME not in page, (name, address)
            assert "courier" not in page, (name, address)
        assert who.code in client.get("/engagement/").content.decode()
    assert NAME in signed("ana").get(f"/engagement/register/{who.pk}/").content.decode()
    assert signed("sam").get("/engagement/").status_code == 403


def test_that_a_protected_name_was_read_stands_in_the_log_by_its_code(people: People) -> None:
    who = entered(people)
    assert identity_of(people["ana"], who) is not None
    assert identity_of(people["ben"], who) is None
    read = Entry.objects.filter(act="engagement.name_read")
    assert [(one.actor, one.about) for one in read] == [(f"user:{people['ana'].pk}", f"stakeholder:{who.pk}")]
    kept = str([(one.detail, one.about) for one in Entry.objects.all()])
    assert "Harbour" not in kept
    assert "courier" not in kept


def test_who_knows_lets_another_know_for_a_reason_and_an_approver_can_where_nobody_is_left(people: People) -> None:
    who = entered(people)
    with pytest.raises(InputError, match="whoever knows"):
        let_know(who, people["ben"], people["ben"], "curious")
    with pytest.raises(InputError, match="say what"):
        let_know(who, people["ana"], people["ben"], " ")
    with pytest.raises(InputError, match="register"):
        let_know(who, people["ana"], people["sam"], "sells there")
    let_know(who, people["ana"], people["ben"], "meets them in May")
    assert knows(people["ben"], who)
    let_know(who, people["carla"], people["carla"], "ana has left")
    last = Entry.objects.filter(act="engagement.let_know").latest("pk")
    assert last.detail == {"user": people["carla"].pk, "by_right": False}


def test_an_open_name_is_shown_to_all_who_work_with_the_register(people: People, signed: Signed) -> None:
    entered(people, "open")
    assert NAME in signed("greta").get("/engagement/").content.decode()


def test_who_asks_to_be_forgotten_leaves_a_code_alone(people: People, signed: Signed) -> None:
    who = entered(people)
    assert signed("carla").post(f"/engagement/register/{who.pk}/forget/").status_code == 302
    assert Identity.objects.get().name == NAME, "who does not know them cannot erase them"
    signed("ana").post(f"/engagement/register/{who.pk}/forget/")
    kept = Identity.objects.get()
    assert (kept.name, kept.reach) == ("(erased)", "")


# ── consultations ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_their_words_are_kept_by_consent_only_even_by_sql(people: People) -> None:
    one = consulted(people, entered(people))
    with pytest.raises(InputError, match="did not agree"):
        acts.hear(one, people["ana"], weight="first_hand", said="Stopped twice.", words="They stopped me")
    with pytest.raises(IntegrityError), transaction.atomic():
        Heard.objects.create(consultation=one, weight="view", said="x", words="y", quotable=False, by=people["ana"])
    with pytest.raises(DatabaseError, match="consent"), transaction.atomic():
        Heard.objects.create(consultation=one, weight="view", said="x", words="y", quotable=True, by=people["ana"])
    assert not Heard.objects.exists()


def test_consent_that_is_taken_back_erases_what_was_heard_for_good(people: People, signed: Signed) -> None:
    one = consulted(people, entered(people), may_quote=True)
    heard = acts.hear(one, people["ana"], weight="first_hand", said="Stopped at the gate.", words="They stopped me")
    signed("greta").post(f"/engagement/consultations/{one.pk}/take-back/")
    heard.refresh_from_db()
    assert (heard.said, heard.words) == ("(erased)", "(erased)")
    page = signed("ana").get(f"/engagement/consultations/{one.pk}/").content.decode()
    assert "Taken back on" in page
    assert "gate." not in page
    with pytest.raises(InputError, match="taken their consent back"):
        acts.hear(Consultation.objects.get(), people["ana"], weight="view", said="more")
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Heard.objects.update(said="Stopped at the gate.")


def test_a_consultation_is_as_safe_as_the_most_endangered_who_took_part(people: People) -> None:
    who = entered(people)
    assert consulted(people, who).safety == "protected"
    with pytest.raises(InputError, match="protected"):
        consulted(people, who, safety="open")


@pytest.mark.parametrize(
    ("more", "said"),
    [({"topic": "item", "item": "x"}, "what is it about"), ({"topic": "country"}, "what is it about"),
     ({"topic": "programme", "country": "EG"}, "one thing"), ({"topic": "programme", "asked": " "}, "what they were"),
     ({"topic": "programme", "stakeholders": []}, "nobody took part")],
)  # fmt: skip
def test_a_consultation_that_says_too_little_is_refused(more: dict[str, Any], said: str, people: People) -> None:
    who = entered(people)
    given = {
        "stakeholders": [who],
        "asked": "x",
        "how": "call",
        "on": timezone.localdate(),
        "agreed": "written",
        **more,
    }
    with pytest.raises(InputError, match=said):
        acts.consult(people["ana"], given.pop("topic"), given.pop("stakeholders"), **given)
    assert not Consultation.objects.exists()


def test_what_was_heard_and_changed_is_recorded_on_its_page(people: People, signed: Signed) -> None:
    one = consulted(people, entered(people))
    ana, page = signed("ana"), f"/engagement/consultations/{one.pk}/"
    assert ana.post(f"{page}heard/", {"said": "", "weight": "view"}).status_code == 400
    ana.post(f"{page}heard/", {"said": "A form in Kurdish is missing.", "weight": "several"})
    ana.post(f"{page}changed/", {"kind": "policy", "what": "The form is there now.", "told": "on"})
    text = ana.get(page).content.decode()
    assert "A form in Kurdish is missing." in text
    assert "Those consulted were told." in text
    assert signed("aud").post(f"{page}heard/", {"said": "x", "weight": "view"}).status_code == 403


def test_figures_of_a_year_count_and_name_nobody(people: People) -> None:
    who = entered(people)
    one = consulted(people, who, may_count=True)
    consulted(people, who)
    Changed.objects.create(consultation=one, kind="nothing", what="Too late.", told=True, by=people["ana"])
    found = figures(timezone.localdate().year)
    assert (found["consultations"], found["public"], found["nothing"], found["silent"]) == (2, 1, 1, 1)
    assert found["kinds"] == {"defenders": 2}
    assert found["regions"] == {"west-asia": 2}
    assert NAME not in str(found)
    assert who.code not in str(found)
    assert figures(1999)["consultations"] == 0


# ── cases ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_consultation_states_a_fact_with_itself_as_source_and_no_name(
    case: Case, people: People, signed: Signed
) -> None:
    who = entered(people)
    one = consulted(people, who, case)
    heard = acts.hear(one, people["ana"], weight="first_hand", said="The list holds people who protested.")
    client, address = signed("ana"), f"/cases/{case.number}/heard/{heard.pk}/"
    page = client.get(address).content.decode()
    key = page.partition('<option value="')[2].partition('"')[0]
    assert key.startswith(("item.", "party.", "use.", "transaction.", "country."))
    assert client.get(address, {"question": "transaction.gate@x"}).status_code == 400
    key = "transaction.misuse_reported@" + _subject(case)
    assert case.deal is not None
    sent = {"value": "yes", "kind": "independent", "version": str(case.deal.number), "source": "x", "note": ""}
    assert client.post(f"{address}?question={key}", {**sent, "value": "unknown"}).status_code == 400
    assert client.post(f"{address}?question={key}", sent).status_code == 302
    case = Case.objects.get(pk=case.pk)
    assert case.deal is not None
    (last,) = said(case.deal.document)[("transaction.misuse_reported", _subject(case))]
    assert (last.value, last.kind, last.source) == (True, "independent", f"Consultation {one.number}, first hand")
    assert NAME not in str(case.deal.document)
    assert Stated.objects.get().fact == "transaction.misuse_reported"
    assert acts.take_back(one, people["ana"]) == 1
    assert "Consent was taken back for what" in client.get(f"/cases/{case.number}/").content.decode()


def _subject(case: Case) -> str:
    assert case.review is not None
    return next(
        one["id"] for one in case.review.content["gathered"]["subjects"] if one["id"].startswith("transaction:")
    )


def test_a_consultation_about_a_case_is_read_by_those_who_see_the_case(
    case: Case, people: People, signed: Signed
) -> None:
    one = consulted(people, entered(people), case)
    address = f"/engagement/consultations/{one.pk}/"
    assert signed("ben").get(address).status_code == 200
    assert signed("greta").get(address).status_code == 404
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert signed("ben").get(address).status_code == 404
    assert one.number not in signed("ben").get("/engagement/").content.decode()


def test_the_memo_says_what_was_heard_by_codes_and_that_nobody_was_asked(case: Case, people: People) -> None:
    assert "nobody who could be affected was consulted" in _text(case)
    who = entered(people)
    one = consulted(people, who, case, may_quote=True)
    acts.hear(one, people["ana"], weight="first_hand", said="It stops people twice.", words="Twice, I say")
    acts.change_because(one, people["ana"], kind="condition", what="A second person looks at each hit.")
    told = _text(case)
    for there in (who.code, "It stops people twice", "“Twice, I say”", "A second person looks"):
        assert there in told
    assert NAME not in told
    assert case.review is not None
    paper = document_of(case, Asked("memo", case.review, "internal"), people["carla"])
    assert any("Consultations about this case" in line(one.caption) for one in paper.tables())
    acts.take_back(one, people["ana"])
    assert "It stops people twice" not in _text(case)


def _text(case: Case) -> str:
    return str(engagement_blocks(case))


def test_who_is_hurt_is_said_before_a_step_stops_something_and_shown_to_who_lifts_it(
    case: Case, people: People, signed: Signed
) -> None:
    stopped = freeze(case, "suspected_violation")
    assert stopped is not None
    condition = conditions.make(
        case, people["ana"], title="A log", text="", wanted="the log", owner=people["ana"], due_on=timezone.localdate(),
        before="", consequence="suspend_updates", hurt="Hospitals on the same network",
    )  # fmt: skip
    assert [(one.key, one.hurt, one.open) for one in weighed(case)] == [
        (f"condition-{condition.pk}", "Hospitals on the same network", True), (f"freeze-{stopped.pk}", "", True),
    ]  # fmt: skip
    client = signed("ana")
    address = f"/cases/{case.number}/leaving/?step=freeze-{stopped.pk}"
    assert client.post(address, {"hurt": "", "done": "x"}).status_code == 400
    assert client.post(address, {"hurt": "Rescue services", "done": "Fixes go on"}).status_code == 302
    weigh(case, people["ana"], f"condition-{condition.pk}", done="A notice of 30 days")
    with pytest.raises(IntegrityError), transaction.atomic():  # one record: the condition says whom
        Exit.objects.create(case=case, step="condition", condition=condition, hurt="others", done="x", by=people["ana"])
    page = signed("carla").get(reverse("lift-freeze", args=[case.number, stopped.pk]))
    for told in ("Rescue services", "Fixes go on", "Hospitals on the same network", "A notice of 30 days"):
        assert told in page.content.decode()
        assert told in _text(case)
        assert told in client.get(f"/cases/{case.number}/").content.decode()
        assert told not in signed("sam").get(f"/cases/{case.number}/").content.decode()
    with pytest.raises(InputError, match="no such step"):
        weigh(case, people["ana"], "freeze-999", hurt="x", done="y")
    with pytest.raises(InputError, match=r"people who work on it|for:"):
        weigh(case, people["greta"], "end", hurt="x", done="y")
    weigh(case, people["ana"], "end", hurt="Nobody, as nothing was delivered", done="Nothing is needed")
    assert [one.step for one in weighed(case)][-1] == "end"
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Exit.objects.update(done="nothing")
