"""A list file that is damaged, hostile or of another kind is refused; it never gives half a list silently."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import list_samples as samples
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duecare.errors import DuecareError, InputError
from duecare.parties.lists import FORMATS, read_list, sniff
from duecare.parties.lists.splitting import MAX_NAME

FILES = {
    "ofac-csv": samples.SDN_CSV,
    "ofac-xml": samples.SDN_XML,
    "ofac-advanced": samples.ADVANCED_XML,
    "csl-json": samples.CSL_JSON,
    "csl-csv": samples.CSL_CSV,
    "bis-dpl": samples.DPL_TSV,
    "us-json": samples.US_JSON,
    "un-xml": samples.UN_XML,
    "eu-xml": samples.EU_XML,
    "eu-journal": samples.EU_JOURNAL_CSV,
    "uk-csv": samples.UKSL_CSV,
    "uk-ofsi": samples.OFSI_CSV,
    "ftm": samples.FTM_JSON,
}
XML = [name for name in FILES if "xml" in name or "advanced" in name]


def _refused(format: str, path: Path, *more: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        list(read_list(format, [path, *more]))
    assert caught.value.path is not None
    return caught.value


def _write(folder: Path, data: str | bytes, name: str = "list.file") -> Path:
    path = folder / name
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return path


def test_an_unknown_format_names_the_known_ones() -> None:
    """The message lists what is accepted."""
    with pytest.raises(InputError, match="accepted: ofac-csv"):
        list(read_list("xls", [Path("x")]))


@pytest.mark.parametrize("format", FILES)
def test_an_empty_file_is_refused(format: str, tmp_path: Path) -> None:
    """A list that is suddenly empty must not replace the one before."""
    _refused(format, _write(tmp_path, ""))
    _refused(format, _write(tmp_path, "\n\n"))


@pytest.mark.parametrize("format", FILES)
def test_what_is_not_there_or_no_file_is_refused(format: str, tmp_path: Path) -> None:
    """A missing file and a folder are told apart."""
    assert "no such file" in _refused(format, tmp_path / "none").message
    assert "directory" in _refused(format, tmp_path).message


@pytest.mark.parametrize("format", FILES)
def test_another_kind_of_file_is_refused(format: str, tmp_path: Path) -> None:
    """Every format refuses the files of every other one, and a web page."""
    page = "<!doctype html>\n<html><body><h1>503 Service Unavailable</h1></body></html>\n"
    _refused(format, _write(tmp_path, page))
    for other, text in FILES.items():
        if other != format and {format, other} != {"csl-json", "us-json"}:
            _refused(format, _write(tmp_path, text))


@pytest.mark.parametrize("format", FILES)
def test_a_file_cut_off_is_refused_with_its_line(format: str, tmp_path: Path) -> None:
    """Cut in the middle of its last entry, every format notices."""
    text = FILES[format].rstrip("\n\x1a")
    cut = text[: int(len(text) * 0.9)]
    if format == "uk-csv":
        cut = text[: text.rindex("Ship")]
    if format == "ftm":
        cut = text[: text.rindex('"full"')]
    problem = _refused(format, _write(tmp_path, cut))
    assert problem.line is not None


@pytest.mark.parametrize("format", FILES)
def test_other_encodings_are_refused_with_what_to_do(format: str, tmp_path: Path) -> None:
    """UTF-16 but for XML, which may say so, and a byte of Windows-1252 in UTF-8 text."""
    wide = _write(tmp_path, FILES[format].encode("utf-16"))
    if format in XML:
        assert len(list(read_list(format, [wide]))) == len(
            list(read_list(format, [_write(tmp_path, FILES[format], "x")]))
        )
    else:
        problem = _refused(format, wide)
        assert "UTF-16" in problem.message
        assert "UTF-8" in str(problem)
    body = FILES[format].encode().replace(b"xample", b"x\xe4mple", 2).replace(b"XAMPLE", b"X\xc4MPLE", 2)
    problem = _refused(format, _write(tmp_path, body))
    assert problem.line is not None or "UTF-8" in str(problem)


@pytest.mark.parametrize("format", FILES)
def test_null_characters_are_refused(format: str, tmp_path: Path) -> None:
    """A NUL is a sign of damage and of no use in a name."""
    text = FILES[format].replace("xample", "x\0mple", 1).replace("XAMPLE", "X\0MPLE", 1)
    _refused(format, _write(tmp_path, text))


BOMB = """<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>"""
OUTSIDE = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/list.dtd">'


@pytest.mark.parametrize("format", XML)
@pytest.mark.parametrize("prologue", [BOMB, OUTSIDE, REMOTE], ids=["bomb", "file", "network"])
def test_a_document_type_is_refused(format: str, prologue: str, tmp_path: Path) -> None:
    """Entity bombs and entities from outside are not expanded; nor is the file read any further."""
    text = FILES[format]
    head, mark, rest = text.partition("?>\n")
    body = rest.replace("xample", "&d;", 1).replace("Kabul", "&secret;", 1)
    for sample in (head + mark + prologue + body, head + mark + "<!--" + " " * 70_000 + "-->" + prologue + body):
        problem = _refused(format, _write(tmp_path, sample))
        assert "document type" in problem.message or "XML" in problem.message
    utf16 = (head.replace("utf-8", "utf-16").replace("UTF-8", "UTF-16") + mark + prologue + body).encode("utf-16")
    assert "document type" in _refused(format, _write(tmp_path, utf16)).message


@pytest.mark.parametrize("format", XML)
def test_elements_within_elements_without_end_are_refused(format: str, tmp_path: Path) -> None:
    """Depth is bounded."""
    _refused(format, _write(tmp_path, "<a>" * 100_000))


@pytest.mark.parametrize(
    ("format", "old", "new"),
    [
        ("ofac-csv", '102,"ROE', '101,"ROE'),
        ("ofac-xml", "<uid>202", "<uid>201"),
        ("ofac-advanced", 'Profile ID="302"', 'Profile ID="301"'),
        ("un-xml", "CDe.901", "QDi.901"),
        ("eu-xml", "EU.902.2", "EU.901.1"),
        ("ftm", '"id": "c-1"', '"id": "p-1"'),
        ("csl-json", '"entity_number": "402",\n  "type": "Entity"', '"entity_number": "402", "type": "Entity"'),
    ],
)
def test_a_number_of_the_list_that_stands_twice_is_refused(format: str, old: str, new: str, tmp_path: Path) -> None:
    """Two parties under one number mean a damaged file: merging would hide it."""
    text = FILES[format]
    assert old in text
    if format == "csl-json":
        text = text.replace('"id": "c3", "source": "Unverified List (UVL) - Bureau of Industry and Security"',
                            '"id": "b2", "source": "Entity List (EL) - Bureau of Industry and Security"')  # fmt: skip
    assert "twice" in _refused(format, _write(tmp_path, text.replace(old, new))).message


def test_missing_entries_are_noticed_where_the_file_says_how_many(tmp_path: Path) -> None:
    """OFAC's XML and the Consolidated Screening List state their number of records."""
    text = samples.SDN_XML.replace("<Record_Count>2<", "<Record_Count>9<")
    assert "says that it has 9" in _refused("ofac-xml", _write(tmp_path, text)).message
    text = samples.CSL_JSON.replace('"total": 4', '"total": 9000')
    assert "says that it has 9,000" in _refused("csl-json", _write(tmp_path, text)).message


