"""What the guidance asks of a programme, each row beside what is on record about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from duecare.guidance import Guidance
from duecare.office.programme.standing import Line, Standing
from duecare.papers.wording import CONFIDENCE

ROWS: Final[dict[str, tuple[str, ...]]] = {
    "US-STATE-2020/PROG/1": ("policy", "who", "decisions"),
    "US-STATE-2020/PROG/2": ("policy", "training", "evidence", "report"),
    "US-STATE-2020/PROG/3": ("reviews", "decisions"),
    "US-STATE-2020/DD/1": ("reviews", "conditions"),
    "US-STATE-2020/DD/2": ("monitoring", "after"),
    "US-STATE-2020/DD/3": ("engagement",),
    "US-STATE-2020/DD/4": ("report",),
    "US-STATE-2020/DD/5": ("policy", "reviews"),
    "US-STATE-2020/C6": ("conditions", "complaints"),
    "US-STATE-2020/C7": ("monitoring", "after", "complaints"),
    "US-STATE-2020/C8": ("report",),
    "US-STATE-2019/PROG/1": ("policy",),
    "US-STATE-2019/PROG/2": ("training",),
    "US-STATE-2019/PROG/3": ("evidence",),
    "US-STATE-2019/PROG/4": ("public_policy", "distribution", "report"),
    "US-STATE-2019/PROG/5": ("decisions", "who"),
    "US-STATE-2019/DD/1": ("reviews", "conditions"),
    "US-STATE-2019/DD/2": ("monitoring", "after"),
    "US-STATE-2019/DD/3": ("engagement",),
    "US-STATE-2019/DD/4": ("report",),
    "US-STATE-2019/DD/5": ("policy", "reviews"),
    "US-STATE-2019/C6": ("conditions", "complaints"),
    "US-STATE-2019/C7": ("monitoring", "after", "complaints"),
    "US-STATE-2019/C8": ("report",),
    "UNGP/15": ("policy", "decisions", "complaints"),
    "UNGP/16": ("policy", "public_policy", "distribution"),
    "UNGP/17": ("reviews", "monitoring"),
    "UNGP/18": ("reviews", "engagement"),
    "UNGP/19": ("decisions", "conditions"),
    "UNGP/20": ("conditions", "monitoring"),
    "UNGP/21": ("report",),
    "UNGP/22": ("remedy",),
    "OECD/1": ("policy", "training", "distribution"),
    "OECD/2": ("reviews",),
    "OECD/3": ("conditions", "decisions"),
    "OECD/4": ("monitoring", "conditions"),
    "OECD/5": ("report",),
    "OECD/6": ("remedy",),
}
"""Every row that is shown, and the topics of `Standing` that answer it."""
_SUBS: Final[dict[str, tuple[str, ...]]] = {
    "US-STATE-2020/C6/S7": ("complaints",), "US-STATE-2020/C6/S8": ("who", "decisions"),
    "US-STATE-2020/C6/S9": ("public_policy", "report"), "US-STATE-2020/C7/S1": ("monitoring",),
    "US-STATE-2020/C7/S2": ("monitoring", "after"), "US-STATE-2020/C7/S3": ("complaints", "after"),
    "US-STATE-2020/C7/S4": ("complaints",), "US-STATE-2020/C7/S5": ("remedy",),
    "US-STATE-2019/C6/S3": ("complaints",), "US-STATE-2019/C7/S1": ("monitoring",),
    "US-STATE-2019/C7/S2": ("complaints", "after"),
}  # fmt: skip
"""Sub-considerations with an answer of their own; the others are answered by their consideration."""
INSTRUMENTS: Final = ("US-STATE-2020", "US-STATE-2019", "UNGP", "OECD")


@dataclass(frozen=True, slots=True)
class Row:
    """What one entry asks, and what is on record. sub: whether it is a part of the row before."""

    id: str
    title: str
    text: str
    cite: str
    lines: tuple[Line, ...]
    sub: bool = False

    @property
    def gaps(self) -> int:
        return sum(line.gap for line in self.lines)


def rows_of(instrument: str, guidance: Guidance, standing: Standing) -> Iterator[Row]:
    """The rows of an instrument, sub-considerations with an answer of their own below theirs."""
    for name, topics in ROWS.items():
        if name.split("/", 1)[0] != instrument:
            continue
        yield _row(name, topics, guidance, standing)
        for sub, own in _SUBS.items():
            if sub.startswith(f"{name}/"):
                yield _row(sub, own, guidance, standing, sub=True)


def _row(name: str, topics: tuple[str, ...], guidance: Guidance, standing: Standing, *, sub: bool = False) -> Row:
    entry = guidance.entries[name]
    surely = CONFIDENCE[entry.cite.confidence]
    cite = f"{entry.cite.section}; {surely}" if entry.cite.section else surely
    return Row(name, entry.title, entry.text, cite, tuple(standing.lines(topics)), sub)
