"""`duecare data` for the sources of countries: from files, from a publisher on this machine, and put to use."""

from __future__ import annotations

import datetime
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from said import Duecare, running
from test_cli import ROOT

from duecare.snapshots import COUNTRY_SOURCES, SOURCES, Home, Store

sys.path.insert(0, str(ROOT / "tests" / "snapshots"))
sys.path.insert(0, str(ROOT / "tests" / "countries" / "sources"))
import official_samples as official
from made_tables import SAMPLES, workbook
from made_tables import rows as cells
from publisher import Publisher, publishing

TODAY = datetime.date.today()
KEYS = {
    "vdem": "vdem", "freedom_in_the_world": "freedom-house", "freedom_on_the_net": "freedom-on-the-net",
    "political_terror_scale": "pts", "latent_scores": "lhrs", "cirights": "cirights", "hrmi": "hrmi",
    "press_freedom": "rsf", "governance": "wgi", "ai_surveillance": "aigs", "shutdowns": "keepiton",
}  # fmt: skip
"""For each sample its source."""
LICENSED = {source.key for source in COUNTRY_SOURCES if source.access == "licence"}
STATES = [("NO", "Norway"), ("CN", "China"), ("NA", "Namibia"), ("VE", "Venezuela"), ("TR", "Türkiye")]


