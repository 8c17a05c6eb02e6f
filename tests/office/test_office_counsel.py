"""Counsel's lane: matters, lanes, privilege, and that nothing of it leaves the lane."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError, IntegrityError
from django.test import Client
from made_matters import paper, sql
from made_people import People, example
from walk import OURS, filled

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.cases.acts import add_member, comment, open_case
from duecare.office.cases.models import Case
from duecare.office.counsel import acts
from duecare.office.counsel.lane import privileged, without_privileged, working_on
from duecare.office.counsel.models import Basis, Kind, Lane, Matter, Note, NoteKind, PrivilegeClaim
from duecare.office.counsel.production import cell, produced, withheld
from duecare.office.people.guard import PUBLIC
from duecare.office.people.permissions import Act, may

ADVICE, FACT, SAID = "zebra-advice-51", "zebra-fact-52", "zebra-comment-53"
TITLE, DISSENT, PAPER = "zebra-title-54", "zebra-dissent-55", "zebra-paper-56"
WHAT = "zebra-description-57"
SENTINELS = (ADVICE, FACT, SAID, TITLE, DISSENT, PAPER, WHAT)
Signed = Callable[[str], Client]


@pytest.fixture
def matter(case: Case, people: People) -> Matter:
    """A matter with a fact, advice, a dissent, and a comment and a paper that are claimed."""
    said = comment(case, people["ana"], SAID)
    comment(case, people["ana"], "The tender closes in May.")
    held = paper(case, people["ana"], PAPER, b"zebra-bytes-58")
    paper(case, people["ana"], "Data sheet", b"what it does")
    made = acts.open_matter(people["carla"], case, TITLE, "advice")
    acts.write(made, people["carla"], Lane.FACTS, FACT, basis=Basis.WORK_PRODUCT, description=WHAT)
    acts.write(made, people["carla"], Lane.ADVICE, ADVICE, basis=Basis.ATTORNEY_CLIENT, description=WHAT)
    acts.write(made, people["dan"], Lane.ADVICE, DISSENT, kind=NoteKind.DISSENT, basis=Basis.ATTORNEY_CLIENT,
               description=WHAT)  # fmt: skip
    acts.claim(made, people["carla"], Kind.COMMENT, said.pk, Basis.ATTORNEY_CLIENT, WHAT)
    acts.claim(made, people["carla"], Kind.EVIDENCE, held.pk, Basis.COMMON_INTEREST, WHAT)
    return made


def at(case: Case, matter: Matter, rest: str = "") -> str:
    return f"/cases/{case.number}/matters/{matter.pk}/{rest}"


def body(answer: Any) -> str:
    """What an answer says, streamed or not."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode(errors="replace"))


def test_counsel_reads_every_lane_on_the_page_of_the_matter(case: Case, matter: Matter, signed: Signed) -> None:
    for name in ("carla", "dan"):
        page = body(signed(name).get(at(case, matter)))
        assert all(text in page for text in (TITLE, FACT, ADVICE, DISSENT, WHAT))
        assert TITLE in body(signed(name).get(f"/cases/{case.number}/"))
        assert TITLE in body(signed(name).get("/matters/"))


@pytest.mark.parametrize("name", ["sam", "sue", "ana", "olga", "aud", "greta", "adam", "nobody"])
def test_nothing_of_the_lane_is_on_any_page_of_those_who_are_not_counsel(
    name: str, case: Case, matter: Matter, people: People, signed: Signed
) -> None:
    add_member(case, people["ana"], people["olga"])
    client, walked = signed(name), 0
    for address, view in OURS:
        if view.act == PUBLIC or getattr(view, "by_token", False):
            continue
        place = filled(address, case.number).replace("matters/1/", f"matters/{matter.pk}/")
        asked = [client.get(place)]
        if may(people[name], view.act, case):  # that it is refused else is tested with the permissions
            asked.append(client.post(place, {"sought": "zebra", "form": "html"}))
        for answer in asked:
            told = body(answer)
            assert not [text for text in SENTINELS if text in told], (place, name)
            assert not answer.get("Location", "").startswith("/sign-in/"), place
            walked += answer.status_code == 200
    assert walked or name == "nobody"
    for path in ("/cases/?words=zebra", "/log/?act=counsel.note", "/log/export/"):
        assert not any(text in body(client.get(path)) for text in SENTINELS)


def test_the_log_names_no_content(matter: Matter) -> None:
    told = json.dumps(list(Entry.objects.values("act", "about", "detail")))
    assert "counsel.claim" in told
    assert "zebra" not in told


