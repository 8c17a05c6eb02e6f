"""Taking back what was just done, where that is honest: nothing rests on it yet, and both acts stand in the log.

A page that did such a thing offers it with `offer`; the offer lies in the session of who did it, and stands on their
pages for some minutes. Acts of record (decisions, verdicts, resolutions, what lifts a stop) are never offered.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duecare.errors import InputError
from duecare.office.people.guard import Signed, page
from duecare.office.people.permissions import Act

SECONDS: Final = 600
"""How long something can be taken back."""
_KEY: Final = "undo"

Undoing = Callable[..., None]
_UNDOES: Final[dict[str, Undoing]] = {}


def undoes(kind: str) -> Callable[[Undoing], Undoing]:
    """Mark the function that takes an act back: it is called with who did the act and what was offered with it.

    It raises InputError where that is not possible any more, and records what it does.
    """

    def marked(function: Undoing) -> Undoing:
        _UNDOES[kind] = function
        return function

    return marked


def offer(request: HttpRequest, function: Undoing, said: str, back: str, **detail: Any) -> None:
    """Offer to take back what was just done; what was offered before is so no longer.

    Args:
        request: Of who did it.
        function: What takes it back, marked by `undoes`.
        said: What was done, a sentence.
        back: The address of the page that is shown afterwards.
        detail: What the function is called with.
    """
    kind = next(name for name, one in _UNDOES.items() if one is function)
    request.session[_KEY] = {"which": secrets.token_hex(8), "kind": kind, "said": said, "back": back, "detail": detail,
                             "until": int(time.time()) + SECONDS}  # fmt: skip


def offered(request: HttpRequest) -> dict[str, Any]:
    """For pages: what the person who reads them can take back."""
    if not request.user.is_authenticated:
        return {}
    held = request.session.get(_KEY)
    return {"undoable": held} if held and held["until"] > time.time() else {}


@require_POST
@page(Act.OWN)
def undo(request: Signed) -> HttpResponseBase:
    """Take back what was done last, if it is what the page offered."""
    held = request.session.get(_KEY)
    if not held or held["until"] <= time.time() or request.POST.get("which") != held["which"]:
        messages.error(request, _("That cannot be undone any more: too much time has passed, or you did more since."))
        return redirect("work")
    del request.session[_KEY]
    try:
        _UNDOES[held["kind"]](request.user, **held["detail"])
    except InputError as problem:
        messages.error(request, _("That cannot be undone any more.") + f" {str(problem)[:1].upper()}{str(problem)[1:]}")
    else:
        messages.success(request, _("Undone. Both stand in the log: that it was done, and that it was taken back."))
    return redirect(held["back"])
