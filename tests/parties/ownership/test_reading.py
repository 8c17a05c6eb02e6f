"""Graphs are read from tables, BODS and FollowTheMoney, and what cannot be read says where and why."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecare.errors import InputError
from duecare.parties.ownership import (
    PERCENT,
    WHOLE,
    Graph,
    Ownership,
    Seed,
    missing,
    ownership_of,
    parse_share,
    read_graph,
    read_listed,
    share_text,
)

LAW_AT = datetime.date(2026, 11, 24)


def table(folder: Path, text: str | bytes, name: str = "graph.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def read(folder: Path, text: str | bytes) -> Graph:
    return read_graph(table(folder, text))


def judged(graph: Graph, *listed: str, day: datetime.date = LAW_AT) -> Ownership:
    return ownership_of(graph, [Seed(party, "ofac") for party in listed], day)


# ── shares ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("50", 50, 50), ("50%", 50, 50), (" 50.5 % ", 50.5, 50.5), ("33,3", 33.3, 33.3), ("25-50", 25, 50),
        ("25% – 50%", 25, 50), ("25 to 50 percent", 25, 50), ("between 25 and 50", 25, 50), (">=25", 25, 100),
        ("at least 25", 25, 100), ("25+", 25, 100), ("up to 25", 0, 25), ("≤25%", 0, 25), ("٥٠٪", 50, 50), ("0", 0, 0),
        ("100", 100, 100), ("unknown", 0, 100), ("", 0, 100), ("?", 0, 100),
    ],
)  # fmt: skip
def test_a_share_is_read_as_people_write_it(text: str, low: float, high: float) -> None:
    assert parse_share(text) == (round(low * PERCENT), round(high * PERCENT))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        (">25", 25 * PERCENT + 1, WHOLE), ("more than 25", 25 * PERCENT + 1, WHOLE), ("<50", 0, 50 * PERCENT - 1),
        (">25-50", 25 * PERCENT + 1, 50 * PERCENT), ("25-<50", 25 * PERCENT, 50 * PERCENT - 1),
        (">=50 <75", 50 * PERCENT, 75 * PERCENT - 1),
    ],
)  # fmt: skip
def test_a_bound_that_is_not_reached_is_kept_as_one(text: str, low: int, high: int) -> None:
    assert parse_share(text) == (low, high)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("120", "more than 100"), ("-5", "is negative"), ("-5%", "is negative"), ("50-25", "ends before it begins"),
        ("half", "is not a share"), ("nan", "is not a share"), ("1e2", "is not a share"), ("50-120", "more than 100"),
        ("9" * 5000, "is not a share"), ("50%%%", "is not a share"), ("=1+1", "is not a share"),
    ],
)  # fmt: skip
def test_what_is_no_share_is_refused_with_what_is_accepted(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        parse_share(text)
    assert "accepted: 50, 50%, 25-50" in str(caught.value)


def test_a_figure_finer_than_a_millionth_is_never_rounded_onto_a_threshold() -> None:
    """49.99999999 is not a half, and might be as good as one: it is a range that touches it."""
    low, high = parse_share("49.99999999")
    assert low < 50 * PERCENT == high
    assert share_text((low, high)) == "about 49.999999%"


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_a_share(text: str) -> None:
    try:
        low, high = parse_share(text)
    except InputError:
        return
    assert 0 <= low <= high <= WHOLE


@given(st.integers(0, 100 * 10**6), st.integers(0, 100 * 10**6), st.booleans(), st.booleans())
def test_a_share_in_words_is_read_back_as_the_same_share(one: int, other: int, above: bool, below: bool) -> None:
    """Bounds to a millionth of a percent, strict or not."""
    low, high = min(one, other) * 1000, max(one, other) * 1000
    share = (low + (above and low < high), high - (below and low + 1 < high))
    if high - low != 1000:
        assert parse_share(share_text(share).replace("unknown", "")) == share


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_table_says_who_holds_what_from_when_and_who_is_listed(tmp_path: Path) -> None:
    graph = read(
        tmp_path,
        "owner;owned;share;kind;direct;from;to;joint;owner_name;owner_country;owner_kind;listed\n"
        "x;a;25-50;;;2019;2024-06;pact;Игрек;RU;person;ofac; \n".replace("ofac; ", "ofac")
        + "y;a;>50;votes;no;;;;;;;\n",
    )
    first, second = graph.interests()
    assert (first.owner.name, first.owner.kind, first.owner.country, first.joint) == ("Игрек", "person", "RU", "pact")
    assert (first.starts, first.ends) == (datetime.date(2019, 1, 1), datetime.date(2024, 6, 30))
    assert (second.kind, second.direct, second.line) == ("voting", False, 3)
    assert graph.seeds == (Seed("x", "ofac"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"), ("\n\n", "is empty"), ("owner,owned,share\n", "has no row"),
        ("owner,company name,share\na,b,5\n", "has no column 'owned'"), ("a,b,50\n", "has no column 'owner'"),
        ("owner,owned,share\nx,a,120\n", r"graph.csv:2: the share '120' is more than 100"),
        ("owner,owned,share\nx,a,50\ny,a,-5\n", r"graph.csv:3: the share '-5' is negative"),
        ("owner,owned,share\nx,x,50\n", r"graph.csv:2: 'x' is said to hold a part of itself"),
        ("owner,owned,share\n,a,50\n", r"graph.csv:2: owner is empty"),
        ("owner,owned,share,kind\nx,a,50,love\n", r"graph.csv:2: kind is 'love' .accepted: shares"),
        ("owner,owned,share,from\nx,a,50,yesterday\n", r"graph.csv:2: from is 'yesterday', no date"),
        ("owner,owned,share,from\nx,a,50,2019-02-30\n", r"no date"),
        ("owner,owned,share,from,to\nx,a,50,2020,2019\n", r"graph.csv:2: the interest ends"),
        ("owner,owned,share,listed\nx,a,50,yes\n", r"graph.csv:2: 'yes' is no regime or list"),
        ("owner,owned,share,owner\nx,a,50,y\n", r"has two columns for owner"),
        ("owner,owned,share\nx,a,50,60,70\n", r"graph.csv:2: has 5 cells under 3 columns"),
        ("owner,owned,share\nx,a\0,50\n", r"graph.csv:2: holds a NUL"),
        ("owner,owned,share\n" + "x" * 600 + ",a,50\n", r"graph.csv:2: owner has 600 characters"),
        ("owner,owned,share\nx,a,0.5\ny,a,0.5\n", r"graph.csv:2: every share is 1 or less"),
        ("owner,owned,share\nx,a,50\nx,a," + '"' + "9" * 2_000_000 + '"\n', "is no table that can be read"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_is_refused_by_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"owner,owned,share\nM\xfcller,a,50\n", "is not UTF-8 text"), (b"\xff\xfeo\0w\0", "UTF-16"),
        (b"PK\x03\x04rest", "is a workbook or archive"), (b"{", "is no JSON"), (b"[1, 2", "is no JSON"),
        (b"[]", "holds no statement"), (b'{"a": 1}', "is JSON of another kind"), (b"[" * 100_000, "is no JSON|nested"),
    ],
)  # fmt: skip
def test_a_file_of_another_form_says_which_forms_there_are(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, data)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="graph"):
        read_graph(tmp_path / "graph.csv")


def test_more_than_the_whole_is_refused_by_company_with_the_rows(tmp_path: Path) -> None:
    graph = read(tmp_path, "owner,owned,share\nx,a,60\nq,b,10\ny,a,70\n")
    with pytest.raises(InputError, match=r"130% of the shares of 'a' are held \(lines 2, 4\)"):
        judged(graph)


def test_more_than_the_whole_over_the_years_or_in_votes_is_no_contradiction(tmp_path: Path) -> None:
    text = "owner,owned,share,kind,from,to\nx,a,60,,2015,2019\ny,a,70,,2020,\ny,a,100,voting,,\n"
    graph = read(tmp_path, text)
    assert judged(graph, "x")["a"]["ofac"].status == "clear"
    assert judged(graph, "x", day=datetime.date(2018, 5, 1))["a"]["ofac"].status == "blocked"


def test_rounded_figures_may_come_to_a_little_more_than_the_whole(tmp_path: Path) -> None:
    """A sixth as 16.67 six times, or 34, 33 and 34; three times 33.4 is no rounding of thirds."""
    sixths = "".join(f"p{at},a,16.67\n" for at in range(6))
    graph = read(tmp_path, f"owner,owned,share\n{sixths}x,b,34\ny,b,33\nz,b,34\n")
    assert judged(graph, "x", "y")["b"]["ofac"].status == "blocked"
    with pytest.raises(InputError, match=r"100\.2%"):
        judged(read(tmp_path, "owner,owned,share\nx,a,33.40\ny,a,33.40\nz,a,33.40\n"))


def test_a_row_that_stands_twice_counts_once(tmp_path: Path) -> None:
    result = judged(read(tmp_path, "owner,owned,share\nx,a,30\nx,a,30\n"), "x")
    assert result["a"]["ofac"].share == (30 * PERCENT, 30 * PERCENT)
    assert "1 rows say what another row says and count once." in result.held.notes


def test_two_figures_for_one_holding_are_two_reports_or_two_lots(tmp_path: Path) -> None:
    """30 and 25 may be 25, 30 or 55: never silently the one that clears."""
    result = judged(read(tmp_path, "owner,owned,share\nx,a,30\nx,a,25\n"), "x")
    assert result["a"]["ofac"].status == "possible"
    assert "two reports of one holding, or two lots" in result.held.notes[0]
    assert "(lines 2, 3)" in result.held.notes[0]


def test_a_row_without_a_figure_adds_nothing_to_one_with_it(tmp_path: Path) -> None:
    result = judged(read(tmp_path, "owner,owned,share\nx,a,30\nx,a,unknown\n"), "x")
    assert result["a"]["ofac"].share == (30 * PERCENT, 30 * PERCENT)


def test_silence_is_not_clearance(tmp_path: Path) -> None:
    """Clear on the data, with what nobody declared said; accounted for only where nothing is left to hide."""
    graph = read(
        tmp_path,
        "owner,owned,share,owner_kind\nx,a,40,\np,b,60,person\nq,b,40,person\na,c,100,\n",
    )
    result = judged(graph, "x")
    assert (result["a"]["ofac"].status, result["a"]["ofac"].silent) == ("clear", True)
    assert result["a"]["ofac"].undeclared == (60 * PERCENT, 60 * PERCENT)
    assert (result["b"]["ofac"].status, result["b"]["ofac"].silent) == ("clear", False)
    assert result["c"]["ofac"].silent, "C's own shares are all declared, but its owner's are not"


def test_parties_named_alike_are_pointed_out_and_columns_not_read_too(tmp_path: Path) -> None:
    graph = read(tmp_path, "owner,owned,share,source\nACME Ltd,a,30,register\nAcme Limited,b,25,register\n")
    assert any("'ACME Ltd' and 'Acme Limited'" in note for note in graph.notes)
    assert any("source" in note for note in graph.notes)


def test_an_id_is_the_same_however_its_accents_are_coded(tmp_path: Path) -> None:
    graph = read(tmp_path, "owner,owned,share\nCafe\u0301,a,30\nCaf\u00e9,b,30\n")
    assert len(graph.parties) == 3


def test_a_stated_indirect_share_is_explained_by_the_chain_or_stays_a_question(tmp_path: Path) -> None:
    """A quarter held indirectly may be half of a half, which catches: never taken at its face."""
    head = "owner,owned,share,direct\n"
    alone = judged(read(tmp_path, head + "x,a,25,no\n"), "x")
    assert alone["a"]["ofac"].status == "possible"
    shown = judged(read(tmp_path, head + "x,a,20,no\nx,b,40,yes\nb,a,50,yes\n"), "x")
    assert shown["a"]["ofac"].status == "clear"
    whole = judged(read(tmp_path, head + "x,a,100,no\n"), "x")
    assert whole["a"]["ofac"].status == "blocked"


def test_votes_without_shares_leave_the_shares_open(tmp_path: Path) -> None:
    result = judged(read(tmp_path, "owner,owned,share,kind\nx,a,60,voting\n"), "x")
    assert result["a"]["ofac"].status == "possible"
    assert [told.kind for told in missing(result, "a", "ofac")] == ["voting"]


# ── who is listed ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_listed_are_found_by_id_or_by_name_and_the_absent_are_named(tmp_path: Path) -> None:
    graph = read(tmp_path, "owner,owned,share,owner_name\nQ1,a,80,OOO Romashka\nQ2,b,80,\n")
    text = (
        "party,listed,match,programme,from\nООО «Ромашка»,ofac;eu,,,2020\n"
        "Q2,us-ofac-sdn,possible,[RUSSIA-EO14024],\nzz,uk,,,\n"
    )
    seeds, absent = read_listed(table(tmp_path, text, "listed.csv"), graph)
    assert {(seed.party, seed.list, seed.certain) for seed in seeds} == {
        ("Q1", "ofac", True),
        ("Q1", "eu", True),
        ("Q2", "us-ofac-sdn", False),
    }
    assert absent == ("zz",)
    assert seeds[0].starts == datetime.date(2020, 1, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"), ("name\nx\n", "has no columns"),
        ("party,listed\nx,moon\n", r"listed.csv:2: 'moon' is no regime"),
        ("party,listed\nx,\n", "listed is empty"), ("party,listed,match\nx,ofac,maybe\n", "match is 'maybe'"),
    ],
)  # fmt: skip
def test_a_list_of_the_listed_that_cannot_be_is_refused(tmp_path: Path, text: str, said: str) -> None:
    graph = read(tmp_path, "owner,owned,share\nx,a,80\n")
    with pytest.raises(InputError, match=said):
        read_listed(table(tmp_path, text, "listed.csv"), graph)
