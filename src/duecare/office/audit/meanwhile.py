"""What stood on a page when somebody began to write on it, so that nobody's work is overwritten unseen.

A page that edits what another may edit says in its form, as `shown`, what it showed. What is done with the form
compares that, under the lock of what it changes, with what there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from django.utils.translation import gettext as _

from duecare.errors import InputError

FIELD: Final = "shown"
"""The field of a form that says what its page showed."""


class ChangedMeanwhileError(InputError):
    """Somebody else changed the same after the page was shown; nothing was overwritten."""


def shown_of(*said: Any) -> str:
    """What a page says that it showed: short, and the same for the same values.

    >>> shown_of(1, None) == shown_of(1, None), shown_of(1, None) == shown_of(1, 2)
    (True, False)
    """
    return sha256(repr([str(one) if one is not None else None for one in said]).encode()).hexdigest()[:16]


def check_shown(shown: str | None, *said: Any, now: str) -> None:
    """That what a page showed is still so.

    Args:
        shown: What the page says that it showed; empty where its form does not say; None where no page was shown.
        said: The values that there are now.
        now: The same in words, for whoever has to look at it.

    Raises:
        ChangedMeanwhileError: it is not.
    """
    if shown == "":
        raise ChangedMeanwhileError(
            _(
                "What you sent does not say what its page showed, so it may overwrite what somebody else did. Now: "
                "%(now)s. What you wrote stands here and is not saved; save again to put it in the place of that."
            )
            % {"now": now}
        )
    if shown is not None and shown != shown_of(*said):
        raise ChangedMeanwhileError(
            _(
                "Somebody else changed this while you had the page open. Now: %(now)s. What you wrote stands here and "
                "is not saved; save again to put it in the place of that."
            )
            % {"now": now}
        )


def sent_with(data: Mapping[str, Any]) -> str:
    """What a form that was sent says that its page showed; empty where it does not say."""
    return str(data.get(FIELD) or "")[:64]
