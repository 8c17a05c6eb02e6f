"""XML of an official publisher is read without opening anything that it points to."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import official_samples as samples
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duecare.countries.sources.formats import FORMATS
from duecare.countries.sources.xml_table import looks_like_xml, parsed, tables, text_of, without_numbers
from duecare.errors import DuecareError, InputError

XML = {
    "ecfr-740": samples.groups().encode(),
    "ecfr-738": samples.chart(samples.row("China", *samples.marks("CC 1"))).encode(),
    "ecfr-126": samples.section(samples.DENIED, samples.SENT).encode(),
    "un-treaty": samples.treaty(("Afghanistan", "", "24 Jan 1983 a"), ("Albania", "", "4 Oct 1991 a")),
}
BOMB = (
    b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><DIV9 N="x"><P>&b;</P></DIV9>"""
)
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><DIV9><P>&a;</P></DIV9>"""


def _write(folder: Path, data: bytes, name: str = "file.xml") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", XML)
def test_the_samples_themselves_are_read(name: str, tmp_path: Path) -> None:
    """So that what follows is about the damage."""
    assert FORMATS[name].read([_write(tmp_path, XML[name])]).records
    assert FORMATS[name].fits(XML[name].decode("iso-8859-1"))


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize(
    "data", [b"", b"  \n", BOMB, OUTSIDE, BOMB.decode().encode("utf-16"), b"<html><p>503</p></html>"]
)
def test_empty_hostile_and_foreign_files_are_refused(name: str, data: bytes, tmp_path: Path) -> None:
    """The message names the file."""
    with pytest.raises(InputError) as caught:
        FORMATS[name].read([_write(tmp_path, data)])
    assert caught.value.path is not None


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_file_that_is_cut_off_is_refused_with_a_line(name: str, share: float, tmp_path: Path) -> None:
    """Nothing of it is kept."""
    data = XML[name]
    with pytest.raises(InputError) as caught:
        FORMATS[name].read([_write(tmp_path, data[: int(len(data) * share)])])
    assert caught.value.line is not None
    assert "cut off" in str(caught.value)


@pytest.mark.parametrize("name", XML)
def test_a_file_that_is_not_there_or_no_file_is_refused(name: str, tmp_path: Path) -> None:
    """No traceback of Python's own."""
    for path in (tmp_path / "none.xml", tmp_path):
        with pytest.raises(InputError):
            FORMATS[name].read([path])


@pytest.mark.parametrize("name", XML)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damage_anywhere_is_read_or_refused(
    name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A byte changed, dropped or put in never ends in another exception than ours."""
    whole = XML[name]
    place = data.draw(st.integers(0, len(whole) - 1))
    with_what = data.draw(st.sampled_from([b"", b"<", b">", b"&", b"\x00", b"\xff", b"X", b"9", b'"', b"</TR>"]))
    path = tmp_path_factory.mktemp("damaged") / "file.xml"
    path.write_bytes(whole[:place] + with_what + whole[place + data.draw(st.integers(0, 2)) :])
    with suppress(DuecareError):
        FORMATS[name].read([path])


def test_a_cell_over_several_columns_stands_for_each(tmp_path: Path) -> None:
    """An absurd span is no way to fill the memory."""
    text = b'<TABLE><TR><TD>a</TD><TD colspan="2">b</TD><TD colspan="999">c</TD><TD colspan="x">d</TD></TR></TABLE>'
    (table,) = tables(parsed(_write(tmp_path, text), "table"))
    (row,) = table.rows
    assert row.width == 104
    assert row.spread()[:4] == ("a", "b", "b", "c")


def test_footnote_marks_are_no_text(tmp_path: Path) -> None:
    """However the publisher raises them."""
    text = b'<P>A<sup>1</sup> B<SU>2</SU> C<E T="51">3</E> <E T="04">D</E><FTREF/></P>'
    assert text_of(parsed(_write(tmp_path, text), "paragraph")) == "A B C D"
    assert without_numbers("Niger 12, 3") == ("Niger", ("12", "3"))
    assert without_numbers("1") == ("1", ())


def test_what_looks_like_xml_is_told_by_its_first_character(tmp_path: Path) -> None:
    """With a byte order mark, in UTF-16, and behind empty lines."""
    for data in (b"<a/>", "\ufeff<a/>".encode(), "<a/>".encode("utf-16-le"), b"\n\n <a/>"):
        assert looks_like_xml(_write(tmp_path, data))
    assert not looks_like_xml(_write(tmp_path, b"iso2,A:1"))
    assert looks_like_xml("<a/>")
