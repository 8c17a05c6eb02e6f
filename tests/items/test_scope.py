"""Scoping: the label, the categories, the words they rest on, and what is left open."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace

import papers_made as made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duecare.facts import vocabulary
from duecare.items import Scope, assembled, outline, read_document_bytes, scope_documents, scope_text
from duecare.items.reading import read
from duecare.items.report import scope_document

INTENDED = {
    "en": "City-wide camera network with face recognition against a watchlist of suspects for the police.",
    "es": "Sistema de videovigilancia con reconocimiento facial que identifica a sospechosos para la policía.",
    "fr": "Système de vidéosurveillance avec reconnaissance faciale qui identifie des suspects pour la police.",
    "de": "Videoüberwachung mit Gesichtserkennung, die Verdächtige für die Polizei identifiziert und verfolgt.",
    "pt": "Sistema de videovigilância com reconhecimento facial que identifica suspeitos para a polícia.",
    "ru": "Система видеонаблюдения с распознаванием лиц для розыска подозреваемых полицией.",
    "ar": "نظام مراقبة بالفيديو مع التعرف على الوجوه لتحديد المشتبه بهم لصالح الشرطة.",
    "zh": "公安人脸识别布控系统,对视频监控中的嫌疑人员实时比对预警。",
    "fa": "سامانه نظارت تصویری با تشخیص چهره برای شناسایی مظنونان توسط پلیس.",
    "tr": "Polis için şüphelileri tespit eden, yüz tanıma özellikli kamera gözetim sistemi.",
}
HARMLESS = [
    "Facial cleanser for oily skin with tea tree, 150 ml.",
    "Thermal insulation boards for roofs and facades.",
    "A drone bee is a male honey bee; our course explains how to read brood frames.",
    "Network cable, category 6, 10 metres, grey.",
    "Enter the tracking number to see where your parcel is.",
    "Office chair with adjustable armrests and a breathable back.",
    "Protects your phone against spyware and trojans; free anti-virus for families.",
    "This kiosk does not store faces, plates or voices.",
]


@pytest.mark.parametrize("lang", INTENDED)
def test_face_search_for_the_police_is_intended_in_every_language(lang: str) -> None:
    scope = scope_text(INTENDED[lang])
    assert scope.label == "intended"
    assert "facial_recognition" in {category.code for category in scope.categories}
    assert scope.language == lang


@pytest.mark.parametrize("text", HARMLESS)
def test_words_that_sound_like_it_are_not_taken_for_it(text: str) -> None:
    """Negation and context count."""
    scope = scope_text(text)
    assert scope.label != "intended"
    assert "item.capability" not in {fact.fact for fact in scope.facts if fact.value != frozenset({"none"})}


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        (
            "Face matching one to one: the traveller is compared with the chip of the passport.",
            "item.matching",
            "one_to_one",
        ),
        ("Face recognition terminal for enrolled staff, time and attendance.", "item.matching", "closed_group"),
        ("Live face recognition against a watchlist.", "item.matching", "one_to_many"),
        ("Plate reading for toll billing of registered accounts.", "item.matching", "closed_group"),
        ("Plate reader that checks every car against a hot list of stolen vehicles.", "item.matching", "one_to_many"),
        ("Lawful interception of the content of calls and messages.", "item.collection", "content"),
        (
            "Software that analyses call detail records and other metadata of subscribers.",
            "item.collection",
            "metadata",
        ),
        ("Hidden camera disguised as a clock.", "item.covert", True),
        ("City-wide video surveillance of every inhabitant.", "item.reach", "bulk"),
        ("Lawful interception of chosen targets named in a warrant.", "item.reach", "targeted"),
    ],
)
def test_the_mode_is_read_where_the_text_says_it(text: str, fact: str, value: object) -> None:
    stated = {one.fact: one for one in scope_text(text).facts}
    assert stated[fact].value == value
    assert stated[fact].quotes


def test_a_mode_that_the_text_does_not_say_is_asked() -> None:
    asked = {question.fact for question in scope_text("Face recognition software.").questions}
    assert {"item.matching", "item.covert", "item.reach", "item.collection"} <= asked


def test_services_count_and_those_not_mentioned_are_not_denied() -> None:
    scope = scope_text("Operator training and remote support for a phone interception system, hosted in our cloud.")
    assert {service for service, _ in scope.services} >= {"training", "remote_operation"}
    assert "customisation" not in {service for service, _ in scope.services}
    assert "item.services" in {question.fact for question in scope.questions}


@pytest.mark.parametrize(
    "text",
    [
        "Three days of training for police analysts in tracing people through social media.",
        "We run the number plate database for the ministry and staff its control room around the clock.",
        "Maintenance contract for the city's facial recognition cameras.",
    ],
)
def test_a_service_is_scoped_like_goods(text: str) -> None:
    assert scope_text(text).label == "intended"


def test_an_unsure_label_becomes_the_first_question() -> None:
    scope = scope_text("Module for projects of all kinds.")
    assert not scope.sure
    assert scope.verdict == "unsure"
    assert scope.questions[0].fact == "item.capability"


def test_statistics_alone_never_state_that_an_item_can_do_nothing() -> None:
    """A text that names neither a capability nor harmless goods states nothing, whatever the label."""
    for text in [*HARMLESS, "Hand-woven rugs from our workshop in the valley."]:
        scope = scope_text(text)
        for fact in scope.facts:
            if fact.value == frozenset({"none"}):
                assert fact.found_by == "items: keyword scan"


def test_quotes_stand_where_they_say_in_documents_of_several_pages() -> None:
    pdf = read_document_bytes(made.pdf(["A system for stations", "Face recognition of suspects"]), "brochure.pdf")
    html = read_document_bytes(b"<p>Training for operators.</p>", "page.html")
    scope = scope_documents([pdf, html])
    quotes = list(quotes_of(scope))
    assert any(quote.document == "brochure.pdf" and quote.page == 2 for quote in quotes)
    texts = {"brochure.pdf": pdf.text, "page.html": html.text}
    for quote in quotes:
        assert texts[quote.document][quote.start :].startswith(quote.words)
    assert scope.services[0][1].document == "page.html"


def quotes_of(scope: Scope) -> itertools.chain:  # type: ignore[type-arg]
    return itertools.chain(
        scope.quotes,
        *(category.quotes for category in scope.categories),
        *(fact.quotes for fact in scope.facts),
        *(element.quotes for definition in scope.definitions for element in definition.elements),
        (quote for _, quote in scope.services),
        (quote for _, _, quote in scope.set_aside),
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([*INTENDED.values(), *HARMLESS, "🙂 \u202e x", "A\x00B", "ﷺ", "٣ كاميرات"]),
        min_size=1,
        max_size=6,
    )
)
def test_every_quote_is_in_the_text_and_the_document_is_json(parts: list[str]) -> None:
    text = " ".join(parts)
    scope = scope_text(text)
    for quote in quotes_of(scope):
        assert text[quote.start :].startswith(quote.words)
        assert quote.words.strip()
    assert sum(scope.probabilities.values()) == pytest.approx(1, abs=0.002)
    assert scope_document([scope])["scopes"][0]["verdict"] in ("intended", "unintended", "none", "unsure")
    short = outline(text)
    assert (short.label, short.sure) == (scope.label, scope.sure)
    assert list(short.categories) == [category.code for category in scope.categories]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_has_an_answer(text: str) -> None:
    assert outline(text).label in ("intended", "unintended", "none")


def test_facts_are_those_that_this_room_may_state() -> None:
    words = vocabulary().facts
    for text in INTENDED.values():
        for fact in scope_text(text).facts:
            assert "items" in words[fact.fact].rooms


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "face " * 200_000,
        "compare the face with " * 45_000,
        "不" * 300_000 + "人脸识别",
        "(" * 500_000,
        "no no no no " * 80_000 + "face recognition",
        "ab cd " * 160_000,
    ],
    ids=["one word", "one rule", "one phrase", "no in Chinese", "brackets", "denials", "pairs"],
)
def test_a_text_made_to_be_slow_has_a_bounded_answer(text: str) -> None:
    started = time.monotonic()
    scope_documents([assembled("text", "line", [text])])
    assert time.monotonic() - started < 20


def test_the_same_text_gives_the_same_answer_whatever_was_read_before() -> None:
    before = outline(INTENDED["de"])
    for text in HARMLESS:
        outline(text)
    assert outline(INTENDED["de"]) == before


def stated(text: str) -> dict[str, object]:
    return {fact.fact: fact.value for fact in scope_text(text).facts}


def test_harmless_goods_in_a_text_that_is_not_harmless_state_nothing() -> None:
    """ "Machine" is an everyday good, and here it is the victim's computer."""
    text = "Own the machine: hidden remote desktop, reverse proxy, clipboard thief. The victim sees nothing."
    assert stated(text).get("item.capability") != frozenset({"none"})
    assert stated(text).get("item.identifies_people") is not False


