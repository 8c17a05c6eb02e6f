"""Claims about snapshots: what is taken in, what is refused, and that the last good one stays in use."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy import LATER_READING, READING, TODAY, toy, toy_source

from duecare.errors import InputError, OutputError
from duecare.snapshots import Current, Home, Outcome, Reading, Store, import_files, source_of, statuses
from duecare.snapshots.rows import Rows, difference, kept_rows, rows_bytes

SOURCE = toy_source()
NEXT = TODAY + datetime.timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(Home(tmp_path / "home"))


def give(
    store: Store, data: bytes, *, today: datetime.date = TODAY, reading: Reading = READING, accept: bool = False,
    published: datetime.date | None = None,
) -> Outcome:  # fmt: skip
    file = store.home.root.parent / "given.txt"
    file.write_bytes(data)
    return import_files(
        store, SOURCE, [(file, "toy")], reading=reading, today=today, published=published, accept=accept
    )


def in_use(store: Store) -> Current:
    current = store.current("toy")
    assert current is not None
    return current


def everything(store: Store) -> dict[str, bytes]:
    files = (path for path in store.home.root.rglob("*") if path.is_file() and path.name != "lock")
    return {str(path.relative_to(store.home.root)): path.read_bytes() for path in files}


def test_an_import_is_dated_hashed_and_in_use(store: Store) -> None:
    """The manifest tells source, days, hash, licence and rows; the raw bytes are kept under their hash."""
    outcome = give(store, toy(100))
    manifest = in_use(store).manifest
    assert outcome.state == "new"
    assert outcome.taken == manifest
    assert (manifest.source, manifest.licence, manifest.rows, manifest.lists) == (
        "toy",
        "None needed",
        100,
        {"toy-a": 100},
    )
    assert (manifest.published, manifest.retrieved) == (datetime.date(2026, 11, 20), TODAY)
    assert manifest.id.startswith("2026-11-20-")
    (raw,) = store.files(manifest)
    assert raw.path.read_bytes() == toy(100)
    assert raw.path.name == manifest.files[0].sha256
    assert store.damage(manifest) == {}
    assert not list((store.folder("toy") / "incoming").iterdir())


def test_nothing_is_loaded_before_something_is(store: Store) -> None:
    """And asking makes no folder."""
    assert store.current("toy") is None
    assert store.history("toy") == ()
    (status,) = statuses(store, [SOURCE], TODAY)
    assert (status.current, status.age, status.stale, status.missing) == (None, None, False, ("toy-a",))
    assert not store.home.root.exists()


def test_the_one_before_is_kept_and_the_two_can_be_compared(store: Store) -> None:
    """Added, removed and changed rows by id, and their numbers in the manifest."""
    first = give(store, toy(100)).taken
    rows = [f"toy-a:{number};Name {number}" for number in range(1, 100)]
    rows[4] += " and more"
    second = give(store, toy([*rows, "toy-a:new;New"], "2026-11-25"), today=NEXT).taken
    assert [manifest.id for manifest in store.history("toy")] == [first.id, second.id]
    found = store.compare(first, second, READING.rows, READING.version)
    assert (found.added, found.removed, found.changed) == (("toy-a:new",), ("toy-a:0",), ("toy-a:5",))
    assert second.changes is not None
    assert (second.changes.since, second.changes.added, second.changes.removed, second.changes.changed) == (
        first.id,
        1,
        1,
        1,
    )
    assert store.on("toy", datetime.date(2026, 11, 24)) == first
    assert store.on("toy", datetime.date(2026, 11, 19)) is None


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (toy(79), r"toy: lost 21 % of its rows: 79 rows, and 100 in 2026-11-20-\w{8} \(.*--accept.*last good"),
        (toy(0), "holds no rows; a list that is suddenly empty is never taken in"),
        (toy(100)[:-10], r"given\.txt:\d+: ends in the middle"),
        (b"", "given.txt"),
        (toy(100, "2027-01-01"), "published on 2027-01-01, which is after today"),
        (toy([f"other:{n};Name" for n in range(100)]), "holds no row of toy-a any more, and 100"),
        (b"x" * 1_000_001, "given.txt: is 1.0 MB; a file of toy may have 1 MB"),
    ],
)  # fmt: skip
def test_an_edition_that_is_refused_changes_nothing(store: Store, data: bytes, says: str) -> None:
    """Not a byte in the data folder is another; the message says why."""
    give(store, toy(100))
    before = everything(store)
    with pytest.raises(InputError, match=says):
        give(store, data, today=NEXT)
    assert everything(store) == before


def test_a_shrunken_edition_is_taken_in_if_that_is_accepted_and_an_empty_one_is_not(store: Store) -> None:
    """What was let pass stands in the manifest."""
    give(store, toy(100))
    with pytest.raises(InputError, match="never taken in"):
        give(store, toy(0), accept=True)
    taken = give(store, toy(10, "2026-11-25"), accept=True).taken
    assert taken.accepted is not None
    assert taken.accepted.startswith("lost 90 % of its rows: 10 rows, and 100 in 2026-11-20-")
    assert in_use(store).manifest == taken


def test_a_fifth_may_go(store: Store) -> None:
    """80 of 100 rows are let in, without a word."""
    give(store, toy(100))
    assert give(store, toy(80, "2026-11-25")).taken.accepted is None


def test_a_list_within_a_file_may_not_vanish_behind_the_others(store: Store) -> None:
    """A file of 1,000 rows that lost a list of 60 lost only six in a hundred; it is refused all the same."""
    large = [f"toy-a:{number};Name" for number in range(940)]
    give(store, toy([*large, *(f"toy-b:{number};Name" for number in range(60))]))
    with pytest.raises(InputError, match="holds no row of toy-b any more, and 60 in"):
        give(store, toy(large, "2026-11-25"))
    with pytest.raises(InputError, match="toy-b lost 50 % of its rows"):
        give(store, toy([*large, *(f"toy-b:{number};Name" for number in range(30))], "2026-11-25"))


def test_an_excerpt_is_not_taken_for_a_first_edition(store: Store) -> None:
    """Fewer rows than a complete list has must be accepted."""
    file = store.home.root.parent / "some.txt"
    file.write_bytes(toy(12))
    source = replace(SOURCE, fewest_rows=500)
    with pytest.raises(InputError, match="toy: holds 12 rows; a complete one has at least 500"):
        import_files(store, source, [(file, "toy")], reading=READING, today=TODAY)
    assert store.current("toy") is None
    assert import_files(store, source, [(file, "toy")], reading=READING, today=TODAY, accept=True).state == "new"


def test_the_same_edition_again_is_unchanged(store: Store) -> None:
    """Also under another day of import."""
    first = give(store, toy(100)).taken
    again = give(store, toy(100), today=NEXT)
    assert again.state == "unchanged"
    assert again.taken == first
    assert store.history("toy") == (first,)


def test_an_older_edition_is_kept_beside_the_one_in_use(store: Store) -> None:
    """For a review at an earlier date; it takes the place of the newer only on request, and its size is no loss."""
    newer = give(store, toy(100)).taken
    outcome = give(store, toy(30, "2021-07-07"))
    assert outcome.state == "beside"
    assert outcome.current.manifest == newer
    assert in_use(store).manifest == newer
    assert store.on("toy", datetime.date(2022, 1, 1)) == outcome.taken
    back = give(store, toy(30, "2021-07-07"), accept=True).taken
    assert in_use(store).manifest.date == datetime.date(2021, 7, 7)
    assert "older than the one in use, of 2026-11-20" in (back.accepted or "")


def test_the_day_of_the_file_and_the_day_that_is_said_may_not_differ(store: Store) -> None:
    """Where the file gives none, what is said counts; a correction takes the place of the first."""
    with pytest.raises(InputError, match="the file gives 2026-11-20 as its day, and you say 2026-11-01"):
        give(store, toy(100), published=datetime.date(2026, 11, 1))
    unknown = give(store, toy(100, "")).taken
    assert unknown.published is None
    assert unknown.date == TODAY
    said = give(store, toy(100, ""), published=datetime.date(2026, 11, 1)).taken
    assert said.date == datetime.date(2026, 11, 1)
    assert store.history("toy") == (said,)


def test_digests_of_different_readers_are_never_compared(store: Store) -> None:
    """A new version reads the kept files again: nothing has changed but the reader."""
    first = give(store, toy(100)).taken
    second = give(store, toy(101, "2026-11-25"), reading=LATER_READING).taken
    assert (second.changes.added, second.changes.changed) == (1, 0) if second.changes else False
    found = store.compare(first, second, LATER_READING.rows, LATER_READING.version)
    assert (len(found.added), found.changed) == (1, ())
    again = give(store, toy(101, "2026-11-25"))
    assert again.state == "unchanged"
    assert again.taken.reader == "1"


def test_rows_with_the_id_of_another_are_counted_and_not_lost(store: Store) -> None:
    """A change in either of them is a change."""
    rows = ["toy-a:1;Name", "toy-a:1;Other", "toy-a:2;Name"]
    first = give(store, toy(rows)).taken
    assert (first.rows, first.repeated) == (2, 1)
    second = give(store, toy(["toy-a:1;Other", "toy-a:1;Name", "toy-a:2;Name"], "2026-11-24")).taken
    assert not store.compare(first, second, READING.rows, "1")
    third = give(store, toy(["toy-a:1;Name", "toy-a:1;Another", "toy-a:2;Name"], "2026-11-25")).taken
    assert store.compare(second, third, READING.rows, "1").changed == ("toy-a:1",)


CRASH = """
import os, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[2]]
def killed(event, arguments):
    if event == "os.rename" and str(arguments[1]).endswith(sys.argv[5]):
        os._exit(9)
