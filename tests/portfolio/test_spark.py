"""Spark in local mode: the same result as this computer gives, row by row, and every refusal of it."""

from __future__ import annotations

import datetime
import gc
import json
import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from made_book import mapping_of

from duecare.cli import cli, main
from duecare.errors import InputError, OutputError
from duecare.facts import Condition, Value, emit, fact_of, vocabulary
from duecare.guidance import load_guidance
from duecare.papers.portfolio import portfolio_text
from duecare.portfolio.book.mapping import read_mapping
from duecare.portfolio.judging.batch import Batch, Frames, Piece
from duecare.portfolio.judging.coding import Columns
from duecare.portfolio.judging.rules import RulesInForce
from duecare.portfolio.judging.verdicts import Verdicts
from duecare.portfolio.made_up.synthetic import write_synthetic
from duecare.portfolio.result.parquet import read_table
from duecare.portfolio.result.read_back import read_result
from duecare.portfolio.result.schema import TABLES
from duecare.portfolio.review import Reviewed, review_book
from duecare.portfolio.spark.spark_book import load_on_spark
from duecare.portfolio.spark.spark_engine import OnSpark
from duecare.portfolio.spark.spark_session import spark_session
from duecare.portfolio.together.relationships import Given
from duecare.review import load_policy
from duecare.review.judge import rules_in_force

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [
    pytest.mark.spark,
    # PySpark leaves the sockets to its JVM to the collector
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

DAY = datetime.date(2026, 11, 26)
ROWS = 300
NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebooks" / "portfolio-on-spark.ipynb"
QUICK = "--driver-java-options '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' pyspark-shell"
"""Java for a short run: it compiles less."""
MAPPING = """
constants: {exporter.name: Aperta Vision, exporter.country: DE}
columns:
  id: {to: id, with: [pos]}
  item.name: {to: item.name, with: [variant]}
  end_user.kind: {to: end_user.kind, values: {POL: police, "-": unknown}}
  place.country: place.country
  end_user.name: end_user.name
  Land: end_user.country
  item.description: item.description
  purchaser.name: purchaser.name
  purchaser.country: purchaser.country
  value: value
  due: due
  date: date
  quantity: quantity
  currency: currency
  framework: framework
  transaction.licence_status: transaction.licence_status
  item.covert: item.covert
  use.group_targeting: {to: use.group_targeting, true: [X]}
"""


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    for needed in ("pyspark", "pandas"):
        pytest.importorskip(
            needed, reason=f"{needed} is not installed: pip install 'duecare[spark]'", exc_type=ImportError
        )
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("Java is not installed")
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")
        patch.setenv("PYSPARK_SUBMIT_ARGS", QUICK)
        with spark_session("local[2]") as session:
            # queries this small take longer to compile than to run
            for key, value in {
                "shuffle.partitions": "2", "codegen.wholeStage": "false", "codegen.factoryMode": "NO_CODEGEN",
            }.items():  # fmt: skip
                session.conf.set(f"spark.sql.{key}", value)
            yield session
        gc.collect()


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book in two files of other columns and types, with rows that cannot be read and ids that come twice."""
    folder = tmp_path_factory.mktemp("dirty")
    write_synthetic(folder / "made.parquet", rows=ROWS, parties=60, items=20)
    rows = pq.read_table(folder / "made.parquet").to_pylist()
    (folder / "made.parquet").unlink()
    for at, row in enumerate(rows):
        row["pos"], row["variant"], row["note"] = at % 7 or None, "Pro" if at % 3 else None, "carried nowhere"
        row["Land"] = row.pop("end_user.country")
        row["use.group_targeting"] = "X" if row.get("use.group_targeting") else None
    for at, change in {
        3: {"Land": "Atlantis", "value": "many"},
        40: {"item.covert": "perhaps"},
        41: {"due": "2026-13-45"},
        60: {"end_user.kind": "POL"},
        61: {"end_user.kind": "-"},
        90: {"id": rows[10]["id"], "pos": rows[10]["pos"]},
        250: {"id": rows[10]["id"], "pos": rows[10]["pos"]},
        251: {"id": None},
        252: dict.fromkeys(rows[252]),
        253: {"item.name": "", "item.description": "  "},
        254: {"item.name": 'a "quoted" name\\ with, marks', "end_user.name": "شركة النور"},
    }.items():
        rows[at] |= change
    for row in rows:
        for name in ("value", "item.covert", "due", "quantity"):
            row[name] = None if row[name] is None else str(row[name])
    for name, some in {"b 1.parquet": rows[:200], "a.parquet": rows[200:]}.items():
        pq.write_table(pa.Table.from_pylist(some, pa.Table.from_pylist(rows).schema), folder / name)
    return folder


def reviewed(book: Path, folder: Path, engine: OnSpark | None = None, **other: Any) -> Reviewed:
    given = {"mapping": read_mapping(None), "known_at": DAY, "law_at": DAY, **other}
    return review_book(
        [str(book)], folder, guidance=load_guidance(), policy=load_policy(), engine=engine, **given
    )  # fmt: skip


def given_with(book: Path, folder: Path) -> Given:
    """Agreements, a report of what was sold on and an acquired company, for some rows of a book."""
    rows = [row for file in sorted(book.glob("*.parquet")) for row in pq.read_table(file).to_pylist()]
    agreed = [
        {"reference": row["framework"], "end_user": row["end_user.name"], "items": row["item.name"], "quantity": "9"}
        for row in {row["framework"]: row for row in rows if row["framework"]}.values()
    ]
    sold = [
        {"reseller": row["purchaser.name"], "item": row["item.name"], "quantity": "2", "end_user": row["end_user.name"]}
        for row in rows
        if row["purchaser.name"] and row["item.name"]
    ]
    for name, some in {"agreed.parquet": agreed, "sold.parquet": sold[::2]}.items():
        pq.write_table(pa.Table.from_pylist(some), folder / name)
    return Given(str(folder / "agreed.parquet"), str(folder / "sold.parquet"), "Bought Ltd")


@pytest.fixture(scope="module")
def both(spark: SparkSession, dirty: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Reviewed, Reviewed]:
    """The book reviewed here and by Spark, with what its orders say together."""
    here = tmp_path_factory.mktemp("both")
    mapping, given = mapping_of(here, MAPPING), given_with(dirty, here)
    return (
        reviewed(dirty, here / "duckdb", mapping=mapping, given=given),
        reviewed(dirty, here / "spark", OnSpark(spark), mapping=mapping, given=given),
    )


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_the_same_on_spark(both: tuple[Reviewed, Reviewed], name: str) -> None:
    """Also its numbers, and the order of its rows; within a row of the book, refusals may stand in any order."""
    here, there = (read_table(one.folder, name) for one in both)
    if name == "rejects":
        here, there = (table.sort_by([(column, "ascending") for column in TABLES[name]]) for table in (here, there))
    assert here.num_rows > 0 or name == "matches"  # there are no lists
    assert here.schema == there.schema
    assert here.equals(there)


def test_rows_are_refused_for_the_same_reasons(both: tuple[Reviewed, Reviewed]) -> None:
    rejects = read_table(both[1].folder, "rejects").to_pylist()
    reasons = [row["reason"] for row in rejects if row["source"] not in ("agreed.parquet", "sold.parquet")]
    assert sum("id stands before" in reason for reason in reasons) == 2
    assert sum("says nothing" in reason for reason in reasons) == 1
    assert len(reasons) == 7
    assert both[1].manifest["book"]["rejected"] == 6


def test_the_manifest_differs_in_what_read_the_book_only(both: tuple[Reviewed, Reviewed]) -> None:
    here, there = ({**one.manifest, "book": dict(one.manifest["book"])} for one in both)
    assert (here.pop("run_on"), there.pop("run_on").partition(" ")[0]) == ("duckdb", "spark")
    for one in (here, there):
        del one["basis"], one["seconds"], one["book"]["digest"]
    assert here == there
    assert len(here["relationships"]["facts"]) > 3


def test_what_spark_wrote_is_read_by_other_commands(both: tuple[Reviewed, Reviewed]) -> None:
    texts = {portfolio_text(one.folder, load_guidance()) for one in both}
    assert len(texts) == 1
    assert "Of 294 transactions" in texts.pop()


def test_the_same_book_is_not_reviewed_twice(spark: SparkSession, dirty: Path, both: tuple[Reviewed, Reviewed]) -> None:
    here = both[1].folder.parent
    again = reviewed(
        dirty, both[1].folder, OnSpark(spark), mapping=mapping_of(here, MAPPING), given=given_with(dirty, here)
    )
    assert again.unchanged


def test_the_command_reviews_on_spark(spark: SparkSession, tmp_path: Path) -> None:
    book = tmp_path / "book.parquet"
    write_synthetic(book, rows=40, parties=20, items=5)
    command = ["portfolio", "review", str(book), "--no-lists", "-o"]
    for engine in ((), ("--engine", "spark", "--master", "local[2]")):
        done = CliRunner().invoke(cli, [*command, str(tmp_path / f"result{len(engine)}"), *engine])
        assert done.exit_code == 0, done.output
        assert "Of 40 transactions" in done.output
    for name in TABLES:
        assert read_table(tmp_path / "result0", name).equals(read_table(tmp_path / "result4", name)), name


# ── emitted conditions ───────────────────────────────────────────────────────────────────────────────────────────────


def test_emitted_conditions_say_of_the_profiles_what_the_judge_says(
    spark: SparkSession, both: tuple[Reviewed, Reviewed]
) -> None:
    """Every shipped condition, on every frame of every signature whose sources agree, as Spark SQL over fact tables."""
    stored = read_result(both[1].folder)
    rules = rules_in_force(load_guidance(), DAY)
    in_force = RulesInForce(rules)
    columns = Columns(stored.profiles, rules, vocabulary())
    verdicts = Verdicts(Batch([Piece(one.shape, one.unique) for one in stored.groups], columns), in_force)
    compared, seen, judged = 0, set(), set()
    for grain, frames in verdicts.batch.frames.items():
        here = [rule for rule in in_force.all if rule.grain == grain]
        names = {name: field for rule in here for name, field in rule.fields.items()}
        facts = {name: _values(verdicts.batch, frames, field, stored.profiles) for name, field in names.items()}
        rows = list(zip(*(values.tolist() for values, _ in facts.values()), strict=True))
        found = _on_spark(spark, [rule.entry.rule for rule in here], list(facts), rows)
        for rule, said in zip(here, found, strict=True):
            agreed = ~np.logical_or.reduce([facts[name][1] for name in rule.fields])
            truths = verdicts.truths[rule.number][agreed]
            assert (said[agreed] == truths).all(), rule.entry.id
            compared += len(truths)
            seen |= set(truths.tolist())
            judged.add(rule.entry.id)
    assert compared > 10_000
    assert seen == {-1, 0, 1}
    assert judged == {rule.entry.id for rule in rules}


def _values(batch: Batch, frames: Frames, field: Any, profiles: Mapping[str, Any]) -> tuple[Any, Any]:
    """What is known of a column on each frame, None for nothing; and where sources differ."""
    known = profiles[field.column.partition(".")[0]].facts
    candidates = [facts[field.column].candidates if field.column in facts else () for facts in known]
    values = np.array([some[0] if len(some) == 1 else None for some in candidates], object)
    differs = np.array([len(some) > 1 for some in candidates])
    at = batch.profiles(field.column)[frames.joins[field.entity]]
    return values[at], differs[at]


def _on_spark(
    spark: SparkSession, conditions: Sequence[Condition], names: Sequence[str], rows: Sequence[tuple[Value | None, ...]]
) -> list[Any]:
    """For each condition what its emitted SQL says of each row: -1 no, 0 unknown, 1 yes."""
    kinds = {"boolean": pa.bool_(), "set": pa.bool_(), "number": pa.float64(), "date": pa.date32()}
    words = vocabulary()
    types = [kinds.get(words[fact_of(name.replace("end_user.", "party."))].type, pa.string()) for name in names]
    columns = [pa.array(values, kind) for values, kind in zip(zip(*rows, strict=True), types, strict=True)]
    table = pa.table([pa.array(range(len(rows))), *columns], ["number", *names])
    wanted = [f"{emit(condition, 'spark')} AS c{at}" for at, condition in enumerate(conditions)]
    found = spark.createDataFrame(table).selectExpr("number", *wanted).toArrow().sort_by("number")
    return [
        np.array([0 if truth is None else 1 if truth else -1 for truth in found.column(f"c{at}").to_pylist()])
        for at in range(len(conditions))
    ]


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """A review that the command refuses as bad input: what it says, in one line."""

    def run(*arguments: str) -> str:
        with pytest.raises(SystemExit) as ended:
            main(["portfolio", "review", *arguments, "-o", "result", "--no-lists"])
        said = capsys.readouterr()
        assert (ended.value.code, said.out) == (2, ""), said
        assert "Traceback" not in said.err
        return said.err.splitlines()[-1]

    return run


@pytest.mark.parametrize(
    ("book", "said"),
    [
        ("nothing.parquet", "nothing.parquet: cannot be read by Spark: Path does not exist"),
        ("text.parquet", "text.parquet: cannot be read by Spark"),
        ("orders.csv", "is not read by Spark; accepted: Parquet files and folders of them"),
        ("sqlite:///orders.db?table=orders", "is not read by Spark"),
        ("nowhere://store/orders", "nowhere://store/orders: cannot be read by Spark"),
        ("other.parquet", "has no column that is known"),
    ],
)
def test_a_book_that_spark_cannot_read_is_bad_input(
    spark: SparkSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    refused: Callable[..., str],
    book: str,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.parquet").write_text("no table", "utf-8")
    pq.write_table(pa.table({"colour": ["red"]}), tmp_path / "other.parquet")
    where = book if "://" in book else str(tmp_path / book)
    assert said in refused(where, "--engine", "spark")
    assert not (tmp_path / "result").exists()


def test_a_book_of_which_no_row_can_be_read_is_bad_input(spark: SparkSession, tmp_path: Path) -> None:
    pq.write_table(pa.table({"item.name": ["Camera"], "end_user.country": ["Atlantis"]}), tmp_path / "one.parquet")
    with pytest.raises(InputError, match="holds no row that can be reviewed; 1 were rejected"):
        reviewed(tmp_path / "one.parquet", tmp_path / "result", OnSpark(spark))


def test_a_file_that_is_given_twice_is_bad_input(spark: SparkSession, dirty: Path) -> None:
    with pytest.raises(InputError, match="is given twice"):
        load_on_spark(spark, [str(dirty), str(dirty / "a.parquet")], read_mapping(None))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--engine", "spark", "--master", "moon"), "master 'moon' is none that Spark knows (accepted: local[2]"),
        (("--master", "local[2]"), "add --engine spark"),
    ],
)
def test_a_bad_master_is_bad_input(refused: Callable[..., str], arguments: Sequence[str], said: str) -> None:
    pytest.importorskip("pandas", reason="pandas is not installed: pip install 'duecare[spark]'")
    assert said in refused("book.parquet", *arguments)


def test_without_pyspark_it_is_said_how_to_install_it(
    refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    assert "pip install 'duecare[spark]'" in refused("book.parquet", "--engine", "spark")


def test_work_that_fails_on_the_cluster_says_why(spark: SparkSession) -> None:
    divided: Callable[[int, int], int] = lambda work, task: work // task  # noqa: E731
    assert list(OnSpark(spark).done_by(divided, 12, [1, 2, 3, 4, 6], str, 1)) == ["12", "6", "4", "3", "2"]
    with pytest.raises(OutputError, match="Spark: ZeroDivisionError"):
        list(OnSpark(spark).done_by(divided, 12, [1, 0], str, 1))


# ── the notebook ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_notebook_runs_from_top_to_bottom(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    assert (notebook["nbformat"], {cell["cell_type"] for cell in notebook["cells"]}) == (4, {"code", "markdown"})
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            exec(compile("".join(cell["source"]), f"cell {number}", "exec"), names)
    assert "transactions" in capsys.readouterr().out
