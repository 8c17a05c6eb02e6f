"""A filled office to look at: people of a made-up company and their cases, written by the acts of the rooms.

The deals are examples that ship with Duecare, and made-up ones of two years. What was done in the past is done with the
clock set back, in its order, so that the log of the demo verifies as every other.
"""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final
from unittest.mock import patch

from django.contrib.auth.hashers import make_password
from django.db import transaction

from duecare.errors import InputError
from duecare.office.cases import acts
from duecare.office.cases.models import Gate, Kind
from duecare.office.operations.demo.company import Company, Event
from duecare.office.operations.demo.complained import CASE, complained
from duecare.office.operations.demo.deals import shipped
from duecare.office.operations.demo.engaged import engaged
from duecare.office.operations.demo.published import named, published
from duecare.office.operations.demo.told import again, told
from duecare.office.operations.demo.watched import lists, watched
from duecare.office.people.acts import add_person, grant
from duecare.office.people.models import Role, User
from duecare.snapshots import home_from

FOUNDED: Final = 730
"""How many days ago the people of the demo came."""

EVERY: Final = 3
"""Seconds after which it is said how far the filling is."""

PASSWORD: Final = "only for the demo"
Say = Callable[[str], None]
Told = tuple[str, str, str, int, str | None]

PEOPLE: Final = (
    ("requester", "ليلى", "حدّاد", "Africa/Cairo", (Role.REQUESTER,)),
    ("requester2", "Tomás", "Oliveira", "America/Sao_Paulo", (Role.REQUESTER,)),
    ("analyst", "李", "明", "Asia/Shanghai", (Role.ANALYST,)),
    ("analyst2", "Ana", "Kovač", "Europe/Zagreb", (Role.ANALYST,)),
    ("counsel", "Carla", "Nguyen", "Europe/Paris", (Role.APPROVER,)),
    ("counsel2", "يوسف", "المصري", "Europe/London", (Role.APPROVER,)),
    ("counsel3", "Ngozi", "Adeyemi", "Africa/Lagos", (Role.APPROVER,)),
    ("outside", "Olga", "Ferreira", "Europe/Lisbon", (Role.OUTSIDE_COUNSEL,)),
    ("auditor", "王", "芳", "Asia/Singapore", (Role.AUDITOR,)),
    ("grievances", "Amina", "Diallo", "Africa/Dakar", (Role.GRIEVANCE_HANDLER,)),
    ("grievances2", "Rosa", "Quispe", "America/Lima", (Role.GRIEVANCE_HANDLER,)),
    ("ombuds", "Henrik", "Aalto", "Europe/Helsinki", (Role.GRIEVANCE_HANDLER,)),
    ("admin", "Ingrid", "Sørensen", "Europe/Oslo", (Role.ADMINISTRATOR,)),
)
"""Names to sign in with, given and family names, zones and roles."""

DEALS: Final[tuple[Told, ...]] = (
    # file, title, who asks, weeks ago, who looks after it
    ("us-2020-police-face-search", "Face search for police departments", "requester2", 7, "analyst"),
    ("egypt-2014-interception-suite", "حزمة اعتراض وتحليل لأجهزة الأمن", "requester", 7, "analyst2"),
    ("norway-2024-body-worn-cameras", "Body-worn cameras for a trial by the police", "requester2", 6, "analyst2"),
    ("hamburg-2023-fire-drone", "Drone for a volunteer fire brigade", "requester2", 6, "analyst"),
    ("xinjiang-2017-city-cameras", "县公安局城市摄像头与人脸识别", "requester", 5, "analyst"),
    ("sweden-2013-congestion-plates", "Plate control points for congestion tax", "requester2", 5, "analyst2"),
    ("greece-2020-spyware", "Phone spyware through a local reseller", "requester", 4, "analyst"),
    ("venezuela-2017-identity-card", "Identity card with central records", "requester2", 4, "analyst2"),
    ("vietnam-2022-investigation-bundle", "Investigation software bundle", "requester", 3, "analyst"),
    ("tokyo-2018-venue-gates", "会場ゲートでの一対一顔照合", "requester2", 3, None),
    ("belarus-2019-traffic-inspection", "Traffic inspection for a national exchange", "requester", 2, None),
    ("uzbekistan-2012-encrypted-traffic", "Appliances that open encrypted traffic", "requester", 2, "analyst2"),
    ("harmless-library-tags", "Radio tags for the books of a school library", "requester2", 1, None),
    ("no-end-user", "Cell-site simulator for a trading company", "requester", 0, None),
)

TALK: Final = {
    "us-2020-police-face-search": (
        ("analyst", "Which collections is a face searched in, and who decides what goes into them?"),
        ("requester2", "Booking photographs of each department. I have asked whether driving licences are in it too."),
        ("counsel", "Until that is answered we should count with both."),
    ),
    "egypt-2014-interception-suite": (
        ("analyst2", "العقد لا يذكر أي رقابة قضائية. من يأذن بالاعتراض؟"),
        ("requester", "سألت العميل، ولم يصل رد بعد."),
    ),
    "xinjiang-2017-city-cameras": (
        ("analyst", "合同中写明了按民族分类的功能。请问这是客户的要求吗？"),
        ("counsel2", "Please close this case to those who need to know."),
    ),
    "norway-2024-body-worn-cameras": (
        ("analyst2", "The law of the trial was published last month; I have put it into the deal."),
    ),
    "greece-2020-spyware": (
        ("outside", "The reseller's register entry changed hands last year. I would ask for the new owners."),
    ),
}
"""What is said about cases, by whom."""

