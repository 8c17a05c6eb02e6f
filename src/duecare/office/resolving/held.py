"""What a deal says of resolved flags and lifted stops: what people decided here, whoever else writes into the deal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from duecare.errors import InputError
from duecare.office.cases.models import Case
from duecare.office.resolving.models import Lift, Resolution

HELD: Final = ("resolutions", "records")
"""The parts of a deal that come from what was confirmed and recorded here, and from nothing else."""


def with_held(case: Case, document: Mapping[str, Any]) -> dict[str, Any]:
    """A deal with the resolutions and records of its case.

    Raises:
        InputError: it states others.
    """
    held = {
        "resolutions": [one.written for one in case.resolutions.filter(state=Resolution.State.CONFIRMED)],
        "records": [one.written for one in case.lifts.filter(state=Lift.State.STANDING)],
    }
    for key in HELD:
        if document.get(key) and _plain(document[key]) != _plain(held[key]):
            raise InputError(
                f"{key} are not those that this case has: a flag is resolved by two people, and a stop lifted by an "
                "approver, on the page of the case",
                hint=f"accepted: a deal without {key}",
            )
    return {**without_held(document), **{key: rows for key, rows in held.items() if rows}}


def without_held(document: Mapping[str, Any]) -> dict[str, Any]:
    """A deal without what was resolved and lifted: as everybody is shown it who sees the case, on the page and by the
    interface, since those who asked for it may not see how it is judged."""
    return {key: value for key, value in document.items() if key not in HELD}


def _plain(rows: Any) -> str:
    return json.dumps(rows, sort_keys=True, default=str)