@pytest.mark.parametrize(("name", "status"), [("aud", 200), ("carla", 200), ("sam", 403), ("ana", 403), ("adam", 404)])
def test_who_knows_that_there_is_a_matter(name: str, status: int, case: Case, matter: Matter, signed: Signed) -> None:
    answer = signed(name).get(f"/cases/{case.number}/matters/")
    assert answer.status_code == status
    assert (matter.number in body(answer)) == (status == 200)
    assert (TITLE in body(answer)) == (name == "carla")


def test_outside_counsel_see_their_own_matters_and_the_cases_that_they_were_added_to(
    case: Case, matter: Matter, people: People, signed: Signed
) -> None:
    olga = signed("olga")
    assert olga.get(at(case, matter)).status_code == 404
    acts.join(matter, people["carla"], people["olga"])
    other = acts.open_matter(people["dan"], case, "zebra-other-60", "dispute")
    assert ADVICE in body(olga.get(at(case, matter)))
    assert olga.get(at(case, other)).status_code == 404
    page = body(olga.get(f"/cases/{case.number}/"))
    assert (TITLE in page, SAID in page, "zebra-other-60" in page) == (True, True, False)
    assert list(working_on(people["olga"])) == [matter]
    assert case.members.filter(user=people["olga"]).exists()


def test_a_claim_of_another_matter_is_withheld_from_outside_counsel(
    case: Case, matter: Matter, people: People, signed: Signed
) -> None:
    other = acts.open_matter(people["dan"], case, "Another", "dispute")
    acts.join(other, people["dan"], people["olga"])
    assert SAID not in body(signed("olga").get(f"/cases/{case.number}/"))
    assert SAID in body(signed("carla").get(f"/cases/{case.number}/"))


def test_nobody_but_counsel_joins_a_matter(matter: Matter, people: People, signed: Signed) -> None:
    for name in ("sam", "ana", "aud", "adam", "greta"):
        with pytest.raises(InputError, match="no counsel"):
            acts.join(matter, people["carla"], people[name])
        signed("carla").post(at(matter.case, matter, "members/"), {"add": people[name].pk})
        assert not matter.members.filter(user=people[name]).exists()


def test_counsel_does_not_see_the_matters_of_a_restricted_case(case: Case, matter: Matter, signed: Signed) -> None:
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert signed("dan").get(at(case, matter)).status_code == 404
    assert TITLE not in body(signed("dan").get("/matters/"))


def test_a_matter_is_not_reached_through_another_case(matter: Matter, people: People, signed: Signed) -> None:
    other = open_case(people["sam"], "Another", example("us-2020-police-face-search.yaml"))
    carla = signed("carla")
    assert carla.get(at(other, matter)).status_code == 404
    assert carla.post(at(other, matter, "production/")).status_code == 404
    strange = comment(other, people["ana"], "elsewhere")
    with pytest.raises(InputError, match="no comment"):
        acts.claim(matter, people["carla"], Kind.COMMENT, strange.pk, Basis.WORK_PRODUCT, "x")


def test_a_comment_comes_back_when_its_claim_is_withdrawn(case: Case, matter: Matter, signed: Signed) -> None:
    assert SAID not in body(signed("ana").get(f"/cases/{case.number}/"))
    claim = PrivilegeClaim.objects.get(kind=Kind.COMMENT)
    assert privileged(Kind.COMMENT, claim.object_id)
    signed("carla").post(at(case, matter, f"claims/{claim.pk}/withdraw/"))
    assert not privileged(Kind.COMMENT, claim.object_id)
    assert SAID in body(signed("ana").get(f"/cases/{case.number}/"))
    claim.refresh_from_db()
    assert claim.withdrawn_by is not None


def test_outside_counsel_do_not_give_up_the_privilege_of_the_house(
    case: Case, matter: Matter, people: People, signed: Signed
) -> None:
    acts.join(matter, people["carla"], people["olga"])
    claim = PrivilegeClaim.objects.get(kind=Kind.COMMENT)
    assert signed("olga").post(at(case, matter, f"claims/{claim.pk}/withdraw/")).status_code == 403
    assert "Withdraw the claim" not in body(signed("olga").get(at(case, matter)))
    assert privileged(Kind.COMMENT, claim.object_id)


