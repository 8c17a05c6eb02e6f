"""What somebody who means ill tries on the web pages, and that it does not work."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from inline import inline
from made_people import People
from test_office_people import PASSWORD, code, is_in, sign_in, with_app, with_password
from walk import addresses, filled

from duecare.office.cases.models import Case
from duecare.office.headers import POLICY
from duecare.office.people.guard import PUBLIC
from duecare.office.people.permissions import may

MARKUP = "<script>alert(1)</script><b onmouseover=x>"
REFUSED = "Too many attempts"


@pytest.fixture(autouse=True)
def nothing_counted_yet(db: None) -> None:
    """No attempt at sign-in was made before."""
    cache.clear()


def walked(case: Case) -> list[tuple[str, Any]]:
    """Every address of the office, django-allauth's too."""
    found = [(filled(text, case.number), view) for text, view in addresses()]
    assert any(text.startswith("/account/factors/webauthn/keys/1/") for text, _ in found)
    return found


def test_every_address_refuses_a_form_that_is_not_of_its_own_page(case: Case, people: People) -> None:
    client = Client(enforce_csrf_checks=True)
    for user in (None, people["adam"], people["ana"]):
        if user is not None:
            client.force_login(user)
        for address, view in walked(case):
            if getattr(view, "by_token", False) or address == "/api/v1/openapi.json":  # no cookie is read there
                continue
            answer = client.post(address, {"csrfmiddlewaretoken": "x" * 32})
            act = getattr(view, "act", PUBLIC)
            able = user is people["ana"] and (act == PUBLIC or bool(may(user, act, case)))
            if getattr(view, "csrf_exempt", False) and not able:  # checked after who may at all
                assert answer.status_code in (302, 403, 404), address
                continue
            assert answer.status_code == 403, address
            assert "did not come from a page of this office" in answer.content.decode(), address


def test_no_page_may_be_framed_or_run_what_stands_in_it(
    case: Case, people: People, signed: Callable[[str], Client]
) -> None:
    seen = 0
    with_password(people["ana"])
    for client in (Client(), signed("adam"), sign_in("ana")[0]):
        for address, _ in walked(case):
            answer = client.get(address)
            assert answer["X-Frame-Options"] == "DENY", address
            policy = answer["Content-Security-Policy"]
            assert "default-src 'none'" in policy, address
            assert "unsafe" not in policy, address
            assert answer["X-Content-Type-Options"] == "nosniff", address
            if answer.status_code == 200 and "html" in answer["Content-Type"] and not answer.streaming:
                assert inline(answer.content.decode()) == [], address
                seen += 1
    assert seen > 20
    for needed in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'self'"):
        assert needed in POLICY
    assert "unsafe" not in POLICY


def test_a_session_that_was_planted_is_not_the_one_that_is_signed_in(people: People) -> None:
    planted = SessionStore()
    planted["mine"] = "eve"
    planted.save()
    with_password(people["ana"])
    client = Client()
    client.cookies["sessionid"] = planted.session_key or ""
    sign_in("ana", client=client)
    assert is_in(client)
    assert client.cookies["sessionid"].value != planted.session_key
    assert not SessionStore().exists(planted.session_key or "")


def test_a_session_is_of_no_use_after_sign_out(people: People) -> None:
    with_password(people["ana"])
    client, _ = sign_in("ana")
    kept = client.cookies["sessionid"].value
    client.post("/sign-out/")
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert not is_in(thief)


def test_cookies_are_kept_from_scripts_and_other_sites(people: People) -> None:
    with_password(people["ana"])
    _, answer = sign_in("ana")
    session = answer.cookies["sessionid"]
    assert session["httponly"]
    assert (session["samesite"], answer.cookies["csrftoken"]["samesite"]) == ("Lax", "Lax")
    assert session["expires"] == "" or session["max-age"] == ""  # gone with the browser


ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "/\\evil.example/", "https:evil.example", "javascript:alert(1)",
    "http://testserver@evil.example/", "http://localhost/", "\thttps://evil.example/", "data:text/html,x",
]  # fmt: skip


@pytest.mark.parametrize("onward", ELSEWHERE)
def test_sign_in_and_out_lead_nowhere_else(onward: str, people: People) -> None:
    with_password(people["ana"])
    client, answer = sign_in("ana", next=onward)
    assert answer.url == "/"
    for address in ("/sign-in/", "/account/confirm/"):
        answer = client.get(address, {"next": onward})
        assert answer.status_code == 200 or answer.url == "/", address
        assert 'href="javascript' not in answer.content.decode()
    assert client.post("/sign-out/", {"next": onward}).url == "/sign-in/"


def test_sign_in_leads_back_to_the_page_that_was_asked_for(people: People) -> None:
    with_password(people["ana"])
    asked = Client().get("/cases/?country=US&level=high").url
    answer = Client().post(asked, {"username": "ana", "password": PASSWORD})
    assert answer.url == "/cases/?country=US&level=high"
    assert Client().get("//evil.example/cases/").status_code in (302, 404)
    assert "//evil.example" not in Client().get("//evil.example/cases").get("Location", "")


