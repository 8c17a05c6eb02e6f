"""Who may see and do what: every address as every role, denied unless the table allows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from made_people import People
from walk import OURS, denied, filled

from duecare.office.cases.lists import visible
from duecare.office.cases.models import Case
from duecare.office.people.acts import delegate, grant
from duecare.office.people.guard import PUBLIC, deny_unguarded
from duecare.office.people.models import Role
from duecare.office.people.permissions import ALLOWED, APART, Act, may, sees


@pytest.mark.parametrize(("address", "view"), OURS, ids=[text for text, _ in OURS])
def test_every_address_says_who_may_see_it(address: str, view: Any) -> None:
    assert getattr(view, "act", None) is not None, address


@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_every_address_is_denied_to_a_role_that_the_table_does_not_name(
    role: Role | None, people: People, signed: Callable[[str], Client], case: Case
) -> None:
    user = next((one for one in people.values() if role is not None and role in one.roles()), people["nobody"])
    client = signed(user.username)
    for address, view in OURS:
        if not denied(user, view, case):
            continue
        for method in (client.get, client.post):
            status = method(filled(address, case.number)).status_code
            assert status in (403, 404, 405), (address, role, status)


def test_whoever_is_not_signed_in_is_sent_to_sign_in(case: Case) -> None:
    client = Client()
    for address, view in OURS:
        if view.act == PUBLIC or getattr(view, "by_token", False):
            continue
        for method in (client.get, client.post):
            answer = method(filled(address, case.number))
            assert answer.status_code == 405 or answer.url.startswith("/sign-in/"), address


def test_a_view_that_says_nothing_is_refused() -> None:
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse("secret")

    with pytest.raises(PermissionDenied, match="does not say who may see it"):
        deny_unguarded(bare).process_view(HttpRequest(), bare, (), {})


@pytest.mark.parametrize("name", ["sue", "olga", "nobody", "adam", "greta"])
def test_a_case_is_not_there_for_those_who_need_not_know_it(
    name: str, signed: Callable[[str], Client], case: Case
) -> None:
    assert signed(name).get(f"/cases/{case.number}/").status_code == 404


def test_the_list_shows_what_can_be_seen_and_no_more(people: People, case: Case) -> None:
    for restricted in (False, True):
        Case.objects.filter(pk=case.pk).update(restricted=restricted)
        case.refresh_from_db()
        for user in people.values():
            assert visible(user).filter(pk=case.pk).exists() == sees(user, case), (user.username, restricted)


def test_a_restricted_case_is_open_to_those_who_were_added(
    people: People, signed: Callable[[str], Client], case: Case
) -> None:
    ana = signed("ana")
    assert ana.post(f"/cases/{case.number}/people/", {"restricted": "yes"}).status_code == 302
    assert ana.get(f"/cases/{case.number}/").status_code == 404
    Case.objects.filter(pk=case.pk).update(restricted=False)
    ana.post(f"/cases/{case.number}/people/", {"add": people["olga"].pk})
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert signed("olga").get(f"/cases/{case.number}/").status_code == 200


def test_a_requester_sees_no_outcome(signed: Callable[[str], Client], case: Case) -> None:
    page = signed("sam").get(f"/cases/{case.number}/").content.decode()
    assert case.title in page
    assert case.review is not None
    for told in (case.review.headline, "Escalate", "could be severe", "on what is known"):
        assert told not in page
    for hidden in ("history/", "review/1/", "section/findings/", "compare/1/1/"):
        assert signed("sam").get(f"/cases/{case.number}/{hidden}").status_code == 403


@pytest.mark.parametrize("pair", APART, ids=lambda pair: "-".join(sorted(pair)))
def test_roles_that_check_each_other_are_never_one_persons(pair: frozenset[Role], people: People) -> None:
    import datetime

    from duecare.errors import InputError

    first, second = sorted(pair)
    until = datetime.date(2099, 1, 1)
    grant(None, people["nobody"], Role(first), until)
    with pytest.raises(InputError, match="at once"):
        grant(None, people["nobody"], Role(second), until)


def test_who_stands_in_has_the_role_until_the_last_day(people: People, case: Case) -> None:
    import datetime

    from django.utils import timezone

    today = timezone.localdate()
    delegate(people["carla"], people["nobody"], Role.APPROVER, today, "on leave")
    nobody = type(people["nobody"]).objects.get(pk=people["nobody"].pk)
    assert may(nobody, Act.APPROVE, case)
    assert Role.APPROVER not in nobody.roles(today + datetime.timedelta(days=1))


def test_the_table_names_every_act() -> None:
    assert set(ALLOWED) == set(Act)