def test_a_row_with_a_cell_too_many_is_refused_with_its_line(tmp_path: Path) -> None:
    """A comma that was lost its quotation marks shows on its own line."""
    text = samples.SDN_CSV.replace('"SEA EXAMPLE"', "SEA, EXAMPLE")
    problem = _refused("ofac-csv", _write(tmp_path, text))
    assert problem.line == 3
    assert "13 cells" in problem.message


@pytest.mark.parametrize("row", [1, 2, 3])
def test_a_stray_quotation_mark_does_not_swallow_rows(row: int, tmp_path: Path) -> None:
    """Opened and never closed, it would take the next rows into one cell."""
    lines = samples.SDN_CSV.split("\n")
    lines[row] = lines[row].replace('"vessel",', '"vessel,').replace('"individual",', '"individual,')
    lines[row] = lines[row].replace('"aircraft",', '"aircraft,')
    _refused("ofac-csv", _write(tmp_path, "\n".join(lines)))
    lines = samples.UKSL_CSV.split("\n")
    lines[row + 1] = lines[row + 1].replace(",Russia,", ',"Russia,', 1)
    _refused("uk-csv", _write(tmp_path, "\n".join(lines)))


def test_a_second_or_missing_file_of_names_is_refused(tmp_path: Path) -> None:
    """The trio needs its primary names, once."""
    alternate = _write(tmp_path, samples.ALT_CSV, "alt.csv")
    assert "no file of primary names" in _refused("ofac-csv", alternate).message
    one, two = _write(tmp_path, samples.SDN_CSV, "a.csv"), _write(tmp_path, samples.SDN_CSV, "b.csv")
    assert "second file" in _refused("ofac-csv", one, two).message


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    """The message says which column, and which there are."""
    text = samples.EU_JOURNAL_CSV.replace("programKey", "programme")
    assert "no column 'programKey'" in str(_refused("eu-journal", _write(tmp_path, text)))


