"""What makes two names alike, and what does not, in every script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecare.names import align, compare_names, script_of, tokens_of

ALIKE = 0.7
"""A likeness that only names of one bearer should reach in these examples."""

SAME = [
    ("Putin, Vladimir", "Vladimir Putin"),
    ("Usama bin Ladin", "Osama bin Laden"),
    ("Wolodymyr Selenskyj", "Volodymyr Zelenskyy"),
    ("Mohamed bin Salman", "Muhammad ibn Salman"),
    ("Abd al-Aziz Nuristani", "Abdulaziz Nuristani"),
    ("J.-C. Juncker", "Jean-Claude Juncker"),
    ("FridrichBuchenberg", "Friedrich Buchenberg"),
    ("Sech1n Igor", "Igor Sechin"),
    ("Сергей Викторович Лавров", "Sergey Lavrov"),
    ("فرناندو بيريز", "Fernando Pérez"),
    ("محمد بن سلمان", "Mohammed bin Salman"),
    ("Κυριάκος Μητσοτάκης", "Kyriakos Mitsotakis"),
    ("习近平", "Xi Jinping"),
    ("김정은", "Kim Jong-un"),
    ("バラク・オバマ", "Barack Obama"),
    ("Բարակ Օբամա", "Barack Obama"),
    ("नरेंद्र मोदी", "Narendra Modi"),
    ("ნინო ბურჯანაძე", "Nino Burjanadze"),
    ("בנימין נתניהו", "בנימין נתניהו"),
    ("วชิราลงกรน", "วชิราลงกรณ"),
]

SAME_COMPANY = [
    ("GUANGZHOU HAIGE COMM GRP", "Guangzhou Haige Communications Group"),
    ("CNOOC ENERGY TECH & SRVCES", "CNOOC Energy Technology and Services"),
    ("ACME TRADING COMP", "Acme Trading Company"),
    ("Smith Bros Intl", "Smith Brothers International"),
    ("OAO Gazprom", "Open Joint Stock Company Gazprom"),
    ("ООО «Ромашка»", "Romashka LLC"),
    ("Limited Liability Copmany Romashka", "Romashka OOO"),
    ("A.B.C. Company", "ABC Co."),
    ("1st International Bank", "First International Bank"),
    ("People's Liberation Army", "PLA"),
    ("Siemens Aktiengesellschaft", "Siemens AG"),
    ("CNOOC", "China National Offshore Oil Corporation"),
    ("I B M", "IBM"),
    ("لواء ٥", "لواء 5"),
    ("杭州海康威视数字技术股份有限公司", "杭州海康威视数字技术"),
]

OTHER = [
    ("Boris Netanyahu", "Benjamin Netanyahu"),
    ("Michelle Obama", "Marie-Therese Obama"),
    ("Igor Deripaska", "Oleg Deripaska"),
    ("IBRAHIM HASSAN AL-MOSULI", "IBRAHIM HASSAN AL-TIKRITI"),
    ("习近朋", "习近平"),
    ("이재형", "이재명"),
    ("Michaela", "Michelle Obama"),
]

OTHER_COMPANY = [
    ("Saudi Arabian Gas Company", "Saudi Arabian Oil Company"),
    ("Government of Estonia", "Government of Ethiopia"),
    ("OJSC Tactical Kittens Corporation", "Tactical Missiles Corporation Joint Stock Company"),
    ("C.B.A. Company", "A.B.C. Company"),
    ("Bowne of Atlanta, Inc.", "Bowne of Boston, Inc."),
    ('ООО "БАЙ"', 'ООО "БАЙКАЛ"'),
    ("ABC International", "XYZ International"),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_a_person_is_known_by_another_spelling_order_or_script(left: str, right: str) -> None:
    assert compare_names(left, right, "person") >= ALIKE


@pytest.mark.parametrize(("left", "right"), SAME_COMPANY)
def test_a_company_is_known_by_short_forms_and_other_legal_forms(left: str, right: str) -> None:
    assert compare_names(left, right, "company") >= ALIKE


@pytest.mark.parametrize(("left", "right"), OTHER)
def test_a_person_with_another_name_on_both_sides_is_another(left: str, right: str) -> None:
    assert compare_names(left, right, "person") < ALIKE


@pytest.mark.parametrize(("left", "right"), OTHER_COMPANY)
def test_a_company_of_another_place_or_trade_is_another(left: str, right: str) -> None:
    assert compare_names(left, right, "company") < ALIKE


def test_a_common_word_alone_matches_nobody() -> None:
    """A company named by a legal form and a word of trade must not match every company."""
    for name in ("CORP", "Trading Company", "International Group Ltd"):
        assert compare_names(name, "Emerald Trading International Group Corp", "company") < ALIKE


def test_what_is_missing_costs_less_than_what_differs() -> None:
    missing = compare_names("Hans Friedrich", "Hans Joachim Friedrich", "person")
    differs = compare_names("Hans Peter Friedrich", "Hans Joachim Friedrich", "person")
    assert 1.0 > missing > differs


def test_a_legal_form_of_another_kind_costs_a_little_and_a_missing_one_nothing() -> None:
    same = compare_names("Deutsche Bank AG", "Deutsche Bank Aktiengesellschaft", "company")
    missing = compare_names("Deutsche Bank", "Deutsche Bank AG", "company")
    other = compare_names("Deutsche Bank GmbH", "Deutsche Bank AG", "company")
    assert 1.0 > same == missing > 0.99 > other > ALIKE


def test_only_what_is_written_alike_is_wholly_alike() -> None:
    """No score of exactly 1 but for names whose words are the same."""
    assert compare_names("Sergey  LAVROV", "Sergey Lavrov") == 1.0
    assert 1.0 > compare_names("Sergey Lavrov", "LAVROV, Sergey") > 0.99
    assert compare_names("Sergey Lavrov", "Sergei Lavrov") < 1.0
    assert compare_names("Сергей Лавров", "Sergej Lavrov") < 1.0


def test_the_aligned_words_are_told_by_their_places_as_typed() -> None:
    left, right = tokens_of("Lavrov, Sergey V."), tokens_of("Сергей Викторович Лавров")
    found = {
        left.text[left.tokens[i].start : left.tokens[i].end]: right.text[right.tokens[j].start : right.tokens[j].end]
        for _, i, j, _ in align(left, right).pairs
    }
    assert found == {"Lavrov": "Лавров", "Sergey": "Сергей", "V.": "Викторович"} or found["Lavrov"] == "Лавров"


@pytest.mark.parametrize("text", ["", " ", "😀😀", "---", "\x00", "،", "a" * 10_000, "د" * 5_000, "x\x00y", "\u202e"])
def test_any_text_is_a_name_to_compare(text: str) -> None:
    assert 0.0 <= compare_names(text, "Acme Trading") <= 1.0
    assert compare_names(text, text) in (0.0, 1.0) or tokens_of(text).tokens


NAMES = st.text(st.characters(codec="utf-8"), max_size=40)


@given(NAMES, NAMES)
def test_likeness_is_symmetric_and_bounded(left: str, right: str) -> None:
    one, other = align(tokens_of(left), tokens_of(right)), align(tokens_of(right), tokens_of(left))
    assert 0.0 <= one.likeness <= 1.0
    assert one.likeness == pytest.approx(other.likeness, abs=1e-9)


@given(NAMES)
def test_every_token_stands_within_its_name(text: str) -> None:
    import unicodedata

    length = len(unicodedata.normalize("NFKC", text))
    for token in tokens_of(text).tokens:
        assert 0 <= token.start < token.end <= length
        assert token.weight > 0
        assert token.raw


@pytest.mark.parametrize(
    ("text", "script"),
    [("ФСБ", "Cyrl"), ("شرطة", "Arab"), ("公安", "Hani"), ("경찰", "Hang"), ("ตำรวจ", "Thai"), ("Polizei", "Latn")],
)
def test_the_script_of_a_name_is_told(text: str, script: str) -> None:
    assert script_of(text) == script