@pytest.fixture
def duecare(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Duecare:
    return running(monkeypatch, capsys)


def experts(version: int, last: int) -> str:
    """A table of V-Dem of five states from 1990 on; another version estimates every year anew."""
    rows = [
        f"{name},{year},0.{version}{number}"
        for year in range(1990, last + 1)
        for number, (_, name) in enumerate(STATES)
    ]  # fmt: skip
    return "\n".join(["country_name,year,v2x_clphy", *rows, ""])


def treaty_table(venezuela: str = "party", opcat: str = "none") -> str:
    """A status table of five states and two treaties."""
    rows = [f"{code},{name},{venezuela if code == 'VE' else 'party'},1978,{opcat},"
            for code, name in STATES]  # fmt: skip
    return "iso2,member,iccpr,iccpr_year,opcat,opcat_year\n" + "\n".join(rows) + "\n"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A data folder of its own; the files of a test lie beside it."""
    monkeypatch.setenv("DUECARE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return Store(Home(tmp_path / "home"))


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as one:
        yield one


def licence(key: str) -> list[str]:
    return ["--accept-licence"] if key in LICENSED else []


@pytest.mark.parametrize("sample", sorted(SAMPLES))
@pytest.mark.parametrize("named", [True, False], ids=["named", "told by content"])
def test_an_index_is_taken_in_with_its_source_first_or_told_by_its_content(
    duecare: Duecare, sample: str, named: bool
) -> None:
    """The few rows of a sample are fewer than a whole edition has: that is refused, and let pass when said."""
    key = KEYS[sample]
    Path("given.csv").write_text(SAMPLES[sample], "utf-8")
    words = ["data", "import", *([key] if named else []), "given.csv", *licence(key)]
    few = duecare(*words)
    if few.code:
        assert few.refused
        assert f"{key}: not loaded: holds " in few.err
        assert "an excerpt reads as clearance of all that is not in it" in few.err
    done = duecare(*words, "--accept")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{key}: new edition in use: ") or not few.code


def test_a_workbook_is_told_by_its_content_too(duecare: Duecare, tmp_path: Path) -> None:
    """By the names in its first rows, whatever its name."""
    workbook(tmp_path, {"About": [["A title"]], "Data": cells(SAMPLES["freedom_on_the_net"])}, "قائمة.xlsx")
    done = duecare("data", "import", "قائمة.xlsx", "--accept", "--accept-licence")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("freedom-on-the-net: new edition in use: 3 rows")


def test_an_index_of_your_own_goes_with_its_mapping(duecare: Duecare) -> None:
    """A table and a YAML that says what its columns are."""
    Path("own.yaml").write_text(
        "index: Our own reading\nkey: own_reading\ncolumns: {country: Land, year: Jahr, value: Wert}\n"
        "dimension: safeguards\nfamily: own\nhigher_is: better\ncuts: [70, 50, 30]\nsd: 5\n",
        "utf-8",
    )
    Path("own.csv").write_text("Land;Jahr;Wert\nNA;2024;61\nDeutschland;2024;80\n", "utf-8")
    done = duecare("data", "import", "own.yaml", "own.csv")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("custom-index: new edition in use: 2 rows")


@pytest.mark.parametrize("key", sorted(LICENSED))
def test_a_licensed_source_is_refused_before_it_is_read_unless_the_right_is_claimed(duecare: Duecare, key: str) -> None:
    """However it is asked for; and the way in is an import, for no address is known."""
    Path("given.csv").write_text("anything\n", "utf-8")
    said = duecare("data", "import", key, "given.csv")
    assert said.refused
    assert "by those who have the right to use it (if you have that right, say so with --accept-licence)" in said.err
    pulled = duecare("data", "pull", key, "--accept-licence")
    assert pulled.refused
    assert f"(duecare data import FILE --source {key}" in pulled.err
    shown = duecare("data", "status").out
    assert f"duecare data import FILE --source {key} --accept-licence" in shown
    assert f"duecare data pull {key}" not in shown


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["freedom-house"], "no file of freedom-house is given (duecare data import freedom-house FILE)"),
        (["frredom-house", "pts.csv"], "frredom-house is no source and no file (did you mean the source freedom-house"),
        (["vdem", "pts", "pts.csv"], "pts is a second source (import the files of one source at a time)"),
        (["vdem", "none.csv"], "none.csv: there is no such file"),
        (["Freedom-House", "pts.csv"], "did you mean the source freedom-house?"),
        (["vdem.csv"], "vdem.csv: there is no such file"),
        (["vdem", "folder"], "folder: is a directory, not a file"),
        (["vdem", "/dev/null"], "/dev/null: is not a regular file"),
        (["vdem", "empty.csv"], "empty.csv: is empty"),
        (["empty.csv"], "empty.csv: is empty"),
        (["vdem", "binary.csv"], "binary.csv: is no table in text (accepted: CSV, TSV or XLSX)"),
        (["treaties", "binary.csv"], "is in no format that its content tells (--format: un-treaty, treaty-table)"),
        (["binary.csv"], "is in no format that its content tells"),
        (["words.txt"], "is in no format that its content tells"),
        (["vdem", "huge.csv"], "huge.csv: is 3,221.2 MB; a file of vdem may have 2,000 MB"),
        (["vdem", "pts.csv"], "vdem: not loaded: pts.csv:1: has no column "),
        (["un", "pts.csv"], "un: not loaded: pts.csv:1: is no XML that can be read"),
        (["vdem", "pts.csv", "--format", "pts"], "pts.csv: is pts, which is no format of vdem"),
        (["vdem", "vdem_v14.csv", "vdem_v16.csv", "--accept"], "is V-Dem v16, and vdem_v14.csv is V-Dem v14: the two"),
        (["vdem_v16.csv", "pts.csv", "--accept"], "which source it is of is not certain"),
        (["custom-index", "own.csv"], "own.csv"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line_and_exit_2_and_nothing_is_loaded(
    duecare: Duecare, store: Store, words: list[str], says: str
) -> None:
    """Whatever is wrong with it."""
    Path("folder").mkdir()
    Path("empty.csv").write_bytes(b"")
    Path("binary.csv").write_bytes(bytes(range(256)) * 40)
    Path("words.txt").write_text("Dear colleague,\n")
    with Path("huge.csv").open("wb") as huge:
        huge.truncate(3 << 30)
    Path("pts.csv").write_text(SAMPLES["political_terror_scale"], "utf-8")
    Path("vdem_v14.csv").write_text(experts(14, 2023), "utf-8")
    Path("vdem_v16.csv").write_text(experts(16, 2023), "utf-8")
    Path("own.csv").write_text("Land;Jahr;Wert\nNA;2024;61\n", "utf-8")
    said = duecare("data", "import", *words)
    assert said.refused
    assert says in said.err
    assert not list(store.home.root.rglob("current.json"))


def test_an_older_edition_is_kept_beside_the_one_in_use(duecare: Duecare) -> None:
    """And what differs between them is told by country, year and indicator, with its code as the source writes it."""
    Path("vdem_v16.csv").write_text(experts(16, 2025), "utf-8")
    Path("vdem_v14.csv").write_text(experts(14, 2023), "utf-8")
    first = duecare("data", "import", "vdem", "vdem_v16.csv", "--published", "2026-03-17")
    assert first.out == "vdem: new edition in use: 180 rows, published 2026-03-17.\n"
    older = duecare("data", "import", "vdem", "vdem_v14.csv", "--published", "2024-03-07")
    assert older.out.startswith("vdem: kept beside the snapshot in use, which is newer (2026-03-17): 170 rows")
    said = duecare("data", "diff", "vdem", "--from", "2024-03-07")
    assert said.out.startswith("vdem, from 2024-03-07 to 2026-03-17: 10 added, 0 removed, 170 changed.")
    assert "vdem:TR:2025  Türkiye 2025\n" in said.out
    assert "vdem:NA:2022  Namibia 2022: v2x_clphy (Physical violence index)\n" in said.out


def test_an_edition_without_a_day_says_from_when_it_counts_and_how_to_say_it(duecare: Duecare) -> None:
    """Said afterwards, the day takes its place."""
    Path("status.csv").write_text(treaty_table(), "utf-8")
    said = duecare("data", "import", "treaties", "status.csv", "--accept")
    assert "day of publication not given." in said.out
    assert f"It counts from {TODAY} on; --published DAY gives its own day." in said.out
    assert duecare("data", "import", "treaties", "status.csv", "--accept", "--published", "2022-08-25").code == 0
    status = json.loads(duecare("data", "status", "--json").out)
    (treaties,) = (one for one in status["sources"] if one["key"] == "treaties")
    assert (treaties["state"], treaties["published"]) == ("loaded", "2022-08-25")


def test_countries_that_are_not_loaded_do_not_count_among_the_lists(duecare: Duecare) -> None:
    """Of a source of countries the status says how to load it, and not that its lists are not searched."""
    said = duecare("data", "status")
    assert "No source is loaded." in said.out
    for source in COUNTRY_SOURCES:
        assert f"◌ {source.key}: " in said.out
    assert set(json.loads(duecare("data", "status", "--json").out)["lists_not_loaded"]) == {
        key for source in SOURCES.values() if source.about == "parties" for key in source.lists
    }


def test_treaties_are_pulled_one_file_a_treaty(
    duecare: Duecare, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order of the addresses that are set; unchanged ones are not sent again."""
    numbers = ["2", "3", "4", "5", "8", "9", "9-b", "11", "12", "13", "15", "16"]
    for number in numbers:
        digits, _, letter = number.partition("-")
        head = f"<Numsect>{digits}</Numsect>{f'<Subnumsect>{letter}</Subnumsect>' if letter else ''}"
        rows = (("Norway", "20 Mar 1968", "13 Sep 1972"), ("China", "5 Oct 1998", ""))
        body = official.treaty(*rows, parties=1, number=head, title="<Titlesect>A title</Titlesect>")
        publisher.serve(f"/IV-{number}.xml", body)
    urls = " ".join(f"{publisher.url}/IV-{number}.xml" for number in numbers)
    monkeypatch.setenv("DUECARE_URL_TREATIES", urls)
    done = duecare("data", "pull", "treaties")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("treaties: new edition in use: ")
    assert [one["path"] for one in publisher.asked] == [f"/IV-{number}.xml" for number in numbers]
    assert duecare("data", "pull", "treaties").out.startswith("treaties: unchanged, still the latest: ")


def test_the_day_is_put_into_the_address_of_the_ecfr(duecare: Duecare, publisher: Publisher) -> None:
    """Of a week before, for the eCFR answers for a day once it has taken in that day's register."""
    day = (TODAY - datetime.timedelta(days=7)).isoformat()
    publisher.serve(f"/full/{day}/part-740.xml", official.groups().encode())
    chart = official.chart(official.row("China", *official.marks("CC 1", "CC 3")))
    publisher.serve(f"/full/{day}/part-738.xml", chart.encode())
    urls = [
        word for part in ("740", "738") for word in ("--url", f"{publisher.url}/full/{{date}}/part-{part}.xml?a=b+c")
    ]
    few = duecare("data", "pull", "ear", *urls)
    assert few.refused
    assert "a complete one has at least 40" in few.err
    done = duecare("data", "pull", "ear", *urls, "--accept")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("ear: new edition in use: ")
    assert {one["path"] for one in publisher.asked} == {f"/full/{day}/part-{part}.xml?a=b+c" for part in ("740", "738")}


def test_a_failed_pull_leaves_what_was_loaded_in_use(duecare: Duecare, publisher: Publisher) -> None:
    """Exit 2, one line, and its age."""
    Path("126.xml").write_text(official.section(official.DENIED, official.SENT), "utf-8")
    assert duecare("data", "import", "itar", "126.xml", "--accept", "--published", "2026-01-05").code == 0
    publisher.serve("/126.xml", b"<html>Request access</html>")
    said = duecare("data", "pull", "itar", "--url", f"{publisher.url}/126.xml")
    assert said.refused
    assert "the server sent a web page and not the file" in said.err
    assert "The snapshot of 2026-01-05 stays in use" in said.err


def test_ctrl_c_while_compiling_leaves_nothing_half_made_and_the_next_run_goes_on(
    duecare: Duecare, store: Store
) -> None:
    """What is loaded is then put to use: a treaty with its day, beside what comes with Duecare."""
    Path("status.csv").write_text(treaty_table(venezuela="signed", opcat="party"), "utf-8")
    assert duecare("data", "import", "treaties", "status.csv", "--accept", "--published", "2024-01-05").code == 0
    variables = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(
        [sys.executable, "-m", "duecare", "country", "VE"],
        env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    ) as running:  # fmt: skip
        assert running.stderr is not None
        assert running.stderr.readline() == "Compiling the country data; this takes some seconds, once.\n"
        time.sleep(0.3)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert (running.returncode, out) == (130, "")
    assert err.strip() == "duecare: stopped; nothing was written"
    assert not [file for file in store.home.indexes.rglob("*") if file.is_file()]
    compiled = duecare("country", "VE")
    assert compiled.err == "Compiling the country data; this takes some seconds, once.\n"
    treaties = compiled.part("TREATIES")
    assert "● ICCPR: signed only in 1978" in treaties
    assert "○ OPCAT: party, year open" in treaties
    assert "◌ Reservations, declarations and derogations are open" in treaties
    assert "as of 2024-01-05." in " ".join(treaties.split())
    again = duecare("country", "VE")
    assert (again.err, again.out) == ("", compiled.out)
    starter = duecare("country", "VE", "--no-loaded").part("TREATIES")
    assert "○ ICCPR: party since 1978" in starter
    earlier = duecare("country", "VE", "--known-at", "2023-12-31").part("TREATIES")
    assert "○ ICCPR: party since 1978" in earlier


def test_a_damaged_snapshot_is_one_line_and_not_left_out_in_silence(duecare: Duecare, store: Store) -> None:
    """And the starter can be asked for."""
    Path("status.csv").write_text(treaty_table(), "utf-8")
    assert duecare("data", "import", "treaties", "status.csv", "--accept").code == 0
    current = store.current("treaties")
    assert current is not None
    store.objects.path(current.manifest.files[0].sha256).unlink()
    said = duecare("country", "VE")
    assert said.refused
    assert "the country data of treaties cannot be used: " in said.err
    assert duecare("country", "VE", "--no-loaded").code == 0


@pytest.mark.reference_data
@pytest.mark.parametrize(
    ("names", "key", "rows"),
    [
        (["freedomhouse/fiw_2013_2025_items.csv"], "freedom-house", 2_500),
        (["freedomhouse/fotn_2025_totals.csv"], "freedom-on-the-net", 70),
        (["pts/PTS-2024.csv"], "pts", 8_000),
        (["hrmi/cpr-scores_v5-1.csv"], "hrmi", 150),
        (["rsf/rsf_2014_2023_2025.csv"], "rsf", 1_900),
        (["aigs/AIGS_cleaned.csv"], "aigs", 97),
        (["shutdowns/keepiton_events_2016_2022.csv"], "keepiton", 900),
        (["sanctions_programs/opensanctions_programs.csv"], "programmes", 261),
        (["treaties/un_hr_treaty_status_2022-08.csv"], "treaties", 2_800),
        (["ear/ear_country_groups_2026.csv", "ear/commerce_country_chart_partial_A-Congo_2026-06-20.csv"], "ear", 130),
        (["ear/itar_22cfr_126.1_text_2025-01.md"], "itar", 17),
    ],
)
def test_real_files_are_taken_in_by_their_content(
    duecare: Duecare, reference_data: Path, names: list[str], key: str, rows: int
) -> None:
    """Whole, without an option beside the licence."""
    done = duecare("data", "import", *(reference_data / "countries" / name for name in names), *licence(key))
    assert (done.code, done.err) == (0, "")
    start = f"{key}: new edition in use: "
    assert done.out.startswith(start)
    assert int(done.out.removeprefix(start).split(" ")[0].replace(",", "")) >= rows


@pytest.mark.reference_data
def test_a_file_that_is_like_two_formats_asks_which_it_is(duecare: Duecare, reference_data: Path) -> None:
    """The workbook of AIGS holds columns of V-Dem, too."""
    book = reference_data / "countries" / "aigs" / "AI_Global_Surveillance_Index_09Mar2022.xlsx"
    said = duecare("data", "import", book)
    assert said.refused
    assert "fits more than one format (say --format or --source: vdem, aigs)" in said.err
    assert duecare("data", "import", "aigs", book).out.startswith("aigs: new edition in use: 97 rows")


@pytest.mark.reference_data
def test_two_versions_of_v_dem_are_never_put_together(duecare: Duecare, reference_data: Path, store: Store) -> None:
    """Each release estimates all years anew."""
    folder = reference_data / "countries" / "vdem"
    files = [folder / "vdem_v16_owid_core_1990_2025.csv", folder / "vdem_v14_vdemlite_indicators_1990_2023.csv"]
    said = duecare("data", "import", "vdem", *files)
    assert said.refused
    assert "the two cannot be spliced" in said.err
    assert store.current("vdem") is None
