"""One treaty of the UN Treaty Collection: status from the table, statements from the sections below it."""

from __future__ import annotations

import datetime
from pathlib import Path

import official_samples as samples
import pytest

from duecare.countries.sources import un_treaty
from duecare.countries.sources.record import Edition, TreatyStatement, TreatyStatus
from duecare.countries.sources.statements import articles_in
from duecare.countries.sources.treaties import MEMBERS
from duecare.errors import InputError

ROWS = (
    ("Afghanistan", "", "24 Jan\t 1983 a"),
    ("Algeria &lt;superscript&gt;13&lt;/superscript&gt;", "10 Dec 1968", "12 Sep 1989"),
    ("China 4,5", "5 Oct 1998", ""),
    ("Congo", "", "5 Oct 1983 a"),
    ("Netherlands (Kingdom of the)", "25 Jun 1969", "11 Dec 1978"),
    ("Côte d'Ivoire", "", "26 Mar 1992 d"),
)


def _write(folder: Path, data: bytes, name: str = "IV-4.en.xml") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _statuses(edition: Edition) -> dict[str, TreatyStatus]:
    return {one.country: one for one in edition.records if isinstance(one, TreatyStatus)}


def _statements(edition: Edition) -> list[TreatyStatement]:
    return [one for one in edition.records if isinstance(one, TreatyStatement)]


