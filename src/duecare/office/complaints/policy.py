"""How long each stage takes: the policy that ships, or the house's own."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from duecare.errors import InputError

SHIPPED: Final = Path(__file__).parent / "policy.yaml"
DAYS: Final = ("acknowledge", "answer", "longest", "appeal", "appeal_answer")


@dataclass(frozen=True, slots=True)
class Policy:
    """Days of each stage, and years for which content is kept after the end."""

    version: str
    acknowledge: int
    answer: int
    longest: int
    appeal: int
    appeal_answer: int
    keep_years: int

    def acknowledge_by(self, received: datetime.date) -> datetime.date:
        return received + datetime.timedelta(days=self.acknowledge)

    def answer_by(self, received: datetime.date) -> datetime.date:
        return received + datetime.timedelta(days=self.answer)

    def at_latest(self, received: datetime.date) -> datetime.date:
        return received + datetime.timedelta(days=self.longest)

    def appeal_until(self, answered: datetime.date) -> datetime.date:
        return answered + datetime.timedelta(days=self.appeal)

    def appeal_answer_by(self, appealed: datetime.date) -> datetime.date:
        return appealed + datetime.timedelta(days=self.appeal_answer)


def policy() -> Policy:
    """The policy in force here.

    Raises:
        InputError: the house's own cannot be read; says what is accepted.
    """
    own = Path(settings.OFFICE) / "complaints.yaml"
    path = own if own.is_file() else SHIPPED
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, stamp: int) -> Policy:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        said = YAML(typ="safe", pure=True).load(path.read_bytes())
        days = {name: _whole(said["days"][name], f"days.{name}", 400, path) for name in DAYS}
        found = Policy(str(said["version"]), **days, keep_years=_whole(said["keep_years"], "keep_years", 50, path))
    except YAMLError as problem:
        raise InputError(f"not YAML: {getattr(problem, 'problem', problem)}", path=str(path)) from None
    except InputError:
        raise
    except (KeyError, TypeError, AttributeError) as problem:
        raise InputError(f"not a policy of complaints: {problem}", path=str(path),
                         hint="see docs/how-to/handle-complaints.md") from None  # fmt: skip
    if not found.acknowledge <= found.answer <= found.longest:
        raise InputError("days: acknowledge, answer and longest do not follow each other", path=str(path))
    return found


def _whole(value: object, where: str, most: int, path: Path) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise InputError(f"{where}: {value!r} is no number of days or years", path=str(path),
                         hint=f"accepted: whole numbers from 1 to {most}")  # fmt: skip
    return value
