"""How the public report counts: below which number it holds back, and how fine its regions are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from duecare.errors import InputError
from duecare.places import REGIONS, SUBREGIONS, region, subregion

SHIPPED: Final = Path(__file__).with_name("policy.yaml")
NAME: Final = "public-report.yaml"
"""The file of a house, in its data folder."""
LEAST: Final = 3
KEYS: Final = ("threshold", "threshold_reason", "regions", "regions_reason")
FINENESS: Final[dict[str, tuple[tuple[str, ...], Callable[[str], str | None]]]] = {
    "region": (REGIONS, region),
    "subregion": (SUBREGIONS, subregion),
}


@dataclass(frozen=True, slots=True)
class ReportPolicy:
    """threshold: numbers from 1 to below it are held back. regions: `region` or `subregion` of M49."""

    threshold: int
    threshold_reason: str
    regions: str
    regions_reason: str

    @property
    def among(self) -> tuple[str, ...]:
        """Every region there is."""
        return FINENESS[self.regions][0]

    def region_of(self, country: str) -> str | None:
        """The region of a country by its code."""
        return FINENESS[self.regions][1](country)


def read_report_policy(path: Path = SHIPPED) -> ReportPolicy:
    """Read how a house counts.

    Raises:
        InputError: a key that is not known or is missing, a threshold below 3, or a rule without its reason.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        said: Any = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as problem:
        raise InputError(f"cannot be read: {str(problem).splitlines()[0]}", path=str(path)) from None
    if not isinstance(said, dict) or set(said) != set(KEYS):
        raise InputError(
            "the policy of the report is not complete", path=str(path), hint=f"accepted: {', '.join(KEYS)}"
        )
    number, regions = said["threshold"], said["regions"]
    if not isinstance(number, int) or isinstance(number, bool) or not LEAST <= number <= 1_000:
        raise InputError(
            f"threshold is {number!r}", path=str(path),
            hint=f"accepted: {LEAST} to 1000; below {LEAST}, whoever knows one case learns of another",
        )  # fmt: skip
    if regions not in FINENESS:
        raise InputError(f"regions is {regions!r}", path=str(path), hint=f"accepted: {', '.join(FINENESS)}")
    reasons = [str(said[key] or "").strip() for key in ("threshold_reason", "regions_reason")]
    if not all(reasons):
        raise InputError("a rule of the report has no reason", path=str(path), hint="say why, in a sentence")
    return ReportPolicy(number, reasons[0], regions, reasons[1])


def policy_at_hand() -> ReportPolicy:
    """The policy of the house in its data folder, else the one that ships.

    Raises:
        InputError: it is refused; says why.
    """
    import os

    from duecare.snapshots import home_from

    kept = home_from(os.environ).root / NAME
    return read_report_policy(kept if kept.is_file() else SHIPPED)
