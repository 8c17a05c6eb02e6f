"""The rules that an office goes by: those that ship, with the instruments, clauses and policy of the house.

In the data folder (`DUECARE_HOME`) `house/` holds instruments and libraries of clauses, as `duecare review --house`
takes them, and `policy.yaml` is the policy of the house, as `--policy` takes it. Whoever changes a file changes the
rules from the next page on; what was reviewed before is looked at again by monitoring.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from duecare.errors import DuecareError
from duecare.guidance import Guidance, load_guidance
from duecare.guidance.clauses import Clauses, load_clauses
from duecare.review import Policy, load_policy
from duecare.snapshots import home_from

FOLDER: Final = "house"
POLICY: Final = "policy.yaml"
Stamp = tuple[tuple[str, int, int], ...]
_LOG = logging.getLogger(__name__)


class HouseRulesError(DuecareError):
    """The rules of the house cannot be read, and those that ship do not stand in for them: a rule that is left out
    would pass for one that found nothing."""


@dataclass(frozen=True)
class HouseRules:
    """What an office goes by."""

    guidance: Guidance
    policy: Policy
    clauses: Clauses


def house_rules() -> HouseRules:
    """The rules as the files say now; read again when one of them is another.

    Raises:
        HouseRulesError: a file or folder cannot be used; says which, where, and what is accepted.
    """
    root = home_from(os.environ).root
    found = _read(root, house_stamp(root))
    if isinstance(found, str):
        raise HouseRulesError(found)
    return found


def house_files(root: Path) -> Iterator[Path]:
    """The files of a data folder that say how the house rules, in order; none where it has no rules of its own.

    Raises:
        HouseRulesError: a folder cannot be looked into.
    """
    if (root / FOLDER).exists():
        found = [Path(folder) / name for folder, _, names in os.walk(root / FOLDER, onerror=_raise) for name in names]
        yield from sorted(path for path in found if path.suffix == ".yaml" and path.is_file())
    if (root / POLICY).is_file():
        yield root / POLICY


def _raise(problem: OSError) -> None:
    raise HouseRulesError(f"{problem.filename}: cannot be looked into: {problem.strerror}") from None


def house_stamp(root: Path) -> Stamp:
    """What tells the rules from what they were: the path, time of change in nanoseconds and size of each file.

    Raises:
        HouseRulesError: a folder or file cannot be looked at.
    """
    try:
        return tuple((str(path), (held := path.stat()).st_mtime_ns, held.st_size) for path in house_files(root))
    except OSError as problem:  # a file that went while it was looked at, as when the folder is copied anew
        raise HouseRulesError(f"{problem.filename}: cannot be looked at: {problem.strerror}") from None


@lru_cache(maxsize=2)
def _read(root: Path, stamp: Stamp) -> HouseRules | str:
    """The rules; or what is wrong with them, so that a file that cannot be used is not read again for every page."""
    names = [name for name, *_ in stamp]
    policy = str(root / POLICY) if str(root / POLICY) in names else None
    folders = [root / FOLDER] if any(name != policy for name in names) else []
    try:
        return HouseRules(load_guidance(*folders), load_policy(policy), load_clauses(*folders))
    except (DuecareError, OSError) as problem:
        _LOG.error("the rules of the house cannot be used: %s", problem)
        return str(problem)
