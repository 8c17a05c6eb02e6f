"""What a public report says, worked out from rows of cases: small numbers are held back here, and nowhere later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from duecare.papers.disclosure import Figure, Protected, SuppressionError, protect, tables_of

UNKNOWN: Final = "not yet known"
SEVERAL: Final = "several kinds"
NONE: Final = "none of these kinds"
_CLASSES: Final = {
    "biometric identification": (
        "biometric_register facial_recognition gait_recognition voice_recognition emotion_recognition rapid_dna"
        " identity_system"
    ),
    "interception and networks": (
        "lawful_interception mass_interception deep_packet_inspection network_filtering telecom_network"
        " cell_site_simulation radio_monitoring"
    ),
    "access to devices": "spyware remote_administration penetration_testing device_forensics cryptanalysis",
    "cameras and sensors": (
        "video_surveillance video_analytics body_worn_camera body_scanner thermal_imaging drone licence_plate_reading"
        " radar_or_acoustic_sensing vision_chip"
    ),
    "location and monitoring of persons": "location_tracking person_monitoring",
    "analysis of data": (
        "data_fusion predictive_scoring social_media_analysis language_processing smart_city ai_compute"
    ),
}
CLASSES: Final = (*_CLASSES, SEVERAL, NONE, UNKNOWN)
_CLASS_OF: Final = {one: kind for kind, some in _CLASSES.items() for one in some.split()}
OUTCOMES: Final = ("approved", "approved with conditions", "declined", "escalated", "withdrawn", "open")
KNOWN: Final = ("settled", "level open", "on hold")
"""How much was known: the level stood; open questions could still move it; nothing could be rated."""


def class_of(capabilities: Iterable[str]) -> str:
    """The plain class of an item from what it can do, as capabilities of the taxonomy.

    >>> class_of(["facial_recognition", "gait_recognition"]), class_of(["facial_recognition", "drone"])
    ('biometric identification', 'several kinds')
    >>> class_of(["none"]), class_of([])
    ('none of these kinds', 'not yet known')
    """
    able = set(capabilities)
    kinds = {_CLASS_OF.get(one, SEVERAL) for one in able - {"none"}}
    if not kinds:
        return NONE if able else UNKNOWN
    return kinds.pop() if len(kinds) == 1 else SEVERAL


@dataclass(frozen=True, slots=True)
class Counted:
    """A case as the report counts it: `country` is an ISO code or empty, the rest one of the words above."""

    country: str
    kind: str
    outcome: str
    known: str


@dataclass(frozen=True, slots=True)
class Cases:
    """Figures of cases that may be published: by region, item class and outcome, and by how much was known.

    crossed: whether those by region and class, and by region and outcome, are among them, and not their sums alone.
    """

    regions: tuple[str, ...]
    found: Protected
    known: Mapping[str, int | None]
    crossed: bool

    def written(self) -> dict[str, Any]:
        """As a report keeps it; a number that is held back is None."""
        figures: list[Any] = [[list(figure.values), number] for figure, number in self.found.shown.items()]
        figures += [[list(figure.values), None, held.why] for figure, held in self.found.held.items()]
        return {
            "regions": list(self.regions),
            "known": dict(self.known),
            "crossed": self.crossed,
            "figures": sorted(figures, key=str),
        }


def shown_in(written: Mapping[str, Any]) -> dict[Figure, int]:
    """The figures that a report has shown, from what `Cases.written` gave."""
    return {Figure(tuple(row[0])): row[1] for row in written["figures"] if row[1] is not None}


def count_cases(
    rows: Iterable[Counted],
    regions: Sequence[str],
    region_of: Any,
    threshold: int,
    before: Sequence[Mapping[str, Any]] = (),
) -> Cases:
    """Count cases by region and item class, by region and outcome, and by how much was known.

    Args:
        rows: The cases.
        regions: Every region there is.
        region_of: The region of a country by its code; None where it has none.
        threshold: Numbers from 1 to below it are held back, and what would give them away.
        before: What each earlier report of the same year has shown, as `Cases.written` gave it.

    Raises:
        SuppressionError: there are so few that any figure would tell of single ones.
    """
    read = list(rows)
    records = [(region_of(row.country) or UNKNOWN, row.kind, row.outcome) for row in read]
    places, kinds, outcomes = (
        [one for one in every if any(record[place] == one for record in records)]
        for place, every in enumerate(((*regions, UNKNOWN), CLASSES, OUTCOMES))
    )
    found = None
    for most in (2, 1):  # where most of a crossed table would be held back, it is left out, and its margins say more
        both = dict.fromkeys((*tables_of([places, kinds, []], most), *tables_of([places, [], outcomes], most)))
        seen = [{figure: number for figure, number in shown_in(one).items() if figure in both} for one in before]
        found = protect(records, list(both), threshold, seen)
        if not _mostly_held(found) or any(one["crossed"] for one in before):
            break
    assert found is not None
    known = Counter(row.known for row in read)
    counts = held_back({one: known[one] for one in KNOWN}, threshold, [one["known"] for one in before])
    return Cases(tuple(places), found, {one: counts[one] for one in KNOWN}, most == 2)


def _mostly_held(found: Protected) -> bool:
    """Whether fewer numbers that are not 0 are shown within the crossed tables than are held back."""
    shown = sum(number > 0 for figure, number in found.shown.items() if _inner(figure))
    return shown < sum(map(_inner, found.held))


def _inner(figure: Figure) -> bool:
    return sum(value != "" for value in figure.values) == 2


def held_back(
    counts: Mapping[str, int], threshold: int, before: Sequence[Mapping[str, int | None]] = ()
) -> dict[str, int | None]:
    """Counts of one kind of record with their sum under `all`; what is held back is None.

    >>> held_back({"upheld": 9, "not upheld": 2, "open": 7}, 5)
    {'upheld': 9, 'not upheld': None, 'open': None, 'all': 18}
    >>> held_back({"upheld": 1, "open": 2}, 5)
    {'upheld': None, 'open': None, 'all': None}
    """
    records = [(code,) for code, number in counts.items() for _ in range(number)]
    earlier = [
        {Figure(("" if code == "all" else code,)): number for code, number in one.items() if number is not None}
        for one in before
    ]
    try:
        found = protect(records, tables_of([list(counts)]), threshold, earlier)
    except SuppressionError:
        return dict.fromkeys((*counts, "all"))
    return {code: found[(code,)] for code in counts} | {"all": found[("",)]}
