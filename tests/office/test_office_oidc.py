"""Sign-in by the house's own identity provider: who is let in, whose account it is, and what is not believed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from made_people import People
from made_provider import CLIENT, SECRET, Provider, provider
from test_office_people import PASSWORD, is_in, sign_in, with_app, with_password

from duecare.office.audit.models import Entry
from duecare.office.people import acts
from duecare.office.people.models import User

LENA = {"sub": "s-1", "email": "lena@example.org", "email_verified": True, "preferred_username": "lena",
        "given_name": "Lena", "family_name": "Ruiz"}  # fmt: skip


@pytest.fixture
def house(settings: Any, db: None) -> Iterator[Provider]:
    """The house's provider, which says who Lena is."""
    cache.clear()
    with provider(**LENA) as server:
        app = {"provider_id": "house", "name": "the house", "client_id": CLIENT, "secret": SECRET,
               "settings": {"server_url": server.issuer, "oauth_pkce_enabled": True}}  # fmt: skip
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        settings.OFFICE_OIDC_NEW = False
        settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION = settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
        yield server


def onward(client: Client, process: str = "login", then: str = "") -> str:
    """Where the page leads that stands between us and the provider."""
    page = client.post(f"/account/oidc/house/login/?process={process}&next={then}").content.decode()
    found = re.search(r'<a href="(http[^"]+)">', page)
    assert found
    return unescape(found[1])


def by_house(client: Client | None = None, process: str = "login", then: str = "", **said: str) -> tuple[Client, Any]:
    """A browser that went to the provider and came back, and what was answered."""
    browser = client or Client()
    asked = parse_qs(urlsplit(onward(browser, process, then)).query)
    back = {"code": "code-of-lena", "state": asked["state"][0], **said}
    return browser, browser.get("/account/oidc/house/login/callback/", back)


def lena(email: str = "lena@example.org") -> User:
    """An account that an administrator made for Lena."""
    return acts.add_person(None, "lena.ruiz", PASSWORD, email=email)


def test_somebody_who_is_not_known_is_refused(house: Provider) -> None:
    client, answer = by_house()
    assert "not known here yet" in answer.content.decode()
    assert client.get("/").url.startswith("/sign-in/")
    assert not User.objects.exists()


def test_somebody_who_is_not_known_gets_an_account_without_a_role_if_the_house_says_so(
    house: Provider, settings: Any
) -> None:
    settings.OFFICE_OIDC_NEW = True
    client, answer = by_house()
    user = User.objects.get()
    assert (answer.status_code, user.username, user.label, user.roles()) == (302, "lena", "Lena Ruiz", frozenset())
    assert not user.has_usable_password()
    assert client.get("/cases/").status_code == 403
    assert Entry.objects.filter(about=f"user:{user.pk}").order_by("id")[0].act == "people.add"
    client.post("/sign-out/")
    assert by_house()[1].url == "/"
    assert User.objects.count() == 1


def test_the_code_is_asked_for_with_what_only_this_browser_knows(house: Provider, settings: Any) -> None:
    settings.OFFICE_OIDC_NEW = True
    sent = parse_qs(urlsplit(onward(Client())).query)
    assert sent["code_challenge_method"] == ["S256"]
    assert sent["redirect_uri"] == ["http://testserver/account/oidc/house/login/callback/"]
    by_house()
    assert house.asked["code_verifier"]


def test_an_account_is_not_linked_by_its_address_unless_the_house_says_so(house: Provider, settings: Any) -> None:
    user = lena()
    for new in (False, True):
        settings.OFFICE_OIDC_NEW = new
        _, answer = by_house()
        assert "not known here yet" in answer.content.decode()
        assert not SocialAccount.objects.exists()
        assert User.objects.get() == user


def test_an_account_is_linked_by_the_address_that_the_provider_has_verified(house: Provider, settings: Any) -> None:
    settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION = settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
    user = lena("Lena@Example.org")
    _, answer = by_house()
    assert answer.url == "/"
    assert SocialAccount.objects.get().user == user


@pytest.mark.parametrize("verified", [False, None, "no"])
def test_an_address_that_was_not_verified_links_nothing_and_is_not_taken_over(
    verified: Any, house: Provider, settings: Any
) -> None:
    settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION = settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
    settings.OFFICE_OIDC_NEW = True
    house.claims = {**LENA, "email_verified": verified}
    user = lena()
    by_house()
    assert not SocialAccount.objects.filter(user=user).exists()
    assert User.objects.exclude(pk=user.pk).get().email == ""
    assert not EmailAddress.objects.exists()


def test_a_person_links_their_own_account_when_signed_in(house: Provider) -> None:
    user = lena()
    client, _ = sign_in("lena.ruiz")
    _, answer = by_house(client, "connect")
    assert answer.url.startswith("/account/confirm/")
    assert not SocialAccount.objects.exists()
    client.post(answer.url, {"password": PASSWORD})
    assert SocialAccount.objects.get().user == user
    assert Entry.objects.filter(act="people.identity_add", about=f"user:{user.pk}").exists()
    client.post("/sign-out/")
    assert by_house()[1].url == "/"


@pytest.mark.parametrize("said", [{"state": "made-up"}, {"code": "made-up"}, {"error": "access_denied", "code": ""}])
def test_an_answer_that_was_not_asked_for_signs_nobody_in(said: dict[str, str], house: Provider, settings: Any) -> None:
    settings.OFFICE_OIDC_NEW = True
    client, _ = by_house(**said)
    assert client.get("/").url.startswith("/sign-in/")
    assert not User.objects.exists()


def test_an_answer_counts_once_and_in_the_browser_that_asked(house: Provider, settings: Any) -> None:
    settings.OFFICE_OIDC_NEW = True
    asking, other = Client(), Client()
    state = parse_qs(urlsplit(onward(asking)).query)["state"][0]
    back = {"code": "code-of-lena", "state": state}
    other.get("/account/oidc/house/login/callback/", back)
    assert other.get("/").url.startswith("/sign-in/")
    assert asking.get("/account/oidc/house/login/callback/", back).url == "/"
    asking.post("/sign-out/")
    asking.get("/account/oidc/house/login/callback/", back)
    assert asking.get("/").url.startswith("/sign-in/")


def test_a_second_factor_is_asked_for_here_too_and_who_is_out_stays_out(house: Provider, settings: Any) -> None:
    settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION = settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
    user = with_password(lena())
    by_house()
    with_password(User.objects.get(pk=user.pk))
    client, _ = sign_in("lena.ruiz")
    with_app(client)
    client, answer = by_house()
    assert answer.url.startswith("/account/factors/authenticate/")
    User.objects.filter(pk=user.pk).update(is_active=False)
    client, _ = by_house()
    assert not is_in(client)


@pytest.mark.parametrize("then", ["https://evil.example/", "//evil.example/"])
def test_the_way_back_leads_nowhere_else(then: str, house: Provider, settings: Any) -> None:
    settings.OFFICE_OIDC_NEW = True
    assert by_house(then=then)[1].url == "/"


def test_without_a_provider_there_is_none(people: People) -> None:
    assert Client().post("/account/oidc/house/login/").status_code == 404
    assert Client().get("/account/oidc/house/login/callback/?code=x&state=y").status_code == 404
    assert "your organisation" not in Client().get("/sign-in/").content.decode()