sys.addaudithook(killed)
from toy import READING, TODAY, toy_source
from duecare.snapshots import Home, Store, import_files
import_files(Store(Home(Path(sys.argv[3]))), toy_source(), [(Path(sys.argv[4]), "toy")], reading=READING, today=TODAY)
"""


@pytest.mark.parametrize("at", ["current.json", ".json", ""])
def test_a_crash_at_any_point_leaves_the_old_one_in_use_and_the_next_run_finishes(store: Store, at: str) -> None:
    """Before the pointer, before the manifest, before the first object: the process dies there."""
    old = give(store, toy(100)).taken
    file = store.home.root.parent / "new.txt"
    file.write_bytes(toy(110, "2026-11-25"))
    arguments = [
        str(Path(__file__).parent),
        str(Path(__file__).parents[2] / "src"),
        str(store.home.root),
        str(file),
        at,
    ]
    done = subprocess.run([sys.executable, "-c", CRASH, *arguments], timeout=60)
    assert done.returncode == 9
    assert in_use(store).manifest == old
    assert store.damage(old) == {}
    (status,) = statuses(store, [SOURCE], TODAY, verify=True)
    assert status.problem is None
    assert give(store, toy(110, "2026-11-25")).state == "new"
    assert in_use(store).manifest.rows == 110


def test_two_processes_do_not_load_one_source_at_once(store: Store) -> None:
    """The second is told at once; the lock goes with the process that held it."""
    hold = (
        "import sys; sys.path[:0] = [sys.argv[1]]\n"
        "from pathlib import Path\nfrom duecare.snapshots import Home, Store\n"
        "with Store(Home(Path(sys.argv[2]))).writing('toy'):\n print('held', flush=True); sys.stdin.read()\n"
    )
    arguments = [sys.executable, "-c", hold, str(Path(__file__).parents[2] / "src"), str(store.home.root)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(OutputError, match="toy: another run is loading it"):
            give(store, toy(100))
        assert store.current("toy") is None
        other.kill()
    assert give(store, toy(100)).state == "new"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("current.json", b""),
        ("current.json", b"[]"),
        ("current.json", b'{"snapshot": "../../etc", "checked": null}'),
        ("current.json", b'{"snapshot": "2026-11-20-00000000", "checked": null}'),
        ("current.json", b'{"snapshot": 7, "checked": "soon"}'),
        ("manifest", b"{"),
        ("manifest", b'{"schema": "duecare.snapshot/9"}'),
        ("manifest", b'{"schema": "duecare.snapshot/1"}'),
    ],
)
def test_a_damaged_pointer_or_manifest_is_named_and_the_next_import_mends_it(
    store: Store, name: str, content: bytes
) -> None:
    """Status goes on with the other sources."""
    taken = give(store, toy(100)).taken
    path = store.folder("toy") / (name if name == "current.json" else f"{taken.id}.json")
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"damaged|cannot be told"):
        store.current("toy")
    (status,) = statuses(store, [SOURCE], TODAY)
    assert status.current is None
    assert status.problem is not None
    give(store, toy(100))
    assert in_use(store).manifest.rows == 100


def test_a_damaged_object_is_found_and_mended_by_the_same_file(store: Store) -> None:
    """Missing or of another size at once; changed bytes by a full check."""
    manifest = give(store, toy(100)).taken
    (raw,) = store.files(manifest)
    raw.path.write_bytes(toy(100).replace(b"Name 7\n", b"Name 8\n"))
    assert store.damage(manifest) == {"given.txt": "changed"}
    assert give(store, toy(100)).state == "unchanged"
    assert store.damage(manifest) == {}
    raw.path.unlink()
    (status,) = statuses(store, [SOURCE], TODAY, verify=True)
    assert status.damage == {manifest.id: {"given.txt": "missing"}}
    assert "given.txt of 2026-11-20" in (status.problem or "")
    store.objects.path(manifest.rows_sha256).write_bytes(b"?")
    give(store, toy(100))
    assert store.damage(in_use(store).manifest) == {}


def test_a_manifest_cannot_lead_out_of_the_data_folder(store: Store) -> None:
    """Hashes and ids are checked before they become paths."""
    taken = give(store, toy(100)).taken
    path = store.folder("toy") / f"{taken.id}.json"
    document = json.loads(path.read_text("utf-8"))
    document["files"][0]["sha256"] = "../../../../etc/passwd"
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(InputError, match="not a SHA-256"):
        store.current("toy")
    with pytest.raises(InputError, match="is not the id"):
        store.manifest("toy", "../x")


def test_age_counts_from_the_last_check_or_else_from_the_day_of_the_edition(store: Store) -> None:
    """A file that was given is as old as it says; nobody asked its publisher."""
    give(store, toy(100))
    (status,) = statuses(store, [SOURCE], TODAY + datetime.timedelta(days=1))
    assert (status.age, status.stale) == (7, False)
    (status,) = statuses(store, [SOURCE], TODAY + datetime.timedelta(days=2))
    assert (status.age, status.stale) == (8, True)


@pytest.mark.parametrize("name", ["none.txt", ".", "bad\0name"])
def test_a_file_that_cannot_be_read_is_named(store: Store, name: str) -> None:
    """Not there, a folder, an impossible name."""
    with pytest.raises(InputError):
        import_files(store, SOURCE, [(store.home.root.parent / name, "toy")], reading=READING, today=TODAY)
    assert not (store.folder("toy") / "current.json").exists()


def test_a_data_folder_that_cannot_be_made_is_an_output_error(tmp_path: Path) -> None:
    """As where a file stands in its place."""
    (tmp_path / "home").write_bytes(b"")
    with pytest.raises(OutputError, match="the folder cannot be made"):
        give(Store(Home(tmp_path / "home")), toy(1))


def test_an_unknown_source_is_answered_with_those_there_are() -> None:
    """And with the nearest."""
    with pytest.raises(InputError, match=r"no source 'OFAK' \(did you mean ofac\? There are ofac, csl, bis"):
        source_of("OFAK")


ROWS = st.dictionaries(st.text(max_size=8), st.text(alphabet="0123456789abcdef", min_size=1, max_size=4), max_size=8)


@given(ROWS, ROWS)
def test_a_difference_says_how_to_come_from_one_to_the_other(before: dict[str, str], after: dict[str, str]) -> None:
    """Whatever stands in the ids; and rows survive being kept."""
    found = difference(Rows(before), Rows(after))
    assert set(found.added) == set(after) - set(before)
    assert set(found.removed) == set(before) - set(after)
    assert {key for key in before if key in after and before[key] != after[key]} == set(found.changed)
    assert bool(found) == (before != after)


@given(ROWS)
def test_rows_survive_being_kept(tmp_path_factory: pytest.TempPathFactory, rows: dict[str, str]) -> None:
    """Line ends, quotes and lone surrogates in ids included."""
    path = tmp_path_factory.getbasetemp() / "rows"
    path.write_bytes(rows_bytes(Rows(rows)))
    assert kept_rows(path).digests == rows
