"""The human-rights treaties that are read: our short names, and what others call them."""

from __future__ import annotations

import re
from typing import Final

from duecare.places import CODES

#: Number in chapter IV of the UN Treaty Collection, and our key.
BY_NUMBER: Final = {
    "IV-2": "cerd",
    "IV-3": "icescr",
    "IV-3-a": "op_icescr",
    "IV-4": "iccpr",
    "IV-5": "op1",
    "IV-8": "cedaw",
    "IV-8-b": "op_cedaw",
    "IV-9": "cat",
    "IV-9-b": "opcat",
    "IV-11": "crc",
    "IV-11-b": "op_crc_ac",
    "IV-11-c": "op_crc_sc",
    "IV-11-d": "op_crc_ic",
    "IV-12": "op2",
    "IV-13": "cmw",
    "IV-15": "crpd",
    "IV-15-a": "op_crpd",
    "IV-16": "cped",
}
KEYS: Final = frozenset(BY_NUMBER.values())

_ALSO: Final = {
    "iccpr_op1": "op1",
    "iccpr_op2": "op2",
    "ccpr": "iccpr",
    "cescr": "icescr",
    "icerd": "cerd",
    "icescr_op": "op_icescr",
    "icmw": "cmw",
    "icrmw": "cmw",
    "icped": "cped",
    "icppd": "cped",
    "ced": "cped",
    "op_cat": "opcat",
}
# Beginnings of titles without "International" and "Optional Protocol to the"; the more special first.
_TITLES: Final = (
    (r"second optional protocol .*civil and political", "op2"),
    (r"optional protocol .*civil and political", "op1"),
    (r"covenant on civil and political", "iccpr"),
    (r"optional protocol .*economic, social", "op_icescr"),
    (r"covenant on economic, social", "icescr"),
    (r"optional protocol .*against torture", "opcat"),
    (r"convention against torture", "cat"),
    (r"optional protocol .*discrimination against women", "op_cedaw"),
    (r"convention on the elimination .*discrimination against women", "cedaw"),
    (r"convention on the elimination .*racial discrimination", "cerd"),
    (r"optional protocol .*child.*armed conflict", "op_crc_ac"),
    (r"optional protocol .*sale of children", "op_crc_sc"),
    (r"optional protocol .*child.*communications", "op_crc_ic"),
    (r"convention on the rights of the child", "crc"),
    (r"convention on the protection of the rights of all migrant workers", "cmw"),
    (r"optional protocol .*persons with disabilities", "op_crpd"),
    (r"convention on the rights of persons with disabilities", "crpd"),
    (r"convention for the protection of all persons from enforced disappearance", "cped"),
)

_NO_MEMBERS: Final = (
    "AI AQ AS AW AX BL BM BQ BV CC CK CW CX EH FK FO GF GG GI GL GP GS GU HK HM IM IO JE KY MF MO MP MQ MS NC NF NU "
    "PF PM PN PR PS RE SH SJ SX TC TF TK TW UM VA VG VI WF XK YT"
)
#: The member states of the United Nations, 193.
MEMBERS: Final = CODES - frozenset(_NO_MEMBERS.split())
#: States that are no members and take part in treaties as members do.
OBSERVERS: Final = frozenset({"PS", "VA"})


def treaty_key(name: str) -> str | None:
    """Our key of a treaty from a key, a column name, its number in chapter IV, or its title; None for any other.

    An amendment of a treaty (IV-9-a) is another treaty, and none that is read.

    >>> treaty_key("icmw"), treaty_key("IV-9-b"), treaty_key("Convention on the Rights of the Child")
    ('cmw', 'opcat', 'crc')
    """
    written = " ".join(name.split())
    if written in BY_NUMBER:
        return BY_NUMBER[written]
    short = re.sub(r"[\s-]+", "_", written.casefold())
    if short in KEYS or short in _ALSO:
        return _ALSO.get(short, short)
    title = re.sub(r"^(?:the )?(?:international )?", "", written.casefold())
    if title.startswith("amendment"):
        return None
    return next((key for pattern, key in _TITLES if re.match(pattern, title)), None)
