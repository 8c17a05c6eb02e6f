"""Claims about `duecare data`, from a publisher on this machine and from files."""

from __future__ import annotations

import datetime
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import sleep

import pytest
from test_cli import ROOT

from duecare.cli import main
from duecare.snapshots import SOURCES, Home, Store

sys.path.insert(0, str(ROOT / "tests" / "snapshots"))
from publisher import Publisher, publishing

TODAY = datetime.date.today()


def un_list(numbers: int | list[int], day: str = "2026-02-27", first: str = "ERIC") -> bytes:
    """A consolidated list of the United Nations in its own form."""
    people = "".join(
        f"<INDIVIDUAL><DATAID>{number}</DATAID><FIRST_NAME>{first}</FIRST_NAME>"
        f"<SECOND_NAME>BADEGE {number}</SECOND_NAME><UN_LIST_TYPE>DRC</UN_LIST_TYPE>"
        f"<REFERENCE_NUMBER>CDi.{number:03}</REFERENCE_NUMBER>"
        f"<LISTED_ON>2012-12-31</LISTED_ON></INDIVIDUAL>"
        for number in (range(numbers) if isinstance(numbers, int) else numbers)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST dateGenerated="{day}T00:00:09Z">'
        f"<INDIVIDUALS>{people}</INDIVIDUALS><ENTITIES></ENTITIES></CONSOLIDATED_LIST>"
    ).encode()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as one:
        yield one


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(Home(tmp_path / "home"))


def environment(store: Store) -> dict[str, str]:
    return {"NO_COLOR": "1", "COLUMNS": "100", "DUECARE_HOME": str(store.home.root)}


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


Data = Callable[..., Done]


