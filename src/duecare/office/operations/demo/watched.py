"""What comes after the decisions: lists that name a customer, events, alerts, matters, holds, an order book."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from django.utils import timezone

from duecare.office.api.models import Scope
from duecare.office.api.tokens import make_token
from duecare.office.books import acts as booking
from duecare.office.books.models import Book, Project
from duecare.office.cases.models import Comment
from duecare.office.counsel import acts as counselling
from duecare.office.counsel.models import Basis, Kind, Lane, NoteKind
from duecare.office.decisions.acts import reopen_overdue
from duecare.office.monitoring import acts as monitoring
from duecare.office.monitoring.models import Alert
from duecare.office.operations.demo.company import Company, Event
from duecare.office.people import acts as people
from duecare.office.people.models import Role
from duecare.office.retention import acts as retention
from duecare.office.retention.models import Ground, LegalHold
from duecare.parties.lists.loaded import list_reading
from duecare.snapshots import SOURCES, Home, Store, import_files

LISTED: Final = (
    # number, name, country, other names, from which edition on
    ("900001", "Meridian Harbor Logistics Group", "VN", (), 0),
    ("900002", "Sunda Kestrel Electronics", "MY", ("SKE Trading",), 0),
    ("900003", "Ak-Terek Trading House", "KG", ("Ак-Терек Соода Үйү",), 1),
)
EDITIONS: Final = (725, 9)
"""How many days ago each edition of the list of the demo came out. It has made-up parties alone."""


def lists(company: Company, home: Home) -> Iterator[Event]:
    """The editions of a list, as `duecare data pull` would leave them."""
    for number, days in enumerate(EDITIONS):
        yield days, partial(_edition, home, number)


def _edition(home: Home, number: int) -> None:
    today = timezone.localdate()
    entries = [
        {
            "id": f"demo-{entry}",
            "source": "Entity List (EL) - Bureau of Industry and Security",
            "name": name,
            "entity_number": entry,
            "type": "Entity",
            "programs": [],
            "alt_names": list(others),
            "addresses": [{"address": None, "city": None, "state": None, "postal_code": None, "country": country}],
            "remarks": "Made up for the demo of Duecare.",
            "source_list_url": "https://www.example.org/",
        }
        for entry, name, country, others, since in LISTED
        if since <= number
    ]
    file = home.root / f"edition-{number + 1}.json"
    home.root.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"results": entries}), "utf-8")
    import_files(
        Store(home),
        SOURCES["bis"],
        [(file, "csl-json")],
        reading=list_reading(SOURCES["bis"]),
        today=today,
        published=today,
        accept=True,
    )


def watched(company: Company) -> Iterator[Event]:
    """What is done after decisions, each with how many days ago."""
    for days in (32, 13):
        yield days, _overdue
    for days in (10, 8, 0):
        yield days, _round
    yield from _events(company)
    yield from _counsel(company)
    yield from _kept(company)
    yield from _book(company)
    yield from _office(company)


def _overdue() -> None:
    reopen_overdue(timezone.localdate())


def _round() -> None:
    """What the office does by itself each day."""
    _overdue()
    monitoring.watch_cases()


def _events(company: Company) -> Iterator[Event]:
    happened = partial(partial, company.happened)
    yield (
        52,
        happened(
            "stadium-gates",
            "requester2",
            "complaint",
            "letter of a supporters' club",
            "Two supporters were turned away by mistake, and nobody at the gate could help.",
            since=3,
        ),
    )
    yield (
        34,
        happened("toll-plates", "requester2", "renewal", "mail of the customer", "Asks for two more years.", since=1),
    )
    yield (
        33,
        happened(
            "forensic-kit",
            "analyst",
            "suspected_violation",
            "report of a local newspaper",
            "A phone of a journalist was opened; the registry knows no warrant.",
            since=2,
        ),
    )
    yield (
        21,
        happened(
            "airport-gates",
            "requester",
            "new_feature",
            "mail of the customer",
            "Asks whether the gates can look for wanted people as well.",
            since=1,
        ),
    )
    yield (
        11,
        happened("hospital-doors", "analyst2", "news", "local newspaper", "The hospital was sold to a chain.", since=4),
    )
    yield (
        3,
        happened("mine-fence", "requester", "resale", "mail of the customer", "Asks to hand the cameras to a quarry."),
    )
    yield 50, partial(_alert, company, "stadium-gates", monitoring.assign, "counsel", "analyst2")
    yield (
        31,
        partial(
            _alert,
            company,
            "toll-plates",
            monitoring.snooze,
            "analyst2",
            -20,
            "The customer decides in the new year whether it goes on.",
        ),
    )
    yield (
        18,
        partial(
            _alert,
            company,
            "airport-gates",
            monitoring.finish,
            "analyst",
            "Answered that it cannot, and that we would not sell it. The sales line knows.",
        ),
    )
    yield 2, partial(_alert, company, "mine-fence", monitoring.assign, "counsel", "")


def _alert(company: Company, key: str, act: Any, by: str, *said: Any) -> None:
    """Work on the last alert of a case; a person by name, a day as days ago."""
    alert = Alert.objects.select_related("case").filter(case=company.cases[key]).latest("pk")
    given = [company.day(one) if isinstance(one, int) else company.people.get(one, one or None) for one in said]
    act(alert, company.people[by], *given)


def _counsel(company: Company) -> Iterator[Event]:
    note = partial(partial, _note, company)
    for key, since in (("forensic-kit", 32), ("trading-house", 7)):
        for name in ("counsel", "outside"):
            yield since, partial(_join, company, key, name)
    yield (
        31,
        note("forensic-kit", "counsel", "Delivered with the log as a condition. Updates stand still since the report."),
    )
    yield (
        29,
        note(
            "forensic-kit",
            "outside",
            "The contract lets us ask for the log within ten days; ask now, in writing.",
            Basis.ATTORNEY_CLIENT,
            "Advice of outside counsel on rights under the contract",
        ),
    )
    yield (
        24,
        note(
            "forensic-kit",
            "counsel2",
            "I would end support now, and not wait for the log.",
            Basis.WORK_PRODUCT,
            "Dissent on how to proceed",
            NoteKind.DISSENT,
        ),
    )
    yield 23, partial(_privileged, company, "forensic-kit")
    yield (
        6,
        note(
            "trading-house", "counsel", "292 days since delivery. Nothing was sent, paid or serviced since the listing."
        ),
    )
    yield (
        5,
        note(
            "trading-house",
            "outside",
            "Service needs a licence from the day of the listing. No disclosure so far.",
            Basis.ATTORNEY_CLIENT,
            "Advice of outside counsel on a listing",
        ),
    )
    yield 42, partial(_matter, company, "spare-parts", "Is any road left for spare parts?", "listing")
    yield (
        41,
        note("spare-parts", "counsel3", "The match is decided: it is the listed party. The order came on day one."),
    )
    yield 300, partial(_matter, company, "university-cluster", "Which classification holds for the nodes?", "advice")
    yield 290, partial(_close, company, "university-cluster")


def _join(company: Company, key: str, name: str) -> None:
    counselling.join(company.matter(key), company.people["counsel"], company.people[name])


def _note(
    company: Company,
    key: str,
    by: str,
    text: str,
    basis: str = "",
    description: str = "",
    kind: NoteKind = NoteKind.NOTE,
) -> None:
    lane = Lane.ADVICE if basis else Lane.FACTS
    counselling.write(
        company.matter(key), company.people[by], lane, text, kind=kind, basis=basis, description=description
    )


def _privileged(company: Company, key: str) -> None:
    """A comment of counsel in the discussion is claimed as privileged."""
    said = Comment.objects.filter(case=company.cases[key], by=company.people["counsel2"]).latest("pk")
    counselling.claim(
        company.matter(key),
        company.people["counsel"],
        Kind.COMMENT,
        said.pk,
        Basis.ATTORNEY_CLIENT,
        "Comment of counsel on a practice direction",
    )


def _matter(company: Company, key: str, title: str, cause: str) -> None:
    counselling.open_matter(company.people["counsel3"], company.case(key), title, cause)


def _close(company: Company, key: str) -> None:
    counselling.close_matter(company.matter(key), company.people["counsel3"])


def _kept(company: Company) -> Iterator[Event]:
    for key, by, days in (
        ("museum-counters", "analyst", 380),
        ("traffic-shaping", "analyst2", 500),
        ("cell-site", "analyst", 420),
        ("media-listening", "analyst2", 370),
        ("fire-towers", "analyst", 190),
    ):
        yield days, partial(_shut, company, key, by)
    yield 410, partial(_hold, company, "cell-site", Ground.AGENCY_REQUEST, "REQ-2025-118")
    yield 160, partial(_release, company, "cell-site")
    yield 30, partial(_hold, company, "forensic-kit", Ground.INVESTIGATION, "INV-2026-07")
    yield 7, partial(_hold, company, "trading-house", Ground.AGENCY_REQUEST, "REQ-2026-031")
    yield 64, partial(_asked, company, "access", "Mireille Fontaine", "To see what you hold about me.", "nothing_held")
    yield 12, partial(_asked, company, "correction", "Farid Belkacem", "My title is wrong in your file.", "")


def _shut(company: Company, key: str, by: str) -> None:
    retention.close_case(company.case(key), company.people[by])


def _hold(company: Company, key: str, ground: Ground, reference: str) -> None:
    retention.hold(company.people["counsel"], ground, reference, case=company.case(key))


def _release(company: Company, key: str) -> None:
    retention.release(LegalHold.objects.get(case=company.cases[key]), company.people["counsel2"])


def _asked(company: Company, kind: str, name: str, text: str, outcome: str) -> None:
    request = retention.note_request(company.people["admin"], kind, name, timezone.localdate(), "", text)
    if outcome:
        retention.answer_request(request, company.people["admin"], outcome)


def _book(company: Company) -> Iterator[Event]:
    yield 27, partial(_book_in, company)
    yield 26, partial(_rows_opened, company)
    yield 24, partial(_project_done, company)


def _book_in(company: Company) -> None:
    content = (Path(__file__).parent / "orders.csv").read_bytes()
    with patch.object(booking, "enqueue", lambda function, *given: function(*given)):  # now, and by no worker
        booking.add_book(company.people["analyst"], "Running orders", "orders.csv", [content])


def _rows_opened(company: Company) -> None:
    booking.open_rows(Book.objects.get(), company.people["analyst"], [3, 12])
    analyst2, mine = company.people["analyst2"], list(Project.objects.values_list("pk", flat=True)[:3])
    booking.assign_projects(Book.objects.get(), company.people["analyst"], mine, analyst2, company.day(-14))


def _project_done(company: Company) -> None:
    booking.finish_project(
        Project.objects.all()[1], company.people["analyst2"], "Put to counsel; no updates meanwhile."
    )


def _office(company: Company) -> Iterator[Event]:
    yield 100, partial(_filter, company)
    yield 90, partial(_token, company)
    yield 3, partial(_stands_in, company)


def _filter(company: Company) -> None:
    booking.save_filter(company.people["analyst"], "High, in review", "state=review&known=high", ("state", "known"))


def _token(company: Company) -> None:
    scopes = [Scope.CLEARANCE, Scope.CASES_READ]
    make_token(company.people["admin"], "Order system", company.people["analyst"], scopes, company.day(-200))


def _stands_in(company: Company) -> None:
    by, user = company.people["requester"], company.people["requester2"]
    people.delegate(by, user, Role.REQUESTER, company.day(-11), "On leave.")
