"""The remarks of OFAC's files: "DOB 12 Feb 1961; POB Kabul, Afghanistan; Passport A1 (Iran); Linked To: MAHAN AIR"."""

from __future__ import annotations

import re
from typing import Final

from duecare.parties.lists.dates import read_day
from duecare.parties.lists.draft import Draft
from duecare.parties.lists.record import NameKind

_ALTERNATE: Final = re.compile(r"^alt\.\s+", re.I)
_NAMED: Final = re.compile(r"^(?P<mark>[afn])\.k\.a\.\s+'(?P<name>.+)'$|^(?P<bare>[afn])\.k\.a\.\s+(?P<text>.+)$", re.I)
# What can follow a number: "A00000604 (Nicaragua) issued 19 Jun 2013 expires 19 Jun 2023".
_VALUE: Final = re.compile(r"^[\s.:]*(?P<value>.*?)(?:\s+\((?P<country>[^()]+)\))?(?:\s+(?:issued|expires)\b.*)?$")
_WALLET: Final = re.compile(r"^Digital Currency Address\s*-\s*(?P<coin>\w+)\s+(?P<value>\S+)$", re.I)
_TAIL: Final = re.compile(r"^(?:Previous )?Aircraft Tail Number\s+(?P<value>\S+)$", re.I)
_COUNTRY: Final = re.compile(r"^(?:nationality|citizen)\s+(?P<country>.+)$", re.I)
_INITIAL: Final = re.compile(r"\b\w\.$")
_CONSEQUENCE: Final = re.compile(
    r"^(?:Additional Sanctions Information|Secondary sanctions risk|Transactions Prohibited|Executive Order \d+"
    r"|CAATSA Section|United States financial institutions are prohibited)",
    re.I,
)
_NUMBERED: Final = re.compile(
    r"#|\b(?:No|Number|Nos|ID|I\.D|N\.I|Passport|Code|SSN|RIF|RUC|NIT|RFC|C\.U\.R\.P|CURP|R\.F\.C|I\.F\.E|D\.N\.I|IMO|MMSI|BIK"
    r"|SWIFT/BIC|License|Identification|Cedula|Matricula|Folio|Document|FEIN|Card|LE|Numero|ISIN|V\.A\.T|Registry|Tazkira"
    r"|Certificate|KPP|INN|OGRN|LEI|NI|NumberID|C\.U\.I|C\.U\.I\.[TP]|RTN|N\.I\.E|C\.I\.F|electoral|Nacional)\b(?:\s*\([A-Z]+\)|\.|\s*#)*(?=\s)",
    re.I,
)
_NOT_NUMBERS: Final = re.compile(
    r"^(?:Aircraft M|Aircraft Construction|Phone|Telephone|Fax|Email|Website|Organization|Target Type|Listing Date"
    r"|Effective Date|Equity Ticker|Issuer|Purchase|For more|Vessel Year|Vessel Type|Former Vessel|Linked To"
    r"|Residen(?:cy|t)\b(?! Number))",
    re.I,
)
_KINDS: Final[dict[str, NameKind]] = {"a": "weak_alias", "f": "former", "n": "alias"}


def read_remarks(draft: Draft, remarks: str) -> None:
    """Fill a draft from the remarks of its row; what has no place of its own is kept as its note."""
    for part in re.split(r";\s*", remarks):
        text = part.strip()
        if text.count("(") != text.count(")"):  # one bracket around several remarks
            text = text.removeprefix("(") if text.startswith("(") else text.removesuffix(".").removesuffix(")")
        if text.endswith(".") and not _INITIAL.search(text):
            text = text.rstrip(".")
        if text:
            _read(draft, _ALTERNATE.sub("", text), text)


def _read(draft: Draft, text: str, whole: str) -> None:
    head, _, tail = text.partition(" ")
    if head == "DOB":
        draft.birth_date(tail)
    elif head == "POB":
        draft.birth_place(tail)
    elif head == "Gender":
        draft.sex(tail)
    elif match := _COUNTRY.match(text):
        draft.country(match["country"])
    elif match := _NAMED.match(text):
        # OFAC's names in quotation marks are its weak aliases.
        mark = (match["mark"] or match["bare"]).lower()
        kind = _KINDS[mark] if match["name"] or mark != "a" else "alias"
        draft.name(match["name"] or match["text"].strip("'"), kind, family_first=draft.person)
    elif text.startswith("Linked To:"):
        draft.note(text)
    elif match := _WALLET.match(text):
        draft.identifier(f"crypto wallet {match['coin']}", match["value"])
    elif match := _TAIL.match(text):
        draft.identifier("aircraft tail number", match["value"])
    elif "econdary sanctions" in text.lower() or _CONSEQUENCE.match(text):
        if "econdary sanctions" in text.lower():
            draft.secondary_sanctions = True
        draft.consequence(text)
    elif text.startswith("Listing Date"):
        draft.listed_on = draft.listed_on or read_day(text)
    elif not _number(draft, text):
        draft.note(whole)


def _number(draft: Draft, text: str) -> bool:
    """A number with its label: the label ends in the last word for one before the first digit."""
    if _NOT_NUMBERS.match(text) or len(text) > 200:
        return False
    digit = next((place for place, char in enumerate(text) if char.isdigit()), len(text))
    label = None
    for match in _NUMBERED.finditer(text, 0, digit):
        label = match
    if label is None or (found := _VALUE.match(text[label.end() :])) is None:
        return False
    value = re.sub(r"\s+\([A-Z][^()]*\)$", "", found["value"])  # "82219 (Jalisco) (Mexico)"
    if not 0 < len(value.split()) < 6 or not (any(map(str.isdigit, value)) or label[0] in ("SWIFT/BIC", "ISIN")):
        return False
    draft.identifier(text[: label.end()], value, found["country"])
    return True
