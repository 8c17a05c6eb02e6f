"""The gate in front of every page: who is signed in, whether they may, and which case it is about."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url

from duecare.errors import InputError
from duecare.office.cases.house import HouseRulesError
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may, sees

P = ParamSpec("P")
View = TypeVar("View", bound=Callable[..., HttpResponseBase])
PUBLIC: Final = "public"
BY_TOKEN: Final = "by token"
HEAVY: Final = ("review__document", "review__sections")
"""What most pages of a case never show: it is read when it is asked for."""


class Signed(HttpRequest):
    """A request of a person who is signed in."""

    user: User


def public(view: View) -> View:
    """Mark a page that anybody may see: sign-in, and what stands before it."""
    view.act = PUBLIC  # type: ignore[attr-defined]
    return view


def by_token(view: View) -> View:
    """Mark an operation of the interface: it admits by a token itself, and never by a session."""
    view.act = BY_TOKEN  # type: ignore[attr-defined]
    view.by_token = True  # type: ignore[attr-defined]
    return view


def page(act: Act) -> Callable[[Callable[Concatenate[Signed, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Guard a page: whoever asks is signed in and may do the act.

    Their roles are read once for the whole page, however often they are asked for. A page about a case takes the case
    in the place of its number. Who cannot see a case is told that there is none.
    Where a page needs the deal of a case that was erased, it says that it was.
    """

    def guarded(view: Callable[Concatenate[Signed, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def asked(request: HttpRequest, *given: Any, **named: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), resolve_url("sign-in"))
            _read_roles(request.user)
            case = None
            if "number" in named:
                from duecare.office.cases.models import Case

                found = Case.objects.select_related("requester", "analyst", "review").defer(*HEAVY)
                case = found.filter(number=named.pop("number")).first()
                if case is None or not sees(request.user, case):
                    raise Http404("There is no case of that number, or it is not open to you.")
                named["case"] = case
            verdict = may(request.user, act, case)
            if not verdict:
                raise PermissionDenied(verdict.why)
            try:
                return view(cast(Signed, request), *given, **named)
            except HouseRulesError as problem:
                return _without_rules(request, request.user, problem)
            except InputError:
                if case is None or not case.tombstones.exists():
                    raise
                return render(request, "cases/erased.html", {"case": case}, status=410)

        asked.act = act  # type: ignore[attr-defined]
        return asked

    return guarded


def _without_rules(request: HttpRequest, user: User, problem: HouseRulesError) -> HttpResponse:
    """What stands in the place of a page that needs the rules of the house; who may mend them is told what is wrong."""
    told = any(may(user, act) for act in (Act.PEOPLE, Act.PREPARE_STATEMENT))
    return render(request, "cases/no_rules.html", {"problem": str(problem) if told else ""}, status=503)


def _read_roles(user: User) -> None:
    """Read once a request who a person is here: a page asks of it dozens of times."""
    if not user.is_read():
        prefetch_related_objects([user], "grants", "stands_in__of__grants")


def of_sign_in(view: Any) -> bool:
    """Whether a view is django-allauth's: it shows a person their own account, and others the way in."""
    return str(getattr(view, "__module__", "")).startswith("allauth.")


def deny_unguarded(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Any:
    """Refuse every view that says nothing of who may see it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, given: Any, named: Any) -> None:
        if getattr(view, "act", None) is None and not of_sign_in(view):
            raise PermissionDenied("This page does not say who may see it.")

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def allowed(request: HttpRequest) -> dict[str, Any]:
    """For pages: what the person who reads them may do anywhere."""
    if not request.user.is_authenticated:
        return {"may": {}}
    user = request.user
    _read_roles(user)
    return {"may": {act.name.lower(): bool(may(user, act)) for act in Act if not act.value.startswith("case.")}}
