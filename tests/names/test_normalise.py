"""Two spellings of one name meet in one form; a name never becomes empty by losing its legal form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecare.names import normalise


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Co., Ltd.", "ACME CO LTD"),
        ("Acme S.A.", "Acme"),
        ("Acme d.o.o.", "ACME DOO"),
        ("Acme sp. z o.o.", "Acme"),
        ("LLC Acme", "Acme LLC"),
        ("Müller GmbH", "Muller"),
        ("The Acme Company", "acme"),
        ("Ａｃｍｅ", "Acme"),
        ("A & B", "A and B"),
        ("某某技术股份有限公司", "某某技术"),
        ("Limited Liability Company Acme", "Acme"),
        ("O’Neil", "O'Neil"),
    ],
)
def test_spelling_accidents_and_legal_forms_do_not_tell_names_apart(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize("text", ["Co", "SA", "AS", "Ltd. Co.", "有限公司"])
def test_a_name_that_is_only_a_legal_form_keeps_something(text: str) -> None:
    assert normalise(text)


@pytest.mark.parametrize(
    ("one", "other"), [("AD Astra", "Astra"), ("Acme North", "Acme South"), ("Chen Li", "Li Chen")]
)
def test_names_that_differ_in_a_word_stay_apart(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(st.text(max_size=40))
def test_the_form_is_lower_case_plain_and_single_spaced(text: str) -> None:
    form = normalise(text)
    assert form == " ".join(form.split()).casefold()
