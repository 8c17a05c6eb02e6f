"""What outside data is loaded, for the terminal: what is not comes first, since it was not searched."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from duecare.papers.sheet import Sheet, printed
from duecare.papers.wording import clean, counted, listed, named
from duecare.snapshots import Counts, Current, Difference, Manifest, Outcome, Source, Status

_DAMAGE = {"missing": "missing", "changed": "not what its hash says"}


def status_text(found: Sequence[Status], day: datetime.date, home: str) -> str:
    """The status of every source as text."""

    def write(sheet: Sheet) -> None:
        loaded = [one for one in found if one.current is not None]
        sheet.paragraph(_headline(found), "bold")
        if any(one.absent for one in found):
            sheet.paragraph(
                "A name that is not found says nothing about a list that is not loaded: it is not searched."
            )
        if loaded:
            _table(sheet, loaded)
        _troubles(sheet, found)
        if loaded:
            _details(sheet, loaded)
        _not_loaded(sheet, found)
        sheet.blank()
        sheet.unbroken(f"Data folder: {clean(home)}. Ages as of {day}.")

    return printed(write)


def _not_loaded(sheet: Sheet, found: Sequence[Status]) -> None:
    absent = [one for one in found if one.current is None and one.problem is None]
    if not absent:
        return
    sheet.heading("Not loaded")
    for one in absent:
        held = f" Its lists are loaded with {one.held_by}." if one.held_by else ""
        terms = f" It {one.source.terms}." if one.source.terms else ""
        mark = sheet.marks["clear" if one.held_by else "open"]
        sheet.marked(mark, f"{one.source.key}: {one.source.title}.{held}{terms}")
        sheet.unbroken(f"    {_command(one.source)}")


def _command(source: Source) -> str:
    """What brings a source in."""
    if source.access == "file":
        return f"duecare data import FILE --source {source.key}"
    if source.access == "licence" and not source.files:
        return f"duecare data import FILE --source {source.key} --accept-licence"
    more = {"licence": " --accept-licence", "own_url": " --url URL"}.get(source.access, "")
    return f"duecare data pull {source.key}{more}"


def outcome_text(outcome: Outcome, source: Source, today: datetime.date) -> str:
    """What came of a pull or an import, in sentences."""
    manifest = outcome.taken
    what = f"{counted(manifest.rows, 'row')}, {_published(manifest)}" if manifest.rows else ""
    what = what.replace(f"{manifest.rows} ", f"{manifest.rows:,} ", 1)
    if outcome.state == "unchanged":
        checked = "still the latest" if outcome.current.checked == today else "in use already"
        said = [f"{manifest.source}: unchanged, {checked}: {what}."]
    elif outcome.state == "beside":
        used = outcome.current.manifest
        said = [
            f"{manifest.source}: kept beside the snapshot in use, which is newer ({used.date}): {what}.",
            "--accept puts it to use.",
        ]
    else:
        since = f" {_changes(manifest.changes)}." if manifest.changes else ""
        said = [f"{manifest.source}: new edition in use: {what}.{since}"]
    if manifest.accepted and outcome.state == "new":
        said.append(f"Accepted: it {manifest.accepted}.")
    if manifest.repeated:
        said.append(f"{counted(manifest.repeated, 'row')} had the id of another and were taken together with it.")
    if manifest.published is None and outcome.state != "unchanged" and all(file.url is None for file in manifest.files):
        said.append(f"It counts from {today} on; --published DAY gives its own day.")
    if missing := [key for key in source.lists if not manifest.lists.get(key)]:
        said.append(f"No row of {listed(missing)} is in it.")
    return " ".join(said)


def kept_in_use(current: Current | None, day: datetime.date) -> str:
    """What stays in use after a failure, and how old it is."""
    if current is None:
        return "Nothing of it is loaded."
    manifest = current.manifest
    age = age_words(current.age(day))
    return f"The snapshot of {manifest.date} stays in use, with {manifest.rows:,} rows; it is {age}."


def age_words(days: int) -> str:
    """An age in days, as words.

    >>> age_words(0), age_words(1), age_words(400)
    ('of today', '1 day old', '400 days old')
    """
    return "of today" if days == 0 else f"{days:,} day{'' if days == 1 else 's'} old"


def difference_text(
    before: Manifest,
    after: Manifest,
    found: Difference,
    names: Mapping[str, str],
    fields: Mapping[str, Sequence[str]],
) -> str:
    """What changed between two snapshots, an entry a line; of those that changed, what did."""

    def write(sheet: Sheet) -> None:
        numbers = f"{len(found.added):,} added, {len(found.removed):,} removed, {len(found.changed):,} changed"
        sheet.paragraph(f"{after.source}, from {before.date} to {after.date}: {numbers}.", "bold")
        sheet.paragraph(f"{before.rows:,} rows in {before.id}, {after.rows:,} in {after.id}.", "dim")
        for title, ids in (("Added", found.added), ("Removed", found.removed), ("Changed", found.changed)):
            if ids:
                sheet.heading(title)
            for row_id in ids:
                what = f": {_few(fields[row_id])}" if row_id in fields else ""
                sheet.unbroken(f"{clean(row_id)}  {named(names.get(row_id, 'name not given'))}{what}")

    return printed(write)


def _few(fields: Sequence[str]) -> str:
    """What changed in a row, in short.

    >>> _few(["names"]), _few(list("abcdefghij"))
    ('names', 'a, b, c, d, e, f and 4 more')
    """
    most = 6
    said = [clean(field) for field in fields]
    return ", ".join(said) if len(said) <= most + 1 else f"{', '.join(said[:most])} and {len(said) - most} more"


def _headline(found: Sequence[Status]) -> str:
    loaded = [one for one in found if one.current is not None]
    stale = [one.source.key for one in loaded if one.stale]
    absent = [one.source.key for one in found if one.absent]
    counted_ones = [one for one in found if one.absent or one.current]
    troubled = [one.source.key for one in found if one.problem or one.damage]
    if not loaded:
        parts = ["No source is loaded"]
    elif absent:
        parts = [f"{len(loaded)} of {len(counted_ones)} sources are loaded"]
    else:
        parts = ["Every list that is known here is loaded"]
    if troubled:
        parts.append(f"damaged: {listed(troubled)}")
    if stale:
        parts.append(f"stale: {listed(stale)}")
    if absent and loaded:
        parts.append(f"not loaded: {listed(absent)}")
    return "; ".join(parts) + "."


def _table(sheet: Sheet, loaded: Sequence[Status]) -> None:
    rows = []
    for one in loaded:
        assert one.current is not None
        manifest, age = one.current.manifest, one.age or 0
        days = "today" if age == 0 else f"{age:,} day{'' if age == 1 else 's'}"
        rows.append(
            (
                one.source.key,
                f"{manifest.rows:,}",
                manifest.published.isoformat() if manifest.published else "not given",
                one.current.checked.isoformat() if one.current.checked else "not asked",
                f"{days}, stale" if one.stale else days,
            )
        )
    width = max(len(row[1]) for row in rows)
    sheet.blank()
    sheet.table(
        ("Source", f"{'Rows':>{max(width, 4)}}", "Published", "Checked", "Age"),
        [(key, f"{number:>{max(width, 4)}}", *rest) for key, number, *rest in rows],
        (3, 2, 2, 2, 3),
    )


def _troubles(sheet: Sheet, found: Sequence[Status]) -> None:
    troubled = [one for one in found if one.problem or one.damage]
    if not troubled:
        if any(one.damage is not None for one in found):
            sheet.paragraph("Every file that is kept was read, and is what its hash says.")
        return
    sheet.heading("Damaged", "Do not rely on these before they are loaded again.")
    for one in troubled:
        if one.problem and not one.damage:
            sheet.marked(sheet.marks["raised"], clean(one.problem))
        for snapshot, damage in (one.damage or {}).items():
            said = ", ".join(
                f"{name} is {'missing' if how == 'missing' else 'not what its hash says'}"
                for name, how in damage.items()
            )
            sheet.marked(sheet.marks["raised"], clean(f"{one.source.key} {snapshot}: {said}"))


def _details(sheet: Sheet, loaded: Sequence[Status]) -> None:
    sheet.heading("Loaded")
    for one in loaded:
        assert one.current is not None
        manifest = one.current.manifest
        sheet.paragraph(f"{one.source.key}: {manifest.title}", "bold")
        rows = [("Publisher", manifest.publisher), ("Licence", manifest.licence), ("Snapshot", _snapshot(one))]
        if one.source.about == "parties":
            rows.append(("Lists", ", ".join(f"{key} {number:,}" for key, number in manifest.lists.items())))
        if one.missing:
            rows.append(("Not in it", ", ".join(one.missing)))
        if manifest.changes:
            rows.append(("Changed", _changes(manifest.changes)))
        if manifest.accepted:
            rows.append(("Accepted", manifest.accepted))
        sheet.pairs([(f"  {label}", clean(value)) for label, value in rows])
    for one in loaded:
        if one.stale:
            days = counted(one.source.stale_after_days, "day")
            sheet.blank()
            said = f"{one.source.key} changes {one.source.cadence}; after {days} without a check it is called stale."
            sheet.marked(sheet.marks["open"], said)
            sheet.unbroken(f"    {_command(one.source)}")


def _snapshot(one: Status) -> str:
    assert one.current is not None
    manifest = one.current.manifest
    earlier = one.kept - 1
    before = f"; {counted(earlier, 'earlier one')} kept" if earlier > 0 else ""
    return f"{manifest.id}, loaded {manifest.retrieved}{before}"


def _published(manifest: Manifest) -> str:
    return f"published {manifest.published}" if manifest.published else "day of publication not given"


def _changes(changes: Counts) -> str:
    return (
        f"{changes.added:,} added, {changes.removed:,} removed, {changes.changed:,} changed since {changes.since[:10]}"
    )
