"""A whole table screened: every row comes back, distinct parties are searched for once, a stopped run goes on."""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import invented
import pytest
from invented import DAY, OPTICS
from openpyxl import Workbook, load_workbook

from duecare.errors import InputError, OutputError
from duecare.parties.screening import DEFAULT_THRESHOLD, Query, Screener, compare, first_pass
from duecare.parties.screening.batch import ADDED, screen_table
from duecare.parties.screening.dispositions import Decisions, decide
from duecare.parties.screening.first_pass import Terms
from duecare.parties.screening.loaded import Lists
from duecare.parties.screening.screener import Match

TABLE = [
    ["Customer ID", "Customer Name", "Country", "DOB", "Phone"],
    ["1", "Zarubin Optoelektronika Vostok", "Russia", "", "5"],
    ["2", "Riverside Bakery", "NZ", "", "6"],
    ["3", "", "DE", "", "7"],
    ["4", "Belkacem Ouazzanidine Tarfaoui", "Algeria", "1961-05-09", "8"],
    ["5", "Riverside Flowers", "Utopia", "31.02.1990", "=1+1"],
    ["6", "Zarubin Optoelektronika Vostok", "Russia", "", "9"],
]


def write_csv(path: Path, rows: Sequence[Sequence[Any]], mark: str = ",") -> Path:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=mark).writerows(rows)
    path.write_text(buffer.getvalue(), "utf-8")
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_comes_back_with_what_it_came_to(lists: Lists, tmp_path: Path) -> None:
    """A match, no match on the lists that were there, or not screened: no row is silent."""
    done = screen_table(write_csv(tmp_path / "in.csv", TABLE), tmp_path / "out.csv", lists, DAY)
    rows = read_csv(tmp_path / "out.csv")
    assert [row["Customer ID"] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    assert [row["screen status"] for row in rows] == [
        "possible match", "no match on the lists loaded", "not screened", "possible match",
        "no match on the lists loaded", "possible match",
    ]  # fmt: skip
    assert done.rows == 6
    assert sum(done.statuses.values()) == 6
    first = rows[0]
    assert first["screen entry"] == "us-bis-el:optics"
    assert first["screen effect"] == "licence needed"
    assert first["screen citation"] == "90 FR 99999, 3/4/2025; listed on 2025-03-04"
    assert "the same country, RU" in first["screen for"]
    assert 0 < float(first["screen probability"]) < 1


def test_silence_says_what_was_searched_and_what_was_not(lists: Lists, tmp_path: Path) -> None:
    """A row without a match names the size of what was looked through and how many lists are not loaded."""
    screen_table(write_csv(tmp_path / "in.csv", TABLE), tmp_path / "out.csv", lists, DAY)
    assert "4 parties on 4 lists searched; 1 not loaded" in read_csv(tmp_path / "out.csv")[1]["screen note"]


def test_rows_that_cannot_be_read_in_full_stand_in_a_file_of_their_own(lists: Lists, tmp_path: Path) -> None:
    """With the row's number as a spreadsheet counts it, and the reason; they are in the output as well."""
    rows = [*TABLE[:3], [], *TABLE[3:]]
    done = screen_table(write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv", lists, DAY)
    rejects = read_csv(tmp_path / "out.csv.rejects.csv")
    assert done.rejects == 2
    assert done.rejects_path == tmp_path / "out.csv.rejects.csv"
    assert [(row["row"], row["Customer ID"]) for row in rejects] == [("5", "3"), ("7", "5")]
    assert rejects[0]["reason"] == "no name"
    assert "country “Utopia” not read" in rejects[1]["reason"]
    assert "is no day of any year" in rejects[1]["reason"]
    assert [row["screen row"] for row in read_csv(tmp_path / "out.csv")] == ["2", "3", "5", "6", "7", "8"]


def test_without_rejects_there_is_no_such_file_and_an_old_one_goes(lists: Lists, tmp_path: Path) -> None:
    (tmp_path / "out.csv.rejects.csv").write_text("of an earlier run")
    screen_table(write_csv(tmp_path / "in.csv", TABLE[:3]), tmp_path / "out.csv", lists, DAY)
    assert not (tmp_path / "out.csv.rejects.csv").exists()


def test_what_a_run_depended_on_is_written_beside_its_output(lists: Lists, tmp_path: Path) -> None:
    """Lists with dates and hashes, threshold, version, and which columns were read."""
    screen_table(write_csv(tmp_path / "in.csv", TABLE), tmp_path / "out.csv", lists, DAY)
    document = json.loads((tmp_path / "out.csv.receipt.json").read_text("utf-8"))
    assert document["columns_not_read"] == ["Phone"]
    assert document["receipt"]["usual_thresholds"]["born_unknown"] == DEFAULT_THRESHOLD
    assert document["receipt"]["index_sha256"] == lists.screener.header["sha256"]
    assert [one["edition"] for one in document["receipt"]["lists"]] == ["2026-11-20"] * 4
    assert document["receipt"]["not_loaded"] == ["eu-fsf"]


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx", ".parquet"])
def test_tables_of_every_form_give_the_same(lists: Lists, tmp_path: Path, suffix: str) -> None:
    """And come back in every form."""
    source, target = tmp_path / f"in{suffix}", tmp_path / f"out{suffix}"
    if suffix == ".xlsx":
        book = Workbook()
        for row in TABLE:
            book.active.append(row)  # type: ignore[union-attr]
        book.save(source)
    elif suffix == ".parquet":
        arrow = pytest.importorskip("pyarrow")
        parquet = pytest.importorskip("pyarrow.parquet")
        columns = dict(zip(TABLE[0], zip(*TABLE[1:], strict=True), strict=True))
        parquet.write_table(arrow.table({name: list(cells) for name, cells in columns.items()}), source)
    else:
        write_csv(source, TABLE, "\t" if suffix == ".tsv" else ",")
    done = screen_table(source, target, lists, DAY)
    assert list(done.statuses.values()) == [0, 3, 0, 2, 1]
    if suffix == ".xlsx":
        head, *rows = load_workbook(target).worksheets[0].iter_rows(values_only=True)
    elif suffix == ".parquet":
        read = parquet.read_table(target)
        head, rows = tuple(read.column_names), [tuple(row.values()) for row in read.to_pylist()]
        assert str(read.schema.field("screen probability").type) == "double"
        assert str(read.schema.field("screen row").type) == "int64"
    else:
        with open(target, encoding="utf-8", newline="") as file:
            head, *rows = map(tuple, csv.reader(file, delimiter="\t" if suffix == ".tsv" else ","))
    assert head == (*TABLE[0], *ADDED)
    entries = [row[head.index("screen entry")] or "" for row in rows]
    assert entries == ["us-bis-el:optics", "", "", "us-ofac-sdn:4711", "", "us-bis-el:optics"]


def test_no_cell_of_a_workbook_is_a_formula(lists: Lists, tmp_path: Path) -> None:
    rows = [["name", "note"], ["=cmd|' /C calc'!A0", "+1"], ["@SUM(A1)", "-2"]]
    screen_table(write_csv(tmp_path / "in.csv", rows), tmp_path / "out.xlsx", lists, DAY)
    page = load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    assert page["A2"].value == "=cmd|' /C calc'!A0"


def test_a_party_of_many_rows_is_searched_for_once(
    lists: Lists, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However far apart they stand; another country makes another party."""
    monkeypatch.setattr(first_pass, "BLOCK", 3)
    asked: list[Query] = []
    search = Screener.search

    def counted(self: Screener, query: Query, threshold: float | None = None) -> list[Match]:
        asked.append(query)
        return search(self, query, threshold)

    monkeypatch.setattr(Screener, "search", counted)
    three = [["Zarubin Optoelektronika Vostok", "RU"], ["Riverside Bakery", ""], ["Riverside Bakery", "NZ"]]
    rows = [["name", "country"], *three * 7]
    done = screen_table(write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv", lists, DAY)
    assert done.parties == len(asked) == 3
    assert {row["screen entry"] for row in read_csv(tmp_path / "out.csv")[::3]} == {"us-bis-el:optics"}


class StoppedError(Exception):
    """What stands for Ctrl-C in the middle of a run."""


def test_a_stopped_run_goes_on_where_it_was_and_gives_the_same(
    lists: Lists, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a crash cut the journal's last line, and with rows that repeat earlier ones."""
    monkeypatch.setattr(first_pass, "BLOCK", 10)
    rng = random.Random(7)
    names = ["Zarubin Optoelektronika Vostok", "Riverside Bakery", "Sea Lantern of Qarnabad", "", "X"]
    source = write_csv(tmp_path / "in.csv", [["name"], *[[rng.choice(names) or " "] for _ in range(60)]])
    screen_table(source, tmp_path / "whole.csv", lists, DAY)

    def stop(done: int, total: int | None) -> None:
        if done >= 30:
            raise StoppedError

    with pytest.raises(StoppedError):
        screen_table(source, tmp_path / "out.csv", lists, DAY, advance=stop)
    assert not (tmp_path / "out.csv").exists()
    journal = tmp_path / ".out.csv.journal"
    journal.write_bytes(journal.read_bytes()[:-4])
    done = screen_table(source, tmp_path / "out.csv", lists, DAY)
    assert (done.rows, done.resumed) == (60, 29)
    for name in ("csv", "csv.rejects.csv"):
        assert (tmp_path / f"out.{name}").read_text("utf-8") == (tmp_path / f"whole.{name}").read_text("utf-8")
    assert not journal.exists()


@pytest.mark.parametrize("line", ["[]", "5", "[null, 1]", '["zz","","",[]]', "[1,2,3,4,5]"])
def test_a_damaged_journal_is_taken_up_before_the_damage(
    lists: Lists, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr(first_pass, "BLOCK", 2)
    source = write_csv(tmp_path / "in.csv", TABLE)

    def stop(done: int, total: int | None) -> None:
        if done >= 4:
            raise StoppedError

    with pytest.raises(StoppedError):
        screen_table(source, tmp_path / "out.csv", lists, DAY, advance=stop)
    journal = tmp_path / ".out.csv.journal"
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:4]) + line.encode() + b"\n")
    done = screen_table(source, tmp_path / "out.csv", lists, DAY)
    assert done.resumed == 3
    assert [row["Customer ID"] for row in read_csv(tmp_path / "out.csv")] == ["1", "2", "3", "4", "5", "6"]


def test_other_lists_or_another_threshold_begin_anew(lists: Lists, tmp_path: Path) -> None:
    """Results of yesterday's lists are not mixed with today's."""
    source = write_csv(tmp_path / "in.csv", TABLE)

    def stop(done: int, total: int | None) -> None:
        raise StoppedError

    newer = invented.lists_in(tmp_path / "newer", invented.ENTRIES[:2])
    for other, terms in ((newer, Terms()), (lists, Terms(0.9))):
        with pytest.raises(StoppedError):
            screen_table(source, tmp_path / "out.csv", lists, DAY, advance=stop)
        assert screen_table(source, tmp_path / "out.csv", other, DAY, terms).resumed == 0


def test_several_processes_give_what_one_gives(lists: Lists, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", TABLE)
    screen_table(source, tmp_path / "one.csv", lists, DAY)
    screen_table(source, tmp_path / "two.csv", lists, DAY, Terms(workers=2))
    assert (tmp_path / "one.csv").read_text("utf-8") == (tmp_path / "two.csv").read_text("utf-8")


def test_a_process_that_the_system_ends_stops_the_run_and_loses_nothing(
    lists: Lists, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when memory runs out: a message and not a wait for ever, and the same call goes on from there."""
    monkeypatch.setattr(first_pass, "BLOCK", 50)
    source = write_csv(tmp_path / "in.csv", [["name"], *[[f"Riverside Bakery {n}"] for n in range(300)]])

    def end_one(done: int, total: int | None) -> None:
        for process in multiprocessing.active_children():
            process.kill()
            process.join()

    with pytest.raises(OutputError, match="was ended by the system; the rows done are kept"):
        screen_table(source, tmp_path / "out.csv", lists, DAY, Terms(workers=2), advance=end_one)
    assert not multiprocessing.active_children()
    done = screen_table(source, tmp_path / "out.csv", lists, DAY)
    assert (done.rows, done.resumed) == (300, 100)


def test_decisions_count_in_a_table_and_come_back_with_it(lists: Lists, tmp_path: Path) -> None:
    """A cleared match says until when and why; for a party described differently it is open again."""
    query = Query(("Zarubin Optoelektronika Vostok",), countries=frozenset({"RU"}))
    match = Match(OPTICS, compare(query, OPTICS))
    decision = decide(query, match, "not_same", by="Ada", why="Other owners", decided=DAY, until=DAY.replace(year=2027))
    rows = [TABLE[0], TABLE[1], ["7", "Zarubin Optoelektronika Vostok", "KZ", "", ""]]
    decisions = Decisions([decision])
    done = screen_table(write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv", lists, DAY, None, decisions)
    cleared, opened = read_csv(tmp_path / "out.csv")
    assert cleared["screen status"] == "cleared until 2027-11-26"
    assert cleared["screen note"] == "not the same party, by Ada on 2026-11-26: Other owners"
    assert opened["screen status"] == "possible match, open again"
    assert opened["screen note"].endswith("the party is described differently: countries")
    assert done.statuses["cleared"] == done.statuses["possible match"] == 1


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("in.csv", b"", "has no first row that names the columns"),
        ("in.csv", b"a,b\n1,2\n", "which column holds the names is not certain"),
        ("in.pdf", b"%PDF-", "ends in '.pdf'; accepted: .csv, .tsv, .xlsx, .parquet"),
        ("in.xlsx", b"PK\x03\x04broken", "is not an .xlsx workbook, or it is damaged"),
        ("in.parquet", b"PAR1 broken", "is not a Parquet table that can be read"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(
    lists: Lists, tmp_path: Path, name: str, data: bytes, says: str
) -> None:
    if name.endswith(".parquet"):
        pytest.importorskip("pyarrow")
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as caught:
        screen_table(tmp_path / name, tmp_path / "out.csv", lists, DAY)
    assert says in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_column_of_the_user_is_taken_over_what_would_be_guessed(lists: Lists, tmp_path: Path) -> None:
    rows = [["Name", "Counterparty of record"], ["Jane", "Sea Lantern of Qarnabad"]]
    terms = Terms(columns={"name": ["counterparty of record"]})
    screen_table(write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv", lists, DAY, terms)
    assert read_csv(tmp_path / "out.csv")[0]["screen entry"] == "uk-sl:INV0001"


def test_an_old_output_stays_until_the_new_one_is_whole_and_the_table_is_never_written_over(
    lists: Lists, tmp_path: Path
) -> None:
    source = write_csv(tmp_path / "in.csv", TABLE)
    with pytest.raises(InputError, match="is what is read"):
        screen_table(source, source, lists, DAY)
    with pytest.raises(OutputError, match="there is no such folder"):
        screen_table(source, tmp_path / "new" / "out.csv", lists, DAY)
    (tmp_path / "out.csv").write_text("old")

    def stop(done: int, total: int | None) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        screen_table(source, tmp_path / "out.csv", lists, DAY, advance=stop)
    assert (tmp_path / "out.csv").read_text() == "old"


def test_rows_without_any_party_make_an_output_without_any_match(lists: Lists, tmp_path: Path) -> None:
    """A head alone is a table of no parties."""
    done = screen_table(write_csv(tmp_path / "in.csv", TABLE[:1]), tmp_path / "out.xlsx", lists, DAY)
    assert done.rows == done.lines == 0
    assert load_workbook(tmp_path / "out.xlsx").worksheets[0].max_row == 1
