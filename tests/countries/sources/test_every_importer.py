"""What holds of every importer of country tables: shapes that it accepts, and files that it refuses with a reason."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_tables import SAMPLES, importer, joined, rows, workbook, written

from duecare.countries.sources.formats import FORMATS
from duecare.countries.sources.record import Edition
from duecare.errors import InputError

EVERY = sorted(SAMPLES)


def _text(name: str, delimiter: str = ",") -> str:
    """The sample with points for decimals and any delimiter."""
    cells = [[cell.replace(",", ".") if cell[:1].isdigit() else cell for cell in row] for row in rows(SAMPLES[name])]
    return joined(cells, delimiter)


def _refusal(name: str, paths: Iterable[Path]) -> InputError:
    with pytest.raises(InputError) as problem:
        importer(name).read(list(paths))
    return problem.value


def _same(one: Edition, other: Edition) -> bool:
    return one.records == other.records


@pytest.mark.parametrize("name", EVERY)
def test_each_sample_is_read_and_namibia_is_a_country(name: str, tmp_path: Path) -> None:
    """`NA` and Namibia's row are never taken for a missing value."""
    edition = importer(name).read([written(tmp_path, SAMPLES[name])])
    assert {record.country for record in edition.records} >= {"NA"}
    assert edition.dataset
    assert edition.corrections == ()


@pytest.mark.parametrize("name", EVERY)
def test_delimiter_encoding_and_mark_do_not_matter(name: str, tmp_path: Path) -> None:
    module, text = importer(name), SAMPLES[name]
    plain = module.read([written(tmp_path, text)])
    for delimiter in ";\t|":
        assert _same(plain, module.read([written(tmp_path, _text(name, delimiter))]))
    path = tmp_path / "table.csv"
    for data in (codecs.BOM_UTF8 + text.encode(), text.encode("utf-16"), text.replace("\n", "\r\n").encode()):
        path.write_bytes(data)
        assert _same(plain, module.read([path]))


@pytest.mark.parametrize("name", EVERY)
def test_a_workbook_with_a_title_above_and_another_sheet_before_reads_the_same(name: str, tmp_path: Path) -> None:
    plain = importer(name).read([written(tmp_path, SAMPLES[name])])
    sheets = {"Index": [["About"], ["Read me"]], "Data": [["A title over the table"], *rows(SAMPLES[name])]}
    assert _same(plain, importer(name).read([workbook(tmp_path, sheets)]))


@pytest.mark.parametrize("name", EVERY)
def test_columns_may_stand_in_any_order(name: str, tmp_path: Path) -> None:
    plain = importer(name).read([written(tmp_path, SAMPLES[name])])
    moved = joined([row[::-1] for row in rows(_text(name))])
    assert _same(plain, importer(name).read([written(tmp_path, moved)]))


@pytest.mark.parametrize("name", EVERY)
def test_a_missing_column_is_named_with_those_that_are_there(name: str, tmp_path: Path) -> None:
    cells = rows(_text(name))
    refused = {}
    for place, column in enumerate(cells[0]):
        path = written(tmp_path, joined([[*row[:place], *row[place + 1 :]] for row in cells]))
        if (problem := _problem(name, path)) is not None:
            refused[column] = problem
    assert set(refused) == NEEDED[name]
    for column, problem in refused.items():
        assert problem.path == str(tmp_path / "table.csv")
        if column not in ("Edition", "Freedom on the Net 2021 Score") and "score" not in problem.message:
            assert problem.message.startswith(f"has no column {column!r}")
            assert (problem.line, f"row 1 has {cells[0][column == cells[0][0]]!r}" in (problem.hint or "")) == (1, True)


def _problem(name: str, path: Path) -> InputError | None:
    try:
        importer(name).read([path])
    except InputError as problem:
        return problem
    return None


#: The columns without which a sample is refused.
NEEDED = {
    "vdem": {"year"},
    "freedom_in_the_world": {"Country/Territory", "Edition", "Total"},
    "freedom_on_the_net": {"Country", "Edition", "Total"},
    "political_terror_scale": {"Country", "Year", "PTS_A", "PTS_H", "PTS_S"},
    "latent_scores": {"YEAR", "country_name", "theta_mean", "theta_sd"},
    "cirights": {"country", "year", "physint_sum", "speech", "assn", "injud"},
    "hrmi": {"country_code", "year", "metric_code", "mean", "sd"},
    "press_freedom": {"Year (N)", "Score"},
    "governance": {"Series Code", "score", "year"},
    "ai_surveillance": {
        "Country", "Freedom on the Net 2021 Score", "Safe City System", "Facial Recognition System", "Smart Policing",
        "Social Media Surveillance", "China Tech", "US Tech", "Other Countries",
    },
    "shutdowns": {"country", "start_date", "end_date"},
}  # fmt: skip


@pytest.mark.parametrize("name", EVERY)
def test_an_empty_file_and_one_with_a_header_alone_are_refused(name: str, tmp_path: Path) -> None:
    assert _refusal(name, [written(tmp_path, " \n")]).message == "is empty"
    header = SAMPLES[name].splitlines()[0] + "\n"
    assert _refusal(name, [written(tmp_path, header)]).message == "has no rows below its header"
    assert _refusal(name, []).message == "no file was given"


