"""What would become of the transactions of a result if some facts were others. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

import duecare
from duecare.facts import vocabulary
from duecare.guidance import Guidance, load_guidance
from duecare.portfolio.judging.profiles import Profiles
from duecare.portfolio.judging.run import judged
from duecare.portfolio.result.judged_tables import joined, ratings, said_of
from duecare.portfolio.result.parquet import read_table
from duecare.portfolio.result.read_back import StoredResult, StoredSignatures, read_result
from duecare.portfolio.result.selection import Selection, selected, selection, unheld
from duecare.portfolio.result.settings import Setting, read_settings
from duecare.portfolio.result.standing import Standing
from duecare.review.evidence import show
from duecare.review.policy import ADVICE, LEVELS, Policy, load_policy

Key = TypeVar("Key", str, tuple[str, str])

SCHEMA: Final = "duecare.portfolio-whatif/1"
MOST: Final = 1000
"""Transactions that are told one by one."""
_STANDING: Final = ("known", "possible", "hold", "advice", "stops", "stops_possible")
_SHOWN: Final = ("transaction", "item_name", "end_user_name", "country")


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many transactions have a level, before and after; `hold` stands in place of both where there is none."""

    known: str
    possible: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class AdviceCount:
    """How many transactions have an advice, before and after."""

    advice: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A transaction whose outcome would be another."""

    transaction: str
    item: str
    end_user: str
    country: str
    before: Standing
    after: Standing


@dataclass(frozen=True)
class WhatIf:
    """What would become of a result.

    transactions: in all. matched: those meant. unsure: those of which it is not known whether they are; nothing was set
    in them. touched: those in which something was set that was otherwise. changed: those whose level, advice, hold or
    number of legal stops would be another. levels, advice: over all transactions. changes: at most `most`, those that
    move most first.
    """

    settings: tuple[Setting, ...]
    where: str
    transactions: int
    matched: int
    unsure: int
    touched: int
    changed: int
    levels: tuple[LevelCount, ...]
    advice: tuple[AdviceCount, ...]
    changes: tuple[Moved, ...]
    most: int
    notes: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """As JSON values."""
        said = asdict(self)
        said["settings"] = [{"fact": one.fact, "value": show(one.value)} for one in self.settings]
        return {"schema": SCHEMA, **said}


def whatif(
    folder: Path,
    settings: Sequence[str],
    where: str = "",
    *,
    guidance: Guidance | None = None,
    policy: Policy | None = None,
    most: int = MOST,
    workers: int = 1,
) -> WhatIf:
    """Set facts of some transactions and judge again what that changes.

    Only what is set changes: what followed from another value of it stays as it is.

    Args:
        folder: A result. It is only read.
        settings: FACT=VALUE, as in `country.practice_band=severe`; `unknown` takes a fact away. Facts of a party are
            those of the end user, facts of a country those of the place of use.
        where: Which transactions, in the language of conditions (see `selection`); all if empty.
        guidance: The instruments; those shipped if not given.
        policy: The house policy; the one shipped if not given.
        most: How many transactions are told one by one; all are counted.
        workers: How many processes judge.

    Raises:
        InputError: no result, no such fact, a value that it cannot have, or no condition; what was probably meant.
    """
    guidance, policy = guidance or load_guidance(), policy or load_policy()
    chosen, meant = read_settings(settings), selection(where) if where.strip() else None
    stored = read_result(folder)
    rows = _rows(folder, meant)
    signature = rows.column("signature").to_numpy()
    truth = selected(meant, stored, rows) if meant is not None else np.ones(len(signature), np.int8)
    matched = (truth == 1) & (signature >= 0)
    supposed = _supposed(stored, np.unique(signature[matched]), chosen)
    numbers = supposed.numbers
    notes = list(_notes(meant, rows, truth, signature))

    def outcomes(groups: Sequence[StoredSignatures], profiles: Mapping[str, Profiles]) -> list[Standing]:
        found = judged(groups, profiles, guidance, policy, stored.law_at, each=ratings, workers=workers)
        return _standings(said_of(joined(found.parts), found.outcome))

    after = outcomes(supposed.groups, supposed.profiles)
    before = told_before = _standings_of(rows, signature, numbers, stored.size)
    if not _same_inputs(stored.manifest, guidance, policy):
        notes.append(_OTHERS)
        before = outcomes(stored.some(numbers), stored.profiles)
    moves = [at for at, (old, new) in enumerate(zip(before, after, strict=True)) if _shown(old) != _shown(new)]
    moves.sort(key=lambda at: _move(before[at], after[at]), reverse=True)
    touched = matched & np.isin(signature, numbers)
    order = np.full(stored.size + 1, -1, np.int64)
    order[numbers[moves]] = np.arange(len(moves))
    changed = np.flatnonzero(touched & (order[signature] >= 0))
    told = changed[np.lexsort((changed, order[signature[changed]]))][:most]
    size = np.bincount(signature[touched], minlength=stored.size)
    first = _moved(_tallied(rows), [
        (old, new, int(size[number])) for old, new, number in zip(told_before, before, numbers, strict=True)
    ])  # fmt: skip
    then = _moved(first, [(before[at], after[at], int(size[numbers[at]])) for at in moves])
    return WhatIf(
        chosen,
        meant.text if meant is not None else "",
        len(signature),
        int(matched.sum()),
        int((truth == 0).sum()),
        int(touched.sum()),
        len(changed),
        tuple(_levels(first, then)),
        tuple(_advice(first, then)),
        tuple(_told(rows.take(told), [moves[at] for at in order[signature[told]]], before, after)),
        most,
        tuple(notes),
    )


_OTHERS: Final = (
    "The result was judged by other instruments, another policy or another Duecare than those at hand, or does not say"
    " by which. What is set is compared with what these say of the transactions as they are."
)


def _rows(folder: Path, meant: Selection | None) -> Any:
    import pyarrow.compute as pc

    needed = dict.fromkeys((*_SHOWN, *_STANDING, "signature", *(meant.fields if meant is not None else ())))
    table = read_table(folder, "transactions", list(needed))
    for at, name in enumerate(table.column_names):
        if name in (*_SHOWN, "hold"):
            table = table.set_column(at, name, pc.fill_null(table.column(name), ""))
    return table


def _notes(meant: Selection | None, rows: Any, truth: NDArray[np.int8], signature: NDArray[np.int32]) -> Iterator[str]:
    for field, text in unheld(meant, rows) if meant is not None else ():
        yield f"No transaction has {field} {text!r}."
    alone = int(((truth == 1) & (signature < 0)).sum())
    if alone:
        yield f"{alone} of those meant were judged by themselves; the result keeps no facts of them, and none were set."


@dataclass(frozen=True)
class _Supposed:
    """The signatures that are others with the settings, by ascending number, as they would be; and their profiles."""

    numbers: NDArray[np.int32]
    groups: Sequence[StoredSignatures]
    profiles: Mapping[str, Profiles]


def _supposed(stored: StoredResult, numbers: NDArray[np.int32], settings: Sequence[Setting]) -> _Supposed:
    """Set facts in copies of the profiles that some signatures have."""
    by_slot: dict[str, list[Setting]] = {}
    for setting in settings:
        by_slot.setdefault(setting.slot, []).append(setting)
    profiles = dict(stored.profiles)
    new: dict[str, NDArray[np.int32]] = {}
    other = np.zeros(len(numbers), np.bool_)
    for slot, some in by_slot.items():
        kind = some[0].fact.partition(".")[0]
        profiles[kind] = Profiles(list(profiles[kind].facts))
        mapped = np.arange(len(profiles[kind]), dtype=np.int32)
        held = stored.in_slot(slot)[numbers]
        for number in np.unique(held).tolist():
            facts = profiles[kind].facts[number]
            for setting in some:
                facts = setting.applied(facts)
            mapped[number] = profiles[kind].number(facts)
        new[slot] = mapped
        other |= mapped[held] != held
    groups = [
        replace(one, unique={**one.unique, **{slot: mapped[one.unique[slot]] for slot, mapped in new.items()}})
        for one in stored.some(numbers[other])
    ]
    return _Supposed(numbers[other], groups, profiles)


def _same_inputs(manifest: Mapping[str, Any], guidance: Guidance, policy: Policy) -> bool:
    """Whether a result says that it was judged by these."""
    own = {
        "engine": duecare.__version__,
        "policy_hash": policy.hash,
        "instruments": dict(guidance.hashes),
        "vocabulary_hash": vocabulary().hash,
    }
    return all(manifest.get(name) == value for name, value in own.items())


def _standings_of(rows: Any, signature: NDArray[np.int32], numbers: NDArray[np.int32], size: int) -> list[Standing]:
    """What a result says of some of its signatures."""
    places = np.full(size + 1, -1, np.int64)
    places[signature] = np.arange(len(signature))
    return _standings({name: rows.column(name).take(places[numbers]) for name in _STANDING})


def _standings(columns: Mapping[str, Any]) -> list[Standing]:
    return [Standing(*row) for row in zip(*(_listed(columns[name]) for name in _STANDING), strict=True)]


def _listed(column: Any) -> list[Any]:
    found: list[Any] = column.tolist() if isinstance(column, np.ndarray) else column.to_pylist()
    return found


def _level(standing: Standing) -> tuple[str, str]:
    return ("hold", "hold") if standing.hold else (standing.known, standing.possible)


def _shown(standing: Standing) -> tuple[object, ...]:
    """What makes an outcome another: a level only where there is one."""
    return _level(standing), standing.hold, standing.advice, standing.stops, standing.stops_possible


def _move(before: Standing, after: Standing) -> tuple[int, ...]:
    """How far an outcome moves, stops first."""
    return tuple(abs(new - old) for old, new in zip(before.rank(), after.rank(), strict=True))


Changes = Sequence[tuple[Standing, Standing, int]]
"""From what to what, and in how many transactions."""


def _tallied(rows: Any) -> Counter[Standing]:
    """How many transactions come out how, as the result has it."""
    counted = rows.group_by(list(_STANDING)).aggregate([([], "count_all")]).to_pylist()
    return Counter({Standing.of(row): row["count_all"] for row in counted})


def _moved(tally: Counter[Standing], changes: Changes) -> Counter[Standing]:
    found = Counter(tally)
    for old, new, number in changes:
        found[old] -= number
        found[new] += number
    return found


def _levels(before: Counter[Standing], after: Counter[Standing]) -> Iterator[LevelCount]:
    then, now = _by(before, _level), _by(after, _level)
    order = (*LEVELS, "hold")
    for level in sorted(then.keys() | now.keys(), key=lambda one: [order.index(name) for name in one]):
        yield LevelCount(*level, then[level], now[level])


def _advice(before: Counter[Standing], after: Counter[Standing]) -> Iterator[AdviceCount]:
    then, now = (_by(tally, lambda one: one.advice) for tally in (before, after))
    for advice in (*ADVICE, "hold"):
        if then[advice] or now[advice]:
            yield AdviceCount(advice, then[advice], now[advice])


def _by(tally: Counter[Standing], key: Callable[[Standing], Key]) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for standing, number in tally.items():
        found[key(standing)] += number
    return Counter({one: number for one, number in found.items() if number})


def _told(rows: Any, moves: Sequence[int], before: Sequence[Standing], after: Sequence[Standing]) -> Iterator[Moved]:
    named = zip(*(rows.column(name).to_pylist() for name in _SHOWN), strict=True)
    for (transaction, item, end_user, country), at in zip(named, moves, strict=True):
        yield Moved(transaction, item, end_user, country, before[at], after[at])
