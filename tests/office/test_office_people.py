"""People: how they sign in, what administrators do for them, who stands in for whom, and what the log says of it."""

from __future__ import annotations

import datetime
import hmac
import json
import re
import struct
import time
from base64 import b32decode
from collections.abc import Callable
from hashlib import sha1
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone
from made_people import People

from duecare.errors import InputError
from duecare.office.audit.chain import verify
from duecare.office.audit.models import Entry
from duecare.office.people import acts
from duecare.office.people.idle import SEEN, SINCE
from duecare.office.people.models import Delegation, Grant, Role, User

PASSWORD = "four quiet horses"
TODAY = timezone.localdate()
LATER = TODAY + datetime.timedelta(days=10)


@pytest.fixture(autouse=True)
def nothing_counted_yet(db: None) -> None:
    """No attempt at sign-in was made before."""
    cache.clear()


def with_password(user: User) -> User:
    """A person who signs in with the password of these tests."""
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(name: str, password: str = PASSWORD, client: Client | None = None, **more: str) -> tuple[Client, Any]:
    """A browser after an attempt at sign-in, and what was answered."""
    browser = client or Client()
    return browser, browser.post("/sign-in/", {"username": name, "password": password, **more})


def code(secret: str) -> str:
    """What an authenticator app shows now, and for two seconds more."""
    if time.time() % 30 > 28:
        time.sleep(2)
    digest = hmac.new(b32decode(secret), struct.pack(">Q", int(time.time()) // 30), sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def with_app(client: Client) -> tuple[str, list[str]]:
    """Set up an authenticator app, as a person would: its secret, and the recovery codes that are shown."""
    page = client.get("/account/factors/totp/activate/", follow=True)
    if page.redirect_chain and "/account/confirm/" in page.redirect_chain[-1][0]:
        page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    found = re.search(r'<code class="key">(\w+)</code>', page.content.decode())
    assert found
    page = client.post("/account/factors/totp/activate/", {"code": code(found[1])}, follow=True)
    return found[1], re.findall(r"<li><code>(\d{8})</code>", page.content.decode())


def is_in(client: Client) -> bool:
    """Whether a browser is signed in."""
    return client.get("/people/own/").status_code == 200


def logged(about: str) -> list[str]:
    """Acts about one, as the log has them."""
    return list(Entry.objects.filter(about=about).order_by("id").values_list("act", flat=True))


def test_a_person_signs_in_and_out_and_the_log_says_so_without_names(people: People) -> None:
    ana = with_password(people["ana"])
    client, _ = sign_in("ana", "another four horses")
    _, answer = sign_in("ANA", client=client)
    assert answer.url == "/"
    assert is_in(client)
    assert client.post("/sign-out/").url == "/sign-in/"
    assert not is_in(client)
    sign_in("nobody-of-that-name", "another four horses")
    assert logged(f"user:{ana.pk}")[-3:] == ["people.sign_in_failed", "people.sign_in", "people.sign_out"]
    told = Entry.objects.get(act="people.sign_in")
    assert told.detail == {"by": ["password"]}
    assert Entry.objects.filter(act="people.sign_in_failed", about="nobody", actor="system").count() == 1
    assert "nobody-of-that-name" not in json.dumps(list(Entry.objects.values("actor", "about", "detail")))
    assert list(verify()) == []


def test_nobody_opens_an_account_for_themselves(db: None) -> None:
    for address in ("/account/signup/", "/account/factors/webauthn/signup/", "/account/password/reset/"):
        assert Client().get(address).status_code == 404
        assert Client().post(address, {"username": "eve", "password1": PASSWORD}).status_code == 404
    assert not User.objects.exists()


def test_an_app_is_a_second_factor_and_each_of_its_codes_counts_once(
    people: People, django_capture_on_commit_callbacks: Any
) -> None:
    with_password(people["ana"])
    client, _ = sign_in("ana")
    with django_capture_on_commit_callbacks(execute=True):
        secret, codes = with_app(client)
    assert len(codes) == 10
    assert secret not in json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    client.post("/sign-out/")
    client, answer = sign_in("ana")
    assert answer.url.startswith("/account/factors/authenticate/")
    assert not is_in(client)
    shown = code(secret)
    assert client.post("/account/factors/authenticate/", {"code": shown}).url == "/"
    assert is_in(client)
    again, _ = sign_in("ana")
    again.post("/account/factors/authenticate/", {"code": shown})
    assert not is_in(again)
    for word, let_in in ((codes[0], True), (codes[0], False), (codes[1], True)):
        by_code, _ = sign_in("ana")
        by_code.post("/account/factors/authenticate/", {"code": word})
        assert is_in(by_code) == let_in
    assert "people.factor_add" in logged(f"user:{people['ana'].pk}")
    assert Entry.objects.filter(act="people.sign_in").last().detail["by"] == ["password", "recovery_codes"]  # type: ignore[union-attr]


def test_recovery_codes_are_shown_once(people: People) -> None:
    with_password(people["ana"])
    client, _ = sign_in("ana")
    _, codes = with_app(client)
    again = client.get("/account/factors/recovery-codes/").content.decode()
    assert not any(one in again for one in codes)
    assert client.get("/account/factors/recovery-codes/download/").status_code == 403


def test_second_factors_are_not_read_under_another_key(people: People) -> None:
    with_password(people["ana"])
    client, _ = sign_in("ana")
    secret, codes = with_app(client)
    with override_settings(SECRET_KEY="another-key-0123456789-0123456789-0123456789"):
        for word in (code(secret), codes[0]):
            browser, _ = sign_in("ana")
            browser.post("/account/factors/authenticate/", {"code": word})
            assert not is_in(browser)


@override_settings(OFFICE_MFA_REQUIRED=True)
def test_where_a_second_factor_is_required_nothing_comes_before_it(people: People) -> None:
    with_password(people["ana"])
    client, _ = sign_in("ana")
    for address in ("/", "/cases/", "/people/own/"):
        assert client.get(address).url == "/account/factors/"
    assert client.post("/cases/open/", {"title": "x"}).url == "/account/factors/"
    with_app(client)
    assert client.get("/").status_code == 200


def test_a_password_that_another_chose_is_changed_before_anything_else(people: People) -> None:
    acts.add_person(people["adam"], "lena", PASSWORD)
    acts.grant(None, User.objects.get(username="lena"), Role.ANALYST)
    client, _ = sign_in("lena")
    assert client.get("/cases/").url == "/account/password/"
    new = {"oldpassword": PASSWORD, "password1": "nine loud horses", "password2": "nine loud horses"}
    assert client.post("/account/password/", new).url == "/", "on to what waits"
    assert client.get("/cases/").status_code == 200
    assert not is_in(sign_in("lena")[0])
    assert logged(f"user:{User.objects.get(username='lena').pk}")[-2:] == ["people.password", "people.sign_in_failed"]


def test_the_first_administrator_comes_in_without_any_of_it(db: None) -> None:
    from duecare.office.server import first_administrator

    said: list[str] = []
    first_administrator(None, PASSWORD, said.append)
    client, _ = sign_in("admin")
    assert client.get("/people/").status_code == 200


def test_a_new_password_ends_every_other_session(people: People) -> None:
    with_password(people["ana"])
    here, there = sign_in("ana")[0], sign_in("ana")[0]
    assert here.get("/account/sessions/").content.decode().count('<th scope="row">') == 2
    here.post(
        "/account/password/",
        {"oldpassword": PASSWORD, "password1": "nine loud horses", "password2": "nine loud horses"},
    )
    assert (is_in(here), is_in(there)) == (True, False)


def test_a_person_signs_out_everywhere_else(people: People) -> None:
    with_password(people["ana"])
    here, there = sign_in("ana")[0], sign_in("ana")[0]
    here.post("/account/sessions/")
    assert (is_in(here), is_in(there)) == (True, False)


def test_who_is_let_in_no_longer_is_out_at_once_and_for_all_sessions(
    people: People, signed: Callable[[str], Client]
) -> None:
    ana, adam = with_password(people["ana"]), signed("adam")
    client, _ = sign_in("ana")
    acts.delegate(ana, people["ben"], Role.ANALYST, LATER, "on leave")
    adam.post(f"/people/{ana.pk}/active/", {"active": "no"})
    assert not is_in(client)
    _, answer = sign_in("ana")
    assert answer.url == "/account/inactive/"
    adam.post(f"/people/{ana.pk}/active/", {"active": "yes"})
    assert not is_in(client)
    assert is_in(sign_in("ana")[0])
    assert [one for one in logged(f"user:{ana.pk}") if "active" in one or "activate" in one] == [
        "people.deactivate",
        "people.reactivate",
    ]


def test_nobody_stands_in_for_who_was_let_in_no_longer(people: People) -> None:
    acts.delegate(people["carla"], people["nobody"], Role.APPROVER, LATER, "on leave")
    acts.deactivate(people["adam"], people["carla"])
    assert User.objects.get(username="nobody").roles() == frozenset()


def test_an_administrator_makes_a_new_password_that_is_shown_once(
    people: People, signed: Callable[[str], Client]
) -> None:
    ana, adam = with_password(people["ana"]), signed("adam")
    client, _ = sign_in("ana")
    answer = adam.post(f"/people/{ana.pk}/password/")
    found = re.search(r'<code class="key">([\w-]+)</code>', answer.content.decode())
    assert found
    assert "no-store" in answer["Cache-Control"]
    assert found[1] not in adam.get(f"/people/{ana.pk}/").content.decode()
    assert not is_in(client)
    assert not is_in(sign_in("ana")[0])
    client, _ = sign_in("ana", found[1])
    assert client.get("/cases/").url == "/account/password/"
    assert "people.password_reset" in logged(f"user:{ana.pk}")
    assert found[1] not in json.dumps(list(Entry.objects.values_list("detail", flat=True)))


def test_an_administrator_takes_lost_factors_away(people: People, signed: Callable[[str], Client]) -> None:
    ana = with_password(people["ana"])
    client, _ = sign_in("ana")
    with_app(client)
    signed("adam").post(f"/people/{ana.pk}/factors/")
    assert not is_in(client)
    assert is_in(sign_in("ana")[0])
    assert Entry.objects.get(act="people.factors_reset").detail == {"factors": ["recovery_codes", "totp"]}


def test_an_administrator_signs_a_person_out_everywhere(people: People, signed: Callable[[str], Client]) -> None:
    with_password(people["ana"])
    here, there = sign_in("ana")[0], sign_in("ana")[0]
    signed("adam").post(f"/people/{people['ana'].pk}/sessions/")
    assert (is_in(here), is_in(there)) == (False, False)
    assert logged(f"user:{people['ana'].pk}")[-1] == "people.sessions_end"


@pytest.mark.parametrize(
    ("seen", "since", "lasts"), [(0, 0, True), (7100, 7100, True), (7300, 7300, False), (30, 43_300, False)]
)
def test_a_sign_in_ends_after_two_idle_hours_and_after_twelve_in_all(
    seen: int, since: int, lasts: bool, people: People
) -> None:
    with_password(people["ana"])
    client, _ = sign_in("ana")
    assert is_in(client)
    session = client.session
    session[SEEN], session[SINCE] = session[SEEN] - seen, session[SINCE] - since
    session.save()
    assert is_in(client) == lasts
    assert not lasts or client.session[SEEN] >= time.time() - 60


def test_the_last_administrator_stays(people: People, signed: Callable[[str], Client]) -> None:
    adam, client = people["adam"], signed("adam")
    assert client.post(f"/people/{adam.pk}/active/", {"active": "no"}).status_code == 400
    answer = client.post(f"/people/{adam.pk}/withdraw/", {"role": "administrator"})
    assert answer.status_code == 400
    assert "last administrator" in answer.content.decode()
    acts.grant(None, people["nobody"], Role.ADMINISTRATOR)
    assert client.post(f"/people/{adam.pk}/withdraw/", {"role": "administrator"}).status_code == 302
    assert client.get("/people/").status_code == 403


def test_a_role_taken_away_ends_at_once_also_for_who_stood_in(people: People, signed: Callable[[str], Client]) -> None:
    acts.delegate(people["carla"], people["nobody"], Role.APPROVER, LATER, "on leave")
    deputy, carla = signed("nobody"), signed("carla")
    assert deputy.get("/cases/").status_code == carla.get("/cases/").status_code == 200
    signed("adam").post(f"/people/{people['carla'].pk}/withdraw/", {"role": "approver"})
    assert deputy.get("/cases/").status_code == carla.get("/cases/").status_code == 403
    acts.grant(people["adam"], people["carla"], Role.APPROVER)
    assert deputy.get("/cases/").status_code == 403


def test_a_person_names_who_stands_in_and_ends_it(people: People, signed: Callable[[str], Client]) -> None:
    carla, deputy, adam = signed("carla"), signed("nobody"), signed("adam")
    said = {"user": str(people["nobody"].pk), "role": "approver", "until": LATER.isoformat(), "reason": "on leave"}
    assert carla.post("/people/own/stand-ins/", said).status_code == 302
    assert deputy.get("/cases/").status_code == 200
    assert "on leave" in adam.get("/people/").content.decode()
    one = Delegation.objects.get()
    assert carla.post(f"/people/own/stand-ins/{one.pk}/end/").status_code == 302
    assert deputy.get("/cases/").status_code == 403
    carla.post("/people/own/stand-ins/", said)
    adam.post(f"/people/stand-ins/{Delegation.objects.get().pk}/end/")
    assert not Delegation.objects.exists()
    acts_of_it = [one for one in logged(f"user:{people['nobody'].pk}") if one.startswith("people.delegate")]
    assert acts_of_it == ["people.delegate", "people.delegate_end"] * 2
    assert "leave" not in json.dumps(list(Entry.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"role": "administrator"}, "not one of the available choices"),
        ({"until": "2020-01-01"}, "has passed"),
        ({"until": "soon"}, "Enter a valid date"),
        ({"user": "carla"}, "not one of the available choices"),
        ({"user": "sam"}, "at once"),
        ({"reason": ""}, "required"),
    ],
)
def test_who_cannot_stand_in_is_refused_with_the_reason(
    changed: dict[str, str], told: str, people: People, signed: Callable[[str], Client]
) -> None:
    said = {"user": "nobody", "role": "approver", "until": LATER.isoformat(), "reason": "on leave", **changed}
    said["user"] = str(people[said["user"]].pk)
    answer = signed("carla").post("/people/own/stand-ins/", said)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert not Delegation.objects.exists()