@pytest.mark.parametrize("name", EVERY)
def test_a_file_that_is_no_table_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    for data in (
        bytes(range(256)) * 20,
        b"%PDF-1.7\n" + bytes(range(128, 256)) * 40 + bytes(200),
        b"\x1f\x8b\x08" * 99,
    ):
        path.write_bytes(data)
        assert _refusal(name, [path]).path == str(path)
    path.write_bytes(b"PK\x03\x04 cut off")
    assert "workbook" in _refusal(name, [path]).message
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "old Office file" in _refusal(name, [path]).message
    assert "no such file" in _refusal(name, [tmp_path / "nowhere.csv"]).message
    assert _refusal(name, [tmp_path]).path == str(tmp_path)


@pytest.mark.parametrize("name", EVERY)
def test_a_file_that_is_cut_off_in_a_row_is_refused_on_its_line(name: str, tmp_path: Path) -> None:
    last = rows(_text(name))[-1]
    path = written(tmp_path, _text(name).rstrip("\n").removesuffix(joined([last]).rstrip("\n")) + joined([last[:2]]))
    problem = _refusal(name, [path])
    assert problem.line == 4
    assert "2 cells" in problem.message


@pytest.mark.parametrize("name", EVERY)
def test_a_file_of_unknown_countries_is_refused_with_what_was_probably_meant(name: str, tmp_path: Path) -> None:
    text = SAMPLES[name].replace("NOR,NOR", "XXQ,XXQ")
    for place, code in (("Norway", "NOR"), ("Iceland", "ISL"), ("Bahrain", "BHR"), ("Uganda", "UGA"), ("GBR", "GBR")):
        text = text.replace(place, "Norwegistan").replace(f",{code},", ",,").replace(f"{code};", ";")
    problem = _refusal(name, [written(tmp_path, text)])
    assert "1 of 3 rows are of no known country: 'Norwegistan'" in problem.message
    assert problem.line == 2


@pytest.mark.parametrize("name", sorted(set(EVERY) - {"shutdowns"}))
def test_a_country_that_stands_twice_with_other_values_is_refused_with_both_lines(name: str, tmp_path: Path) -> None:
    cells = rows(_text(name))
    china = next(row for row in cells if "China" in row or "CHN" in row)
    again = [cell if new is None else new for cell, new in zip(china, _changed(name, cells[0]), strict=True)]
    problem = _refusal(name, [written(tmp_path, joined([*cells, again]))])
    assert problem.line == 5
    assert "CN" in problem.message
    assert "line 3" in problem.message


def _changed(name: str, head: list[str]) -> list[str | None]:
    """A row's cells with one value other than before."""
    changes = {
        "vdem": ("v2cltort", "-1.5"), "freedom_in_the_world": ("D4", "2"), "freedom_on_the_net": ("Total", "10"),
        "political_terror_scale": ("PTS_A", "3"), "latent_scores": ("theta_mean", "-2"),
        "cirights": ("speech", "1"), "hrmi": ("mean", "3"), "press_freedom": ("Score", "15"),
        "governance": ("score", "48"), "ai_surveillance": ("Smart Policing", ""),
    }  # fmt: skip
    column, value = changes[name]
    return [value if title == column else None for title in head]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(EVERY), places=st.lists(st.integers(0, 10_000), max_size=4), data=st.binary(max_size=6))
def test_whatever_is_done_to_a_table_it_is_read_or_refused(
    name: str, places: list[int], data: bytes, tmp_path: Path
) -> None:
    """Damage never comes out as another exception, and a refusal always names the file."""
    text = bytearray(SAMPLES[name].encode())
    for place in places:
        text[place % len(text) : place % len(text) + len(data) // 2] = data or b'"'
    path = tmp_path / "table.csv"
    path.write_bytes(text)
    problem = _problem(name, path)
    assert problem is None or problem.path == str(path)


def test_every_table_fits_its_own_format_alone(tmp_path: Path) -> None:
    formats = {one.module: one for one in FORMATS.values() if one.module in SAMPLES}
    for name, text in SAMPLES.items():
        assert [module for module, one in formats.items() if one.fits(text)] == [name]
        # of a workbook, the names in its first two rows, joined by tabs
        assert formats[name].fits("\t".join(["A title", *rows(text)[0]])) or name == "governance"


@pytest.mark.reference_data
def test_every_real_file_fits_one_format(reference_data: Path) -> None:
    files = {
        "vdem/vdem_v16_owid_core_1990_2025.csv": "vdem",
        "vdem/vdem_v14_vdemlite_indicators_1990_2023.csv": "vdem",
        "aigs/feldstein_digital_repression_2021_DR_DI.csv": "vdem",
        "freedomhouse/fiw_2013_2025_items.csv": "freedom_in_the_world",
        "freedomhouse/fiw_2026_totals.csv": "freedom_in_the_world",
        "freedomhouse/fotn_2025_totals.csv": "freedom_on_the_net",
        "pts/PTS-2024.csv": "political_terror_scale",
        "lhrs/lhrs_v4.02_1990_2021.csv": "latent_scores",
        "cirights/cirights_v1_1990_2020.csv": "cirights",
        "hrmi/cpr-scores_v5-1.csv": "hrmi",
        "rsf/rsf_2014_2023_2025.csv": "press_freedom",
        "wgi/wgi_cc_ge_rl_1996_2024.csv": "governance",
        "aigs/AIGS_cleaned.csv": "ai_surveillance",
        "shutdowns/keepiton_events_2016_2022.csv": "shutdowns",
    }
    modules = [one for one in FORMATS.values() if one.module in SAMPLES or one.module == "custom_index"]
    for file, name in files.items():
        head = (reference_data / "countries" / file).read_bytes()[:65_536].decode("utf-8", errors="replace")
        assert [one.module for one in modules if one.fits(head)] == [name], file