RESTRICTED: Final = {"xinjiang-2017-city-cameras": "counsel2", "greece-2020-spyware": "outside"}
"""Cases that are open to those who work on them only, and whom counsel adds to each."""

ANSWERS: Final = ("parties", "uses", "facts")
"""Where a deal keeps what is found out over the weeks, in the order in which it comes in."""


def fill(say: Say, deals: tuple[Told, ...] = DEALS) -> Company:
    """Fill an office that is empty, wholly or not at all.

    Args:
        say: Where to say what is done, and how to sign in.
        deals: Which examples cases are opened for: file, title, who asks, weeks ago, who looks after it.

    Raises:
        InputError: somebody is here already, or lists are at hand that are not those of the demo.
    """
    home = home_from(os.environ)
    if User.objects.exists():
        raise InputError("a demo fills an office that is empty, and this one is not")
    if home.snapshots.exists():
        raise InputError(f"{home.root}: a demo has a data folder of its own, and this one is not empty")
    company = Company()
    named(home)
    with transaction.atomic():
        with company.on(FOUNDED):
            _let_in(company)
        events = (
            *lists(company, home), *_story(company, deals), *told(company), *watched(company), *again(company),
            *engaged(company), *_complaints(company, deals), *published(company),
        )  # fmt: skip
        said = time.monotonic()
        say(f"Filling an office to look at: {len(events)} things that its people did, each reviewed as it was done.")
        for done, (days_ago, act) in enumerate(sorted(events, key=lambda one: -one[0]), 1):
            with company.on(days_ago):
                act()
            if time.monotonic() - said > EVERY:
                said = time.monotonic()
                say(f"  {done} of {len(events)} are done, up to {company.day(days_ago)}")
    say(f"A made-up company; everybody's password is: {PASSWORD}")
    for name, user in company.people.items():
        say(f"  {name:<11} {user.label}: {', '.join(sorted(user.roles())).replace('_', ' ')}")
    return company


def _let_in(company: Company) -> None:
    end = (company.today + datetime.timedelta(days=90)).date()
    hashed = make_password(PASSWORD)
    with patch("django.contrib.auth.models.make_password", lambda password: hashed):  # slow on purpose, so once
        for name, given, family, zone, roles in PEOPLE:
            user = add_person(None, name, PASSWORD, first_name=given, last_name=family, zone=zone)
            for role in roles:
                grant(None, user, role, end if role == Role.AUDITOR else None)
            company.people[name] = user


def _story(company: Company, deals: tuple[Told, ...]) -> Iterator[tuple[int, Callable[[], object]]]:
    """What is done, each with how many days ago."""
    for file, title, asks, weeks, looks_after in deals:
        whole, opened = shipped(file), weeks * 7
        yield opened, partial(_open, company, file, title, asks, whole, len(ANSWERS) if weeks else 1)
        if looks_after:
            yield opened - 1, partial(_assign, company, file, looks_after)
        for later, (name, text) in enumerate(TALK.get(file, ()), 2):
            yield opened - later, partial(_comment, company, file, name, text)
        if file in RESTRICTED:
            yield opened - 4, partial(_restrict, company, file, RESTRICTED[file])
        for known in range(2 if weeks > 4 else len(ANSWERS), len(ANSWERS) + 1) if weeks > 1 else ():
            days_ago = opened - opened * known // (len(ANSWERS) + 1)
            yield days_ago, partial(_answer, company, file, asks, whole, len(ANSWERS) - known)


def _complaints(company: Company, deals: tuple[Told, ...]) -> Iterator[Event]:
    """What is complained of, where the case that it is about is there."""
    if any(file == CASE for file, *_ in deals):
        yield from complained(company)


def _without(document: Mapping[str, Any], most: int) -> dict[str, Any]:
    """A deal as it was before the last of its answers came in."""
    missing = ANSWERS[len(ANSWERS) - most :]
    kept = {key: value for key, value in document.items() if key != "facts" or key not in missing}
    for key in missing:
        if isinstance(kept.get(key), list):
            kept[key] = [{name: value for name, value in one.items() if name != "facts"} for one in kept[key]]
    return kept


def _open(company: Company, file: str, title: str, by: str, whole: Mapping[str, Any], most: int) -> None:
    fields = {"kind": whole.get("kind", Kind.SALE), "gate": whole.get("gate", Gate.LEAD)}
    needed = company.today.date() + datetime.timedelta(days=len(file) % 20 + 2)
    document = _without(whole, most)
    company.cases[file] = acts.open_case(company.people[by], title, document, needed_by=needed, **fields)


def _answer(company: Company, file: str, by: str, whole: Mapping[str, Any], most: int) -> None:
    case = company.cases[file]
    assert case.deal is not None
    kept = {key: case.deal.document[key] for key in ("id", "title", "kind", "gate")}
    acts.change_deal(case, company.people[by], {**_without(whole, most), **kept})


def _assign(company: Company, file: str, to: str) -> None:
    acts.assign(company.cases[file], company.people["counsel"], company.people[to])


def _comment(company: Company, file: str, by: str, text: str) -> None:
    acts.comment(company.cases[file], company.people[by], text)


def _restrict(company: Company, file: str, added: str) -> None:
    case, by = company.cases[file], company.people["counsel"]
    acts.restrict(case, by, restricted=True)
    for name in dict.fromkeys(("counsel", added, *(one[4] for one in DEALS if one[0] == file and one[4]))):
        acts.add_member(case, by, company.people[name])
