"""Recording an answer adds one entry and touches nothing else."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import as_json, full_deal

from duecare.errors import InputError
from duecare.transaction import read_bytes, read_transaction, record_answer
from duecare.transaction.append_text import append_to_json, append_to_yaml

DEAL = Path(__file__).parent / "deal.yaml"
HEAD = "id: deal\ntitle: A deal\nitems: [{id: cam}]\n"
ENTRY = {"fact": "item.covert", "value": "yes", "source": "engineer", "kind": "document"}


def shared(one: str, other: str) -> int:
    """How many characters two texts have in common from the start."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def recorded(tmp_path: Path, text: str, suffix: str = ".yaml") -> str:
    path = tmp_path / f"deal{suffix}"
    path.write_bytes(text.encode())
    deal = record_answer(path, "item.covert", "yes", source="engineer")
    assert deal.stated("item.covert")[-1].value is True
    assert read_transaction(path) == deal
    return path.read_bytes().decode()


def test_the_new_entry_is_one_line_and_the_rest_is_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    path.write_bytes(DEAL.read_bytes())
    record_answer(
        path, "end_user.government_tie", "state_owned", source="Registry: extract", date=datetime.date(2026, 11, 1),
        by="analyst", note="page 3",
    )  # fmt: skip
    before, after = DEAL.read_text(encoding="utf-8").splitlines(), path.read_text(encoding="utf-8").splitlines()
    added = [line for line in after if line not in before]
    assert added == [
        "  - {fact: end_user.government_tie, subject: police-dept, value: state_owned, "
        'source: "Registry: extract", kind: document, date: 2026-11-01, by: analyst, note: page 3}'
    ]
    after.remove(added[0])
    assert after == before
    stated = read_transaction(path).stated("party.government_tie")[-1]
    assert (stated.value, stated.source.date, stated.note) == ("state_owned", datetime.date(2026, 11, 1), "page 3")


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        HEAD.rstrip("\n"),
        HEAD + "# a last word\n",
        HEAD + "...\n",
        "---\n" + HEAD + "# c\n...\n# d\n",
        HEAD + "answers:\n",
        HEAD + "answers:   # what we learned\nnotes: n\n",
        HEAD + "answers: ~\nnotes: n\n",
        HEAD + "answers: unknown\n",
        HEAD + "answers: []\nnotes: n\n",
        HEAD + "answers: [ ]   # c\n",
        HEAD + "answers: [{fact: item.reach, value: bulk}]  # c\nnotes: n\n",
        HEAD + "answers: [\n  {fact: item.reach, value: bulk},  # c\n]\nnotes: n\n",
        HEAD + "answers:\n- {fact: item.reach, value: bulk}\nnotes: n\n",
        HEAD + "answers:\n  - {fact: item.reach, value: bulk}   # c\n\n# about the notes\nnotes: n\n",
        HEAD + "answers:\n  - fact: item.reach\n    value: bulk\n    # c\n\nnotes: n\n",
        HEAD + "answers:\n  - fact: item.reach\n    value: bulk\n    note: |\n      two\n      lines\nnotes: n\n",
        HEAD + "answers:\n  - fact: item.reach\n    value: bulk\n    note: >-\n      folded\n      lines",
        HEAD
        + "answers:\n  - fact: item.capability\n    value:\n      - drone\n      - none_such\n".replace(
            "none_such", "spyware"
        ),
        HEAD + "answers:\n  - fact: item.capability\n    value: [drone,\n      spyware]\n    by:\n",
        "{id: deal, title: A deal, items: [{id: cam}]}\n",
        "{id: deal, title: A deal, items: [{id: cam}], # c\n}\n",
        "{id: deal, title: A deal, answers: [], items: [{id: cam}]}\n",
        "{id: deal, title: A deal, answers: , items: [{id: cam}]}\n",
        "  id: deal\n  title: A deal\n  items: [{id: cam}]\n",
        HEAD.replace("\n", "\r\n") + "answers:\r\n  - {fact: item.reach, value: bulk}\r\nnotes: n\r\n",
        "\ufeff" + HEAD,
        '"id": deal\n"title": A deal\n"answers":\n  - {fact: item.reach, value: bulk}\n"items": [{id: cam}]\n',
        HEAD + "notes: |\n  answers:\n    - none\n",
        "# عنوان 😀\n" + HEAD + "terms: 😀 text\nanswers:\n  - {fact: item.reach, value: bulk, note: 😀}\nnotes: 😀\n",
    ],
)
def test_every_layout_of_yaml_takes_an_answer_and_keeps_its_own_text(tmp_path: Path, text: str) -> None:
    after = recorded(tmp_path, text)
    kept = shared(text, after) + shared(text[::-1], after[::-1])
    assert kept >= len(text.replace("~", "").replace("unknown", "")), "one insertion, nothing else touched"
    if "\r\n" in text:
        assert "\n" not in after.replace("\r\n", "")
    twice = tmp_path / "deal.yaml"
    record_answer(twice, "item.reach", "group", source="engineer")
    assert read_transaction(twice).stated("item.covert")[-1].value is True


