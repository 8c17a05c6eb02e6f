"""Small files in the shapes of the eCFR and the UN Treaty Collection, made by hand."""

from __future__ import annotations

from collections.abc import Sequence

from duecare.countries.sources.country_chart import COLUMNS

GROUPS_A = ("[A:1] Wassenaar participating states <sup>1</sup>", "[A:2] Missile technology", "[A:3] Australia group")
GROUPS_A2 = ("[A:4] Nuclear suppliers group <sup>3</sup>", "[A:5]", "[A:6]")
GROUPS_D = ("[D: 1] National security", "[D: 2] Nuclear", "[D: 3] Chemical", "[D: 4] Missile", "[D: 5] Embargoed")
GROUPS_E = ("[E:1] Terrorist supporting countries <sup>2</sup>", "[E:2] Unilateral embargo")
HEADS = "".join(f'<TH class="gpotbl_colhed" scope="col">{column}</TH>' for column in COLUMNS)
SEE = "See § 746.2 of the EAR to determine whether a license is required in order to export to this destination"


def row(name: str, *marks: str) -> str:
    """A row of a table: an empty mark is a self-closing cell, as the eCFR writes some of them."""
    cells = "".join(f'<TD align="center" class="gpotbl_cell">{mark}</TD>' if mark else "<TD/>" for mark in marks)
    return f'<TR><TD align="left" class="gpotbl_cell" scope="row">{name}</TD>{cells}</TR>\n'


def table(heads: Sequence[str], *rows: str) -> str:
    names = "".join(f'<TH class="gpotbl_colhed" scope="col">{head}</TH>' for head in heads)
    return (
        '<DIV width="100%"><DIV class="gpotbl_div"><TABLE border="1" class="gpotbl_table" width="100%">\n'
        f"<THEAD><TR>{names}</TR></THEAD>\n{''.join(rows)}</TABLE></DIV></DIV>\n"
    )


def supplement(part: int, body: str, day: str = "2026-07-08") -> str:
    """Supplement 1 to a part, as the versioner of the eCFR gives it with `&appendix=`."""
    number = f"Supplement No. 1 to Part {part}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<DIV9 N="{number}" TYPE="APPENDIX" hierarchy_metadata="'
        f'{{&quot;path&quot;:&quot;/on/{day}/title-15/part-{part}/appendix&quot;}}">\n'
        f"<HEAD>{number}—Title</HEAD>\n{body}</DIV9>\n"
    )


def groups(*, a: str = "", d: str = "", e: str = "") -> str:
    """Supplement 1 to part 740 with its three tables and group B between them, a list without columns."""
    body = (
        table(
            ("Country", *GROUPS_A, *GROUPS_A2),
            row("Norway", *"XXXXX", ""),
            row("Ukraine <sup>4</sup>", "", *"XXX", "", ""),
            a,
        )
        + "<HD1>Country Group B—Countries</HD1><SCOL2><LI>Kenya</LI></SCOL2>\n"
        + table(
            ("Country", *GROUPS_D),
            row("China (PRC)", "X", "", "X", "X", "X"),
            row("Korea, North", *"XXXXX"),
            row("Namibia", "", "", "", "", ""),
            d,
        )
        + table(("Country", *GROUPS_E), row("Cuba", "", "X"), row("Korea, North", "X", ""), e)
    )
    return supplement(740, body)  # fmt: skip


def chart(*rows: str, heads: str = HEADS) -> str:
    """Supplement 1 to part 738: a head in two rows, and footnotes below the table."""
    above = "".join(
        f'<TH colspan="{width}">{title}</TH>'
        for title, width in (("Chemical", 3), ("Nuclear", 2), ("National", 2), ("Missile", 1), ("Regional", 2),
                             ("Firearms", 1), ("Crime", 3), ("Terror", 2))
    )  # fmt: skip
    return supplement(
        738,
        '<DIV class="gpotbl_div"><TABLE class="gpotbl_table">\n<THEAD>'
        f'<TR><TH rowspan="2">Countries</TH>{above}</TR>\n<TR>{heads}</TR></THEAD>\n{"".join(rows)}</TABLE>\n'
        '<DIV class="table_foot"><P class="gpotbl_note"><sup>1</sup> See § 746.3 of the EAR.</P></DIV></DIV>\n',
    )