@pytest.fixture
def data(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Data:
    """`duecare data` in a folder of its own, in this process."""
    monkeypatch.chdir(tmp_path)
    for name, value in environment(store).items():
        monkeypatch.setenv(name, value)

    def run(*arguments: object, **more: str) -> Done:
        for name, value in more.items():
            monkeypatch.setenv(name, value)
        status: object = 0
        try:
            main(["data", *map(str, arguments)])
        except SystemExit as leaving:
            status = leaving.code or 0
        said = capsys.readouterr()
        assert isinstance(status, int)
        return Done(status, said.out, said.err)

    return run


def test_sources_are_pulled_shown_and_compared(data: Data, publisher: Publisher) -> None:
    """The way of every day: pull, status, pull again, diff."""
    publisher.serve("/un.xml", un_list(600))
    url = {"DUECARE_URL_UN": f"{publisher.url}/un.xml"}
    done = data("pull", "un", **url)
    assert done.stdout == "un: new edition in use: 600 rows, published 2026-02-27.\n"
    assert (done.returncode, done.stderr) == (0, "")
    assert data("pull", "un", **url).stdout.startswith("un: unchanged, still the latest: 600 rows")
    publisher.serve("/un.xml", un_list(list(range(1, 602)), "2026-03-01"), etag='"new"')
    assert "2 added, 1 removed, 0 changed since 2026-02-27." in data("pull", "un", **url).stdout
    shown = data("status").stdout
    assert "1 of 10 sources are loaded; not loaded: ofac, csl, bis, dpl, eu," in " ".join(shown.split())
    assert "A name that is not found says nothing about a list that is not loaded" in " ".join(shown.split())
    assert re.search(rf"^un +601 +2026-03-01 +{TODAY} +today$", shown, re.MULTILINE)
    found = data("diff", "un").stdout
    assert found.startswith("un, from 2026-02-27 to 2026-03-01: 2 added, 1 removed, 0 changed.")
    assert "un-sc:CDi.601  ERIC BADEGE 601" in found
    assert "un-sc:CDi.000  ERIC BADEGE 0" in found
    by_day = data("diff", "un", "--from", "2026-02-28", "--to", "2026-12-01")
    assert by_day.stdout == found
    none = data("diff", "un", "--from", "2020-01-01")
    assert (none.returncode, none.stdout) == (2, "")
    assert "no snapshot of 2020-01-01 or before is kept (kept are those of 2026-02-27 and 2026-03-01)" in none.stderr


def test_what_changed_in_an_entry_is_named(store: Store, data: Data, tmp_path: Path) -> None:
    """By the field, in words."""
    for name, first in (("a.xml", "ERIC"), ("b.xml", "ÉRIC")):
        (tmp_path / name).write_bytes(un_list(600, "2026-02-27" if first == "ERIC" else "2026-03-01", first))
        assert data("import", name).returncode == 0
    assert "un-sc:CDi.007  ÉRIC BADEGE 7: names\n" in data("diff", "un").stdout


def test_one_source_that_fails_leaves_the_others_alone(data: Data, publisher: Publisher, tmp_path: Path) -> None:
    """Exit 2, and the age of what stays in use."""
    rows = [["Name", "Street_Address", "City", "State", "Country", "Postal_Code", "Effective_Date", "Expiration_Date",
             "Standard_Order", "Last_Update", "Action", "FR_Citation"]]  # fmt: skip
    rows += [[f"PERSON {number}", "1 STREET", "TOWN", "", "SY", "", "10/16/2017", "", "Y", "2017-10-23", "ADDED",
              "82 F.R. 1"] for number in range(400)]  # fmt: skip
    (tmp_path / "dpl.txt").write_text("".join("\t".join(f'"{cell}"' for cell in row) + "\n" for row in rows))
    ten_days = TODAY - datetime.timedelta(days=10)
    assert data("import", "dpl.txt", "--published", ten_days).returncode == 0
    publisher.serve("/un.xml", un_list(600))
    publisher.serve("/dpl.txt", b"<html>Access denied</html>")
    urls = {"DUECARE_URL_UN": f"{publisher.url}/un.xml", "DUECARE_URL_DPL": f"{publisher.url}/dpl.txt"}
    done = data("pull", "dpl", "un", "eu", **urls)
    assert done.returncode == 2
    assert done.stdout.startswith("un: new edition in use")
    first, second, last = done.stderr.splitlines()
    assert first == (
        f"dpl: not loaded: {publisher.url}/dpl.txt: the server sent a web page and not the file (open it in a browser "
        f"to see why). The snapshot of {ten_days} stays in use, with 400 rows; it is 10 days old."
    )
    assert second.startswith("eu: not loaded: it is fetched with a token")
    assert second.endswith("Nothing of it is loaded.")
    assert last == "2 of 3 sources failed: dpl and eu."


def test_ctrl_c_says_what_stays_in_use_and_the_same_command_goes_on(
    store: Store, data: Data, publisher: Publisher
) -> None:
    """130, and the part is there for the next time."""
    newer = un_list(5_000, "2026-03-01")
    publisher.serve("/un.xml", newer, "stall")
    command = [sys.executable, "-m", "duecare", "data", "pull", "un", "--url", f"{publisher.url}/un.xml"]
    with subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment(store)},
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as running:
        part = store.folder("un") / "incoming" / "consolidated.xml.part"
        while not (part.exists() and part.stat().st_size >= len(newer) // 2):
            assert running.poll() is None
        sleep(0.5)  # until it waits for the publisher again: in the moment before, a signal is only noted
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=30)
    assert running.returncode == 130
    assert said == "duecare: stopped at un; the same command goes on from there. Nothing of it is loaded.\n"
    assert data("pull", "un", "--url", f"{publisher.url}/un.xml").returncode == 0
    assert publisher.asked[-1]["Range"] == f"bytes={len(newer) // 2}-"


def test_files_are_told_by_their_content_and_kept_beside_a_newer_edition(
    store: Store, data: Data, tmp_path: Path
) -> None:
    """No name, no option: an edition of before is not put to use."""
    (tmp_path / "قائمة").write_bytes(un_list(600))
    (tmp_path / "old").write_bytes(un_list(500, "2019-01-01"))
    assert data("import", "قائمة").stdout == "un: new edition in use: 600 rows, published 2026-02-27.\n"
    done = data("import", "old")
    assert done.stdout.startswith("un: kept beside the snapshot in use, which is newer (2026-02-27): 500 rows")
    assert "(1 earlier one kept)" not in done.stdout
    status = json.loads(data("status", "--json").stdout)
    (un,) = (source for source in status["sources"] if source["key"] == "un")
    assert status["schema"] == "duecare.data-status/1"
    assert (un["state"], un["rows"], un["snapshots_kept"], un["published"]) == ("loaded", 600, 2, "2026-02-27")
    assert un["files"][0]["name"] == "قائمة"
    assert "us-ofac-sdn" in status["lists_not_loaded"]
    assert "un-sc" not in status["lists_not_loaded"]


