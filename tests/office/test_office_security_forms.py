"""What somebody types or adds to a form gives them nothing, and is shown as text."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from inline import inline
from made_people import People
from test_office_people import LATER, PASSWORD, is_in, sign_in, with_password

from duecare.office.cases.models import Case
from duecare.office.people import acts
from duecare.office.people.models import Delegation, Role, User

MARKUP = "<script>alert(1)</script><b onmouseover=x>"


@pytest.fixture(autouse=True)
def nothing_counted_yet(db: None) -> None:
    """No attempt at sign-in was made before."""
    cache.clear()


PRIVILEGES = {
    "is_superuser": "on", "is_staff": "on", "is_active": "on", "role": "administrator", "roles": "administrator",
    "groups": "1", "user_permissions": "1", "grants": "administrator", "epoch": "7", "given_password": "",
    "by": "1", "of": "1", "id": "1", "pk": "1", "username": "root", "last_login": "2020-01-01",
}  # fmt: skip


def test_more_fields_than_a_form_has_give_nobody_anything(people: People, signed: Callable[[str], Client]) -> None:
    ana = with_password(people["ana"])
    client, _ = sign_in("ana")
    kept = {name: getattr(ana, name) for name in ("is_superuser", "is_staff", "username", "epoch")}
    client.post("/people/own/", {**PRIVILEGES, "zone": "Europe/Rome"})
    said = {"oldpassword": PASSWORD, "password1": "nine loud horses", "password2": "nine loud horses"}
    client.post("/account/password/", {**PRIVILEGES, **said})
    sign_in("ana", "nine loud horses", **{k: v for k, v in PRIVILEGES.items() if k != "username"})
    ana.refresh_from_db()
    assert (ana.zone, {name: getattr(ana, name) for name in kept}) == ("Europe/Rome", kept)
    assert ana.check_password("nine loud horses")
    assert ana.roles() == {Role.ANALYST}
    signed("adam").post("/people/", {**PRIVILEGES, "username": "lena", "password": PASSWORD})
    lena = User.objects.get(username="lena")
    assert (lena.is_superuser, lena.is_staff, lena.given_password, lena.roles()) == (False, False, True, frozenset())
    said = {"user": str(people["dan"].pk), "role": "approver", "until": LATER.isoformat(), "reason": "on leave"}
    signed("carla").post("/people/own/stand-ins/", {**PRIVILEGES, **said, "of": str(people["sam"].pk)})
    assert Delegation.objects.get().of == people["carla"]


def test_nobody_does_an_administrators_acts_to_anybody(people: People, signed: Callable[[str], Client]) -> None:
    other = with_password(people["adam"])
    before = User.objects.filter(pk=other.pk).values().get()
    for name in ("ana", "carla", "greta", "nobody"):
        client = signed(name)
        for user in (other, people[name]):
            for address in ("", "withdraw/", "password/", "factors/", "sessions/", "active/"):
                said = {"role": "administrator", "active": "no"}
                assert client.post(f"/people/{user.pk}/{address}", said).status_code == 403, (name, address)
    assert User.objects.filter(pk=other.pk).values().get() == before
    assert not people["nobody"].grants.exists()


def test_what_is_another_persons_is_not_there(people: People, signed: Callable[[str], Client]) -> None:
    one = acts.delegate(people["carla"], people["nobody"], Role.APPROVER, LATER, "on leave")
    for name in ("adam", "dan", "ana"):
        assert signed(name).post(f"/people/own/stand-ins/{one.pk}/end/").status_code == 404
    assert signed("dan").post(f"/people/stand-ins/{one.pk}/end/").status_code == 403
    assert Delegation.objects.filter(pk=one.pk).exists()
    key = Authenticator.objects.create(
        user=people["carla"], type=Authenticator.Type.WEBAUTHN, data={"name": "of carla", "credential": {}}
    )
    with_password(people["ana"])
    client, _ = sign_in("ana")
    for what in ("remove", "edit"):
        address = f"/account/factors/webauthn/keys/{key.pk}/{what}/"
        client.get(address)
        client.post("/account/confirm/", {"password": PASSWORD})
        assert client.get(address).status_code == 404
        assert client.post(address, {"name": "of ana"}).status_code == 404
    assert Authenticator.objects.get(pk=key.pk).data["name"] == "of carla"
    assert "of carla" not in client.get("/account/factors/webauthn/").content.decode()
    theirs, _ = sign_in(with_password(people["dan"]).username)
    client.post("/account/sessions/", {"session": UserSession.objects.get(user=people["dan"]).pk})
    assert is_in(theirs)


def test_markup_in_what_people_type_is_shown_as_text(
    people: People, signed: Callable[[str], Client], case: Case
) -> None:
    for user in people.values():
        user.first_name = user.last_name = MARKUP
        user.save()
    acts.delegate(people["adam"], people["nobody"], Role.ADMINISTRATOR, LATER, MARKUP)
    acts.delegate(people["ana"], people["ben"], Role.ANALYST, LATER, MARKUP)
    Authenticator.objects.create(
        user=people["ana"], type=Authenticator.Type.WEBAUTHN, data={"name": MARKUP, "credential": {}}
    )
    signed("ana").post(f"/cases/{case.number}/people/", {"add": people["olga"].pk})
    with_password(people["adam"])
    adam, ana, ben = sign_in("adam", client=Client(headers={"user-agent": MARKUP}))[0], signed("ana"), signed("ben")
    pages = [
        (adam, "/people/"), (adam, f"/people/{people['ana'].pk}/"), (adam, "/people/own/"), (adam, "/log/"),
        (adam, "/account/sessions/"), (ana, "/people/own/"), (ana, "/people/own/stand-ins/"), (ben, "/people/own/"),
        (ana, "/account/factors/webauthn/"), (ana, f"/cases/{case.number}/people/"), (ana, "/"),
    ]  # fmt: skip
    for client, address in pages:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert inline(answer.content.decode()) == [], address
    posted = [
        (adam, "/people/", {"username": MARKUP, "first_name": MARKUP, "email": MARKUP, "password": MARKUP}),
        (adam, f"/people/{people['ana'].pk}/", {"role": MARKUP, "until": MARKUP}),
        (adam, f"/people/{people['adam'].pk}/active/", {"active": "no"}),
        (ana, "/people/own/", {"zone": MARKUP}),
        (ana, "/people/own/stand-ins/", {"user": MARKUP, "role": MARKUP, "until": MARKUP, "reason": MARKUP}),
        (Client(), "/sign-in/", {"username": MARKUP, "password": MARKUP, "next": MARKUP}),
    ]
    for client, address, said in posted:
        answer = client.post(address, said)
        assert answer.status_code in (200, 400), address
        assert inline(answer.content.decode()) == [], address
    assert inline(Client().get("/sign-in/", {"next": MARKUP}).content.decode()) == []


def test_the_deployment_check_of_django_finds_nothing(tmp_path: Path) -> None:
    settings = {"DUECARE_HOME": str(tmp_path), "OFFICE_HTTPS": "yes", "OFFICE_HOSTS": "office.example"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OFFICE_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", CHECK], env={**kept, **settings, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
    assert done.stdout.splitlines()[-1] == "True True True True https __Host-session __Host-csrf"


CHECK = """
import django, os
os.environ["DJANGO_SETTINGS_MODULE"] = "duecare.office.settings"
django.setup()
from django.conf import settings as s
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SECURE_SSL_REDIRECT,
      s.ACCOUNT_DEFAULT_HTTP_PROTOCOL, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)
"""