def marks(*columns: str) -> tuple[str, ...]:
    """The cells of a row of the chart with an X under these columns."""
    return tuple("X" if column in columns else "" for column in COLUMNS)


ARMS_PARAGRAPHS = (
    "(a) <I>General.</I> It is the policy of the United States to deny licenses for certain countries.",
    "(b) <I>Shipments.</I> None.",
    "(c) Identification may derive from:",
    "(1) Sanctions.",
    "(d) <I>Countries.</I>",
    "(1) The following countries have a policy of denial:",
    "(2) A policy of denial applies as specified:",
    "(e) <I>Requests.</I> None.",
    "(f) <I>Iraq.</I> It is the policy of the United States to deny licenses destined for or originating in Iraq,"
    " except that a license may be issued for:",
    "(1) Non-lethal equipment.",
    "(g) [Reserved]",
    "(h) <I>Eritrea.</I> It is the policy of the United States to deny licenses or other approvals for exports destined"
    " to or for the armed forces, police, intelligence, or other internal security forces of Eritrea.",
    "(i) <I>Congo.</I> It is the policy of the United States to deny licenses destined for or originating in the"
    " Democratic Republic of the Congo, except for:",
    "(i) Something of a lower level;",
    "(j) It is the policy of the United States to deny licenses for exports destined for Cyprus, except that:",
    "(1) From October 1, 2025, through September 30, 2026, the policy of denial and the status of Cyprus is suspended.",
    "(k) It is the policy of the United States to deny licenses for exports destined for South Sudan.",
)
DENIED = table(("Country",), *(row(name) for name in ("Burma", "China", "North Korea")))
_SENT = {"Congo, Democratic Republic of": "i", "Cyprus": "j", "Eritrea": "h", "Iraq": "f", "South Sudan": "k"}
SENT = table(
    ("Country", "Country specific paragraph location"),
    *(row(name, f"See also paragraph ({letter}) of this section.") for name, letter in _SENT.items()),
)


def section(*tables: str, paragraphs: Sequence[str] = ARMS_PARAGRAPHS) -> str:
    """Section 126.1 of title 22."""
    text = "\n".join(f"<P>{paragraph}</P>" for paragraph in paragraphs)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<DIV5 N="126" TYPE="PART"><HEAD>PART 126</HEAD>\n'
        '<DIV8 N="126.1" TYPE="SECTION"><HEAD>§ 126.1 Prohibited exports, imports, and sales.</HEAD>\n'
        f"{text}\n{''.join(tables)}<CITA>[58 FR 39312, July 22, 1993]</CITA></DIV8></DIV5>\n"
    )


def treaty(
    *rows: tuple[str, ...],
    parties: int = 2,
    number: str = "<Numsect>4</Numsect>",
    title: str = "<Titlesect>International Covenant on Civil and Political Rights</Titlesect>",
    heads: Sequence[str] = ("Participant", "Signature", "Accession(a), Succession(d), Ratification"),
    sections: str = "",
) -> bytes:
    """One treaty of chapter IV, in the encoding that the collection uses."""
    table_rows = "\n".join(
        f"<Row>{''.join(f'<Entry>{cell}</Entry>' if cell else '<Entry/>' for cell in cells)}</Row>" for cells in rows
    )
    names = "".join(f"<Entry>{head}</Entry>" for head in heads)
    return (
        '<?xml version="1.0" encoding="iso-8859-1"?>\n<Document>\n<Treaty>\n<Header>\n'
        "<Chapter><Header>CHAPTER IV</Header><Name>HUMAN RIGHTS</Name></Chapter>\n"
        f"<ExternalData>{number}{title}<Status><Label>Status</Label><Parties>{parties}</Parties></Status>"
        "</ExternalData></Header>\n<Participants><Table><TGroup>\n"
        f"<Thead><Row>{names}</Row></Thead>\n<Tbody><Rows>\n{table_rows}\n</Rows></Tbody>"
        "</TGroup></Table></Participants>\n"
        f"{sections}</Treaty>\n</Document>\n"
    ).encode("iso-8859-1")