@pytest.mark.parametrize(
    ("names", "source"),
    [
        (["sdn.xml"], "ofac"),
        (["sdn_advanced.xml"], "ofac"),
        (["sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"], "ofac"),
        (["csl.json"], "csl"),
        (["csl.csv"], "csl"),
        (["dpl.txt"], "dpl"),
        (["un.xml"], "un"),
        (["eu_fsf.xml"], "eu"),
        (["eu_journal.csv"], "eu-oj"),
        (["uksl.csv"], "uk"),
        (["ofsi.csv"], "uk"),
        (["entities.ftm.json"], "opensanctions"),
    ],
)
def test_every_format_finds_its_source_by_itself(data: Data, names: list[str], source: str) -> None:
    """The list importers' own samples, without an option that says what they are."""
    samples = ROOT / "tests" / "parties" / "lists" / "samples"
    done = data("import", *(samples / name for name in names), "--accept", "--accept-licence")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{source}: new edition in use: ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["import", "none.xml"], "none.xml: there is no such file"),
        (["import", "empty"], "empty: is empty"),
        (["import", "words.txt"], "words.txt: is in no format that its content tells (--format: ofac-csv,"),
        (["import", "cut.xml"], "un: not loaded: cut.xml:1: is no XML that can be read"),
        (["import", "few.xml"], "un: not loaded: holds 3 rows; a complete one has at least 500"),
        (["import", "un.xml", "--source", "uk"], "un.xml: is un-xml, which is no format of uk (accepted: uk-csv,"),
        (["import", "un.xml", "--format", "pdf"], "no format 'pdf' (there are ofac-csv,"),
        (["import", "un.xml", "--checksum", "0" * 64], "its SHA-256 is "),
        (["import", "un.xml", "--published", "2026-01-01"], "the file gives 2026-02-27 as its day, and you say"),
        (["import", "bomb.xml"], "bomb.xml"),
        (["import", "table.csv", "--source", "own"], "a table needs a mapping file"),
        (["import", "entities.ftm.json"], "opensanctions: it is free for non-commercial use only"),
        (["pull", "nope"], "no source 'nope' (there are ofac,"),
        (["pull", "un", "uk", "--url", "https://a.org"], "--url goes with one source"),
        (["pull", "un", "--url", "http://a.org/x"], "is not a secure address (accepted: https, or http with"),
        (["pull", "state"], "(duecare data import FILE --source state)"),
        (["diff", "un"], "un is not loaded"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line_and_exit_2_and_nothing_is_loaded(
    store: Store, data: Data, tmp_path: Path, arguments: list[str], says: str
) -> None:
    """Whatever is wrong with it."""
    (tmp_path / "un.xml").write_bytes(un_list(600))
    (tmp_path / "cut.xml").write_bytes(un_list(600)[:50_000])
    (tmp_path / "few.xml").write_bytes(un_list(3))
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "words.txt").write_text("Dear colleague,\n")
    (tmp_path / "table.csv").write_text("name\nAcme\n")
    (tmp_path / "bomb.xml").write_bytes(
        b'<?xml version="1.0"?><!DOCTYPE CONSOLIDATED_LIST [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">'
        b'<!ENTITY c SYSTEM "file:///etc/passwd">]><CONSOLIDATED_LIST><INDIVIDUAL><FIRST_NAME>&b;&c;</FIRST_NAME>'
        b"</INDIVIDUAL></CONSOLIDATED_LIST>"
    )
    (tmp_path / "entities.ftm.json").write_text('{"id": "a", "schema": "Person", "properties": {"name": ["A"]}}\n')
    done = data(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not list(store.home.root.rglob("current.json"))


def test_damage_is_shown_and_exits_with_1(store: Store, data: Data, tmp_path: Path) -> None:
    """Only a full check reads every byte."""
    (tmp_path / "un.xml").write_bytes(un_list(600))
    data("import", "un.xml")
    assert "Every file that is kept was read" in data("status", "--verify").stdout
    current = store.current("un")
    assert current is not None
    store.objects.path(current.manifest.files[0].sha256).write_bytes(un_list(600, first="ERIK"))
    assert data("status").returncode == 0
    done = data("status", "--verify")
    assert done.returncode == 1
    assert "un.xml is not what its hash says" in done.stdout
    assert data("import", "un.xml").returncode == 0
    assert data("status", "--verify").returncode == 0


def test_a_plain_start_loads_neither_the_network_nor_the_store() -> None:
    """What only `duecare data` needs is not paid for by a review."""
    script = "import sys, duecare.snapshots.starter; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True, encoding="utf-8", env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, timeout=60,
    )  # fmt: skip
    loaded = set(done.stdout.split())
    assert "duecare.snapshots.starter" in loaded
    assert not {"urllib3", "duecare.snapshots.store", "duecare.snapshots.fetch", "duecare.snapshots.sources"} & loaded


