"""Whatever makes a listing or a suspected violation stand on a delivered deal, updates and service are frozen."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from made_lists import import_edition, row
from made_people import People

from duecare.office.cases.acts import change_deal, open_case
from duecare.office.cases.models import Case
from duecare.office.counsel.models import Matter
from duecare.office.decisions.acts import set_framework
from duecare.office.monitoring.acts import lift, record_event, watch_cases
from duecare.office.monitoring.models import Alert, Freeze
from duecare.office.resolving.hits import decide_hit, hits_of
from duecare.snapshots import Home

TODAY = timezone.localdate()
DAYS = [TODAY - datetime.timedelta(days=ago) for ago in (5, 4, 3)]
NAME, ALIKE = "Vostochnaya Optika Trading Bureau", "Vostochnaya Optika Trading Buro LLC"
OTHER = row("9", "Nobody Of Ours Limited")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A data folder of the test's own, with an edition of the list that names nobody of ours."""
    monkeypatch.setenv("DUECARE_HOME", str(tmp_path))
    found = Home(tmp_path)
    import_edition(found, [OTHER], DAYS[0])
    return found


def document(*, name: str = NAME, **facts: Any) -> dict[str, Any]:
    return {
        "items": [{"id": "item", "name": "Camera", "capabilities": ["video_surveillance"]}],
        "parties": [{"id": "end-user", "name": name, "roles": ["end_user"], "country": "RU",
                     "kind": "private_company"}],
        "places": [{"id": "place", "country": "RU", "roles": ["use"]}],
        "facts": facts,
    }  # fmt: skip


def sold(people: People, *, deliver: bool = True, **said: Any) -> Case:
    """A case of which the goods have been handed over."""
    case = open_case(people["sam"], "Cameras", document(**said), analyst=people["ana"])
    if deliver:
        record_event(case, people["sam"], "delivered", TODAY, "delivery note 7")
    return case


def change(case: Case, people: People, said: dict[str, Any]) -> None:
    case.refresh_from_db()
    assert case.deal is not None
    change_deal(case, people["sam"], {**case.deal.document, **said})


def name_them(home: Home, name: str = NAME, day: int = 1) -> None:
    import_edition(home, [OTHER, row("1", name, addresses=[{"country": "RU"}])], DAYS[day])


def take_as_the_same(case: Case, people: People) -> None:
    case.refresh_from_db()
    found = next(one for one in hits_of(case) if one.state == "open")
    decide_hit(case, people["ana"], found.party, found.entry, verdict="same", reason="The register says so", until=None)


def standing(case: Case) -> list[str]:
    return sorted(Freeze.objects.filter(case=case, lifted_at=None).values_list("why", flat=True))


def matters() -> list[tuple[str, str]]:
    return list(Matter.objects.order_by("pk").values_list("case__number", "cause"))


def test_a_match_that_a_person_decides_to_be_the_same_party_freezes_at_once(home: Home, people: People) -> None:
    case = sold(people, name=ALIKE, subject_to_ear=True)
    name_them(home)
    watch_cases(TODAY)
    assert standing(case) == []  # nobody has said who it is
    take_as_the_same(case, people)
    assert standing(case) == ["listing"]
    assert matters() == [(case.number, "listing")]
    assert Freeze.objects.get().stops == ["EAR-744.11/LS1@party:end-user"]


def test_a_match_decided_in_one_case_freezes_another_case_of_the_same_party_with_the_next_pass(
    home: Home, people: People
) -> None:
    first, second = (sold(people, name=ALIKE, subject_to_ear=True) for _ in range(2))
    name_them(home)
    watch_cases(TODAY)
    take_as_the_same(first, people)
    watch_cases(TODAY)
    assert standing(second) == ["listing"]


@pytest.mark.parametrize(("facts", "why"), [({}, "listing_open"), ({"subject_to_ear": False}, None)])
def test_what_is_open_freezes_and_a_no_does_not(
    home: Home, people: People, facts: dict[str, Any], why: str | None, signed: Callable[[str], Client]
) -> None:
    case = sold(people, **facts)
    name_them(home)
    watch_cases(TODAY)
    assert standing(case) == ([why] if why else [])
    if why:
        assert matters() == [(case.number, "listing")]
        page = signed("ana").get(f"/cases/{case.number}/").content.decode()
        assert "whether that stops this deal is open" in page
        asked = signed("sam").get(f"/cases/{case.number}/").content.decode()
        assert "a party of the deal is on a list." in asked
        assert "whether that stops" not in asked