def test_two_roles_that_check_each_other_are_not_stood_in_for_by_one_person(people: People) -> None:
    acts.delegate(people["sam"], people["nobody"], Role.REQUESTER, LATER, "on leave")
    with pytest.raises(InputError, match="at once"):
        acts.delegate(people["carla"], people["nobody"], Role.APPROVER, LATER, "on leave")


def test_outside_counsel_is_told_of_no_colleague(people: People, signed: Callable[[str], Client]) -> None:
    assert "<option" in signed("carla").get("/people/own/stand-ins/").content.decode()
    assert "<option" not in signed("olga").get("/people/own/stand-ins/").content.decode()


def test_a_role_until_a_day_that_has_passed_is_refused(people: People) -> None:
    with pytest.raises(InputError, match="has passed"):
        acts.grant(people["adam"], people["nobody"], Role.ANALYST, TODAY - datetime.timedelta(days=1))
    assert not Grant.objects.filter(user=people["nobody"]).exists()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"username": "ANA"}, "already"),
        ({"username": "\uff41na"}, "already"),
        ({"username": "<b>"}, "Letters, digits"),
        ({"password": "short"}, "12 characters"),
        ({"password": "maximiliana", "username": "maximilian"}, "12 characters"),
        ({"password": "maximiliana-k", "username": "maximiliana"}, "too similar"),
        ({"password": "qwertyuiop123"}, "too common"),
        ({"email": "nowhere"}, "valid email"),
    ],
)
def test_a_person_who_cannot_be_let_in_is_refused_with_the_reason(
    changed: dict[str, str], told: str, people: People, signed: Callable[[str], Client]
) -> None:
    before = User.objects.count()
    answer = signed("adam").post("/people/", {"username": "lena", "password": PASSWORD, **changed})
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert User.objects.count() == before


