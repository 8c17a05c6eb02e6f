"""The keyword scan of a product's own words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecare.facts import vocabulary
from duecare.items import FOUND_BY, StatedFact, assembled, gather_items, scan_text
from duecare.items.lexicon import fold
from duecare.items.scan import LIMIT, facts_of


def stated(text: str) -> dict[str, object]:
    return {fact.fact: fact.value for fact in facts_of(scan_text(text))}


def capabilities(text: str) -> set[object]:
    value = stated(text).get("item.capability", frozenset())
    assert isinstance(value, frozenset)
    return set(value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A mast with face recognition and a plate reader.", {"facial_recognition", "licence_plate_reading"}),
        ("A kit that copies messages from seized handsets.", {"device_forensics"}),
        ("Backpack that acts as a base station and lists handsets.", {"cell_site_simulation"}),
        ("Ankle tags for people on bail.", {"location_tracking", "person_monitoring"}),
        ("Deep packet inspection for carriers.", {"deep_packet_inspection"}),
        ("A tap at the undersea cable landing station.", {"mass_interception"}),
        ("Jackets and gloves with body-worn cameras.", {"body_worn_camera"}),
        ("Webcam proctoring for exams.", {"person_monitoring"}),
        ("Emotion recognition for job interviews.", {"emotion_recognition"}),
        ("Predictive policing software.", {"predictive_scoring"}),
        ("Coastal radar for a harbour.", {"radar_or_acoustic_sensing"}),
        ("GPU servers for a laboratory.", {"ai_compute"}),
    ],
)
def test_a_capability_is_found_by_the_words_of_its_trade(text: str, found: set[str]) -> None:
    assert capabilities(text) == found


@pytest.mark.parametrize(
    ("text", "capability"),
    [
        ("Reconocimiento facial para aeropuertos.", "facial_recognition"),
        ("Caméras de vidéosurveillance pour une gare.", "video_surveillance"),
        ("Kennzeichenerfassung an der Grenze.", "licence_plate_reading"),
        ("Câmera térmica para bombeiros.", "thermal_imaging"),
        ("Комплекс распознавания лиц.", "facial_recognition"),
        ("نظام للتعرف على الوجوه في المطار", "facial_recognition"),
        ("سامانه شنود مکالمات", "lawful_interception"),
        ("城市人脸识别平台", "facial_recognition"),
        ("plaka tanıma sistemi", "licence_plate_reading"),
    ],
)
def test_main_terms_of_ten_languages_are_known(text: str, capability: str) -> None:
    assert capability in capabilities(text)


@pytest.mark.parametrize(
    "text",
    [
        "Quadcopter with camera; no face matching.",
        "Speed guns that do not read plates.",
        "Mobile core without lawful interception, face recognition or plate reading.",
        "Masts without lawful interception, face recognition and plate reading.",
        "Cameras. Face recognition is not included.",
        "Servers. The face recognition module has been removed.",
        "Drohne ohne Gesichtserkennung.",
        "Dron sin reconocimiento facial.",
        "Дрон без распознавания лиц.",
        "无人机，不支持人脸识别。",
    ],
)
def test_what_the_text_denies_is_not_stated(text: str) -> None:
    assert not capabilities(text) & {"facial_recognition", "licence_plate_reading", "lawful_interception"}
    assert scan_text(text).denied


@pytest.mark.parametrize(
    "text",
    [
        "Not only reads plates but keeps them.",
        "A no-click link installs an agent on the phone.",
        "Installs an agent on the phone without the user's knowledge.",
        "It needs no light and recognises faces in the dark.",
        "No cable, reads faces and plates.",
    ],
)
def test_a_no_that_denies_something_else_does_not_hide_a_capability(text: str) -> None:
    assert capabilities(text) - {"none"}


def test_what_detects_or_protects_against_a_tool_is_not_the_tool() -> None:
    assert "cell_site_simulation" not in capabilities("It detects IMSI catchers, also known as cell-site simulators.")
    assert "spyware" not in capabilities("Protects phones against spyware.")
    assert "cell_site_simulation" in capabilities("An IMSI catcher in a vehicle.")


@pytest.mark.parametrize(
    "text",
    [
        "Laser printers and toner.",
        "Smart electricity meters, read every hour.",
        "Crop-spraying multirotors with a forward camera for landing.",
        "Hand-held two-way radios with base stations and chargers.",
        "Library tags and loan desks. No camera.",
        "X-ray parcel scanners.",
        "Ultrasound scanners for a clinic.",
    ],
)
def test_goods_that_are_recognisably_no_surveillance_are_stated_to_do_none(text: str) -> None:
    assert capabilities(text) == {"none"}
    assert stated(text)["item.identifies_people"] is False


@pytest.mark.parametrize(
    "text",
    ["", "Consulting.", "Printers that secretly record visitors.", "Army radios that store calls of people nearby."],
)
def test_nothing_is_stated_where_nothing_is_recognised_or_watchful_words_stand(text: str) -> None:
    assert "none" not in capabilities(text)


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("Plate readers for tolls; the plate is charged to an account.", "item.matching", "closed_group"),
        ("Plate readers that compare plates with a hit list.", "item.matching", "one_to_many"),
        ("Passport gates compare the face one-to-one with the chip.", "item.matching", "one_to_one"),
        ("Gates compare the face one-to-one; other cameras search a face gallery.", "item.matching", "one_to_many"),
        ("Drone with thermal camera, no face matching.", "item.matching", "none"),
        ("Handset identity collector, no interception of content.", "item.collection", "metadata"),
        ("Interception of calls by warrant.", "item.collection", "content"),
        ("Interception at the national gateway rebuilds e-mail.", "item.reach", "bulk"),
        ("A silent message installs an agent on a chosen phone.", "item.covert", True),
        ("Body-worn cameras; a light shows recording.", "item.covert", False),
        ("Body-worn cameras: the officer starts recording with a button.", "item.officer_triggered", True),
        ("Body-worn cameras that record continuously.", "item.officer_triggered", False),
        ("Spy software for phones.", "item.specially_designed_covert", True),
        ("Acoustic fibre along a pipe; voices cannot be made out.", "item.identifies_people", False),
        ("Face recognition for a museum.", "item.identifies_people", True),
    ],
)
def test_modes_are_stated_where_words_say_so(text: str, fact: str, value: object) -> None:
    assert stated(text)[fact] == value


def test_modes_are_unknown_where_words_are_silent() -> None:
    assert set(stated("Face recognition software.")) == {"item.capability", "item.identifies_people"}


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Cameras. The purchaser may, in its absolute discretion, change the terms.", "item.covert"),
        ("Cameras, NVR.\nLot 1\n1 piece", "item.matching"),
        ("Cameras. The installer is gathering the cables.", "item.reach"),
    ],
)
def test_modes_are_not_read_from_words_that_only_look_alike(text: str, fact: str) -> None:
    assert fact not in stated(text)


def test_the_authorised_are_no_authors() -> None:
    assert stated("CCTV. Name of the authorised person.")["item.capability"] == {"video_surveillance"}


def test_services_are_mentioned_but_never_stated_as_a_complete_set() -> None:
    scan = scan_text("Hosted face search with regular software updates; operator training is given.")
    assert scan.services == {"remote_operation", "updates", "training"}
    assert "item.services" not in stated("Hosted face search.")


TERMS = ["face recognition", "Videoüberwachung", "人脸识别", "التعرف على الوجوه", "İris camera"]


@given(st.text(max_size=60), st.sampled_from(TERMS))
def test_spans_hold_the_very_words_of_the_text(before: str, term: str) -> None:
    text = f"{before} {term}."
    scan = scan_text(text)
    for hit in (*scan.capabilities, *scan.modes, *scan.benign, *scan.watchful, *scan.denied):
        assert text[hit.start : hit.end] == hit.words != ""


@given(st.text())
def test_folding_keeps_every_letter_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_every_statement_is_in_the_vocabulary_and_may_be_made_by_this_room() -> None:
    from duecare.items.lexicon import lexicon

    declared = vocabulary()
    for entry in lexicon().entries:
        for name, value in entry.says if entry.kind in ("capability", "mode") else ():
            fact = declared.facts[f"item.{name}"]
            assert isinstance(value, bool) if fact.type == "boolean" else value in fact.domain
    text = "Covert face search and interception of calls; the officer starts recording; spy software secretly monitors."
    assert all("items" in declared.facts[fact].rooms for fact in stated(text))


def test_a_batch_gives_each_item_its_facts_and_reads_a_text_once() -> None:
    texts = {"a": "Face recognition.", "b": "A box.", "c": "Face recognition."}
    facts = gather_items((item, [assembled("text", "line", [text])]) for item, text in texts.items())
    assert list(facts) == ["a", "b", "c"]
    assert facts["b"] == ()
    assert facts["a"] is facts["c"]
    assert all(isinstance(fact, StatedFact) and fact.found_by == FOUND_BY and fact.quotes for fact in facts["a"])


@pytest.mark.parametrize(
    "text",
    [
        "word " * 300_000,
        "face " * 300_000,
        "no face compared with " * 60_000,
        "x" * 1_500_000,
        "人脸" * 700_000,
        "the plate of a " * 90_000,
        "not, " * 200_000,
        "record plate face camera calls " * 40_000,
    ],
)
def test_a_text_of_a_million_characters_is_read_in_bounded_time(text: str) -> None:
    started = time.process_time()
    scan = scan_text(text)
    assert time.process_time() - started < 20
    assert not scan.complete or len(text) <= LIMIT


def test_words_beyond_the_limit_are_not_read_and_the_note_says_so() -> None:
    text = "Face recognition. " + "x " * LIMIT
    assert not scan_text(text).complete
    assert "only part" in facts_of(scan_text(text))[0].note
