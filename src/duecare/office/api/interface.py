"""The interface of version 1: its operations, how each is admitted, and what it says of itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path, re_path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation

from duecare.errors import InputError
from duecare.office.api.asked import asked
from duecare.office.api.asking import Needs
from duecare.office.api.cases import cases
from duecare.office.api.clearance import clear
from duecare.office.api.decided import decided
from duecare.office.api.problems import CONTENT, PROBLEMS, RequestError, answer, log
from duecare.office.api.reading import Reader
from duecare.office.api.shapes import ProblemOut
from duecare.office.people.guard import by_token, public

BASE: Final = "/api/v1/"


class Interface(NinjaAPI):
    """An interface whose operations are named as their functions are."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Interface(
    title="Duecare",
    version="1",
    description="Human-rights due diligence for sales and exports of surveillance technology.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    auth=Needs(),  # an operation that names no scope admits nobody
    parser=Reader(),
)
api.add_router("", asked)
api.add_router("", cases)
api.add_router("", clear)
api.add_router("", decided)


@api.exception_handler(RequestError)
def _problem(request: HttpRequest, wrong: RequestError) -> HttpResponse:
    return answer(wrong, request)


@api.exception_handler(InputError)
def _not_accepted(request: HttpRequest, wrong: InputError) -> HttpResponse:
    return answer(RequestError("not-accepted", str(wrong)), request)


@api.exception_handler(ValidationError)
def _validation(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    errors = [{"where": ".".join(str(part) for part in one["loc"]), "said": one["msg"]} for one in wrong.errors]
    return answer(RequestError("not-accepted", errors=errors), request)


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, wrong: Http404) -> HttpResponse:
    return answer(RequestError("not-there"), request)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, wrong: HttpError) -> HttpResponse:
    if isinstance(wrong.__cause__, RequestError):
        return answer(wrong.__cause__, request)
    return answer(RequestError("no-token" if wrong.status_code == 401 else "unreadable"), request)


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, wrong: RequestDataTooBig) -> HttpResponse:
    return answer(RequestError("too-large"), request)


@api.exception_handler(Exception)
def _failed(request: HttpRequest, wrong: Exception) -> HttpResponse:
    log.error("the interface failed", exc_info=wrong)
    clearance = request.resolver_match is not None and request.resolver_match.url_name == "clearance"
    return answer(RequestError("not-ready" if clearance else "failed"), request)


ALWAYS: Final = (401, 403, 405, 413, 422, 429, 500)
"""Statuses of problems that any operation can answer with."""


@cache
def schema() -> dict[str, Any]:
    """The interface in OpenAPI, with the scope that each operation needs and the problems that it can answer with."""
    said: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=BASE), default=str))
    parts = said["components"]
    parts["schemas"]["Problem"] = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    parts["schemas"] |= parts["schemas"]["Problem"].pop("$defs", {})
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    titles: dict[int, str] = {}
    for status, title in PROBLEMS.values():
        titles[status] = f"{titles[status]} {title}" if status in titles else title
    parts["responses"] = {
        f"Problem{status}": {
            "description": titles[status],
            "content": {CONTENT: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in sorted(titles)
    }
    for where, operation in operations(said):
        operation["security"] = [{"token": [SCOPES[operation["operationId"]]]}]
        for status in sorted(_statuses(where, operation)):
            operation["responses"].setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
    return said


def operations(said: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each operation with its address."""
    for where, methods in said["paths"].items():
        for operation in methods.values():
            yield where, operation


def _statuses(where: str, operation: dict[str, Any]) -> set[int]:
    found = {*ALWAYS}
    if "requestBody" in operation:
        found |= {400, 503}
    if "{number}" in where:
        found |= {404}
    if any(one["name"] == "If-Match" for one in operation.get("parameters", ())):
        found |= {412, 428}
    if where.endswith("/clearance"):
        found |= {503}
    return found


@public
def openapi(request: HttpRequest) -> HttpResponseBase:
    """What the interface says of itself. It holds nothing of the office's, and needs no token."""
    if request.method not in ("GET", "HEAD"):
        return answer(RequestError("wrong-method", headers={"Allow": "GET, HEAD"}), request)
    return HttpResponse(json.dumps(schema(), ensure_ascii=False), content_type="application/json")


openapi.csrf_exempt = True  # type: ignore[attr-defined]


@by_token
def nothing(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    """An address under the interface at which there is nothing."""
    return answer(RequestError("not-there"), request)


nothing.csrf_exempt = True  # type: ignore[attr-defined]


def _scopes() -> Iterator[tuple[str, str]]:
    for router in (asked, cases, clear, decided):
        for view in router.path_operations.values():
            for operation in view.operations:
                needs = operation.auth_callbacks[0]
                assert isinstance(needs, Needs)
                assert needs.scope is not None
                yield operation.view_func.__name__, needs.scope.value


SCOPES: Final = dict(_scopes())
"""The scope that each operation needs, by its name."""


def _admitted() -> list[URLPattern | URLResolver]:
    """The addresses of the operations, each marked: a token admits to it, not a session."""
    found, _, _ = api.urls
    kept = [one for one in found if isinstance(one, URLPattern) and one.name != "api-root"]
    for one in kept:
        by_token(one.callback)
    return [*kept]


urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    *_admitted(),
    re_path(r"^(?P<rest>.*)$", nothing),
]
