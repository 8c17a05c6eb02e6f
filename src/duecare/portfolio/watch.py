"""`duecare watch`: after a data pull, only what the change can touch is looked at and judged again."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from duecare.countries import CountryData
from duecare.errors import InputError
from duecare.guidance import Guidance
from duecare.portfolio.compare import MOST, Comparison, compare
from duecare.portfolio.judging.changed_rules import touched_signatures
from duecare.portfolio.judging.rules_said import InputChange, input_changes
from duecare.portfolio.rejudged import Rejudged, counts, rejudged
from duecare.portfolio.relaid import Found, Slots, relaid
from duecare.portfolio.result.inputs import INPUTS, basis_of, inputs_of
from duecare.portfolio.result.judged_tables import JudgedTables
from duecare.portfolio.result.read_back import StoredResult, read_result
from duecare.portfolio.result.result_folder import MANIFEST, read_manifest, written_whole
from duecare.portfolio.result.schema import SCHEMA
from duecare.portfolio.subjects.looking import Sources, Subject
from duecare.portfolio.subjects.relook import StoredSubject, parties_again, places_again, stored_subjects
from duecare.portfolio.subjects.touched import list_changes, narrowed, touched_parties, with_agencies
from duecare.portfolio.watch_tables import Watched, write_watched
from duecare.review.policy import Policy

if TYPE_CHECKING:
    from duecare.parties.screening.loaded import Lists
    from duecare.snapshots import Store

ALERTS: Final = "alerts"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Watch:
    """What came of watching. inputs: what is another since the result was last brought up to date; none: nothing was
    done. touched: how many parties, countries, transactions and signatures were looked at or judged again.

    alerts: the transactions whose outcome is another, before and after, and because of what; None without any change.
    """

    folder: Path
    inputs: tuple[InputChange, ...]
    touched: Mapping[str, int]
    alerts: Comparison | None


def watch(
    folder: Path,
    *,
    known_at: datetime.date,
    law_at: datetime.date,
    guidance: Guidance,
    policy: Policy,
    lists: Lists | None,
    country_data: CountryData | None,
    store: Store,
    workers: int = 1,
    most: int = MOST,
    say: Say = lambda what: None,
) -> Watch:
    """Bring a result up to date with the data and instruments at hand, without the book.

    What comes out is what a review of the whole book would say. Statements about parties that no change touches keep
    the day on which they were found.

    Args:
        folder: The result; it is replaced when the new one is complete.
        known_at: Nothing found or listed later counts.
        law_at: Instruments in force on this day.
        guidance: The instruments.
        policy: The house policy.
        lists: Lists at hand; None where none are loaded.
        country_data: Country data at hand; the starter's if not given.
        store: The snapshots that the lists come from, earlier ones too.
        workers: How many processes.
        most: How many changed transactions are told one by one; all are counted.
        say: Told what is being done.

    Raises:
        InputError: no result; one of another Duecare or vocabulary, of which the book has to be reviewed again; or one
            that rests on data that is not at hand any more.
        OutputError: the result cannot be written. The one that was there is still there.
    """
    manifest = read_manifest(folder)
    inputs = inputs_of(known_at, law_at, guidance, policy, lists, country_data)
    _check(manifest, inputs, folder)
    changed = input_changes(manifest, inputs)
    if all(manifest[key] == inputs[key] for key in INPUTS):
        return Watch(folder, (), {}, None)
    if "sell_through" in manifest["relationships"] and manifest["known_at"] != inputs["known_at"]:
        say(f"What the deals say together is of {manifest['known_at']}: only a review of the book finds it again.")
    stored = read_result(folder)
    sources = Sources(known_at, law_at, {}, lists, country_data)
    found = _looked_again(stored, inputs, sources, lists, store, workers, say)
    touched = touched_signatures(stored, manifest, inputs, guidance)
    first = 0 if touched is None else manifest["numbered"]["outcomes"]  # where all is judged again, nothing stays
    slots = Slots(stored)
    sizes = {kind: len(one) for kind, one in stored.profiles.items()}
    again = relaid(stored, slots, found)
    number = len(manifest.get("watched", ())) + 1
    file = f"watched-{number:04}"
    new = {key: value for key, value in manifest.items() if key not in ("schema", "files")}
    with written_whole(folder, new) as beside:
        tables = JudgedTables(beside, guidance, law_at, first=first, file=f"{file}-")
        rows = rejudged(stored, slots.signature, again, touched, guidance, policy, law_at,
                        first=first, each=tables, workers=workers)  # fmt: skip
        say(f"Judged {len(rows.at):,} of {len(slots.signature):,} transactions again.")
        watched = Watched(stored, found, again, rows, sizes, keeps=touched is not None, file=file)
        sides = write_watched(beside, watched, workers=workers)
        new |= _manifest(manifest, inputs, changed, found, rows, slots)
        (beside / MANIFEST).write_text(json.dumps({"schema": SCHEMA, **new}), "utf-8")
        alerts = replace(
            compare(folder, beside, most=most, only=sides), before=f"{folder} as it was", after=f"{folder} as it is"
        )
        (beside / ALERTS).mkdir(exist_ok=True)
        text = json.dumps(alerts.document(), ensure_ascii=False, indent=1) + "\n"
        (beside / ALERTS / f"{number:04}-{known_at.isoformat()}.json").write_text(text, "utf-8")
    return Watch(folder, changed, new["watched"][-1]["touched"], alerts)


def _check(manifest: Mapping[str, Any], inputs: Mapping[str, Any], folder: Path) -> None:
    hint = "duecare portfolio review BOOK -o FOLDER"
    if any(key not in manifest for key in INPUTS):
        raise InputError("does not say all that it rests on: review the book again", path=str(folder), hint=hint)
    then, now = (
        (*one["lists"], *(line.split()[0] for line in one["countries"]["loaded"])) for one in (manifest, inputs)
    )
    gone = [name for name in then if name not in now]
    if gone:
        text = f"rests on data that is not at hand any more: {', '.join(gone)}. What it said would be lost, not cleared"
        raise InputError(text, path=str(folder), hint="duecare data status; or review the book without it")
    whole = (("engine", "Duecare"), ("vocabulary_hash", "vocabulary"), ("thresholds", "set of thresholds for a book"))
    for key, name in whole:
        if manifest[key] != inputs[key]:
            text = f"was made by another {name}: what changed cannot be told from here; review the book again"
            raise InputError(text, path=str(folder), hint=hint)


def _looked_again(
    stored: StoredResult,
    inputs: Mapping[str, Any],
    sources: Sources,
    lists: Lists | None,
    store: Store,
    workers: int,
    say: Say,
) -> Found:
    """What is found now of the subjects that a change can touch."""
    folder, manifest = stored.folder, stored.manifest
    dated = any(manifest[key] != inputs[key] for key in ("known_at", "countries"))
    changes = list_changes(manifest, inputs, lists, store)
    by_lists = touched_parties(folder, changes, lists)
    touched = by_lists.numbers
    if touched is not None and dated:
        touched = np.union1d(touched, with_agencies(folder)).astype(np.int32)
    total = manifest["counts"]["parties"]
    if touched is None:
        say(f"Looking at all {total:,} parties again: {changes.why}.")
    elif len(touched):
        say(f"Looking at {len(touched):,} of {total:,} parties again.")
    chosen = stored_subjects(folder, "party", touched) if touched is None or len(touched) else {}
    if touched is not None and lists is not None and not lists.starter:
        names = {number: one.name for number, one in chosen.items()}
        sources = replace(sources, lists=narrowed(folder, lists, names, by_lists))
    parties = parties_again(chosen, sources, workers=workers)
    countries: dict[int, Subject] = {}
    places: dict[int, Subject] = {}
    if dated:
        say("Looking at the countries again.")
        held = [stored_subjects(folder, kind) for kind in ("country", "place")]
        countries, places = (_other(places_again(one, sources), one) for one in held)
    same = frozenset(number for number, one in parties.items() if chosen[number].says(one.assertions))
    return Found(parties, countries, places, same)


def _other(found: Mapping[int, Subject], stored: Mapping[int, StoredSubject]) -> dict[int, Subject]:
    """The subjects of which something else is stated than the result keeps."""
    return {number: one for number, one in found.items() if not stored[number].says(one.assertions)}


def _manifest(
    manifest: Mapping[str, Any],
    inputs: Mapping[str, Any],
    changed: tuple[InputChange, ...],
    found: Found,
    rows: Rejudged,
    slots: Slots,
) -> dict[str, Any]:
    """What the manifest of the result says otherwise."""
    entry = {
        "known_at": inputs["known_at"],
        "inputs": [f"{one.name}: {one.before} -> {one.after}" for one in changed],
        "touched": {
            "parties": len(found.parties),
            "countries": len(found.countries) + len(found.places),
            "transactions": len(rows.at),
            "signatures": rows.signatures,
        },
    }
    return {
        **inputs,
        "basis": basis_of(inputs, manifest["book"]["digest"]),
        "counts": {**manifest["counts"], **counts(rows, slots.signature, slots.outcome)},
        "numbered": {"outcomes": rows.outcomes},
        "watched": [*manifest.get("watched", ()), entry],
    }