@pytest.mark.parametrize(
    "text",
    [
        "Spyware",
        "Spyware for phones",
        "IMSI catcher",
        "Office chair. " * 120
        + "An optional IMSI catcher module intercepts the calls of all phones nearby. "
        + "Oak. " * 90,
    ],
)
def test_undenied_words_of_a_capability_are_never_surely_none(text: str) -> None:
    scope = scope_text(text)
    assert scope.verdict != "none"
    assert scope.categories or scope.set_aside
    assert all(definition.verdict != "not met" for definition in scope.definitions)


@pytest.mark.parametrize(
    "text",
    [
        "경찰을 위한 얼굴 인식 카메라 시스템",
        "警察向けの顔認識カメラシステム、監視リスト照合付き",
        "पुलिस के लिए चेहरा पहचान कैमरा",
        "System kamer z rozpoznawaniem twarzy dla policji, który porównuje przechodniów z listą osób poszukiwanych",
        "asdfgh qwerty",
        "🙂🙂",
        "X",
    ],
)
def test_what_the_readers_do_not_understand_is_never_surely_none(text: str) -> None:
    assert scope_text(text).verdict != "none"
    assert "item.capability" not in stated(text)


@pytest.mark.parametrize("text", ["Veriface Gate", "Veriface Gate. =1+1 قائمة", "Zorvex table and Qualden lamp"])
def test_a_name_of_trade_that_ends_in_a_harmless_noun_states_nothing(text: str) -> None:
    assert scope_text(text).facts == ()
    assert scope_text("Garden gate").facts != ()


