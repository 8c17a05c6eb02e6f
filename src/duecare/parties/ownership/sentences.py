"""What was found, as sentences: why a party is caught, what would settle it, what to look at, what nobody declared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from duecare.parties.ownership.graph import Graph, InterestKind, Party, Seed
from duecare.parties.ownership.missing import Missing
from duecare.parties.ownership.proof import Part, Step, proof
from duecare.parties.ownership.regime import Measure
from duecare.parties.ownership.share import UNKNOWN, WHOLE, percent_text, share_text
from duecare.parties.ownership.standing import Flag, Judged, Ownership, Standing

_HAS: Final[dict[InterestKind, str]] = {
    "shares": "holds {share} of {owned}",
    "voting": "holds {share} of the votes in {owned}",
    "profit": "has a right to {share} of the profit or assets of {owned}",
    "control": "controls {owned}",
    "board_majority": "can appoint or remove most of the board of {owned}",
    "dominant_influence": "has a dominant influence over {owned}",
    "influence": "has influence over {owned}, how strong is not stated",
    "arrangement": "has a role in {owned}, a trust or other arrangement",
    "unknown": "has an interest in {owned}, of what kind is not stated",
    "tie": "sits on the board of {owned} or has another link to it",
}


@lru_cache(maxsize=4)
def _shared_names(graph: Graph) -> frozenset[str]:
    counted = Counter(party.name for party in graph.parties)
    return frozenset(name for name, times in counted.items() if times > 1)


def name_of(result: Ownership, party: Party | None) -> str:
    """The name of a party, with its id where others have the same name."""
    if party is None:
        return "Somebody"
    shared = party.name in _shared_names(result.graph)
    return f"{party.name} ({party.id})" if shared and party.id != party.name else party.name


def why(result: Ownership, party: str, regime: str) -> list[str]:
    """One sentence a step, from the listed down to the party; empty if it is neither caught nor possibly caught."""
    steps, one = proof(result, party, regime), result.judged[regime]
    return [step_sentence(result, one, step, last=step is steps[-1]) for step in steps]


def step_sentence(result: Ownership, one: Judged, step: Step, *, last: bool) -> str:
    """One step; the last one says what follows for the party."""
    name = name_of(result, step.party)
    if step.by == "listed":
        return f"{name} {_listed(step.lists, certain=step.certain)}."
    held = _together(result, step)
    measure = one.rule.voting if step.by == "votes" and one.rule.voting is not None else one.rule.shares
    reach = "" if step.by == "itself" else f": {enough(measure)}"
    if not step.certain and step.by != "itself":
        reach += ", if its owner counts" if step.share[0] >= measure.least else " is possible"
    so = f", so {name} {one.regime.caught if step.certain else one.regime.could}" if last else ""
    return f"{held}{reach}{so}."


def _listed(lists: Sequence[Seed], *, certain: bool) -> str:
    named = ", ".join(dict.fromkeys(f"{seed.list}{f': {seed.note}' if seed.note else ''}" for seed in lists))
    if certain:
        return f"is listed ({named})"
    if any(seed.certain for seed in lists):
        return f"is listed ({named}), whether under a programme that counts here is not known"
    return f"may be listed ({named}): the match of names is not decided"


def _together(result: Ownership, step: Step) -> str:
    owned = name_of(result, step.party)
    if len(step.parts) == 1:
        part = step.parts[0]
        return f"{name_of(result, part.owner)} {_has(part, owned)}"
    of = "of the votes in" if step.by == "votes" else "of"
    each = [f"{name_of(result, part.owner)} ({_amount(part)})" for part in step.parts]
    if len(each) > 12:
        each = [*each[:11], f"{len(each) - 11} more"]
    low, high = step.share
    total = percent_text(low) if step.certain else f"up to {percent_text(high)}"
    more = "at least " if step.certain and low < high else ""
    return f"{', '.join(each[:-1])} and {each[-1]} together hold {more}{total} {of} {owned}"


def _amount(part: Part) -> str:
    joint = f", jointly with others: {part.joint}" if part.joint else ""
    return f"{'a share not stated' if part.share == UNKNOWN else share_text(part.share)}{joint}"


def _has(part: Part, owned: str) -> str:
    if part.rows and not part.rows[0].direct:
        return f"is said to hold {share_text(part.share)} of {owned} indirectly, through whom is not shown"
    if part.joint is not None:
        return f"holds {share_text(part.share)} of {owned} jointly with others ({part.joint})"
    if part.kind == "voting" and part.rows and part.share != part.rows[0].share:
        return f"holds votes in {owned}, how many of its shares is not stated"
    return _said(part.kind, part.share, owned)


def _said(kind: InterestKind, share: tuple[int, int], owned: str) -> str:
    if share == UNKNOWN and kind in ("shares", "voting"):
        return f"holds {'shares of' if kind == 'shares' else 'votes in'} {owned}, how many is not stated"
    return _HAS[kind].format(share="a part" if share == UNKNOWN else share_text(share), owned=owned)


def enough(measure: Measure) -> str:
    """A threshold in words.

    >>> enough(Measure(50_000_000_000, strict=False)), enough(Measure(50_000_000_000, strict=True))
    ('50% or more', 'more than 50%')
    """
    figure = percent_text(measure.threshold)
    return f"more than {figure}" if measure.strict else f"{figure} or more"


def question(result: Ownership, told: Missing, regime: str) -> str:
    """What to find out, and what each answer would mean."""
    owner = name_of(result, told.owner)
    bears = f" It bears on {told.parties:,} parties." if told.parties > 1 else ""
    if told.owned is None:
        return f"Is {owner} the one who is listed, under a programme that counts? {_settled(told, 'Yes')}{bears}"
    owned = name_of(result, told.owned)
    if told.what == "control":
        return f"Does what {owner} has in {owned} amount to control? {_settled(told, 'Yes')}{bears}"
    if told.kind == "voting" and told.share != UNKNOWN:
        known = f"{share_text(told.share)} of the votes is stated, the shares are not"
    else:
        known = "not stated" if told.share == UNKNOWN else share_text(told.share)
    rows = f", line {', '.join(map(str, told.lines[:5]))}" if told.lines else ""
    return f"How much of {owned} does {owner} hold ({known}{rows})? {_cut(told)}{bears}"


def _settled(told: Missing, yes: str) -> str:
    return {
        "both": f"{yes} would catch it, and no would clear it on the data.",
        "catches": f"{yes} would catch it; no would leave it open.",
        "clears": "No would clear it on the data; yes would leave it open.",
        "not alone": "The answer does not settle it alone.",
    }[told.settles]


def _cut(told: Missing) -> str:
    from_, below = told.catches_from, told.clears_below
    if from_ is not None and from_ == below:
        return f"{_from(from_)} catches, less clears on the data."
    said = [f"{_from(from_)} catches"] if from_ is not None else []
    said += [f"less than {percent_text(below)} clears on the data"] if below is not None else []
    return f"{', '.join(said)[:1].upper()}{', '.join(said)[1:]}." if said else _settled(told, "Yes")


def _from(units: int) -> str:
    figure = percent_text(units)
    return f"More than {figure}" if units % 1000 else "The whole" if units == WHOLE else f"{figure} or more"


def flag_sentence(result: Ownership, flag: Flag, standing: Standing) -> str:
    """A reason to look closer at a party that is not caught."""
    name = name_of(result, standing.party)
    one = result.judged[standing.regime]
    who = "Public bodies" if "government" in one.regime.lists else "Listed or caught owners"
    match flag.kind:
        case "minority":
            return f"{who} hold {share_text(flag.share)} of {name}, short of the threshold."
        case "layers":
            figure = percent_text(flag.share[1])
            return f"{who} have an effective interest of up to {figure} in {name}, through layers not caught."
        case "not_added_up":
            return (
                f"{who} together hold {share_text(flag.share)} of {name}. They are different persons, none of them "
                "holds enough alone, and no joint arrangement is stated."
            )
        case "former":
            until = flag.until.isoformat() if flag.until else "lately"
            return f"{name_of(result, flag.owner)} held {share_text(flag.share)} of {name} until {until}."
        case "control" | "tie":
            said = _said(flag.interest or "unknown", flag.share, name)
            end = ", which does not catch under this rule" if flag.kind == "control" else ""
            return f"{name_of(result, flag.owner)} {said}{end}."


def silence(standing: Standing) -> str:
    """What nobody declared, of a party that is clear on the data; empty where nothing is left to hide."""
    if not standing.silent:
        return ""
    least, most = standing.undeclared
    if most == WHOLE and least == WHOLE:
        return "no owner of it is declared"
    if most == 0:
        return "its owners are declared, theirs are not"
    figure = percent_text(most) if least == most else f"up to {percent_text(most)}"
    return f"{figure} of its shares are not declared"
