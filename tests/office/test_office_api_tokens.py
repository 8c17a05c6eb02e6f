"""Tokens: shown once, kept as a hash, and no longer good than their person, their scopes and their last day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from api_tokens import Asker, token_for
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from made_people import People

from duecare.errors import InputError
from duecare.office.api.models import Token
from duecare.office.api.tokens import FAILURES_A_TOKEN, FAILURES_AN_ADDRESS, make_token, revoke_token
from duecare.office.audit.models import Entry
from duecare.office.people.acts import withdraw
from duecare.office.people.models import Role

WRONG = "dc_{}_" + "a" * 43


@pytest.fixture(autouse=True)
def _nobody_failed_before(db: None) -> None:
    cache.clear()


def status(secret: str) -> int:
    return int(Asker(secret).ask("GET", "cases").status_code)


def test_a_token_is_shown_once_and_kept_nowhere(people: People, signed: Callable[[str], Client]) -> None:
    adam = signed("adam")
    day = (timezone.localdate() + datetime.timedelta(days=30)).isoformat()
    said = {"name": "<b>ERP</b>", "user": people["ana"].pk, "scopes": ["cases.read", "review"], "expires_on": day}
    page = adam.post("/tokens/", said)
    found = re.findall(r"dc_[0-9a-f]{12}_[\w-]{43}", page.content.decode())
    assert len(found) == 1
    assert page.headers["Cache-Control"] == "no-store"
    assert status(found[0]) == 200
    later = adam.get("/tokens/").content.decode()
    assert found[0] not in later
    assert "<b>ERP" not in later
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert found[0].rpartition("_")[2] not in repr(cursor.fetchall())
    assert Entry.objects.filter(act="token.make", actor=f"user:{people['adam'].pk}").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("expires_on", "2020-01-01"), ("expires_on", "2099-01-01"), ("scopes", ["everything"]), ("scopes", []),
     ("user", 999_999), ("name", "")],
)  # fmt: skip
def test_a_form_that_is_not_accepted_is_shown_again_with_what_was_typed(
    field: str, value: Any, people: People, signed: Callable[[str], Client]
) -> None:
    day = (timezone.localdate() + datetime.timedelta(days=30)).isoformat()
    said = {"name": "Order system", "user": people["ana"].pk, "scopes": ["review"], "expires_on": day, field: value}
    page = signed("adam").post("/tokens/", said)
    assert page.status_code == 400
    assert 'class="wrong"' in page.content.decode()
    assert field == "name" or "Order system" in page.content.decode()
    assert not Token.objects.exists()


def test_a_token_without_a_scope_or_of_an_unknown_one_is_not_made(people: People) -> None:
    day = timezone.localdate() + datetime.timedelta(days=1)
    for scopes in ([], ["everything"]):
        with pytest.raises(InputError, match="scope"):
            make_token(people["adam"], "x", people["ana"], scopes, day)


def test_a_revoked_token_counts_no_more_at_once(people: People, signed: Callable[[str], Client]) -> None:
    token, secret = token_for(people["ana"])
    assert status(secret) == 200
    assert signed("adam").post(f"/tokens/{token.pk}/revoke/").status_code == 302
    assert status(secret) == 401
    revoke_token(people["adam"], token)
    assert Entry.objects.filter(act="token.revoke").count() == 1
    assert "revoked on" in signed("adam").get("/tokens/").content.decode()


def test_a_token_ends_with_its_day_its_persons_role_and_its_person(people: People) -> None:
    token, secret = token_for(people["ana"])
    assert status(secret) == 200
    Token.objects.filter(pk=token.pk).update(
        made_at=timezone.now() - datetime.timedelta(days=9), expires_at=timezone.now()
    )
    assert status(secret) == 401
    _, secret = token_for(people["ben"])
    withdraw(people["adam"], people["ben"], Role.ANALYST)
    assert status(secret) == 403
    _, secret = token_for(people["sam"])
    people["sam"].is_active = False
    people["sam"].save()
    assert status(secret) == 401


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer x", "Basic {}", "{}", "Bearer {} x", "Bearer {}x", "Bearer dc_\u00e9", "Bearer {}\x00"],
)  # fmt: skip
def test_what_is_no_token_is_no_token(header: str, people: People) -> None:
    _, secret = token_for(people["ana"])
    answer = Asker().ask("GET", "cases", headers={"Authorization": header.format(secret)})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_why_a_token_does_not_count_is_not_said(people: People) -> None:
    token, secret = token_for(people["ana"])
    answers = [Asker(WRONG.format(prefix)).ask("GET", "cases").said for prefix in ("0" * 12, token.prefix)]
    revoke_token(people["adam"], token)
    answers.append(Asker(secret).ask("GET", "cases").said)
    assert answers[0] == answers[1] == answers[2]


def test_guessing_at_a_token_is_stopped_and_others_go_on(people: People) -> None:
    token, secret = token_for(people["ana"])
    for _ in range(FAILURES_A_TOKEN):
        assert status(WRONG.format(token.prefix)) == 401
    stopped = Asker(secret).ask("GET", "cases")
    assert stopped.status_code == 429
    assert int(stopped.headers["Retry-After"]) > 0
    _, other = token_for(people["ben"])
    assert status(other) == 200
    for at in range(FAILURES_AN_ADDRESS - FAILURES_A_TOKEN):
        status(WRONG.format(f"{at:012x}"))
    assert status(other) == 429


def test_the_database_itself_keeps_tokens_that_end_and_revocations_by_somebody(people: People) -> None:
    token, _ = token_for(people["ana"])
    for wrong in ({"expires_at": token.made_at}, {"revoked_at": timezone.now()}, {"revoked_by": people["adam"]}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Token.objects.filter(pk=token.pk).update(**wrong)


def test_use_is_noted_without_a_write_for_every_request(people: People) -> None:
    token, secret = token_for(people["ana"])
    status(secret)
    token.refresh_from_db()
    first = token.used_at
    status(secret)
    token.refresh_from_db()
    assert first is not None
    assert token.used_at == first
