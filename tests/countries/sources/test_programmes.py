"""OpenSanctions programmes: territories by ISO code, and bans that a summary mentions."""

from __future__ import annotations

from pathlib import Path

import pytest

from duecare.countries.sources import programmes
from duecare.countries.sources.record import Edition, Programme
from duecare.errors import InputError

HEAD = "key,title,issuer,dataset,url,target_territories,measures,summary"
IRAN = (
    "id: 1\ntitle: EU Restrictive measures in view of\n  human rights in Iran\nkey: EU-IRN\nurl: https://example.org/\n"
    "summary: Bans equipment for internal repression and for\n  telecommunications interception.\nissuer: eu_council\n"
    "dataset: eu_fsf\ntarget_territories:\n  - ir\nmeasures:\n  - Asset freeze\n  - Export control\n"
)
NORWAY = "id: 2\ntitle: Test\nkey: XX-NO\nissuer: xx\ntarget_territories:\n- no\n"


def _write(folder: Path, text: str, name: str = "programmes.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _programmes(edition: Edition) -> dict[str, Programme]:
    return {one.key: one for one in edition.records if isinstance(one, Programme)}


def _refused(path: Path, *more: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        programmes.read([path, *more])
    assert caught.value.path is not None
    return caught.value


def _csv(*rows: str) -> str:
    return "\n".join((HEAD, *rows, ""))


@pytest.mark.parametrize("joint", ["", "---\n", "\n# next\n"])
def test_yaml_files_are_read_one_by_one_or_joined(joint: str, tmp_path: Path) -> None:
    """Norway's code is text, whatever YAML once thought of `no`."""
    expected = {
        "EU-IRN": Programme(
            "EU-IRN", "EU Restrictive measures in view of human rights in Iran", "eu_council", ("IR",),
            ("Asset freeze", "Export control"), True, True, "https://example.org/",
        ),
        "XX-NO": Programme("XX-NO", "Test", "xx", ("NO",), (), False, False),
    }  # fmt: skip
    joined = programmes.read([_write(tmp_path, IRAN + joint + NORWAY, "all.yml")])
    single = programmes.read([_write(tmp_path, IRAN, "a.yml"), _write(tmp_path, NORWAY, "b.yml")])
    assert _programmes(joined) == _programmes(single) == expected


def test_a_list_of_programmes_is_read_too(tmp_path: Path) -> None:
    """As a tool might write them."""
    text = "- {key: A, title: T, issuer: i, target_territories: [by, ua-cri]}\n- {key: B, title: T, issuer: i}\n"
    found = _programmes(programmes.read([_write(tmp_path, text)]))
    assert (found["A"].countries, found["B"].countries) == (("BY", "UA-43"), ())


def test_what_stands_for_no_country_is_left_out_and_said(tmp_path: Path) -> None:
    """The whole world is not a country, and Yugoslavia is none any more."""
    edition = programmes.read([_write(tmp_path, _csv("A,T,i,d,,zz|yucs|ru|ru,Asset freeze,x"), "p.csv")])
    assert _programmes(edition)["A"].countries == ("RU",)
    assert [one.raw for one in edition.corrections] == ["A: zz", "A: yucs"]


def test_the_congo_of_resolution_1533_is_the_democratic_republic(tmp_path: Path) -> None:
    """The metadata tag cg; where it is corrected one day, that is reported."""
    wrong = programmes.read([_write(tmp_path, _csv("UN-SC1533,T,zz_unsc,d,,cg,,x"), "p.csv")])
    assert _programmes(wrong)["UN-SC1533"].countries == ("CD",)
    assert [(one.raw, one.used) for one in wrong.corrections] == [("cg", "cd")]
    right = programmes.read([_write(tmp_path, _csv("UN-SC1533,T,zz_unsc,d,,cd,,x"), "p.csv")])
    assert _programmes(right)["UN-SC1533"].countries == ("CD",)
    assert ["no longer needed" in one.reason for one in right.corrections] == [True]
    other = programmes.read([_write(tmp_path, _csv("US-CG,T,us,d,,cg,,x"), "p.csv")])
    assert (_programmes(other)["US-CG"].countries, other.corrections) == (("CG",), ())


def test_programmes_about_makers_are_no_bans(tmp_path: Path) -> None:
    """The words are there, the ban is not; Belarus has the ban and not the words."""
    makers = "US-NS-CMIC,T,us_ofac,d,,cn,,the surveillance technology sector"
    text = _csv(makers, "EU-BLR,T,eu_council,d,,by,,arms embargo")
    edition = programmes.read([_write(tmp_path, text, "p.csv")])
    assert {key: one.interception_ban for key, one in _programmes(edition).items()} == {
        "US-NS-CMIC": False,
        "EU-BLR": True,
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("key: [", "is not YAML"),
        ("just text\n", "holds no programme"),
        ("title: T\nissuer: i\n", "a programme has no key"),
        ("key: A\ntitle: T\nissuer: {a: b}\n", "issuer of a programme is no text"),
        ("key: A\ntitle: T\nissuer: i\nmeasures: x\n", "measures of A is no list"),
        ("key: A\ntitle: T\nissuer: i\ntarget_territories: [iran]\n", "has the territory 'iran'"),
        ("key: A\ntitle: T\nissuer: i\n---\nkey: A\ntitle: T\nissuer: i\n", "programme A stands twice"),
        ("key: &a A\ntitle: *a\nissuer: i\n", "anchor or alias"),
        ("key: !!python/name:os.system A\ntitle: T\nissuer: i\n", "tag"),
        (_csv(",T,i,d,,ir,,x"), "key is ''"),
        (_csv("A,T,i,d,,ir,x"), "the row has 7 cells; accepted: 8"),
        (HEAD + "\n", "has no rows"),
        (_csv("A,T,i,d,,ir,,x").replace("summary", "text"), "has no column 'summary'"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, message: str, tmp_path: Path) -> None:
    """With file, and with line where there is one."""
    assert message in _refused(_write(tmp_path, text)).message


def test_a_territory_that_is_not_known_comes_with_a_suggestion_and_its_line(tmp_path: Path) -> None:
    """In a joined file the line is that of the programme."""
    problem = _refused(_write(tmp_path, IRAN + NORWAY.replace("- no", "- belarus")))
    assert problem.hint == "did you mean by?"
    assert problem.line == len(IRAN.splitlines()) + 1


def test_the_format_is_known_by_content() -> None:
    """The table, and YAML with the keys of a programme."""
    assert programmes.fits(HEAD)
    assert programmes.fits(IRAN)
    assert programmes.fits("- key: A\n  issuer: i\n")
    assert not programmes.fits("key: A\ntitle: T\n")
    assert not programmes.fits("format: x\n")


@pytest.mark.reference_data
def test_ten_bans_on_interception_equipment_are_mentioned_and_one_is_recollected(reference_data: Path) -> None:
    """Of twelve summaries with the words, two are about makers."""
    edition = programmes.read([reference_data / "countries/sanctions_programs/opensanctions_programs.csv"])
    found = _programmes(edition)
    assert len(found) == 261
    bans = {(one.key[:2], *one.countries) for one in found.values() if one.interception_ban}
    assert bans - {("EU", "BY")} == {
        ("EU", "IR"), ("EU", "MM"), ("EU", "RU"), ("EU", "SY"), ("EU", "VE"),
        ("GB", "IR"), ("GB", "MM"), ("GB", "SY"), ("GB", "VE"), ("AU", "SY"),
    }  # fmt: skip
    assert ("EU", "BY") in bans
    assert sum(one.interception_ban for one in found.values()) == 11
    assert found["UN-SC1533"].countries == ("CD",)
    assert not found["EU-GIN"].internal_repression
    assert not any("no longer needed" in one.reason for one in edition.corrections)
    assert not any(code == "CG" for one in found.values() for code in one.countries)
