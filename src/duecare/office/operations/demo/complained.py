"""Complaints of the demo: from outsiders and staff, in several languages, at every stage."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from django.utils import timezone

from duecare.office.complaints import handling, receiving
from duecare.office.complaints.codes import Came, Naming, Outcome, Who
from duecare.office.complaints.models import Complaint
from duecare.office.operations.demo.company import Company, Event

TOLD: Final[dict[str, tuple[int, dict[str, Any]]]] = {
    # how many days ago, and what was said
    "market": (210, {
        "who": Who.OUTSIDER, "topic": "harmed", "language": "ar", "region": "middle_east",
        "account": "أُوقف ابن أخي بعد مكالمة سمعها غرباء. قيل له إن الجهاز من شركتكم.",
        "wish": "أن يُعرف من استمع، وأن يتوقف ذلك.",
    }),
    "night": (150, {
        "who": Who.STAFF, "topic": "rules", "language": "en", "region": "unsaid", "fear": "afraid",
        "account": "A demonstration unit went to a buyer before anybody had decided. I was told not to write it down.",
    }),
    "plates": (95, {
        "who": Who.OUTSIDER, "topic": "data", "language": "ru", "region": "europe",
        "account": "Данные с камер у дороги оказались у частного охранного предприятия.",
    }),
    "letter": (40, {
        "who": Who.OUTSIDER, "topic": "watched", "language": "es", "region": "americas", "came": Came.EMBASSY,
        "account": "Una organización de vecinos pregunta por qué se fotografía a quienes entran en su local.",
    }),
    "calls": (32, {
        "who": Who.OUTSIDER, "topic": "watched", "language": "ar", "region": "africa",
        "account": "نشرت صحيفة محضر مكالمة بين محامية وموكّلها. من يستمع بهذا النظام؟",
        "wish": "ألا يُباع النظام قبل أن يُعرف من يأذن بالاستماع.",
    }),
    "school": (12, {
        "who": Who.OUTSIDER, "topic": "discrimination", "language": "fr", "region": "africa",
        "naming": Naming.CONFIDENTIAL, "names": "Awa N.", "contact": "par l'association du quartier",
        "account": "À l'entrée, la porte reconnaît mal les visages des enfants à la peau foncée.",
        "wish": "Que la porte reste ouverte en attendant.",
    }),
    "gate": (2, {
        "who": Who.OUTSIDER, "topic": "watched", "language": "zh", "region": "asia",
        "account": "工厂门口的摄像头记录了工会会员的出入。",
    }),
}  # fmt: skip


CASE: Final = "egypt-2014-interception-suite"
"""What one of them is about."""


@dataclass
class Made:
    """The complaints of the demo by their keys."""

    by_key: dict[str, Complaint] = field(default_factory=dict)

    def now(self, key: str) -> Complaint:
        return Complaint.objects.get(pk=self.by_key[key].pk)


def complained(company: Company) -> Iterator[Event]:
    """What is complained of, and what is done about it, each with how many days ago."""
    made = Made()
    first, second, outside = (company.people[name] for name in ("grievances", "grievances2", "ombuds"))
    yield 300, partial(handling.appoint, outside, company.people["admin"])
    for key, (days, said) in TOLD.items():
        if key == "letter":
            said = {**said, "by": first, "with_code": False}
        yield days, partial(_received, made, key, said)
        yield days - 1, receiving.log_arrivals

    def does(key: str, days: int, act: Any, *given: Any) -> Event:
        return days, lambda: act(made.now(key), *given)

    yield does("market", 206, handling.acknowledge, first, "قرأنا شكواك. في أي مدينة كان ذلك، وفي أي شهر؟")
    yield does("market", 203, receiving.say, "في الإسكندرية، في شهر مارس.")
    yield does("market", 202, handling.examine, first)
    yield does("market", 198, handling.note, first, "The customer has not named who signs warrants.")
    yield 150, partial(_answered, made, "market", first, Outcome.PARTLY,
                       "وجدنا أن العقد لا يسمّي جهة تأذن بالاستماع.", "نوقف الدعم إلى أن تُسمّى.", 30)  # fmt: skip
    yield does("market", 140, receiving.appeal, "هذا لا يكفي. لم تسألوا الشرطة.")
    yield 100, partial(_answered, made, "market", second, Outcome.UPHELD,
                       "سألنا العميل مرة أخرى ولم يجب. لك الحق.", "أُوقفت التحديثات.", 20)  # fmt: skip
    yield does("market", 85, handling.remedy_done, second, "أُوقفت التحديثات.")
    yield does("market", 84, handling.learn, second, "contract",
               "Before interception is sold, the contract names which court or office authorises it.")  # fmt: skip
    yield does("market", 80, handling.close, second)
    yield does("market", 78, receiving.give_feedback, {"clear": "yes", "fair": "partly", "safe": "yes", "remark": ""})

    yield does("night", 148, handling.acknowledge, second, "Thank you. Nobody in sales sees this. Which week was it?")
    yield does("night", 146, receiving.say, "The second week of the quarter.")
    yield does("night", 120, handling.examine, second)
    yield 90, partial(_answered, made, "night", second, Outcome.UPHELD,
                      "A unit left before the decision. It is back, and the system asks.", "", None)  # fmt: skip
    yield does(
        "night",
        88,
        handling.learn,
        second,
        "sales",
        "A loan needs the same decision as a sale; the system asks for it.",
    )
    yield does("night", 70, handling.close, second)

    yield does("plates", 90, handling.acknowledge, first, "Мы прочитали вашу жалобу.")
    yield does("plates", 60, handling.examine, first)  # and then its day for the answer passed
    yield does("letter", 36, handling.acknowledge, first, "Hemos leído su carta.")
    yield does("letter", 35, handling.declare, first, first)
    yield does("calls", 29, handling.acknowledge, first, "قرأنا شكواك، وسنفحص هذا البيع من جديد.")
    yield does("calls", 28, handling.examine, first)
    yield 27, lambda: handling.link(made.now("calls"), first, company.cases[CASE].number)
    yield 1, receiving.log_arrivals


def _received(made: Made, key: str, said: dict[str, Any]) -> None:
    made.by_key[key], _code = receiving.receive(**said)


def _answered(made: Made, key: str, by: Any, outcome: Outcome, text: str, remedy: str, within: int | None) -> None:
    due = timezone.localdate() + datetime.timedelta(days=within) if within is not None else None
    handling.answer(made.now(key), by, outcome, text, remedy, due)
