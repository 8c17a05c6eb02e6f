"""What the memo says of engagement and of leaving: by codes, and in their words only where they agreed to it."""

from __future__ import annotations

from collections.abc import Iterator

from duecare.office.cases.models import Case
from duecare.office.engagement.leaving import weighed
from duecare.office.engagement.models import Consultation
from duecare.papers.layout import OPEN_MARK, Block, Heading, Paragraph, Table, Text


def engagement_blocks(case: Case) -> tuple[Block, ...]:
    """The sections of a memo on who was consulted, what was heard and changed, and who is hurt by stopping."""
    return (*_consulted(case), *_leaving(case))


def _consulted(case: Case) -> Iterator[Block]:
    found = list(case.consultations.prefetch_related("heard", "changed", "stakeholders").order_by("on", "pk"))
    yield Heading("Who was consulted")
    if not found:
        yield Paragraph(
            (OPEN_MARK, ": nobody who could be affected was consulted about this case, as far as is on record.")
        )
        return
    yield Paragraph("By codes. Who they are is known to those who need to know, and stands in no paper.", "lead")
    yield Table(
        "Consultations about this case", ("Number", "Day", "How", "Who", "What was heard", "What changed"),
        tuple(_row(one) for one in found), (11, 11, 11, 17, 28, 22), sheet="Consultations",
    )  # fmt: skip


def _row(one: Consultation) -> tuple[Text, ...]:
    who = ", ".join(f"{s.code} ({str(s.get_kind_display()).lower()})" for s in one.stakeholders.all())
    if one.withdrawn_at is not None:
        heard: Text = "Consent was taken back; what was heard is erased."
    else:
        heard = (
            " ".join(
                f"{said.said.rstrip('.')} ({str(said.get_weight_display()).partition(':')[0].lower()})."
                + (f" In their words: “{said.words}”" if said.words and one.may_quote else "")
                for said in one.heard.all()
            )
            or OPEN_MARK
        )
    changed: Text = " ".join(f"{row.get_kind_display()}: {row.what}" for row in one.changed.all()) or OPEN_MARK
    return one.number, one.on.isoformat(), str(one.get_how_display()), who, heard, changed


def _leaving(case: Case) -> Iterator[Block]:
    steps = weighed(case)
    if steps:
        yield Heading("Who would be hurt where we stop")
        yield Paragraph("Weighed before anything is stopped or ended (UNGP 19, commentary).", "lead")
        yield Table(
            "Steps that stop something, whom they hurt, and what is done about it", ("Step", "Who", "What is done"),
            tuple((one.title, one.hurt or OPEN_MARK, one.done or OPEN_MARK) for one in steps), (26, 37, 37),
            sheet="Leaving",
        )  # fmt: skip