def _refused(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        un_treaty.read([path])
    assert caught.value.path == str(path)
    return caught.value


def test_each_participant_is_party_or_signatory_since_its_act(tmp_path: Path) -> None:
    """Accession, succession and ratification make a party; footnotes are no part of a name."""
    statuses = _statuses(un_treaty.read([_write(tmp_path, samples.treaty(*ROWS, parties=5))]))
    listed = {code: (one.status, one.day) for code, one in statuses.items() if one.status != "none"}
    assert listed == {
        "AF": ("party", datetime.date(1983, 1, 24)),
        "DZ": ("party", datetime.date(1989, 9, 12)),
        "CN": ("signed", datetime.date(1998, 10, 5)),
        "CG": ("party", datetime.date(1983, 10, 5)),
        "NL": ("party", datetime.date(1978, 12, 11)),
        "CI": ("party", datetime.date(1992, 3, 26)),
    }
    assert {one.treaty for one in statuses.values()} == {"iccpr"}


def test_a_state_that_the_depositary_does_not_list_is_no_party(tmp_path: Path) -> None:
    """If the header's own count shows that the table is whole."""
    statuses = _statuses(un_treaty.read([_write(tmp_path, samples.treaty(*ROWS, parties=5))]))
    assert statuses["SA"] == TreatyStatus("SA", "iccpr", "none", None)
    assert len(statuses) == 195
    assert statuses.keys() > MEMBERS


def test_a_table_that_is_not_whole_says_nothing_of_others(tmp_path: Path) -> None:
    """A row lost on the way must not make a party none."""
    edition = un_treaty.read([_write(tmp_path, samples.treaty(*ROWS, parties=173))])
    assert len(_statuses(edition)) == 6
    assert [one.raw for one in edition.corrections] == ["173 parties in the header, 5 in the table"]


def test_organisations_are_left_out_and_brackets_are_noted(tmp_path: Path) -> None:
    """The European Union is party to the CRPD and no country; a date in brackets has a note of the depositary."""
    data = samples.treaty(
        ("European Union", "30 Mar 2007", "23 Dec 2010 c"),
        ("Norway", "30 Mar 2007", "[3 Jun 2013]"),
        ("Guyana", "", "10 May 1993 a, 5 Jan 1999 a"),
        number="<Numsect>15</Numsect>",
        title="<Titlesect>Convention on the Rights of Persons with Disabilities</Titlesect>",
        heads=("Participant", "Signature", "Formal confirmation(c), Accession(a), Ratification"),
        parties=3,
    )
    edition = un_treaty.read([_write(tmp_path, data)])
    assert _statuses(edition)["NO"] == TreatyStatus("NO", "crpd", "party", datetime.date(2013, 6, 3))
    assert [(one.raw, one.used) for one in edition.corrections] == [
        ("European Union", None),
        ("Norway: [3 Jun 2013]", "party 2013-06-03"),
        ("Guyana: 10 May 1993 a, 5 Jan 1999 a", "party 1999-01-05"),
    ]


def test_columns_are_known_by_their_heads(tmp_path: Path) -> None:
    """They may stand in another order, and others may stand between them."""
    data = samples.treaty(
        ("Norway", "13 Sep 1972", "x 1970", "20 Mar 1968"),
        parties=1,
        heads=("Participant", "Ratification, Accession(a)", "Provisional application", "Signature"),
    )
    assert _statuses(un_treaty.read([_write(tmp_path, data)]))["NO"].day == datetime.date(1972, 9, 13)


@pytest.mark.parametrize(
    ("number", "title", "key"),
    [
        ("<Numsect>5</Numsect>", "<Titlesect>A title in another language</Titlesect>", "op1"),
        ("<Numsect>9</Numsect><Subnumsect>b</Subnumsect>", "<Subtitlesect>?</Subtitlesect>", "opcat"),
        ("", "<Titlesect>Convention on the Rights of the Child</Titlesect>", "crc"),
    ],
)
def test_the_treaty_is_told_by_title_or_number(number: str, title: str, key: str, tmp_path: Path) -> None:
    """Protocols have a subtitle and a letter."""
    edition = un_treaty.read([_write(tmp_path, samples.treaty(*ROWS, number=number, title=title))])
    assert {one.treaty for one in _statuses(edition).values()} == {key}


SECTIONS = """
<Declarations><Title>Declarations and Reservations</Title><Text>(Unless otherwise indicated ...)</Text>
<Declaration><Participant>Australia&lt;superscript&gt;14&lt;/superscript&gt;</Participant>
<Text>&lt;title&gt;Reservations:&lt;/title&gt;&lt;p&gt;Article 10&lt;/p&gt;
&lt;p&gt;Australia interprets articles 19, 21 and 22 as consistent with article 20.&lt;/p&gt;
&lt;title&gt;Declaration:&lt;/title&gt;&lt;p&gt;Australia has a federal system.&lt;/p&gt;</Text></Declaration>
<Declaration><Participant>Argentina</Participant><Text>Understanding: article 15 is subject to article 18 of the
Argentine National Constitution.</Text></Declaration>
<Declaration><Participant>Monaco</Participant>
<Text>The Government reserves its position on article 17, paragraph 1.</Text></Declaration></Declarations>
<Objections><Objection><Participant>Norway</Participant>
<Text>&lt;right&gt;4 October 1993&lt;/right&gt;Norway objects to the reservation to article 6.
&lt;right&gt;22 July 2002&lt;/right&gt;Norway objects to another one.</Text></Objection></Objections>
<Notifications><Title>Notifications under Article 4 (3) of the Covenant (Derogations)</Title>
<Notification><Participant>France</Participant><Text>&lt;right&gt;24 November 2015&lt;/right&gt;
A state of emergency was declared. Derogation from articles 9, 12 and 17 of the Covenant.
&lt;right&gt;6 November 2017&lt;/right&gt;The state of emergency has been terminated as from 1 November 2017.</Text>
</Notification>
<Notification><Participant>European Union</Participant><Text>Not a state.</Text></Notification></Notifications>
"""


def test_statements_are_told_apart_by_state_heading_and_day(tmp_path: Path) -> None:
    """Reservations, declarations, objections and derogations, with the articles that each names."""
    edition = un_treaty.read([_write(tmp_path, samples.treaty(*ROWS, parties=5, sections=SECTIONS))])
    told = {(one.country, one.kind, one.day): (one.articles, one.ended) for one in _statements(edition)}
    assert told == {
        ("AU", "reservation", None): (("10", "19", "21", "22", "20"), None),
        ("AU", "declaration", None): ((), None),
        ("AR", "declaration", None): (("15",), None),
        ("MC", "reservation", None): (("17(1)",), None),
        ("NO", "objection", datetime.date(1993, 10, 4)): (("6",), None),
        ("NO", "objection", datetime.date(2002, 7, 22)): ((), None),
        ("FR", "derogation", datetime.date(2015, 11, 24)): (("9", "12", "17"), None),
        ("FR", "derogation", datetime.date(2017, 11, 6)): ((), datetime.date(2017, 11, 1)),
    }
    assert [one.raw for one in edition.corrections] == ["European Union"]
    ids = [one.id for one in edition.records]
    assert len(ids) == len(set(ids))


def test_statements_of_one_state_kind_and_day_are_one_record(tmp_path: Path) -> None:
    """A record has no other name; nothing of the text is lost."""
    said = "<Declarations>" + "".join(
        f"<Declaration><Participant>Norway</Participant><Text>We reserve article {number}.</Text></Declaration>"
        for number in (10, 14)
    ) + "</Declarations>"  # fmt: skip
    (one,) = _statements(un_treaty.read([_write(tmp_path, samples.treaty(*ROWS, sections=said))]))
    assert (one.kind, one.articles) == ("reservation", ("10", "14"))
    assert one.text == "We reserve article 10.\n\nWe reserve article 14."


def test_a_prolonged_emergency_has_not_ended(tmp_path: Path) -> None:
    """A notification may say that one measure was lifted and the emergency extended."""
    said = (
        "<Notifications><Notification><Participant>Peru</Participant><Text>The state of emergency was lifted in one"
        " district and extended in another.</Text></Notification></Notifications>"
    )
    (one,) = _statements(un_treaty.read([_write(tmp_path, samples.treaty(*ROWS, sections=said))]))
    assert (one.kind, one.ended) == ("derogation", None)


def test_a_section_whose_states_cannot_be_told_is_reported(tmp_path: Path) -> None:
    """It is not read, and that is said."""
    said = "<Declarations><Block>Norway</Block><Block>We reserve article 10.</Block></Declarations>"
    edition = un_treaty.read([_write(tmp_path, samples.treaty(*ROWS, parties=5, sections=said))])
    assert _statements(edition) == []
    assert ["it was not read" in one.reason for one in edition.corrections] == [True]


def test_a_state_that_speaks_and_is_not_known_is_refused(tmp_path: Path) -> None:
    """Its statement would be lost."""
    said = SECTIONS.replace("Monaco", "Monacco")
    problem = _refused(_write(tmp_path, samples.treaty(*ROWS, sections=said)))
    assert "'Monacco' is no country" in problem.message
    assert "MC" in (problem.hint or "")


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("article 17", ("17",)),
        ("Articles 19, 21 and 22", ("19", "21", "22")),
        ("article 4 (3)", ("4(3)",)),
        ("article 14, paragraphs 3 (d) and 5", ("14(3)(d)", "14(5)")),
        ("paragraphs 2 and 3 of article 10", ("10(2)", "10(3)")),
        ("Arts. 9 & 26 of the Covenant", ("9", "26")),
        ("article 13 of the International Covenant on Economic, Social and Cultural Rights", ()),
        ("article 27 of the Vienna Convention on the Law of Treaties", ()),
        ("article 17 of the Covenant; article 8 of the European Convention", ("17",)),
        ("in 1966 the article was read", ()),
        ("article 17, article 17", ("17",)),
    ],
)
def test_articles_are_read_from_the_words(text: str, articles: tuple[str, ...]) -> None:
    """Those of other instruments are not counted, as far as the words behind them show."""
    assert articles_in(text) == articles


