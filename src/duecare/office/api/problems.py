"""What is answered when a request cannot be done: problem details of RFC 9457, never a page."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from duecare.errors import DuecareError

FRONT: Final = "/api/"
CONTENT: Final = "application/problem+json"
CLEARANCE: Final = "/api/v1/clearance"
HOLD: Final = {"allowed": False, "state": "hold", "until": None, "conditions": [], "case": None}
"""What an answer of the clearance check says when it cannot say better."""

PROBLEMS: Final[Mapping[str, tuple[int, str]]] = {
    "unreadable": (400, "The request cannot be read."),
    "no-token": (401, "A token is needed, and this request has none that counts."),
    "not-in-scope": (403, "The token may not be used for this."),
    "not-allowed": (403, "The person in whose name the token acts may not do this."),
    "not-there": (404, "There is nothing at this address, or it is not open to this token."),
    "wrong-method": (405, "This address does not take this method."),
    "changed-meanwhile": (412, "The deal is another than the one that the change was made for."),
    "too-large": (413, "The request is too large."),
    "not-accepted": (422, "Something in the request is not accepted."),
    "key-used": (422, "The idempotency key was used for another request."),
    "no-version": (428, "Say with If-Match which version of the deal the change is made for."),
    "too-many": (429, "Too many requests with tokens that do not count came from this address."),
    "failed": (500, "Something went wrong here. It was noted, and nothing was changed."),
    "not-ready": (503, "This cannot be answered now."),
}
"""By code: the status that it comes with, and what it says."""

_BY_STATUS: Final = {status: code for code, (status, _) in reversed(list(PROBLEMS.items()))}
log = logging.getLogger("duecare.office.api")


class RequestError(DuecareError):
    """A request that cannot be done.

    Args:
        code: One of PROBLEMS.
        detail: What is wrong with this request.
        errors: Each with `where` in the request and `said`.
        headers: To send with it.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code, self.detail, self.errors, self.headers = code, detail, errors, headers or {}


def answer(problem: RequestError, request: HttpRequest) -> HttpResponse:
    """A problem as a response; one of the clearance check also says hold."""
    status, title = PROBLEMS[problem.code]
    said: dict[str, Any] = {"type": f"urn:duecare:problem:{problem.code}", "title": title, "status": status}
    if problem.detail:
        said["detail"] = problem.detail
    if problem.errors:
        said["errors"] = [dict(one) for one in problem.errors]
    if request.path == CLEARANCE:
        said |= {**HOLD, "why": title}
    return HttpResponse(
        json.dumps(said, ensure_ascii=False).encode(errors="backslashreplace"),
        status=status,
        content_type=CONTENT,
        headers={"Cache-Control": "no-store", **problem.headers},
    )


def front(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Keep the interface apart from the pages: it takes no cookie, and answers no error with a page."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(FRONT):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        if _length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return answer(
                RequestError("too-large", f"Accepted: {settings.DATA_UPLOAD_MAX_MEMORY_SIZE:,} bytes."), request
            )
        response = get_response(request)
        if response.status_code < HTTPStatus.BAD_REQUEST or response.headers.get("Content-Type") == CONTENT:
            return response
        code = _BY_STATUS.get(response.status_code, "unreadable" if response.status_code < 500 else "failed")
        kept = {"Allow": response.headers["Allow"]} if "Allow" in response.headers else {}
        return answer(RequestError(code, headers=kept), request)

    return middleware


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
