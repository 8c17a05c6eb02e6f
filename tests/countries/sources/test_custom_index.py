"""An index of the user's own: its mapping file says what the table holds, and each mistake in it has its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_tables import workbook, written

from duecare.countries.sources.custom_index import fits, read
from duecare.countries.sources.record import Indicator, Observation
from duecare.errors import InputError

MAPPING = """index: Interception safeguards, our own reading
key: own_interception
columns: {country: Land, year: Jahr, value: Wert}
dimension: safeguards
family: own
higher_is: better
cuts: [70, 50, 30]
sd: 5
range: [0, 100]
"""
TABLE = "Land;Jahr;Wert\nNA;2024;61,5\nDeutschland;2024;80\nKosovo;2023;44,25\n"


def _read(tmp_path: Path, mapping: str = MAPPING, table: str = TABLE) -> object:
    return read([written(tmp_path, mapping, "own.yaml"), written(tmp_path, table, "own.csv")])


def _refusal(tmp_path: Path, mapping: str = MAPPING, table: str = TABLE) -> InputError:
    with pytest.raises(InputError) as problem:
        _read(tmp_path, mapping, table)
    return problem.value


def test_a_table_is_read_by_its_mapping_file_and_the_edition_declares_the_indicator(tmp_path: Path) -> None:
    paths = [written(tmp_path, TABLE, "own.csv"), written(tmp_path, MAPPING, "own.yaml")]
    edition = read(paths)
    assert edition == read(paths[::-1])
    assert edition.dataset == "Interception safeguards, our own reading"
    assert edition.records == (
        Observation("DE", 2024, "own_interception", 80),
        Observation("NA", 2024, "own_interception", 61.5),
        Observation("XK", 2023, "own_interception", 44.25),
    )
    assert edition.indicators == (
        Indicator("own_interception", edition.dataset, "safeguards", "own", "better", (70, 50, 30), 5),
    )


def test_a_workbook_is_read_too_and_decimal_and_delimiter_can_be_stated(tmp_path: Path) -> None:
    mapping = written(tmp_path, MAPPING, "own.yml")
    cells = [["Our index"], ["Jahr", "Wert", "Land"], [2024, 61.5, "NA"]]
    assert read([mapping, workbook(tmp_path, {"Index": cells})]).records == (
        Observation("NA", 2024, "own_interception", 61.5),
    )
    stated = MAPPING + 'decimal: ","\ndelimiter: "\\t"\n'
    edition = read([written(tmp_path, stated, "own.yml"), written(tmp_path, TABLE.replace(";", "\t"), "own.tsv")])
    assert len(edition.records) == 3
    problem = _refusal(tmp_path, MAPPING + "decimal: '.'\n")
    assert (problem.line, problem.message) == (2, "Wert is '61,5'")


def test_where_higher_is_worse_the_cuts_rise(tmp_path: Path) -> None:
    worse = MAPPING.replace("better", "worse").replace("[70, 50, 30]", "[1.5, 2, 30]")
    edition = read([written(tmp_path, worse, "own.yaml"), written(tmp_path, TABLE, "own.csv")])
    assert edition.indicators[0].cuts == (1.5, 2, 30)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("key: own_interception", "key: Own", 2, "key is 'Own'"),
        ("key: own_interception", "key: fiw_d4", 2, "key is 'fiw_d4', which begins as another source's"),
        ("dimension: safeguards", "dimension: safegards", 4, "dimension is 'safegards'"),
        ("higher_is: better", "higher_is: good", 6, "higher_is is 'good'"),
        ("[70, 50, 30]", "[30, 50, 70]", 7, "cuts are 30, 50, 70 and higher is better"),
        ("[70, 50, 30]", "[70, 70, 30]", 7, "cuts are 70, 70, 30 and higher is better"),
        ("[70, 50, 30]", "[70, 30]", 7, "cuts is a list of 2"),
        ("[70, 50, 30]", "[70, fifty, 30]", 7, "cuts holds 'fifty'"),
        ("[70, 50, 30]", "[170, 50, 30]", 7, "the cut 170 lies out of the range"),
        ("sd: 5", "sd: 0", 8, "sd is 0"),
        ("sd: 5", "sd: .inf", 8, "sd holds '.inf'"),
        ("range: [0, 100]", "range: [100, 0]", 9, "range is from 100 to 0"),
        ("range: [0, 100]", "delimiter: ';;'", 9, "delimiter is ';;'"),
        ("range: [0, 100]", "decimals: ','", 9, "has a key 'decimals' that is not known"),
        ("year: Jahr", "jear: Jahr", 3, "columns has a key 'jear'"),
        (", year: Jahr", "", 3, "columns does not say which is year"),
        ("year: Jahr", "year: [Jahr]", 3, "the column of year is a list of 1"),
        ("columns: {country: Land, year: Jahr, value: Wert}", "columns: Land", 3, "columns is 'Land'"),
        ("family: own\n", "", 1, "has no family"),
        ("family: own\n", "family:\n", 5, "has no family"),
        ("index: Interception safeguards, our own reading", "index: [1]", 1, "index is a list of 1"),
        ("sd: 5", "sd: &a 5", 8, "uses a YAML anchor or alias (& or *); write the value out where it is needed"),
        ("sd: 5", "sd: !!python/object 5", 8, "uses the YAML tag"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused_on_its_line(
    old: str, new: str, line: int, message: str, tmp_path: Path
) -> None:
    assert old in MAPPING
    problem = _refusal(tmp_path, MAPPING.replace(old, new))
    assert problem.path == str(tmp_path / "own.yaml")
    assert problem.line == line
    assert problem.message.startswith(message)


def test_a_near_word_is_suggested(tmp_path: Path) -> None:
    assert "did you mean 'safeguards'?" in (
        _refusal(tmp_path, MAPPING.replace("dimension: safeguards", "dimension: safegards")).hint or ""
    )
    assert "did you mean 'decimal'?" in (_refusal(tmp_path, MAPPING + "decimals: ','\n").hint or "")


def test_a_table_and_one_mapping_file_are_needed(tmp_path: Path) -> None:
    mapping = written(tmp_path, MAPPING, "own.yaml")
    table = written(tmp_path, TABLE, "own.csv")
    for paths in ([mapping], [table], [mapping, written(tmp_path, MAPPING, "other.yml"), table], []):
        with pytest.raises(InputError, match="needs a mapping file and a table"):
            read(paths)
    assert "is no mapping of keys to values" in _refusal(tmp_path, "- index\n").message


def test_mistakes_in_the_table_are_refused_on_their_line(tmp_path: Path) -> None:
    problem = _refusal(tmp_path, table=TABLE.replace("80", "180"))
    assert (problem.path, problem.line) == (str(tmp_path / "own.csv"), 3)
    assert problem.hint == "accepted: a number from 0 to 100"
    assert _refusal(tmp_path, table=TABLE.replace("Wert", "Score")).message == "has no column 'Wert'"
    problem = _refusal(tmp_path, table=TABLE + "Germany;2024;79\n")
    assert problem.message == "DE 2024 stands twice: own_interception is 80 on line 3 and 79 here"
    problem = _refusal(tmp_path, table=TABLE.replace("Deutschland", "Deutschlamd"))
    assert "DE (Germany)" in (problem.hint or "")


def test_the_mapping_file_is_what_fits() -> None:
    assert fits(MAPPING)
    assert not fits(TABLE)
    assert not fits("index,key,columns,higher_is\n1,2,3,4\n")