def test_the_articles_of_ones_own_covenant_are_counted() -> None:
    """The other Covenant is the other one."""
    text = "article 8 of the International Covenant on Economic, Social and Cultural Rights"
    assert (articles_in(text, "icescr"), articles_in(text, "iccpr")) == (("8",), ())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (samples.treaty(("Norwey", "", "13 Sep 1972")), "'Norwey' is no country"),
        (samples.treaty(("Norway", "13 Sep 1972")), "the row of 'Norway' has 2 cells; accepted: 3"),
        (samples.treaty(("Norway", "", "in 1972")), "says 'in 1972'; accepted: a day as 24 Jan 1983 a"),
        (samples.treaty(("Norway", "", "31 Feb 1972")), "says '31 Feb 1972'"),
        (samples.treaty(("Norway", "", "1 Feb 1972"), ("Norway", "", "1 Feb 1972")), "'Norway' stands twice"),
        (samples.treaty(), "has no table of participants"),
        (samples.treaty(*ROWS, heads=("Participant", "Signature", "Entry")), "no column of ratification"),
        (samples.treaty(*ROWS, heads=("State", "Signature", "Ratification")), "has no table of participants"),
        (samples.treaty(*ROWS, title="<Titlesect>Convention on Tyres</Titlesect>", number=""), "which is not read"),
        (
            samples.treaty(*ROWS, title="<Subtitlesect>Amendments to articles 17 (7) and 18 (5)</Subtitlesect>",
                           number="<Numsect>9</Numsect><Subnumsect>a</Subnumsect>"),
            "is the treaty 'Amendments to articles",
        ),
        (b"<Document><Treaty/></Document>", "has no header of a treaty"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(data: bytes, message: str, tmp_path: Path) -> None:
    """With the line where there is one."""
    problem = _refused(_write(tmp_path, data))
    assert message in problem.message
    assert problem.line is not None


def test_a_copy_of_the_header_alone_is_refused(tmp_path: Path) -> None:
    """Such copies are about; no participants would mean no parties."""
    whole = samples.treaty(*ROWS)
    data = whole[: whole.index(b"<Participants>")] + b"</Treaty></Document>"
    assert "hold the header alone" in (_refused(_write(tmp_path, data)).hint or "")


def test_one_treaty_twice_is_refused(tmp_path: Path) -> None:
    """Which of the files is newer is not said in them."""
    first, second = (_write(tmp_path, samples.treaty(*ROWS), name) for name in ("IV-4.en.xml", "iccpr.xml"))
    with pytest.raises(InputError, match=r"is iccpr again, after IV-4\.en\.xml"):
        un_treaty.read([first, second])


def test_the_format_is_known_by_content() -> None:
    """By its treaty and the header."""
    assert un_treaty.fits(samples.treaty(*ROWS).decode("iso-8859-1"))
    assert not un_treaty.fits(samples.groups())
    assert not un_treaty.fits("<Document/>")