def test_every_source_is_documented_with_its_addresses() -> None:
    """docs/reference/data-sources.md and the table say the same."""
    page = (ROOT / "docs" / "reference" / "data-sources.md").read_text("utf-8")
    tables = page[: page.index("## What a fetch does")]
    rows = re.findall(r"^\| `([a-z-]+)` \| ", tables, re.MULTILINE)
    assert rows == [*SOURCES, *SOURCES]
    for source in SOURCES.values():
        assert f"| {source.stale_after_days} days |" in page
        assert source.cadence in page
        assert ", ".join(f"`{form}`" for form in source.accepted) in page
        for file in source.files:
            assert f"`{source.variable}`" in page
            assert file.url is None or f"`{file.url}`" in page


def test_sources_name_formats_and_lists_that_there_are() -> None:
    """The tables do not import each other, and have to agree all the same."""
    from duecare.countries.sources.formats import FORMATS as COUNTRY_FORMATS
    from duecare.parties.lists import FORMATS, LISTS

    formats = {"parties": set(FORMATS), "countries": set(COUNTRY_FORMATS)}
    assert not formats["parties"] & formats["countries"]
    for source in SOURCES.values():
        assert set(source.accepted) <= formats[source.about], source.key
        assert {*source.lists, *source.also} - {"*"} <= set(LISTS)
        assert source.about == "parties" or not source.lists
    of_countries = [source for source in SOURCES.values() if source.about == "countries"]
    assert {form for source in of_countries for form in source.accepted} == formats["countries"]
    assert set(LISTS) - {"own", "opensanctions"} == {
        key for source in SOURCES.values() for key in (*source.lists, *source.also) if key != "*"
    }


@pytest.mark.reference_data
def test_real_lists_are_taken_in_by_their_content(data: Data, reference_data: Path) -> None:
    """OFAC's two sets of files together or not at all, BIS by its lists, and what is not in them by name."""
    lists = reference_data / "lists"
    files = [
        lists / "watchman" / f"{name}.csv"
        for name in ("bench_sdn", "bench_alt", "bench_add", "cons_prim", "cons_alt", "cons_add")
    ]
    done = data("import", *files, "--published", "2021-07-07")
    assert "ofac: new edition in use: 9,418 rows, published 2021-07-07." in done.stdout
    refused = data("import", *files[3:], "--published", "2026-01-31")
    assert "holds no row of us-ofac-sdn any more, and 8,976 in 2021-07-07" in refused.stderr
    bis = data("import", lists / "nsfreg_bis_csl_2026" / "bis_entity_list.json")
    assert bis.stdout.startswith("bis: new edition in use: 3,40")
    assert "No row of us-bis-dpl, us-bis-uvl and us-bis-meu is in it." in bis.stdout
    wrong = data("import", lists / "nsfreg_bis_csl_2026" / "bis_entity_list.json", "--source", "state")
    assert "holds entries of us-bis-el, which is no list of state" in wrong.stderr
