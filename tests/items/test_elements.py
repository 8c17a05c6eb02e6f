"""Definition elements: met, not met or open, after what the text says."""

from __future__ import annotations

import pytest

from duecare.guidance import load_guidance
from duecare.items import scope_text
from duecare.items.elements import _rules


def verdicts(text: str) -> dict[str, str]:
    return {
        element.id: element.verdict for definition in scope_text(text).definitions for element in definition.elements
    }


SPYWARE = (
    "Covert phone intrusion suite for intelligence agencies: the software is installed on the target's phone without "
    "their knowledge, reads messages and calls, and sends them to the operator's console over the internet."
)


def test_every_element_stands_in_the_instruments_and_none_of_the_three_definitions_is_left_out() -> None:
    entries = load_guidance().entries
    judged = {str(element["id"]) for rule in _rules()[1] for element in rule["elements"]}
    assert judged <= set(entries)
    for definition, number in (
        ("US-STATE-2019/DEF/ITEM", 5),
        ("US-STATE-2020/DEF/PRODUCT", 7),
        ("EU-2021-821/A2-20", 6),
    ):
        elements = {
            name for name, entry in entries.items() if entry.type == "element" and name.startswith(f"{definition}/E")
        }
        assert len(elements) == number
        # That a use counts though nobody authorised it is no property of an item.
        assert elements - judged <= {"US-STATE-2020/DEF/PRODUCT/E2"}


def test_spyware_meets_all_six_elements_of_the_european_definition() -> None:
    found = verdicts(SPYWARE)
    assert {found[f"EU-2021-821/A2-20/E{number}"] for number in range(1, 7)} == {"met"}
    assert all(found[f"US-STATE-2019/DEF/ITEM/E{number}"] == "met" for number in range(1, 6))


def test_verbs_are_named_with_the_words_that_say_them() -> None:
    definition = next(one for one in scope_text(SPYWARE).definitions if one.id == "US-STATE-2020/DEF/PRODUCT")
    functions = next(element for element in definition.elements if element.id.endswith("E3"))
    assert functions.verdict == "met"
    assert functions.quotes


def test_what_the_text_does_not_say_is_open() -> None:
    found = verdicts("Dome camera with face recognition.")
    assert found["EU-2021-821/A2-20/E3"] == "open"
    assert found["US-STATE-2019/DEF/ITEM/E5"] == "open"


def test_a_product_that_is_harmless_for_sure_meets_no_element_of_function() -> None:
    scope = scope_text("Office chair with adjustable armrests and a breathable back, tested for 120 kg.")
    assert scope.verdict == "none"
    found = {element.id: element.verdict for definition in scope.definitions for element in definition.elements}
    for name in ("US-STATE-2019/DEF/ITEM/E3", "US-STATE-2020/DEF/PRODUCT/E1", "EU-2021-821/A2-20/E5"):
        assert found[name] == "not met"


@pytest.mark.parametrize("text", ["Module for projects of all kinds.", "Hello."])
def test_an_unsure_text_leaves_the_link_open(text: str) -> None:
    scope = scope_text(text)
    if not scope.sure:
        assert verdicts(text)["US-STATE-2020/DEF/PRODUCT/E1"] == "open"


def test_a_definition_is_met_if_every_needed_element_is_or_one_alternative() -> None:
    for text in (SPYWARE, "Dome camera with face recognition.", "Office chair."):
        for definition in scope_text(text).definitions:
            needed = {element.verdict for element in definition.elements if not element.alternative}
            others = {element.verdict for element in definition.elements if element.alternative}
            assert (definition.verdict == "met") == (needed == {"met"} or "met" in others)
            if definition.verdict == "not met":
                assert "not met" in needed
                assert others <= {"not met"}
