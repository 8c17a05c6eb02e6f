"""What is done through the interface, each in one transaction that also says in the log which token did it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from duecare.errors import InputError
from duecare.office.api.models import Token
from duecare.office.api.problems import RequestError
from duecare.office.audit.chain import record
from duecare.office.cases import acts
from duecare.office.cases.models import Case


def open_case(
    token: Token, title: str, deal: Mapping[str, Any], *, kind: str, gate: str, needed_by: datetime.date | None
) -> Case:
    """Open a case in the name of the token's person.

    Raises:
        InputError: the deal is no transaction.
    """
    with transaction.atomic():
        case = acts.open_case(token.user, title, deal, kind=kind, gate=gate, needed_by=needed_by)
        record(token, "api.case_open", case, user=token.user_id)
    return case


def change_deal(token: Token, case: Case, patch: Mapping[str, Any], version: str) -> None:
    """Change the deal of a case by a merge patch (RFC 7396), if it is still the one that the change was made for.

    Args:
        token: In whose person's name.
        case: Whose deal.
        patch: What is to be another; null takes a key away, a list is replaced whole.
        version: The entity tag that the change was made for.

    Raises:
        RequestError: the deal is another by now.
        InputError: what comes out is no transaction.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("deal").get(pk=case.pk)
        if locked.deal is None or tag_of(locked) not in _tags(version):
            raise RequestError("changed-meanwhile", headers={"ETag": tag_of(locked)})
        deal = merged(locked.deal.document, patch)
        if deal.get("id") != locked.deal.document.get("id"):
            raise InputError("the id of a deal is that of its case", hint=f"accepted: {locked.number.lower()}, or none")
        acts.change_deal(locked, token.user, deal)
        record(token, "api.deal_change", locked, user=token.user_id)
    case.refresh_from_db()


def tag_of(case: Case) -> str:
    """The entity tag of the deal that a case has now."""
    return f'"{case.number}-{case.deal.number if case.deal else 0}"'


def _tags(given: str) -> set[str]:
    return {one.strip() for one in given.split(",")}


def merged(target: Any, patch: Any) -> Any:
    """A JSON merge patch, applied (RFC 7396).

    >>> merged({"a": 1, "b": {"c": 2, "d": 3}}, {"a": None, "b": {"c": 4}})
    {'b': {'c': 4, 'd': 3}}
    """
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result
