"""An erasure reaches what every room keeps of a case, and the office verifies afterwards."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.utils import timezone
from made_matters import everything, old_case, sql
from made_people import People, example
from walk import OURS, filled

from duecare.errors import InputError
from duecare.office.api.models import Announced, Answered, Delivery, Event, Subscription, Token
from duecare.office.books.models import Book, Opened, Project
from duecare.office.cases.acts import change_deal, open_case
from duecare.office.cases.models import Case
from duecare.office.clauses.models import Annex, Concession, Signing
from duecare.office.counsel.acts import claim, open_matter
from duecare.office.counsel.models import Kind
from duecare.office.decisions.models import Condition, Decision, DrawDown, Licence, PastProof, Verdict
from duecare.office.engagement.models import Changed, Consultation, Exit, Heard, Stakeholder, Stated
from duecare.office.evidence.check import check_store
from duecare.office.evidence.models import Evidence, Remark
from duecare.office.intake.models import Acknowledged, Copied, Draft, Lowered, NotKnown, SavedSitting
from duecare.office.monitoring.acts import watched_cases
from duecare.office.monitoring.models import Alert, Freeze, PostSale
from duecare.office.operations.checking import problems
from duecare.office.programme.models import Publication, Statement, Withdrawal
from duecare.office.resolving.models import HitDecision, Lift, Resolution
from duecare.office.retention import acts
from duecare.office.retention.erasing import PARTS

Signed = Callable[[str], Client]
NAME, DAY = "Hamid Karimi", datetime.date(2010, 1, 2)
LATER = datetime.date(2010, 6, 1)


@pytest.fixture
def full(case: Case, people: People) -> Case:
    """An old case of which every room keeps something that names a person."""
    old = old_case(case, people)
    now, sam, ana, ben, carla = timezone.now(), *(people[name] for name in ("sam", "ana", "ben", "carla"))
    paper, review, deal = Evidence.objects.get(case=old), old.review, old.deal
    assert review is not None
    assert deal is not None
    Draft.objects.create(case=old, person=ana, step=NAME, data={"a": NAME}, version=1)
    SavedSitting.objects.create(case=old, person=ana, sitting="a1b2")
    NotKnown.objects.create(case=old, step=NAME, by=ana)
    Copied.objects.create(case=old, fact="party.kind", subject=NAME, origin=deal, said_on=DAY, by=ana)
    stops = {"known": "low", "possible": "low", "stops": [NAME]}
    lowered = Lowered.objects.create(case=old, deal=deal, review=review, editor=sam, before=stops, after=stops)
    Acknowledged.objects.create(lowered=lowered, editor=sam, by=ana, reason=NAME)
    for finding in (f"A@{NAME}", f"B@{NAME}"):
        Resolution.objects.create(
            case=old, finding=finding, title=NAME, reason=NAME, evidence=paper, until=LATER, basis="b", requester=sam,
            proposed_by=ana, proposed_on=DAY, state="confirmed", confirmed_by=ben, confirmed_at=now,
            written={"by": NAME},
        )  # fmt: skip
        Lift.objects.create(
            case=old, stop=finding, title=NAME, kind="delisting", evidence=paper, number=NAME, issued_on=DAY,
            requester=sam, by=ana, written={"by": NAME},
        )  # fmt: skip
        HitDecision.objects.create(
            case=old, party=NAME, label=NAME, entry=NAME, verdict="same", reason=NAME, requester=sam, by=ana
        )
    decision = Decision.objects.create(
        case=old, number=1, review=review, basis="b", outcome="decline", reason=NAME, record=NAME, level="low",
        body="approver", needed=1, proposer=ana,
    )  # fmt: skip
    Verdict.objects.create(decision=decision, proposer=ana, by=carla, approves=False, reason=NAME)
    bound = Condition.objects.create(
        case=old, source="own", title=NAME, text=NAME, wanted=NAME, owner=ana, due_on=DAY, consequence="end_support",
        hurt=NAME, by=ana, proof=paper, proven_by=ana, proven_at=now, checked_by=ben, checked_on=DAY, seen=NAME,
        works=True, dropped_by=carla, dropped_at=now, dropped_why=NAME,
    )  # fmt: skip
    PastProof.objects.create(condition=bound, proof=paper, until=DAY, proven_by=ana, proven_at=now, seen=NAME)
    annex = Annex.objects.create(case=old, number=1, paper="sales", review=review, parts=[{"lines": [NAME]}],
                                 values={"units": NAME}, note=NAME, by=ana)  # fmt: skip
    signing = Signing.objects.create(annex=annex, evidence=paper, signed_on=DAY, theirs=NAME, ours=NAME, by=ana)
    Concession.objects.create(signing=signing, clause="annex:x", title="x", offered="firm", kept="light", why=NAME,
                              instead=NAME)  # fmt: skip
    Remark.objects.create(paper=paper, before="judges", after="case", why=NAME, by=ana)
    licence = Licence.objects.create(
        case=old, authority="BIS", classified_by=NAME, classified_from=NAME, ground=NAME, status="granted",
        decided_on=DAY, number=NAME, scope=NAME, provisos=[NAME],
    )  # fmt: skip
    for turn in range(2):
        DrawDown.objects.create(licence=licence, quantity=1, on=DAY, reference=f"{NAME} {turn}", by=ana)
    event = PostSale.objects.create(
        case=old, kind="delivered", happened_on=DAY, source=NAME, told=NAME, evidence=paper, by=ana
    )
    Freeze.objects.create(case=old, why="listing", lifted_at=now, lifted_by=ana, reason=NAME)
    Alert.objects.create(
        case=old, kind="event", event=event, because={"entries": [NAME]}, changed={"to": NAME}, snoozed_why=NAME,
        done_at=now, done_by=ana, done_why=NAME,
    )  # fmt: skip
    group = Stakeholder.objects.create(code="S-0001", kind="other", safety="careful", by=ana)
    asked = Consultation.objects.create(
        number="E-2010-0001", topic="case", case=old, asked=NAME, how="call", on=DAY, safety="careful",
        agreed="spoken", may_quote=True, by=ana,
    )  # fmt: skip
    asked.stakeholders.set([group])
    heard = Heard.objects.create(consultation=asked, weight="view", said=NAME, words=NAME, quotable=True, by=ana)
    Changed.objects.create(consultation=asked, kind="nothing", what=NAME, by=ana)
    Stated.objects.create(heard=heard, fact="party.kind", subject=NAME, version=1, by=ana)
    Exit.objects.create(case=old, step="end", hurt=NAME, done=NAME, by=ana)
    book = Book.objects.create(title="Book", name="book.csv", suffix=".csv", sha256="0" * 64, size=1, by=ana)
    Opened.objects.create(book=book, row=7, case=old)
    for row in (7, 8):
        Project.objects.create(
            book=book, row=row, transaction=f"{row}", item="Camera", end_user=NAME if row == 7 else "Other",
            country="", level="", reasons="", sure=True, place=row,
        )  # fmt: skip
    later = now + datetime.timedelta(days=1)
    told_of = Statement.objects.create(
        kind="sale", year=2010, number=1, case=old, content={"why": NAME}, prepared_by=ana
    )
    said = Publication.objects.create(
        statement=told_of, kind="sale", year=2010, version=1, prepared_by=ana, by=carla, names=True, names_why=NAME
    )
    Withdrawal.objects.create(publication=said, why=NAME, by=carla)
    token = Token.objects.create(
        name="x", user=ana, scopes=[], prefix="x", digest="x", by=ana, expires_at=later
    )  # fmt: skip
    for key, number in (("first", old.number), ("other", "C-1999-00001")):
        Answered.objects.create(token=token, key=key, body="0" * 64, answer=f'{{"number": "{number}"}}', at=now)
    to = Subscription.objects.create(name="x", url="https://x", events=[], user=ana, salt="x", by=ana)
    told = Announced.objects.create(event=Event.ALERT, case=old, payload={"case": old.number})
    Delivery.objects.create(announced=told, subscription=to, next_at=now)
    return old


@pytest.fixture
def erased(full: Case, people: People, django_capture_on_commit_callbacks: Any) -> Case:
    with django_capture_on_commit_callbacks(execute=True):
        acts.confirm(acts.propose(people["adam"], full), people["carla"])
    return Case.objects.get(pk=full.pk)


def test_the_case_of_these_tests_has_something_of_every_part(full: Case) -> None:
    empty = [part.table.__name__ for parts in PARTS.values() for part in parts if not part.rows(full).exists()]
    assert empty == []


def test_an_erasure_leaves_no_name_in_any_room(full: Case, erased: Case) -> None:
    assert "Karimi" not in everything()
    assert {one.kind for one in erased.tombstones.all()} == set(PARTS)
    assert Project.objects.get(row=8).end_user == "Other"
    assert list(Answered.objects.values_list("key", flat=True)) == ["other"]
    assert not Delivery.objects.exists()


def test_the_office_verifies_after_an_erasure(erased: Case) -> None:
    assert list(problems()) == []


def test_a_deal_a_review_or_a_paper_without_content_and_without_an_erasure_is_named(full: Case) -> None:
    sql("UPDATE cases_deal SET document = '{\"erased\": true}' WHERE number = 1")
    sql("UPDATE cases_reviewed SET document = X'' WHERE number = 1")
    Evidence.objects.update(sha256="")
    found = list(problems())
    assert any("Version 1 of the deal" in line for line in found)
    assert any("Review 1 of" in line for line in found)
    assert any("Paper" in line for line in found)
    assert any("Paper" in line for line in check_store())


def test_no_page_of_an_erased_case_breaks(erased: Case, signed: Signed) -> None:
    for name in ("ana", "carla", "sam", "aud"):
        client = signed(name)
        for text, _view in OURS:
            if "<str:number>" in text:
                address = filled(text, erased.number)
                assert client.get(address).status_code in (200, 302, 400, 403, 404, 405, 410), (name, address)


def test_nothing_is_written_into_a_case_that_was_erased(erased: Case, people: People, signed: Signed) -> None:
    with pytest.raises(InputError, match="was erased"):
        change_deal(erased, people["ana"], example("no-end-user.yaml"))
    answer = signed("ana").get(f"/cases/{erased.number}/intake/")
    assert (answer.status_code, "This case was erased" in answer.content.decode()) == (410, True)


def test_a_paper_that_was_erased_is_said_to_be_so(erased: Case, signed: Signed) -> None:
    paper = Evidence.objects.get(case=erased)
    answer = signed("ana").get(f"/cases/{erased.number}/evidence/{paper.pk}/file/")
    assert (answer.status_code, "This paper was erased" in answer.content.decode()) == (410, True)


def test_an_erased_case_is_watched_no_more(full: Case, people: People) -> None:
    assert full in watched_cases()
    acts.confirm(acts.propose(people["adam"], full), people["carla"])
    assert full not in watched_cases()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE resolving_resolution SET reason = 'x'",
        "UPDATE resolving_resolution SET finding = '(erased) 0'",
        "UPDATE resolving_resolution SET confirmed_by_id = NULL",
        "UPDATE resolving_hitdecision SET verdict = 'unsure'",
        "UPDATE resolving_lift SET number = ''",
        "UPDATE decisions_decision SET reason = ''",
        "UPDATE decisions_verdict SET approves = 1",
        "UPDATE decisions_drawdown SET quantity = 2",
        "UPDATE monitoring_postsale SET told = 'x'",
        'UPDATE intake_lowered SET before = \'{"known": "high"}\'',
        "UPDATE intake_acknowledged SET reason = 'x'",
        "UPDATE evidence_evidence SET sha256 = 'x'",
        "UPDATE programme_statement SET content = '{}'",
        "UPDATE programme_publication SET version = 7",
        "UPDATE programme_withdrawal SET why = 'x'",
        "UPDATE evidence_evidence SET title = 'x'",
    ],
)
def test_what_rooms_keep_for_good_changes_to_the_mark_of_erasure_alone(statement: str, full: Case) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        sql(statement)


def test_what_is_privileged_is_read_by_the_counsel_of_its_matter_alone(
    case: Case, people: People, signed: Signed
) -> None:
    from made_matters import paper

    one = paper(case, people["ana"], "Letter of counsel", b"letter")
    matter = open_matter(people["carla"], case, "x", "advice")
    claim(matter, people["carla"], Kind.EVIDENCE, one.pk, "attorney_client", "a letter")
    PostSale.objects.create(case=case, kind="news", happened_on=DAY, source="news", evidence=one, by=people["ana"])
    Condition.objects.create(
        case=case, source="own", title="t", wanted="w", owner=people["ana"], due_on=DAY, consequence="look_again",
        by=people["ana"], proof=one, proven_by=people["ana"], proven_at=timezone.now(),
    )  # fmt: skip
    for text, _view in OURS:
        if "<str:number>" in text:
            address = filled(text, case.number)
            assert "Letter of counsel" not in signed("ana").get(address).content.decode(), address
    assert signed("ana").get(f"/cases/{case.number}/evidence/{one.pk}/file/").status_code == 404
    assert "Letter of counsel" in signed("carla").get(f"/cases/{case.number}/evidence/").content.decode()


def test_a_case_of_no_book_has_no_row_to_erase(people: People) -> None:
    other = open_case(people["sam"], "Another", example("no-end-user.yaml"))
    assert not any(part.rows(other).exists() for part in PARTS["books"])


# ── what is in every table ───────────────────────────────────────────────────────────────────────────────────────────


CODES = {
    "cases.case": {"number", "kind", "gate", "state", "country", "end_user_kind", "known", "possible", "advice",
                   "depth"},
    "cases.finding": {"rule", "status", "kind"},
    "cases.reviewed": {"cause", "basis", "known", "possible", "advice"},
    "counsel.matter": {"cause"}, "counsel.note": {"lane", "kind"}, "counsel.privilegeclaim": {"kind", "basis"},
    "evidence.remark": {"before", "after"},
    "clauses.annex": {"paper"}, "clauses.concession": {"clause", "title", "offered", "kept"},
    "evidence.evidence": {"kind", "confidentiality"},
    "resolving.resolution": {"basis", "state"}, "resolving.hitdecision": {"verdict"},
    "resolving.lift": {"kind", "state"},
    "decisions.decision": {"basis", "outcome", "gates", "level", "body", "stage"},
    "decisions.condition": {"source", "reference", "before", "consequence", "waived_under"},
    "decisions.licence": {"authority", "classification", "required", "status", "unit"},
    "monitoring.freeze": {"why"}, "monitoring.postsale": {"kind"}, "monitoring.alert": {"kind"},
    "engagement.consultation": {"number", "topic", "item", "country", "how", "safety", "agreed"},
    "engagement.heard": {"weight"}, "engagement.changed": {"kind"}, "engagement.stated": {"fact"},
    "engagement.exit": {"step"},
    "retention.milestone": {"kind"}, "retention.legalhold": {"ground", "reference"}, "retention.erasure": {"rule"},
    "programme.statement": {"kind"}, "programme.publication": {"kind"},
    "retention.tombstone": {"kind", "rule", "sha256"},
    "books.project": {"country", "level", "contract_due"}, "books.book": {"suffix", "mapping", "sha256"},
}  # fmt: skip
"""Columns of tables about a case that hold closed codes, hashes, levels, numbers of files, and names of authorities."""

NOT_ABOUT_A_CASE = {
    "people.user": "an account, which is closed and not erased: the log names it",
    "people.grant": "the code of a role",
    "people.delegation": "a role, and why somebody stands in, of people who work here",
    "audit.entry": "ids, hashes and closed codes; it never changes",
    "audit.head": "a hash",
    "monitoring.inputs": "editions of lists and hashes of instruments",
    "books.savedfilter": "what a person who works here looks for",
    "api.token": "a key of another system",
    "api.subscription": "an address of another system",
    "api.delivery": "codes; it goes with what it tells of",
    "retention.subjectrequest": "what a person asked; erased by an act of its own",
    "retention.subjectstep": "a closed code",
    "complaints.complaint": "sealed, closed codes beside it; it has an end of its own, which `erase_ended` keeps",
    "complaints.message": "the same",
    "complaints.note": "the same",
    "complaints.answer": "the same",
    "complaints.attachment": "the same",
    "complaints.feedback": "the same",
    "complaints.deletion": "the same",
    "complaints.lesson": "what the house learnt; it is refused with a name or words of a complaint",
    "complaints.concern": "a closed code",
    "programme.policycommitment": "what the top of the company signed, to be public",
    "digests.digest": "closed codes; the text of a mail is not kept",
    "engagement.stakeholder": "codes of people of the register, who are in it whatever becomes of a case",
    "engagement.identity": "who they are; erased by an act of its own, as they ask",
    "engagement.needtoknow": "what a person who works here needs to know it for; emptied with the identity",
    "training.assignment": "codes of modules, roles and regions",
    "training.attempt": "codes and places of answers, of people who work here",
    "training.completion": "codes, of people who work here",
    "distribution.policy": "titles of texts that are sent to people who work here",
    "distribution.edition": "texts that are sent to people who work here",
    "distribution.sending": "codes of roles and regions",
    "operations.due": "the name of a task",
    "operations.worker": "a process",
}
"""Tables with text that is not about one case, and why no erasure of a case touches them."""


def test_every_text_about_a_case_is_erased_or_known_to_be_no_persons() -> None:
    """Fails when a room adds text: put it into `PARTS`, or name its column or table here with the reason."""
    erased = {part.table._meta.label_lower: set(part.columns) for parts in PARTS.values() for part in parts}
    texts = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)
    left = {}
    for table in apps.get_models():
        label = table._meta.label_lower
        if not table.__module__.startswith("duecare.office.") or label in NOT_ABOUT_A_CASE:
            continue
        columns = {field.name for field in table._meta.concrete_fields if isinstance(field, texts)}
        if missing := columns - erased.get(label, set()) - CODES.get(label, set()):
            left[label] = missing
    assert left == {}


def test_what_is_named_as_no_persons_is_there_and_is_not_erased_too() -> None:
    labels = {table._meta.label_lower for table in apps.get_models()}
    assert set(NOT_ABOUT_A_CASE) | set(CODES) <= labels
    erased = {part.table._meta.label_lower: set(part.columns) for parts in PARTS.values() for part in parts}
    assert not set(erased) & set(NOT_ABOUT_A_CASE)
    assert {label: names for label, names in CODES.items() if names & erased.get(label, set())} == {}