def test_a_name_without_end_is_cut_and_said_so(tmp_path: Path) -> None:
    """10,000 characters are no name; the entry stays, with a note."""
    text = samples.SDN_CSV.replace("SEA EXAMPLE", "SEA " * 2_500)
    vessel = list(read_list("ofac-csv", [_write(tmp_path, text)]))[2]
    assert len(vessel.name) <= MAX_NAME
    assert vessel.note is not None
    assert "was cut" in vessel.note


def test_entries_without_a_name_are_refused(tmp_path: Path) -> None:
    """A row that names nobody is damage, not a party."""
    assert "no name" in _refused("ofac-csv", _write(tmp_path, samples.SDN_CSV.replace("SEA EXAMPLE", "-0-"))).message
    assert "no name" in _refused("bis-dpl", _write(tmp_path, samples.DPL_TSV.replace("EXAMPLE PARTS GMBH", ""))).message


def test_json_of_the_wrong_shape_is_refused(tmp_path: Path) -> None:
    """A list of an unknown name, a source that is not known, rows that are no objects."""
    assert "not known" in _refused("us-json", _write(tmp_path, samples.US_JSON.replace("bis-entity-list", "x"))).message
    assert (
        "not known"
        in _refused("csl-json", _write(tmp_path, samples.CSL_JSON.replace("Entity List (EL)", "New"))).message
    )
    for body in ('{"results": [1]}', '{"results": 1}', "[[]]", "[" * 100_000, '{"total": ' + "9" * 10_000 + "}"):
        _refused("csl-json", _write(tmp_path, body))
    for body in ("[1]", '"x"', '{"schema": 1}', '{"schema": "Person", "properties": []}', "{" * 100_000):
        _refused("ftm", _write(tmp_path, body))


MAPPED = [
    ("columns:", "colums:", "key 'colums'"),
    (": alias", ": other_name", "'other_name' is no field"),
    ("name\n", "note\n", "no column is the name"),
    ("P: person", "P: human", "'human' is no kind"),
    ("effect: review", "effect: watch", "'watch' is no effect"),
    ("day first", "year first", "dates is 'year first'"),
    ('delimiter: ";"', 'delimiter: ";;"', "delimiter is ';;'"),
    ("list: house-watch", "list: [a]", "list is ['a']"),
    ("Also: alias", "Other: alias", "no column 'Other'"),
]