def test_advice_is_privileged_even_without_a_claim(matter: Matter, people: People) -> None:
    bare = Note.objects.create(matter=matter, lane=Lane.ADVICE, text="bare", by=people["carla"])
    fact = acts.write(matter, people["carla"], Lane.FACTS, "plain fact")
    assert privileged(Kind.NOTE, bare.pk)
    assert set(without_privileged(Note.objects.all(), Kind.NOTE).filter(kind="note")) == {fact}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"lane": "advice", "kind": "note", "text": "kept text"}, "needs a basis"),
        ({"lane": "advice", "kind": "note", "text": "kept text", "basis": "work_product"}, "needs a description"),
        ({"lane": "facts", "kind": "dissent", "text": "kept text"}, "lane of advice"),
        ({"lane": "gossip", "kind": "note", "text": "kept text"}, "valid choice"),
        ({"lane": "facts", "kind": "note", "text": ""}, "required"),
    ],
)
def test_a_note_that_cannot_be_is_refused_and_what_was_typed_stays(
    said: dict[str, str], told: str, case: Case, matter: Matter, signed: Signed
) -> None:
    before = Note.objects.count()
    answer = signed("carla").post(at(case, matter, "note/"), said)
    assert answer.status_code == 400
    assert told in body(answer)
    assert said["text"] in body(answer)
    assert (Note.objects.count(), PrivilegeClaim.objects.count()) == (before, 5)


def test_notes_and_claims_are_written_through_the_pages(case: Case, people: People, signed: Signed) -> None:
    carla = signed("carla")
    answer = carla.post(f"/cases/{case.number}/matters/open/", {"title": "Licence?", "cause": "advice"})
    matter = Matter.objects.get()
    assert answer.url == at(case, matter)
    carla.post(at(case, matter, "note/"), {"lane": "advice", "kind": "dissent", "text": "I would not sell.",
                                           "basis": "attorney_client", "description": "Dissent"})  # fmt: skip
    said = comment(case, people["ana"], "Ask counsel")
    carla.post(at(case, matter, "claim/"), {"what": f"comment:{said.pk}", "basis": "work_product", "description": "x"})
    assert set(PrivilegeClaim.objects.values_list("kind", flat=True)) == {"dissent", "comment"}
    again = {"what": f"comment:{said.pk}", "basis": "work_product", "description": "x"}
    assert carla.post(at(case, matter, "claim/"), again).status_code == 400
    carla.post(at(case, matter, "close/"))
    matter.refresh_from_db()
    assert matter.closed_by == people["carla"]
    late = {"lane": "facts", "kind": "note", "text": "late"}
    assert carla.post(at(case, matter, "note/"), late).status_code == 400
    assert privileged(Kind.COMMENT, said.pk)


def test_a_matter_may_be_opened_by_the_office_itself(case: Case, signed: Signed) -> None:
    matter = acts.open_matter(None, case, "A party was listed", "listing")
    assert "opened by the office" in body(signed("carla").get(at(case, matter)))


REFUSED = (
    "UPDATE counsel_note SET text = 'other'",
    "UPDATE counsel_note SET lane = 'facts' WHERE lane = 'advice' AND kind = 'note'",
    "DELETE FROM counsel_note",
    "UPDATE counsel_privilegeclaim SET basis = 'work_product' WHERE basis <> 'work_product'",
    "DELETE FROM counsel_privilegeclaim",
    "INSERT OR REPLACE INTO counsel_note SELECT id, lane, kind, 'other', at, by_id, matter_id FROM counsel_note",
)


def test_notes_and_claims_only_grow(matter: Matter) -> None:
    for statement in REFUSED:
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            sql(statement)


def test_a_withdrawn_claim_stays_withdrawn(matter: Matter, people: People) -> None:
    claim = PrivilegeClaim.objects.get(kind=Kind.COMMENT)
    acts.withdraw_claim(claim, people["carla"])
    with pytest.raises(InputError, match="already"):
        acts.withdraw_claim(claim, people["carla"])
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        sql("UPDATE counsel_privilegeclaim SET withdrawn_at = NULL, withdrawn_by_id = NULL")
    again = acts.claim(matter, people["carla"], Kind.COMMENT, claim.object_id, Basis.WORK_PRODUCT, "again")
    assert privileged(Kind.COMMENT, again.object_id)


def test_the_database_keeps_one_claim_an_object_and_dissent_in_its_lane(matter: Matter, people: People) -> None:
    claim = PrivilegeClaim.objects.get(kind=Kind.COMMENT)
    with pytest.raises(DatabaseError), transaction.atomic():
        PrivilegeClaim.objects.create(matter=matter, kind=claim.kind, object_id=claim.object_id, basis=claim.basis,
                                      description="x", by=people["carla"])  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(matter=matter, lane=Lane.FACTS, kind=NoteKind.DISSENT, text="x", by=people["dan"])


