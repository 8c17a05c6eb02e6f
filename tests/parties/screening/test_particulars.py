"""What a user says of a party: read as far as it can be, and what cannot be read is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecare.errors import InputError
from duecare.parties.screening.columns import columns_of
from duecare.parties.screening.particulars import FIELDS, Particulars, query_from, read_particulars


def read(**fields: str) -> Particulars:
    return read_particulars({name.replace("__", "."): [text] for name, text in fields.items()})


def test_one_cell_holds_several_names_and_a_name_comes_in_parts() -> None:
    """Semicolons part names; first, middle and last name make one."""
    assert read(name="Acme Ltd; Акме").query.names == ("Acme Ltd", "Акме")  # type: ignore[union-attr]
    found = read(first_name="Jo", middle_name="B.", last_name="Doe", alias="J. Doe").query
    assert found is not None
    assert found.names == ("Jo B. Doe", "J. Doe")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "no name"),
        ("n/a", "no name"),
        ("X", "“X” of a single letter"),
        ("王", "“王” of a single letter"),
        ("🙂🙂", "“🙂🙂” without a letter"),
        ("?!", "“?!” without a letter"),
        ("Ac\0me", "“Ac�me” with a null character in it"),
        ("x" * 10_000, "name of 10,000 characters"),
    ],
)
def test_what_is_no_name_is_not_searched_for_and_said(name: str, says: str) -> None:
    """An empty name would match nothing and a letter would match thousands; neither may pass for an answer."""
    found = read(name=name)
    assert found.query is None
    assert says in found.problems[0]


def test_one_bad_name_does_not_hide_a_good_one() -> None:
    """The party is searched for by what can be read, and the rest is said."""
    found = read(name="X; Acme Ltd")
    assert found.query is not None
    assert found.query.names == ("Acme Ltd",)
    assert len(found.problems) == 1


def test_characters_that_hide_what_a_name_says_are_left_out() -> None:
    """Direction controls and line breaks do not part or turn a name."""
    found = read(name="Ac\u202eme\tLtd\u200f")
    assert found.query is not None
    assert found.query.names == ("Acme Ltd",)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("1970-01-31", ("1970-01-31",)), ("31.12.1970", ("1970-12-31",)), ("12/31/1970", ("1970-12-31",)),
        ("19700131", ("1970-01-31",)), ("1970", ("1970",)), ("05 Mar 1962", ("1962-03-05",)),
        ("1970-01-31T00:00:00", ("1970-01-31",)),
    ],
)  # fmt: skip
def test_dates_are_read_in_the_usual_forms(text: str, dates: tuple[str, ...]) -> None:
    found = read(name="Acme", born=text)
    assert found.query is not None
    assert found.query.birth_dates == dates
    assert found.problems == found.notes == ()


def test_a_date_whose_day_and_month_cannot_be_told_apart_counts_by_its_year() -> None:
    """Taking 3/4/1970 for the wrong day would speak against a true match."""
    found = read(name="Acme", born="3/4/1970")
    assert found.query is not None
    assert found.query.birth_dates == ("1970",)
    assert "cannot be told apart" in found.notes[0]
    told = read_particulars({"name": ["Acme"], "born": ["3/4/1970"]}, day_first=False).query
    assert told is not None
    assert told.birth_dates == ("1970-03-04",)


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("born", "yesterday", "date of birth “yesterday” not read"),
        ("born", "1970-02-31", "“1970-02-31” is no day of any year"),
        ("country", "Utopia", "country “Utopia” not read"),
        ("gender", "purple", "gender “purple” not read"),
        ("id__lei", "123", "LEI “123” is too short"),
        ("id__imo", "9074728", "IMO “9074728” fails its check digit"),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_the_search_goes_on_without_it(field: str, text: str, says: str) -> None:
    found = read(name="Acme", **{field: text})
    assert found.query is not None
    assert says in found.problems[0]


def test_a_kind_that_is_not_known_leaves_the_search_wide() -> None:
    """Searching all kinds loses nothing: that is a note and not a problem."""
    found = read(name="Acme", kind="Lieferant")
    assert found.query is not None
    assert found.query.kind == "unknown"
    assert found.problems == ()
    assert "all kinds were searched" in found.notes[0]


@given(st.dictionaries(st.sampled_from(FIELDS), st.lists(st.text(max_size=40), max_size=3), max_size=6))
def test_no_text_whatever_breaks_the_reading(fields: dict[str, list[str]]) -> None:
    """A row is read, or said to hold no name; never more than that."""
    found = read_particulars(fields)
    assert found.query is not None or found.problems
    assert found.query is None or all(sum(map(str.isalnum, name)) >= 2 for name in found.query.names)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"names": ["A"]}, "of a single letter (give the name in full, in any script)"),
        ({"names": ["Acme"], "countries": ["Chna"]}, "did you mean CN (China)"),
        ({"names": ["Acme"], "countries": ["congo"]}, "fits more than one country"),
        ({"names": ["Acme"], "born": ["1970-02-31"]}, "is no day of any year (accepted: 1962"),
        ({"names": ["Acme"], "born": ["3/4/1970"]}, "cannot be told apart (accepted: 1962"),
        ({"names": ["Acme"], "identifiers": ["lei"]}, "accepted: TYPE:VALUE"),
        ({"names": ["Acme"], "identifiers": ["ghost:1"]}, "accepted: TYPE:VALUE"),
        ({"names": ["Acme"], "kind": "ghost"}, "accepted: person, company, body, vessel, aircraft"),
    ],
)
def test_a_person_who_types_is_told_what_is_wrong(arguments: dict[str, list[str]], says: str) -> None:
    """On the command line nothing is passed over: the question would not be the one asked."""
    with pytest.raises(InputError) as caught:
        query_from(**arguments)  # type: ignore[arg-type]
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        (["ID", "Customer", "Customer Name", "Land", "Typ"], {"ID": "reference", "Customer Name": "name",
                                                              "Land": "country", "Typ": "kind"}),
        (["Customer", "City"], {"Customer": "name"}),
        (["Vorname", "Nachname", "Geburtsdatum", "Passport No."],
         {"Vorname": "first_name", "Nachname": "last_name", "Geburtsdatum": "born", "Passport No.": "id.passport"}),
        (["公司名称", "国家", "社会信用代码"], {"公司名称": "name", "国家": "country"}),
        (["الاسم", "الجنسية"], {"الاسم": "name", "الجنسية": "country"}),
        (["Наименование", "ИНН"], {"Наименование": "name", "ИНН": "id.inn"}),
    ],
)  # fmt: skip
def test_columns_are_found_by_their_usual_names(head: list[str], fields: dict[str, str]) -> None:
    found = columns_of(head, {}, "x.csv")
    assert dict(found.read) == fields
    assert set(found.unread) == set(head) - set(fields)


def test_a_column_that_the_user_names_takes_the_place_of_what_would_be_guessed() -> None:
    found = columns_of(["Name", "Handle", "Country"], {"name": ["handle"]}, "x.csv")
    assert dict(found.read) == {"Handle": "name", "Country": "country"}
    assert found.unread == ("Name",)


@pytest.mark.parametrize(
    ("head", "chosen", "says"),
    [
        (["a", "b"], {}, "which column holds the names is not certain (say --column name=HEADING; columns: 'a', 'b')"),
        (["a"], {"name": ["c"]}, "has no column 'c' (columns: 'a')"),
        (["a"], {"title": ["a"]}, "'title' is no field"),
    ],
)
def test_a_table_without_names_is_refused(head: list[str], chosen: dict[str, list[str]], says: str) -> None:
    with pytest.raises(InputError) as caught:
        columns_of(head, chosen, "x.csv")
    assert says in str(caught.value)
