"""Claims about the synthetic order book: it is the same every time, within the vocabulary, and skewed as books are."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from duecare.countries.agencies import agencies
from duecare.errors import InputError, OutputError
from duecare.facts import vocabulary
from duecare.items import scope_text
from duecare.places import CODES
from duecare.portfolio.book.columns import book_column
from duecare.portfolio.made_up.synthetic import COLUMNS, FIRST_DAY, LAST_DAY, PIECE, synthetic_pieces, write_synthetic
from duecare.portfolio.made_up.synthetic_items import Items, made_items
from duecare.portfolio.made_up.synthetic_names import Draws, respelt, world
from duecare.portfolio.made_up.synthetic_parties import Parties, made_parties
from duecare.snapshots.starter import listed_parties

ROOT = Path(__file__).resolve().parents[2]
ROWS, PARTIES, ITEMS = 60_000, 3_000, 600
SMALL: dict[str, Any] = {"rows": 2_000, "parties": 200, "items": 80, "countries": 40}


@pytest.fixture(scope="module")
def book() -> Any:
    return pa.Table.from_batches(synthetic_pieces(ROWS, PARTIES, ITEMS))


@pytest.fixture(scope="module")
def parties() -> Parties:
    return made_parties(PARTIES, 190, (LAST_DAY - FIRST_DAY).days + 1, 1)


@pytest.fixture(scope="module")
def items() -> Items:
    return made_items(2_000, 1)


def _missing(book: Any, column: str) -> float:
    return float(book[column].null_count / len(book))


def _orders(book: Any, parties: Parties) -> Any:
    """Orders by party, over all its spellings."""
    party = dict(zip(parties.spelling, parties.party.tolist(), strict=True))
    found = np.zeros(len(parties.country), np.int64)
    for name, count in Counter(book["end_user.name"].drop_null().to_pylist()).items():
        found[party[name]] += count
    return found


# ── the same every time ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_the_same_arguments_give_the_same_bytes_and_another_seed_gives_others(tmp_path: Path, ending: str) -> None:
    written = []
    for number, seed in enumerate((1, 1, 2)):
        path = tmp_path / f"{number}.{ending}"
        write_synthetic(path, **SMALL, seed=seed)
        written.append(path.read_bytes())
    assert written[0] == written[1] != written[2]


def test_the_bytes_do_not_depend_on_how_python_hashes_words(tmp_path: Path) -> None:
    written = []
    for hashing in ("1", "2"):
        path = tmp_path / f"{hashing}.parquet"
        code = "from duecare.portfolio.made_up.synthetic import write_synthetic; "
        code += f"write_synthetic({str(path)!r}, **{SMALL})"
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": hashing}
        subprocess.run([sys.executable, "-c", code], check=True, env=environment, timeout=120)
        written.append(path.read_bytes())
    assert written[0] == written[1]


def test_csv_and_parquet_hold_the_same_rows(tmp_path: Path) -> None:
    for ending in ("csv", "parquet"):
        write_synthetic(tmp_path / f"book.{ending}", **SMALL)
    table = pq.read_table(tmp_path / "book.parquet")
    options = pyarrow.csv.ConvertOptions(
        column_types=table.schema, strings_can_be_null=True, quoted_strings_can_be_null=False
    )
    assert pyarrow.csv.read_csv(tmp_path / "book.csv", convert_options=options).equals(table)


# ── canonical ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_is_canonical_and_its_values_are_within_its_domain(book: Any, name: str) -> None:
    column = book_column(name)
    assert column is not None
    held = set(book[name].drop_null().unique().to_pylist())
    assert held
    if column.kind == "country":
        assert held <= CODES
    elif column.fact is not None:
        fact = vocabulary()[column.fact]
        assert held <= ({True, False} if fact.type == "boolean" else set(fact.domain))
    elif name == "state":
        assert held == {"running", "ended", "planned"}
    elif name == "currency":
        assert held <= set(world().currencies)


def test_a_file_has_the_columns_in_their_order_and_plain_types(tmp_path: Path) -> None:
    write_synthetic(tmp_path / "book.parquet", **SMALL)
    schema = pq.read_schema(tmp_path / "book.parquet")
    assert schema.names == list(COLUMNS)
    assert {str(one) for one in schema.types} == {"string", "date32[day]", "bool", "int64", "double"}


def test_every_order_has_an_id_of_its_own_an_item_and_a_day_of_the_book(book: Any) -> None:
    assert len(book["id"].unique()) == ROWS
    assert book["item.name"].null_count == book["date"].null_count == 0
    days = book["date"].to_numpy()
    assert days.min() >= np.datetime64(FIRST_DAY)
    assert days.max() <= np.datetime64(LAST_DAY)
    assert days[: ROWS // 2].max() <= days[ROWS // 2 :].min() + np.timedelta64(3, "D")


def test_an_amount_is_positive_and_a_call_off_has_its_framework(book: Any) -> None:
    assert min(book["quantity"].drop_null().to_pylist()) >= 1
    assert min(book["value"].drop_null().to_pylist()) > 0
    assert book["framework"].is_valid().equals(book["call_off"].is_valid())


# ── skewed as books are ──────────────────────────────────────────────────────────────────────────────────────────────


def test_one_party_in_a_hundred_has_over_a_fifth_of_the_orders(book: Any, parties: Parties) -> None:
    orders = np.sort(_orders(book, parties))[::-1]
    assert orders[: PARTIES // 100].sum() / orders.sum() > 0.2
    assert (orders > 0).mean() > 0.95


def test_a_few_items_and_countries_have_most_of_the_orders(book: Any) -> None:
    for column, share in (("item.name", 0.03), ("place.country", 0.05)):
        counts = sorted(Counter(book[column].drop_null().to_pylist()).values(), reverse=True)
        top = max(1, len(counts) // 10)
        assert counts[0] / sum(counts) > share
        assert sum(counts[:top]) / sum(counts) > 0.35
    assert len(book["place.country"].drop_null().unique()) > 150


def test_a_customer_comes_back_to_the_same_items(book: Any, parties: Parties) -> None:
    party = dict(zip(parties.spelling, parties.party.tolist(), strict=True))
    bought: dict[int, Counter[str]] = {}
    for name, item in zip(book["end_user.name"].to_pylist(), book["item.name"].to_pylist(), strict=True):
        if name is not None:
            bought.setdefault(party[name], Counter())[item] += 1
    regular = [counts for counts in bought.values() if 50 <= counts.total() <= 500]
    assert len(regular) > 20
    assert np.mean([sum(n for _, n in one.most_common(5)) / one.total() for one in regular]) > 0.5


def test_most_facts_are_not_known_and_some_of_each_are(book: Any) -> None:
    about = {"end_user.kind": (0.4, 0.7), "end_user.government_tie": (0.6, 0.9), "stated_end_use": (0.4, 0.7)}
    about |= {"gate": (0.01, 0.06), "end_user.name": (0.01, 0.06), "place.country": (0.05, 0.2), "value": (0.01, 0.06)}
    facts = [name for name in COLUMNS if name.startswith(("item.", "transaction.", "use."))]
    facts = [name for name in facts if name not in ("item.name", "item.description")]
    assert len(facts) >= 12
    about |= dict.fromkeys(facts, (0.6, 0.999))
    shares = {name: _missing(book, name) for name in about}
    assert {name: share for name, share in shares.items() if not about[name][0] < share < about[name][1]} == {}


def test_purchasers_are_mostly_the_end_user_and_sometimes_another(book: Any) -> None:
    pairs = zip(book["end_user.name"].to_pylist(), book["purchaser.name"].to_pylist(), strict=True)
    same = [user == buyer for user, buyer in pairs if user is not None and buyer is not None]
    assert 0.6 < np.mean(same) < 0.9
    for role in ("distributor", "reseller", "intermediate_consignee"):
        assert 0.8 < _missing(book, f"{role}.name") < 0.99


# ── items ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_seven_items_of_ten_are_harmless_and_the_others_are_of_every_capability(items: Items) -> None:
    assert len(set(items.name)) == 2_000
    assert items.harmless.mean() == pytest.approx(0.7)
    sold = {items.groups[at] for at in items.group[~items.harmless].tolist()}
    assert sold == set(vocabulary()["item.capability"].domain) - {"none"}


def test_the_scoping_finds_nothing_in_the_harmless_items_and_the_capability_in_the_others(items: Items) -> None:
    wrong, found = [], []
    for at in range(0, 2_000, 4):
        text = ". ".join(filter(None, (items.name[at], items.description[at])))
        said = next((fact.value for fact in scope_text(text).facts if fact.fact == "item.capability"), None)
        capabilities = set() if said is None else set(said) - {"none"}  # type: ignore[arg-type]
        if items.harmless[at]:
            wrong += [text] if capabilities else []
        else:
            found.append(items.groups[items.group[at]] in capabilities)
    assert len(wrong) <= 3, wrong
    assert np.mean(found) > 0.95


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_names_stand_in_the_scripts_of_their_countries(book: Any) -> None:
    scripts: dict[str, set[str]] = {}
    names, codes = book["end_user.name"].to_pylist(), book["end_user.country"].to_pylist()
    for name, code in zip(names, codes, strict=True):
        letter = next((char for char in name or "" if char.isalpha()), None)
        if letter is not None and code is not None:
            scripts.setdefault(code, set()).add(unicodedata.name(letter).split()[0])
    for code, script in {"CN": "CJK", "RU": "CYRILLIC", "SA": "ARABIC", "GR": "GREEK", "KR": "HANGUL"}.items():
        assert script in scripts[code]
        assert "LATIN" in scripts[code]
    assert len(set().union(*scripts.values())) >= 8


def test_a_party_has_one_to_three_spellings_that_differ(parties: Parties) -> None:
    shares = np.bincount(parties.count, minlength=4)[1:] / PARTIES
    assert parties.count.max() == 3
    assert (shares > 0.1).all()
    for first, count in zip(parties.first.tolist(), parties.count.tolist(), strict=True):
        assert len(set(parties.spelling[first : first + count])) == count


def test_some_parties_bear_listed_names_and_agencies_names_and_made_up_ones_never_do(parties: Parties) -> None:
    listed = {name.casefold() for one in listed_parties() for name in (one.name, *one.aliases)}
    official = {name.casefold() for one in agencies().values() for name, _ in one.names}
    usual = [parties.spelling[first].casefold() for first in parties.first.tolist()]
    planted = [name for name, so in zip(usual, parties.planted.tolist(), strict=True) if so]
    assert len(planted) == 18 + 2
    assert 3 < sum(name in listed for name in planted) < 18
    assert sum(name in official for name in planted) >= 2
    assert not [name for name, so in zip(usual, parties.planted.tolist(), strict=True) if not so and name in listed]
    assert not parties.planted[: PARTIES // 50].any()


@pytest.mark.parametrize("name", ["Abc", "ООО «Торг»", "中", "Straße & Söhne GmbH", "-", "كلمة"])
def test_respelling_never_loses_a_name(name: str) -> None:
    draws = Draws(np.random.default_rng(0))
    assert all(respelt(name, draws).strip() for _ in range(200))


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_memory_does_not_grow_with_the_rows() -> None:
    peaks = []
    for rows in (2 * PIECE, 8 * PIECE):
        code = (
            "import resource; from duecare.portfolio.made_up.synthetic import write_synthetic; import tempfile, os\n"
            "with tempfile.TemporaryDirectory() as folder:\n"
            f"    write_synthetic(os.path.join(folder, 'book.parquet'), rows={rows}, parties=500, items=100)\n"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            timeout=300,
        )
        peaks.append(int(done.stdout) / 1024)
    assert peaks[1] < peaks[0] + 40


def test_pieces_are_made_one_after_another_and_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    rows = PIECE + 10
    write_synthetic(
        tmp_path / "book.parquet", rows, parties=50, items=20, progress=lambda done, total: told.append((done, total))
    )
    assert told == [(PIECE, rows), (rows, rows)]
    assert [piece.num_rows for piece in synthetic_pieces(rows, 50, 20)] == [PIECE, 10]


@pytest.mark.parametrize(
    "arguments",
    [{"rows": 0}, {"rows": 1, "parties": 1, "items": 1, "countries": 1}, {"rows": 50, "parties": 7, "countries": 210}],
    ids=["no rows", "one of everything", "few parties in all countries"],
)
def test_a_tiny_book_is_a_book(tmp_path: Path, arguments: dict[str, Any]) -> None:
    write_synthetic(tmp_path / "book.parquet", **{"parties": 20, "items": 10, **arguments})
    table = pq.read_table(tmp_path / "book.parquet")
    assert len(table) == arguments["rows"]
    assert table.column_names == list(COLUMNS)


@pytest.mark.parametrize(
    ("name", "value"),
    [("rows", -1), ("parties", 0), ("items", 0), ("countries", 0), ("countries", 1_000), ("seed", -1)],
)
def test_an_argument_that_cannot_be_used_is_named_with_what_is_accepted(tmp_path: Path, name: str, value: int) -> None:
    with pytest.raises(InputError, match=f"{name} is {value}; accepted"):
        write_synthetic(tmp_path / "book.parquet", **{**SMALL, name: value})
    assert not list(tmp_path.iterdir())


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="parquet"):
        write_synthetic(tmp_path / "book.xlsx", **SMALL)


def test_a_writing_that_stops_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "book.parquet"
    path.write_bytes(b"old")

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_synthetic(path, **SMALL, progress=stop)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_synthetic(tmp_path / "none" / "book.parquet", **SMALL)