# ── production ───────────────────────────────────────────────────────────────────────────────────────────────────────


def members_of(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_a_production_holds_the_case_and_nothing_that_is_privileged(
    case: Case, matter: Matter, people: People, signed: Signed
) -> None:
    acts.write(matter, people["carla"], Lane.FACTS, "The visit was in May.")
    answer = signed("carla").post(at(case, matter, "production/"))
    assert answer["Content-Type"] == "application/zip"
    files = members_of(answer.content)
    told = {name: content for name, content in files.items() if not name.startswith("privilege-log")}
    assert not [(name, text) for name, content in told.items() for text in (*SENTINELS, "zebra-bytes-58")
                if text.encode() in content]  # fmt: skip
    assert b"The tender closes in May." in files["comments.json"]
    assert b"The visit was in May." in files["notes.json"]
    assert b"what it does" in files.values()
    assert case.review is not None
    assert files["reviews/00001.json"] == bytes(case.review.document)
    assert json.loads(files["deals/00001.json"])["document"]["title"] == case.title
    assert [one["act"] for one in json.loads(files["log.json"])][:3] == ["case.open", "case.deal", "case.review"]


def test_the_privilege_log_names_what_is_withheld_and_not_its_content(matter: Matter, people: People) -> None:
    files = members_of(produced(matter, people["carla"]))
    rows = list(csv.DictReader(io.StringIO(files["privilege-log.csv"].decode("utf-8-sig"))))
    assert [row["Number"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert sorted({row["Author"] for row in rows}) == ["Ana", "Carla", "Dan"]
    assert {row["Basis"] for row in rows} == {"Attorney-client privilege", "Work product", "Common interest"}
    for text in (ADVICE, FACT, SAID, DISSENT, PAPER, TITLE):
        assert text.encode() not in files["privilege-log.csv"] + files["privilege-log.html"]
    assert files["privilege-log.html"].count(WHAT.encode()) == len(withheld(matter)) == 5


def test_no_cell_of_a_privilege_log_is_a_formula(matter: Matter, people: People) -> None:
    for lead in ("=", "+", "-", "@", "\t", " ="):
        said = comment(matter.case, people["ana"], "x")
        made = PrivilegeClaim.objects.create(
            matter=matter, kind=Kind.COMMENT, object_id=said.pk, basis=Basis.WORK_PRODUCT,
            description=f"{lead}cmd|' /C calc'!A0", by=people["carla"],
        )  # fmt: skip
        assert cell(made.description) == f"'{made.description}"
    text = members_of(produced(matter, people["carla"]))["privilege-log.csv"].decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 1 + 5 + 6
    assert not [value for row in rows for value in row if value.lstrip(" ").startswith(("=", "+", "-", "@", "\t"))]


def test_markup_in_a_description_is_shown_as_text(matter: Matter, people: People) -> None:
    said = comment(matter.case, people["ana"], "x")
    acts.claim(matter, people["carla"], Kind.COMMENT, said.pk, Basis.WORK_PRODUCT, "<script>alert(1)</script>")
    assert b"<script>" not in members_of(produced(matter, people["carla"]))["privilege-log.html"]


def test_a_production_is_the_same_bytes_again_and_its_manifest_holds(matter: Matter, people: People) -> None:
    first, second = produced(matter, people["carla"]), produced(matter, people["dan"])
    assert first == second
    files = members_of(first)
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["files"] == {name: sha256(content).hexdigest() for name, content in files.items()}
    entry = Entry.objects.filter(act="counsel.produce").latest("id")
    assert entry.detail["sha256"] == sha256(first).hexdigest()
    assert entry.about == f"matter:{matter.pk}"


@pytest.mark.parametrize("name", ["ana", "aud", "sam", "olga", "adam"])
def test_only_counsel_of_the_house_produces(
    name: str, case: Case, matter: Matter, people: People, signed: Signed
) -> None:
    if name == "olga":
        acts.join(matter, people["carla"], people["olga"])
    assert signed(name).post(at(case, matter, "production/")).status_code in (403, 404)
    assert not Entry.objects.filter(act="counsel.produce").exists()


def test_the_table_of_acts_gives_the_lane_to_counsel_alone() -> None:
    from duecare.office.people.models import Role
    from duecare.office.people.permissions import ALLOWED

    assert ALLOWED[Act.MATTER] == ALLOWED[Act.MATTERS] == {Role.APPROVER, Role.OUTSIDE_COUNSEL}
    assert ALLOWED[Act.PRODUCE] == {Role.APPROVER}
