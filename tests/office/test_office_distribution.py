"""Texts: sent by role and region, read and acknowledged with the day; a new edition asks again."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.utils import timezone
from made_people import People

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.digests.waiting import waits_for
from duecare.office.distribution import acts
from duecare.office.distribution.models import Edition, Policy, Receipt, Sending
from duecare.office.distribution.standing import asked, figures, of_person
from duecare.office.people import acts as people_acts
from duecare.office.people.models import Role

Signed = Callable[[str], Client]


@pytest.fixture
def edition(people: People) -> Edition:
    """A policy, sent to every requester."""
    made = acts.make(people["carla"], "Policy on demos", "policy", text="Show *nothing* live.")
    acts.send(people["carla"], made.policy, Role.REQUESTER, "", days=14)
    return made


def test_a_text_is_read_then_acknowledged_and_both_have_their_day(
    edition: Edition, people: People, signed: Signed
) -> None:
    sam = signed("sam")
    assert sam.post(f"/texts/{edition.pk}/").status_code == 400, "it was not opened yet"
    page = sam.get(f"/texts/{edition.pk}/").content.decode()
    assert "<em>nothing</em>" in page
    kept = Receipt.objects.get()
    assert (kept.user, kept.acknowledged_at) == (people["sam"], None)
    sam.post(f"/texts/{edition.pk}/")
    kept.refresh_from_db()
    assert kept.acknowledged_at is not None
    assert sam.post(f"/texts/{edition.pk}/").status_code == 400, "once"
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Receipt.objects.update(acknowledged_at=timezone.now() - datetime.timedelta(days=9))


def test_a_text_is_not_there_for_those_to_whom_it_is_not_sent(edition: Edition, signed: Signed) -> None:
    assert signed("olga").get(f"/texts/{edition.pk}/").status_code == 404
    assert signed("aud").get(f"/texts/{edition.pk}/").status_code == 200
    assert not Receipt.objects.exists(), "who only looks at it is asked nothing"
    for name, status in (("sam", 403), ("aud", 200)):
        assert signed(name).get(f"/texts/kept/{edition.policy_id}/").status_code == status


def test_a_new_edition_asks_again_and_the_old_receipt_stays(edition: Edition, people: People, signed: Signed) -> None:
    sam, today = people["sam"], timezone.localdate()
    acts.opened(sam, edition)
    acts.acknowledge(sam, edition)
    assert [one.done for one in of_person(sam, today)] == [True]
    later = acts.new_edition(people["ana"], edition.policy, text="Show nothing at all.", news="Stricter.")
    assert [one.done for one in of_person(sam, today)] == [False]
    assert [one.edition.number for one in of_person(sam, today)] == [2]
    with pytest.raises(InputError, match="later edition"):
        acts.acknowledge(sam, edition)
    assert Receipt.objects.get(edition=edition).acknowledged_at is not None
    assert "Stricter." in signed("sam").get(f"/texts/{later.pk}/").content.decode()
    with pytest.raises(InputError, match="says already"):
        acts.new_edition(people["ana"], edition.policy, text="Show nothing at all.")


def test_higher_risk_regions_are_sent_it_first(people: People) -> None:
    people_acts.place(people["adam"], people["sam"], "RU")
    people_acts.place(people["adam"], people["sue"], "north-europe")
    made = acts.make(people["carla"], "Guidance", "guidance", text="x")
    acts.send(people["carla"], made.policy, Role.REQUESTER, "", days=7, rest_after=10)
    today = timezone.localdate()
    assert {one.user.username for one in asked(today)} == {"sam"}
    later = {one.user.username: one.due for one in asked(today + datetime.timedelta(days=10))}
    assert later == {"sam": today + datetime.timedelta(days=7), "sue": today + datetime.timedelta(days=17)}


def test_the_mail_of_the_day_reminds_until_it_is_acknowledged(edition: Edition, people: People) -> None:
    today = timezone.localdate()
    (now,) = waits_for(people["sam"], today)
    assert edition.policy.title == now.title
    assert edition.policy.title not in now.said, "the mail says no title"
    assert (now.path, now.late) == (f"/texts/{edition.pk}/", False)
    assert "demos" not in now.said
    (late,) = waits_for(people["sam"], today + datetime.timedelta(days=15))
    assert late.late
    acts.opened(people["sam"], edition)
    acts.acknowledge(people["sam"], edition)
    assert waits_for(people["sam"], today) == []


def test_it_is_seen_who_has_not(edition: Edition, people: People, signed: Signed) -> None:
    acts.opened(people["sam"], edition)
    acts.acknowledge(people["sam"], edition)
    ana = signed("ana")
    table = ana.get(f"/texts/kept/{edition.policy_id}/?who=not").content.decode().partition("Who has not")[2]
    assert "Sue" in table
    assert "Sam" not in table
    lines = ana.get(f"/texts/kept/{edition.policy_id}/?form=csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    found = figures(timezone.localdate().year)
    assert (found["texts"], found["asked"], found["done"], found["overdue"]) == (1, 2, 1, 0)
    assert found["roles"] == {"requester": {"asked": 2, "done": 1}}
    assert "Sam" not in str(found)


def test_an_instrument_at_hand_is_a_text_in_the_words_of_this_project(people: People) -> None:
    made = acts.make(people["carla"], "The final guidance", "guidance", instrument="US-STATE-2020")
    assert "US-STATE-2020/C1" in made.text
    assert "****" not in made.text
    assert "In the words of this project" in made.text
    with pytest.raises(InputError, match="no instrument"):
        acts.make(people["carla"], "x", "guidance", instrument="MAGNA-CARTA")


def test_a_file_is_only_saved_and_a_text_file_is_read_here(people: People, signed: Signed) -> None:
    carla = signed("carla")
    file = SimpleUploadedFile("p.pdf", b"%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n")
    sent = {"title": "On paper", "kind": "policy", "instrument": "", "text": "", "file": file}
    assert carla.post("/texts/kept/make/", sent).status_code == 302
    paper = Edition.objects.get()
    answer = carla.get(f"/texts/{paper.pk}/file/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.startswith(b"%PDF")
    acts.make(people["carla"], "Plain", "policy", file=BytesIO("# Größe".encode()), name="p.md")
    assert Edition.objects.latest("pk").text == "# Größe"
    for name, content, said in (("p.exe", b"MZ", "accepted"), ("p.md", b"\xff", "UTF-8")):
        with pytest.raises(InputError, match=said):
            acts.make(people["carla"], "x", "policy", file=BytesIO(content), name=name)
    with pytest.raises(InputError, match="says something"):
        acts.make(people["carla"], "x", "policy")
    assert Policy.objects.count() == 2, "nothing is left of what was refused"


def test_it_is_sent_once_to_the_same_people_and_ends(edition: Edition, people: People, signed: Signed) -> None:
    with pytest.raises(InputError, match="already"):
        acts.send(people["carla"], edition.policy, Role.REQUESTER, "")
    sending = Sending.objects.get()
    assert signed("aud").post(f"/texts/sendings/{sending.pk}/end/").status_code == 403
    signed("carla").post(f"/texts/sendings/{sending.pk}/end/")
    assert asked(timezone.localdate()) == []


def test_the_log_of_texts_holds_no_title_and_no_word(edition: Edition, people: People) -> None:
    acts.opened(people["sam"], edition)
    kept = str([one.detail for one in Entry.objects.filter(act__startswith="texts.")])
    assert "demos" not in kept
    assert "nothing" not in kept