@pytest.mark.parametrize(
    "text",
    [
        '{"id": "deal", "title": "A deal", "items": [{"id": "cam"}]}',
        '{\n  "id": "deal",\n  "title": "A \\"deal\\" ] }",\n  "items": [\n    {"id": "cam"}\n  ]\n}\n',
        '{\r\n\t"id": "deal",\r\n\t"title": "t",\r\n\t"items": [{"id": "cam"}],\r\n\t"answers": []\r\n}',
        '{"answers": [{"fact": "item.reach", "value": "bulk"}], "id": "deal", "title": "t", "items": [{"id": "cam"}]}',
        '{\n "answers": [\n  {"fact": "item.reach",\n "value": "bulk"}\n ],\n "id": "deal", "title": "t", '
        '"items": [{"id": "cam"}]\n}',
        '{"id": "deal", "title": "t", "answers": null, "items": [{"id": "cam", "facts": {}}]}',
        '{"id": "deal", "title": "answers", "notes": "answers", "items": [{"id": "cam"}], "answers": "unknown"}',
    ],
)
def test_every_layout_of_json_takes_an_answer(tmp_path: Path, text: str) -> None:
    after = recorded(tmp_path, text, ".json")
    assert json.loads(after)["answers"][-1]["source"] == "engineer"
    assert ("\n" in text) == ("\n" in after)


def test_a_workbook_takes_an_answer_in_the_row_that_asks_and_then_in_a_new_one(tmp_path: Path) -> None:
    import io

    import openpyxl

    from duecare.transaction.template import template_bytes

    book = openpyxl.load_workbook(io.BytesIO(template_bytes()))
    page = book["Transaction"]
    page["C3"], page["C4"] = "deal", "A deal"
    path = tmp_path / "deal.xlsx"
    book.save(path)
    record_answer(path, "use.group_targeting", "yes", source="=HYPERLINK(1)")
    record_answer(path, "use.group_targeting", "no", source="engineer", date="2026-11-01")
    deal = record_answer(path, "item.capability", ["drone", "spyware"], source="data sheet")
    assert [one.value for one in deal.stated("use.group_targeting")] == [True, False]
    assert deal.stated("use.group_targeting")[0].source.title == "=HYPERLINK(1)"
    assert deal.stated("item.capability")[0].value == frozenset({"drone", "spyware"})


def test_an_answer_about_what_is_not_declared_needs_no_subject_and_stays_true_later(tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    path.write_text("id: deal\ntitle: A deal\n")
    deal = record_answer(path, "end_user.kind", "police", source="tender")
    assert deal.stated("party.kind")[0].subject_id == "undeclared-end-user"
    path.write_text(path.read_text() + "parties: [{id: police, roles: [end_user]}]\n")
    assert read_transaction(path).stated("party.kind")[0].subject_id == "police"


@pytest.mark.parametrize(
    ("fact", "value", "more", "says"),
    [
        ("end_user.kinds", "police", {}, "did you mean 'end_user.kind'?"),
        ("end_user.kind", "polic", {}, "did you mean 'police'?"),
        ("end_user.kind", "police", {"subject": "maker"}, "not an end user"),
        ("end_user.kind", "police", {"subject": "polic-dept"}, "did you mean 'police-dept'?"),
        ("party.opaque", "yes", {}, "several; accepted: police-dept, maker, dealer"),
        ("party.role", "end_user", {}, "stated by the key 'roles'"),
        ("item.covert", "yes", {"source": "  "}, "source is empty"),
        ("item.covert", "yes", {"kind": "rumour"}, "kind is 'rumour'"),
        ("item.covert", "yes", {"date": "soon"}, "date is 'soon'"),
        ("item.covert", "yes", {"note": "a\x00b"}, "U+0000"),
        ("transaction.payment_unusual", "no", {"subject": "other"}, "no subject of this transaction"),
    ],
)
def test_a_wrong_answer_leaves_the_file_as_it_was(
    tmp_path: Path, fact: str, value: str, more: dict[str, Any], says: str
) -> None:
    path = tmp_path / "deal.yaml"
    path.write_bytes(DEAL.read_bytes())
    with pytest.raises(InputError) as caught:
        record_answer(path, fact, value, **{"source": "s", **more})
    assert says in str(caught.value)
    assert path.read_bytes() == DEAL.read_bytes()
    assert [one.name for one in tmp_path.iterdir()] == ["deal.yaml"]


def test_a_country_may_be_named_by_its_code(tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    path.write_bytes(DEAL.read_bytes())
    deal = record_answer(path, "country.no_independent_oversight", "yes", subject="Belarus", source="report")
    assert deal.stated("country.no_independent_oversight")[0].subject_id == "by"
    deal = record_answer(path, "country.no_independent_oversight", "no", subject="FR", source="report")
    assert deal.stated("country.no_independent_oversight")[1].subject_id == "FR", "the seat of a party, not a place"


def test_unknown_is_recorded_as_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    path.write_text(HEAD)
    assert (
        record_answer(path, "item.covert", "unknown", source="asked the engineer").stated("item.covert")[0].value
        is None
    )


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=40), st.text(max_size=40))
def test_any_text_in_a_source_or_note_comes_back_as_written(source: str, note: str) -> None:
    from duecare.transaction import scalars

    try:
        wanted = scalars.text(source), scalars.text(note)
    except ValueError:
        return
    if None in wanted:
        return
    entry = {**ENTRY, "source": wanted[0] or "", "note": wanted[1] or ""}
    for text, suffix in (
        (append_to_yaml(HEAD + "notes: n\n", entry), ".yaml"),
        (append_to_json(as_json(full_deal()).decode(), entry), ".json"),
    ):
        stated = read_bytes(text.encode(), suffix).stated("item.covert")[-1]
        assert (stated.source.title, stated.note) == wanted