def test_an_administrator_changes_the_address_of_a_person_and_the_log_says_so_without_it(
    people: People, signed: Callable[[str], Client]
) -> None:
    adam, path = signed("adam"), f"/people/{people['sam'].pk}/"
    shown = re.search(r'name="shown" value="(\w+)"', adam.get(path).content.decode())
    assert shown is not None
    assert adam.post(f"{path}e-mail/", {"email": "no address", "shown": shown[1]}).status_code == 400
    assert adam.post(f"{path}e-mail/", {"email": "Sam@Example.org", "shown": shown[1]}).status_code == 302
    people["sam"].refresh_from_db()
    assert people["sam"].email == "sam@example.org"
    assert 'value="sam@example.org"' in adam.get(path).content.decode()
    entry = Entry.objects.latest("pk")
    assert (entry.act, entry.detail) == ("people.email", {"there": True})
    taken = adam.post(f"/people/{people['ana'].pk}/e-mail/", {"email": "SAM@example.org", "shown": shown[1]})
    assert "somebody else here has this address" in taken.content.decode()
    late = adam.post(f"{path}e-mail/", {"email": "other@example.org", "shown": shown[1]})
    assert late.status_code == 400
    assert "sam@example.org" in late.content.decode()
    assert signed("sam").post(f"{path}e-mail/", {"email": "x@example.org", "shown": shown[1]}).status_code == 403
