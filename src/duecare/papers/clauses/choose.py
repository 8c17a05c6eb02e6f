"""Which clauses a review calls for, in what strength and why, and what no clause answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from duecare.guidance import Guidance
from duecare.guidance.clauses import Clause, Clauses
from duecare.review import Review
from duecare.review.result import Finding, SafeguardAdvice, Stop

FIRM_FOR: Final = ("critical", "serious")
"""Weights of a raised finding for which a clause is offered in its firm words."""
BY_SIGNATURE: Final = ("contract/", "party/flow-down")
"""Safeguards that a signature itself makes so. Others, as training or a complaints channel, are promised by it only."""
CORE: Final = "core"
RAISED: Final = "raised"
OPEN: Final = "open"
ASKED: Final = "asked"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A clause that is offered, the strength, and the findings it answers, raised ones first.

    because: `core` for what every annex has, `raised` or `open` by the findings, `asked` where it answers none.
    """

    clause: Clause
    strength: str
    because: str
    findings: tuple[Finding, ...]

    @property
    def raised(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.status == "raised")


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A raised finding that paper does not answer, and why it does not."""

    finding: Finding
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What a review calls for in one kind of paper.

    Attributes:
        paper: The kind of paper.
        chosen: What goes into the annex, in the order of the annex.
        schedule: What goes into its schedule, where the paper has one.
        reserve: What answers open findings only: held ready for the answer.
        unanswered: Raised findings that no clause chosen answers, and critical ones, which none answers alone.
        stops: Legal stops that stand; no clause lifts them.
        beside: Safeguards that raised findings call for and that a signature does not make so: a clause can promise
            them, somebody has to build or do them.
    """

    paper: str
    chosen: tuple[Chosen, ...]
    schedule: tuple[Chosen, ...]
    reserve: tuple[Chosen, ...]
    unanswered: tuple[Unanswered, ...]
    stops: tuple[Stop, ...]
    beside: tuple[SafeguardAdvice, ...]

    @classmethod
    def of(
        cls, review: Review, paper: str, chosen: tuple[Chosen, ...], schedule: tuple[Chosen, ...],
        reserve: tuple[Chosen, ...] = (),
    ) -> Choice:  # fmt: skip
        """These clauses, with what of the review they leave unanswered."""
        return cls(
            paper, chosen, schedule, reserve, tuple(_unanswered(review, chosen + schedule)),
            tuple(stop for stop in review.stops if stop.status == "stands"),
            tuple(row for row in review.safeguards if not short(row).startswith(BY_SIGNATURE)
                  and _for_raised(row, review)),
        )  # fmt: skip

    @property
    def every(self) -> tuple[Chosen, ...]:
        """Annex and schedule together."""
        return self.chosen + self.schedule


def answers(clause: Clause, finding: Finding) -> bool:
    """Whether a clause answers a finding: it is about its concern, and carries a safeguard that the flag asks for."""
    return finding.concern in clause.concerns and not set(clause.safeguards).isdisjoint(finding.safeguards)


def choose(
    review: Review,
    library: Clauses,
    paper: str,
    *,
    strength: str | None = None,
    with_open: bool = False,
    everything: bool = False,
) -> Choice:
    """The clauses for a review.

    Args:
        review: What was found.
        library: The clauses in use.
        paper: The kind of paper, of `PAPERS`.
        strength: One for all; by default firm for what answers a raised finding of serious or critical weight, else
            standard.
        with_open: Put clauses that answer open findings only into the annex too.
        everything: Put in every clause that fits the paper.
    """
    chosen, reserve = _sorted_out(review, library, paper, strength, with_open=with_open, everything=everything)
    form = library.forms[paper]
    schedule: tuple[Chosen, ...] = ()
    if form.schedule:
        schedule, more = _sorted_out(
            review, library, form.schedule, strength, with_open=with_open, everything=everything
        )
        reserve += tuple(one for one in more if one.clause not in [held.clause for held in reserve])
    return Choice.of(review, paper, chosen, schedule, reserve)


def _sorted_out(
    review: Review, library: Clauses, paper: str, strength: str | None, *, with_open: bool, everything: bool
) -> tuple[tuple[Chosen, ...], tuple[Chosen, ...]]:
    """What goes in, and what is held ready."""
    found = [one for one in review.findings if one.status == "raised" or (one.status == "open" and one.examined)]
    found.sort(key=lambda one: (one.status != "raised", ("critical", "serious", "notable").index(one.weight)))
    into, ready = [], []
    for clause in library.fit(paper):
        answered = tuple(one for one in found if answers(clause, one))
        raised = [one for one in answered if one.status == "raised"]
        because = CORE if clause.core else RAISED if raised else OPEN if answered else ASKED
        firm = any(one.weight in FIRM_FOR for one in raised) or (clause.core and _grave(found))
        one = Chosen(clause, clause.at(strength or ("firm" if firm else "standard")), because, answered)
        if everything or because in (CORE, RAISED) or (because == OPEN and with_open):
            into.append(one)
        elif because == OPEN:
            ready.append(one)
    if all(one.clause.core for one in into):  # terms of an annex that says nothing else
        into = []
    return tuple(into), tuple(ready)


def _grave(found: list[Finding]) -> bool:
    return any(one.status == "raised" and one.weight in FIRM_FOR for one in found)


def short(row: SafeguardAdvice) -> str:
    """The id by which clauses and flags name a safeguard."""
    return row.id.partition("/")[2]


def _for_raised(row: SafeguardAdvice, review: Review) -> bool:
    raised = {one.id for one in review.raised()}
    return not raised.isdisjoint(row.answers)


def _unanswered(review: Review, every: tuple[Chosen, ...]) -> Iterator[Unanswered]:
    answered = {one.id for chosen in every for one in chosen.findings}
    for finding in review.raised():
        if finding.weight == "critical":
            yield Unanswered(finding, "critical: no paper answers it alone, whatever is signed")
        elif finding.id not in answered:
            yield Unanswered(finding, "no clause of this paper answers it")


def agreed_by(clause: Clause, strength: str, guidance: Guidance) -> tuple[str, ...]:
    """The facts that a signature under a clause in these words makes so.

    None where its words are too weak to count, and none for a safeguard that is only promised: that needs its proof.
    """
    if strength not in clause.counts:
        return ()
    found = (guidance.safeguards[one].fact for one in clause.safeguards if one.startswith(BY_SIGNATURE))
    return tuple(dict.fromkeys(fact for fact in found if fact is not None and fact.startswith("transaction.")))


def paper_for(review: Review) -> str:
    """The kind of paper that a deal looks like: reseller where it is bought to be resold, hosted where nothing but a
    hosted service is delivered, else a sales contract."""
    roles: dict[str, set[str]] = {}
    delivery: set[str] = set()
    for entry in review.gathered.assertions:
        fact, _, member = entry.fact.partition("#")
        members = {member} if member and entry.value is True else set()
        if isinstance(entry.value, frozenset):
            members = set(entry.value)
        if fact == "party.role":
            roles.setdefault(entry.subject, set()).update(members)
        elif fact == "item.delivery":
            delivery |= members
    if any({"purchaser", "reseller"} <= held for held in roles.values()):
        return "reseller"
    return "hosted" if delivery == {"hosted_service"} else "sales"