def test_a_document_in_another_language_is_said_to_be_unread() -> None:
    scope = scope_text("경찰을 위한 얼굴 인식 카메라 시스템")
    assert any("not one that is read" in note for note in scope.notes)


@pytest.mark.parametrize(
    "text",
    [
        "MobileShield detects IMSI catchers, spyware and zero-click exploits on your phone.",
        "Our app protects you against stalkerware, trojans and IMSI catchers.",
    ],
)
def test_a_list_of_what_is_detected_is_guarded_against_as_a_whole(text: str) -> None:
    assert stated(text).get("item.capability", frozenset({"none"})) == frozenset({"none"})


def test_the_verb_after_a_list_of_threats_begins_anew() -> None:
    assert "spyware" in str(stated("Detects intruders and monitors their phones with spyware.")["item.capability"])


def test_what_the_text_denies_is_not_named() -> None:
    scope = scope_text("Camera for car parks, without plate reading and without face recognition. Counts free spaces.")
    assert {category.code for category in scope.categories}.isdisjoint({"licence_plate_reading", "facial_recognition"})


def test_phrases_do_not_reach_from_one_document_into_the_next() -> None:
    documents = [
        assembled("a", "line", ["It washes your face"]),
        assembled("b", "line", ["recognition of staff merit"]),
    ]
    assert "facial_recognition" not in {category.code for category in scope_documents(documents).categories}


@pytest.mark.parametrize("text", ["\ufb01ngerprint identi\ufb01cation for doors", "vide\u0301osurveillance des rues"])
def test_printed_and_decomposed_letters_are_read_as_typed_ones(text: str) -> None:
    assert stated(text)["item.capability"] != frozenset({"none"})


def test_the_same_words_in_two_documents_are_each_quoted_from_their_own() -> None:
    from duecare.items import gather_items

    words = ["Face recognition against a watchlist"]
    facts = gather_items([(name, [assembled(f"{name}.pdf", "page", words)]) for name in ("a", "b")])
    assert {quote.document for fact in facts["b"] for quote in fact.quotes} == {"b.pdf"}


def test_many_threads_read_alike() -> None:
    from concurrent.futures import ThreadPoolExecutor

    texts = [
        f"Camera number {chr(97 + n % 26) * 6} for {word} halls with recognition"
        for n in range(40)
        for word in ("x", "y")
    ]
    alone = [outline(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(outline, texts * 3)) == alone * 3


def test_a_long_text_is_harmless_only_if_that_is_as_likely_as_all_else() -> None:
    long = read("The bidder shall submit the deposit with the tender form and sign each page. " * 60)
    torn = replace(long.reading, labels={"intended": 0.29, "unintended": 0.31, "none": 0.4})
    assert (long.label, replace(long, reading=torn).label) == ("none", "unintended")
    assert replace(long, reading=torn, passages=(1, 1)).label == "none"
