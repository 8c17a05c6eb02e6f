"""The demo: a company of two years from which somebody can learn how the office works."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from duecare.errors import InputError
from duecare.office.audit.chain import verify
from duecare.office.audit.models import Entry
from duecare.office.books.models import Book
from duecare.office.cases.models import Case, Gate
from duecare.office.complaints.figures import lessons
from duecare.office.complaints.models import Complaint, Link
from duecare.office.counsel.models import Matter, PrivilegeClaim
from duecare.office.decisions.acts import state_of
from duecare.office.decisions.models import Condition, Decision, Licence, Verdict
from duecare.office.distribution.standing import figures as sent
from duecare.office.engagement.leaving import weighed
from duecare.office.engagement.models import Changed, Consultation, Stakeholder
from duecare.office.evidence.models import Evidence
from duecare.office.monitoring.models import Alert, Freeze
from duecare.office.operations.checking import problems
from duecare.office.operations.demo import fill
from duecare.office.operations.demo.company import Company
from duecare.office.people.models import Role, User
from duecare.office.resolving.models import HitDecision, Lift, Resolution
from duecare.office.retention.models import LegalHold
from duecare.office.training.standing import State as TrainingState
from duecare.office.training.standing import figures as trained
from duecare.office.training.standing import standings

PAGES = {
    "requester": ("/", "/cases/", "/training/", "/texts/"),
    "analyst": (
        "/",
        "/engagement/",
        "/cases/",
        "/alerts/",
        "/decisions/",
        "/books/",
        "/books/1/",
        "/books/1/projects/",
    ),
    "counsel": ("/", "/cases/", "/alerts/", "/decisions/", "/matters/", "/holds/", "/log/"),
    "outside": ("/cases/", "/matters/"),
    "auditor": ("/cases/", "/log/"),
    "grievances": ("/complaints/", "/complaints/figures/"),
    "ombuds": ("/complaints/figures/",),
    "admin": (
        "/complaints/outside/",
        "/people/",
        "/training/table/",
        "/texts/kept/",
        "/tokens/",
        "/retention/",
        "/subjects/requests/",
        "/log/",
    ),
}


@pytest.fixture(autouse=True)
def own_data(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """What every test sets to a folder that all share is set back to that of the demo."""
    monkeypatch.setenv("DUECARE_HOME", str(Book.objects.get().folder.parents[1] / "data"))


def test_it_is_a_company_of_two_years_whose_office_verifies(company: Company) -> None:
    assert 30 <= Case.objects.count() <= 60
    times = list(Entry.objects.order_by("id").values_list("at", flat=True))
    assert times == sorted(times)
    assert times[-1] <= timezone.now()
    assert (times[-1] - times[0]).days > 700
    assert list(verify()) == list(problems()) == []


def test_its_cases_are_of_every_state_and_level_many_countries_and_kinds(company: Company) -> None:
    def of(name: str) -> set[str]:
        return set(Case.objects.values_list(name, flat=True))

    assert of("state") == {"draft", "review", "decided", "closed"}
    assert of("gate") == set(Gate.values)
    assert of("known") >= {"low", "elevated", "high", "severe"}
    assert len(of("country")) > 25
    assert len(of("end_user_kind")) > 12
    assert len(of("kind")) >= 6
    assert Case.objects.filter(restricted=True).count() == 2
    assert Case.objects.filter(framework__isnull=False).count() == 2


def test_it_has_decisions_of_every_kind_one_dissent_and_some_that_are_stale_or_wait(company: Company) -> None:
    made = Decision.objects.select_related("case__review")
    today = timezone.localdate()
    states = {state_of(one, one.case.review.basis, today) for one in made if one.case.review}
    assert states >= {"in_force", "stale", "proposed", "replaced"}
    assert set(made.values_list("outcome", flat=True)) == {
        "approve", "approve_with_conditions", "decline", "escalate", "withdraw"
    }  # fmt: skip
    assert Verdict.objects.filter(approves=False).count() == 1
    assert all(one.works is not None or one.proof_id or not one.dropped_at for one in Condition.objects.all())
    assert {one.state(today) for one in Condition.objects.all()} >= {"open", "overdue", "proven", "effective"}
    licence = Licence.objects.get(status="granted")
    assert (licence.balance, Lift.objects.get().number) == (4, licence.number)


def test_flags_were_resolved_by_two_and_matches_decided_each_way(company: Company) -> None:
    assert set(Resolution.objects.values_list("state", flat=True)) >= {"confirmed", "refused", "proposed"}
    assert set(HitDecision.objects.values_list("verdict", flat=True)) == {"same", "not_same", "unsure"}
    assert Evidence.objects.filter(expires_on__gt=timezone.localdate()).exists()
    assert Evidence.objects.count() > 30


def test_a_listing_froze_a_delivered_deal_and_put_it_to_counsel(company: Company) -> None:
    case = company.case("trading-house")
    assert Freeze.objects.filter(case=case, why="listing", lifted_at=None, by=None).count() == 1
    matter = Matter.objects.get(case=case, cause="listing", opened_by=None)
    assert set(matter.members.values_list("user__username", flat=True)) == {"counsel", "outside"}
    assert LegalHold.objects.filter(case=case, release=None).exists()
    assert PrivilegeClaim.objects.filter(matter=matter).exists()
    alert = Alert.objects.get(case=case, kind="listing")
    assert alert.because == {"entries": ["us-bis-el:demo-900003"], "lists": ["us-bis-el"]}
    assert Alert.objects.filter(snoozed_until__gt=timezone.localdate()).exists()
    assert Alert.objects.filter(done_at__isnull=False).exists()
    assert Alert.objects.filter(assigned=None, done_at=None).exists()


def test_its_complaints_stand_at_every_stage_but_one_and_open_a_case_again(company: Company) -> None:
    made = Complaint.objects.all()
    assert set(made.values_list("stage", flat=True)) == {"received", "acknowledged", "examining", "closed"}
    assert set(made.values_list("language", flat=True)) == {"ar", "en", "ru", "es", "fr", "zh"}
    assert any(one.answer_late for one in made)
    assert made.filter(appealed_on__isnull=False, outcome="upheld", first_outcome="partly").count() == 1
    link = Link.objects.get()
    assert Alert.objects.filter(event=link.event, kind="event").exists()
    assert {about for year in (timezone.localdate().year, timezone.localdate().year - 1) for about, _ in lessons(year)}
    assert all(one.content()["account"] for one in made)


def test_its_order_book_is_reviewed_and_cases_were_opened_from_it(company: Company) -> None:
    book = Book.objects.get()
    assert (book.state, book.rows, book.rejected, book.opened.count()) == ("done", 15, 1, 2)
    assert book.projects.filter(done_at__isnull=False).count() == 1


def test_people_were_consulted_trained_and_sent_texts_and_some_have_not_done_it(company: Company) -> None:
    year, today = timezone.localdate().year, timezone.localdate()
    assert Consultation.objects.count() == 5
    assert {one.kind for one in Changed.objects.all()} >= {"policy", "condition", "product", "nothing"}
    assert Stakeholder.objects.filter(safety="protected").get().known_to.count() == 2
    for found in (trained(year), sent(year)):
        assert 0 < found["done"] < found["asked"]
    assert {one.state for one in standings(today)} == set(TrainingState)
    assert not any(one.open for one in weighed(company.case("trading-house")))


def test_every_role_is_somebody_and_finds_something_on_their_pages(company: Company) -> None:
    assert {role for user in User.objects.all() for role in user.roles()} == set(Role)
    for name, addresses in PAGES.items():
        client = Client()
        client.force_login(company.people[name])
        for address in addresses:
            answer = client.get(address)
            page = answer.content.decode()
            assert answer.status_code == 200, (name, address)
            assert "<tbody>" in page or "<li" in page.partition("<main")[2], (name, address)


def test_it_is_filled_once_and_into_a_data_folder_of_its_own(company: Company) -> None:
    with pytest.raises(InputError, match="empty"):
        fill(lambda text: None)