def test_an_alike_name_taken_as_the_same_freezes_while_it_is_open_whether_the_law_reaches_the_deal(
    home: Home, people: People
) -> None:
    case = sold(people, name=ALIKE)
    name_them(home)
    watch_cases(TODAY)
    assert standing(case) == []
    take_as_the_same(case, people)
    assert standing(case) == ["listing_open"]


def test_an_answer_that_makes_the_stop_stand_freezes_for_that_and_opens_no_second_matter(
    home: Home, people: People
) -> None:
    case = sold(people)
    name_them(home)
    watch_cases(TODAY)
    change(case, people, document(subject_to_ear=True))
    assert standing(case) == ["listing", "listing_open"]
    assert matters() == [(case.number, "listing")]


@pytest.mark.parametrize("lifted", [False, True])
def test_a_deal_changed_to_a_listed_party_is_frozen_also_where_another_listing_was_let_go_on(
    home: Home, people: People, lifted: bool
) -> None:
    name_them(home)
    case = sold(people, name="Lesnaya Polyana", subject_to_ear=True)
    both = document(name="Lesnaya Polyana", subject_to_ear=True)
    both["parties"].append({"id": "reseller", "name": NAME, "roles": ["reseller"], "country": "RU"})
    change(case, people, both)
    assert standing(case) == ["listing"]
    if lifted:
        lift(Freeze.objects.get(), people["carla"], "Licensed, number 12")
        change(case, people, both)
        assert standing(case) == []  # it is the same listing
    both["parties"][0]["name"] = NAME
    change(case, people, both)
    assert standing(case) == ["listing"]
    assert Freeze.objects.filter(lifted_at=None).get().stops is not None
    assert "EAR-744.11/LS1@party:end-user" in (Freeze.objects.get(lifted_at=None).stops or ())


def test_a_use_that_comes_to_be_known_after_the_delivery_is_a_suspected_violation(people: People) -> None:
    case = sold(people, exporter_eu=True)
    assert standing(case) == []
    change(case, people, document(exporter_eu=True, repression_use_known=True))
    assert standing(case) == ["suspected_violation"]
    assert matters() == [(case.number, "suspected_violation")]


def test_a_delivery_recorded_after_the_violation_was_suspected_is_frozen(people: People) -> None:
    case = sold(people, deliver=False)
    record_event(case, people["sam"], "suspected_violation", TODAY, "a whistle-blower")
    assert standing(case) == []
    record_event(case, people["sam"], "delivered", TODAY, "delivery note 7")
    assert standing(case) == ["suspected_violation"]
    lift(Freeze.objects.get(), people["carla"], "Looked into; the mail was forged")
    record_event(case, people["sam"], "delivered", TODAY, "delivery note 8")
    assert standing(case) == []


def test_a_violation_suspected_of_a_framework_freezes_what_was_called_off(people: People) -> None:
    frame = open_case(people["sam"], "Frame", document())
    called = open_case(people["sam"], "Call-off", document())
    set_framework(called, people["ana"], frame)
    record_event(called, people["sam"], "delivered", TODAY, "delivery note 7")
    frame.refresh_from_db()
    record_event(frame, people["ana"], "suspected_violation", TODAY, "a newspaper")
    assert standing(frame) == ["suspected_violation"]


def test_a_pass_freezes_what_was_missed_and_not_what_was_let_go_on(home: Home, people: People) -> None:
    name_them(home)
    case = sold(people, subject_to_ear=True)
    Freeze.objects.all().delete()  # as an office had it before decided matches froze
    watch_cases(TODAY)
    assert standing(case) == ["listing"]
    lift(Freeze.objects.get(), people["carla"], "Licensed, number 12")
    watch_cases(TODAY)
    assert standing(case) == []


def test_an_alert_says_what_is_still_to_be_decided_of_what_came_up(
    home: Home, people: People, signed: Callable[[str], Client]
) -> None:
    case = sold(people, name=ALIKE)
    name_them(home)
    watch_cases(TODAY)
    alert = Alert.objects.get()
    addresses = ("/alerts/", f"/alerts/{alert.pk}/", f"/cases/{case.number}/")
    to_do, over = "1 possible match or owner is to be decided.", "Nothing of that is open any more."
    for address in addresses:
        assert to_do in (page := signed("ana").get(address).content.decode())
        assert over not in page
    take_as_the_same(case, people)
    for address in addresses:
        assert over in (page := signed("ana").get(address).content.decode())
        assert to_do not in page
