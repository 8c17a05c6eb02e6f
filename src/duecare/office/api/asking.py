"""Who asks: the token of a request, for what it may be used, and which cases its person sees."""

from __future__ import annotations

import re
from typing import Final, cast

from django.http import HttpRequest
from ninja.security.base import AuthBase

from duecare.office.api.models import Scope, Token
from duecare.office.api.problems import RequestError
from duecare.office.api.tokens import token_of
from duecare.office.cases.models import Case
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may, roles_allow, sees

_NUMBER: Final = re.compile(r"C-[0-9]{4}-[0-9]{5,9}")


class Asking(HttpRequest):
    """A request with a token that counts."""

    auth: Token


class Needs(AuthBase):
    """Admit tokens with a scope, of a person who may do an act; without a scope, none.

    Of an act that is done to a case only the role is asked here; `case_of` asks the rest.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, scope: Scope | None = None, act: Act | None = None) -> None:
        super().__init__()
        self.scope, self.act = scope, act

    def __call__(self, request: HttpRequest) -> Token:
        token = token_of(request)
        if self.scope is None or self.act is None:
            raise RequestError("not-in-scope", "This operation does not say which scope it needs.")
        if self.scope not in token.scopes:
            raise RequestError("not-in-scope", f"It needs the scope {self.scope.value}.")
        if not roles_allow(token.user.roles(), self.act):
            raise RequestError("not-allowed")
        return token


def token_in(request: HttpRequest) -> Token:
    """The token that a request was admitted with."""
    return cast(Asking, request).auth


def person_in(request: HttpRequest) -> User:
    """The person in whose name a request is made."""
    return token_in(request).user


def case_of(request: HttpRequest, number: str, act: Act) -> Case:
    """A case that the person sees and may do this to.

    Raises:
        RequestError: there is none of this number, or none for them: the two are not told apart.
    """
    user = person_in(request)
    if not _NUMBER.fullmatch(number):
        raise RequestError("not-there")
    case = Case.objects.select_related("deal", "review").filter(number=number).first()
    if case is None or not sees(user, case):
        raise RequestError("not-there", "There is no case of that number, or it is not open to this token.")
    verdict = may(user, act, case)
    if not verdict:
        raise RequestError("not-allowed", verdict.why)
    return case