@pytest.mark.parametrize(("old", "new", "message"), MAPPED)
def test_a_mistake_in_a_mapping_is_named_with_what_is_accepted(
    old: str, new: str, message: str, tmp_path: Path
) -> None:
    """The message says key, value and what would do, on the line of the mapping file."""
    table = _write(tmp_path, samples.MAPPED_CSV, "watch.csv")
    problem = _refused("mapped", table, _write(tmp_path, samples.MAPPING.replace(old, new), "watch.yaml"))
    assert message in problem.message
    assert problem.line is not None
    assert problem.hint is not None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [(";P;", ";X;", "kind is 'X'"), ("2024-05-31", "soon", "listed_on is 'soon'"), ("ROE, Juan;", ";", "has no name")],
)
def test_a_cell_that_cannot_be_read_is_named_with_its_line(old: str, new: str, message: str, tmp_path: Path) -> None:
    """In a table of the user's own."""
    mapping = _write(tmp_path, samples.MAPPING, "watch.yaml")
    problem = _refused("mapped", _write(tmp_path, samples.MAPPED_CSV.replace(old, new, 1), "watch.csv"), mapping)
    assert message in problem.message
    assert problem.line == 2


def test_a_table_without_a_mapping_is_told_what_it_needs(tmp_path: Path) -> None:
    """One YAML file and a table."""
    assert "needs a mapping file" in _refused("mapped", _write(tmp_path, samples.MAPPED_CSV, "watch.csv")).message


@st.composite
def _damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A sample with some bytes put in, taken out, doubled or exchanged."""
    format = draw(st.sampled_from(sorted(FILES)))
    data = bytearray(FILES[format].encode())
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        end = min(len(data), at + draw(st.integers(0, 200)))
        match draw(st.sampled_from(["out", "in", "double", "cut"])):
            case "out":
                del data[at:end]
            case "in":
                data[at:at] = draw(
                    st.one_of(st.binary(max_size=8), st.sampled_from([b'"', b",", b"\n", b"<", b"&", b"\0"]))
                )
            case "double":
                data[at:at] = data[at:end]
            case "cut":
                del data[at:]
    return format, bytes(data)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_damaged())
def test_any_damage_gives_entries_or_a_message(tmp_path: Path, case: tuple[str, bytes]) -> None:
    """Nothing but an error of ours comes out of a damaged file, and every entry that does has a name."""
    format, data = case
    path = _write(tmp_path, data)
    sniff(path)
    with suppress(DuecareError):
        for entry in read_list(format, [path]):
            assert entry.names
            assert entry.id


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(FORMATS)), st.one_of(st.text(max_size=200).map(str.encode), st.binary(max_size=200)))
def test_any_bytes_are_refused_by_every_format(tmp_path: Path, format: str, data: bytes) -> None:
    """Nonsense is no list, whatever it is called."""
    path = _write(tmp_path, data)
    sniff(path)
    with pytest.raises(DuecareError):
        list(read_list(format, [path]))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_json_in_the_place_of_a_value_is_survived(tmp_path: Path, data: st.DataObject) -> None:
    """A number where a text is, a list where an object is: entries without that value, or a message."""
    row = json.loads(samples.CSL_JSON)["results"][0]
    row[data.draw(st.sampled_from(sorted(row)))] = data.draw(_JSON)
    entity = json.loads(samples.FTM_JSON.splitlines()[1])
    entity["properties"][data.draw(st.sampled_from(sorted(entity["properties"])))] = data.draw(_JSON)
    listed = json.loads(samples.US_JSON)
    listed["entities"][0][data.draw(st.sampled_from(sorted(listed["entities"][0])))] = data.draw(_JSON)
    for format, value in (("csl-json", {"results": [row]}), ("ftm", entity), ("us-json", listed)):
        with suppress(InputError):
            list(read_list(format, [_write(tmp_path, json.dumps(value))]))