def test_a_host_that_is_not_this_office_is_refused(db: None) -> None:
    assert Client().get("/sign-in/", headers={"host": "evil.example"}).status_code == 400
    answer = Client().get("/cases/", headers={"x-forwarded-host": "evil.example"})
    assert answer.url.startswith("/sign-in/")


def test_guessing_a_password_ends_after_five_attempts_and_says_nothing_of_who_is_here(people: People) -> None:
    with_password(people["ana"])
    told = {}
    for name in ("ana", "nobody-here"):
        cache.clear()
        answers = [sign_in(name, f"wrong horses {n}")[1] for n in range(6)]
        told[name] = [
            (one.status_code, "name or the password is wrong" in one.content.decode(), REFUSED in one.content.decode())
            for one in answers
        ]
    assert told["ana"] == told["nobody-here"] == [(200, True, False)] * 5 + [(200, False, True)]
    cache.clear()
    for n in range(5):
        sign_in("ana", f"wrong horses {n}")
    assert not is_in(sign_in("ana")[0])


def test_attempts_are_counted_whatever_the_caller_says_of_host_port_and_address(people: People) -> None:
    with_password(people["ana"])
    for n in range(5):
        Client(headers={"host": f"localhost:{8000 + n}", "x-forwarded-for": f"203.0.113.{n}"}).post(
            "/sign-in/", {"username": "AnA" if n % 2 else "ana", "password": "wrong horses"}
        )
    assert not is_in(sign_in("ana")[0])
    cache.clear()
    for n in range(10):
        Client(headers={"x-forwarded-for": f"203.0.113.{n}"}).post(
            "/sign-in/", {"username": f"name{n}", "password": "wrong horses"}
        )
    assert not is_in(sign_in("ana")[0])


def test_attempts_are_counted_for_all_processes_together(people: People) -> None:
    sign_in("ana", "wrong horses")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM office_cache")
        assert cursor.fetchone()[0] > 0


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"])
def test_a_name_that_is_not_here_takes_as_long_to_refuse(people: People) -> None:
    with_password(people["ana"])

    def taken(name: str) -> float:
        cache.clear()
        begun = time.process_time()
        sign_in(name, "wrong horses")
        return time.process_time() - begun

    known, without, unknown = (min(taken(name) for _ in range(2)) for name in ("ana", "ben", "nobody-here"))
    assert min(without, unknown) > known / 2
    assert max(without, unknown) < known * 2


def test_guessing_a_second_factor_ends_too(people: People) -> None:
    with_password(people["ana"])
    client, _ = sign_in("ana")
    secret, _ = with_app(client)
    guessing, _ = sign_in("ana")
    for _ in range(5):
        guessing.post("/account/factors/authenticate/", {"code": "000000" if code(secret) != "000000" else "111111"})
    guessing.post("/account/factors/authenticate/", {"code": code(secret)})
    assert not is_in(guessing)


def test_a_password_alone_opens_no_page_where_a_second_factor_is_set(people: People, case: Case) -> None:
    with_password(people["adam"])
    client, _ = sign_in("adam")
    with_app(client)
    half, _ = sign_in("adam")
    for address in ("/people/", f"/people/{people['ana'].pk}/", "/account/factors/", "/account/password/", "/log/"):
        assert half.get(address).url.startswith("/sign-in/"), address


NO_KEY = [
    "", "x", "[]", "{}", "1", "null", '{"id": 1}', '{"response": []}', '{"response": {"userHandle": 1}}',
    '{"id": "aaaa", "rawId": "aaaa", "type": "public-key", "response": {"clientDataJSON": "e30", "signature": "AA"}}',
    '{"id": "aaaa", "rawId": "aaaa", "type": "public-key", "response": {"clientDataJSON": "e30", "signature": "AA",'
    ' "authenticatorData": "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAA", "userHandle": "MQ"}}',
]  # fmt: skip


def test_what_is_no_answer_of_a_key_signs_nobody_in_and_breaks_nothing(people: People, settings: Any) -> None:
    settings.MFA_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS = False
    with_password(people["ana"])
    inside, _ = sign_in("ana")
    with_app(inside)
    for said in NO_KEY:
        client, _ = sign_in("ana")
        client.get("/account/factors/webauthn/login/", headers={"accept": "application/json"})
        for address in ("/account/factors/webauthn/login/", "/account/factors/authenticate/"):
            assert client.post(address, {"credential": said}).status_code in (200, 302)
        assert not is_in(client)
        inside.post("/account/factors/webauthn/add/", {"credential": said, "name": "x"})
        inside.post("/account/factors/webauthn/reauthenticate/", {"credential": said})
    assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()


@pytest.mark.parametrize("address", ["/account/factors/totp/activate/", "/account/factors/webauthn/add/"])
def test_whoever_finds_a_browser_open_adds_no_key_of_their_own(
    address: str, people: People, signed: Callable[[str], Client]
) -> None:
    with_password(people["ana"])
    answer = signed("ana").get(address)
    assert answer.url.startswith("/account/confirm/")
