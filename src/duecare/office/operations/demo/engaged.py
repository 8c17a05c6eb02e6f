"""What the made-up company did around its cases: people consulted, training asked and taken, texts sent, and who would
be hurt where it stopped."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from django.utils import timezone

from duecare.office.distribution import acts as texts
from duecare.office.distribution.models import Edition
from duecare.office.engagement import acts as engaging
from duecare.office.engagement.leaving import weigh, weighed
from duecare.office.engagement.models import Stakeholder
from duecare.office.engagement.names import let_know
from duecare.office.operations.demo.company import Company, Event
from duecare.office.people import acts as people
from duecare.office.people.models import Role
from duecare.office.training import acts as training
from duecare.office.training.reading import shipped

PLACES: Final = {
    "requester": "EG", "requester2": "BR", "analyst": "CN", "analyst2": "HR", "counsel": "FR", "counsel2": "GB",
    "counsel3": "west-africa", "grievances": "SN", "admin": "NO",
}  # fmt: skip
"""Where the people of the company work; of two of them nobody has said."""

GUIDANCE, FLAGS, ITEMS, COMPLAINTS, REGIONS = (
    "guidance-in-20-minutes", "red-flags-for-sales", "item-scoping-for-engineers", "handling-complaints",
    "higher-risk-regions",
)  # fmt: skip
TAKEN: Final = (
    # who, module, days ago, questions answered wrong the first time
    ("requester", GUIDANCE, 390, 3), ("requester2", GUIDANCE, 380, 0), ("analyst", GUIDANCE, 395, 1),
    ("analyst2", GUIDANCE, 392, 0), ("counsel", GUIDANCE, 398, 0), ("counsel2", GUIDANCE, 370, 2),
    ("counsel3", GUIDANCE, 120, 0), ("grievances", GUIDANCE, 385, 0), ("requester2", FLAGS, 378, 1),
    ("requester", FLAGS, 200, 4), ("grievances", COMPLAINTS, 210, 0), ("requester", REGIONS, 90, 2),
    ("analyst", REGIONS, 80, 0), ("requester2", REGIONS, 20, 5),
)  # fmt: skip
POLICY: Final = """## What we promise

We respect human rights wherever what we make is used. We look before we sell, again after we have sold, and we say no.

## What we do not sell

- Anything that singles people out by ethnic group, religion, origin or whom they love.
- Spyware for telephones, in any hands.
- A trial or a loan that has not been looked at as a sale is.

## Who may stop a deal

Counsel may, and so may everybody who raises a doubt until it is answered. Nobody is worse off for raising one.
"""
SECOND: Final = (
    POLICY + "\n## New: updates are sales\n\nWhat adds a capability to a delivered system opens its case again.\n"
)


def engaged(company: Company) -> Iterator[Event]:
    """Everything, each with how many days ago it was done."""
    for name, region in PLACES.items():
        yield 420, partial(_placed, company, name, region)
    yield 400, partial(_asked, company, GUIDANCE, "", "", 30)
    yield 400, partial(_asked, company, FLAGS, Role.REQUESTER, "", 45)
    yield 230, partial(_asked, company, COMPLAINTS, Role.GRIEVANCE_HANDLER, "", 30)
    yield 95, partial(_asked, company, REGIONS, "", "higher", 21)
    yield 10, partial(_asked, company, ITEMS, Role.ANALYST, "", 30)
    for who, module, days, wrong in TAKEN:
        yield days, partial(_taken, company, who, module, wrong)
    yield from _texts(company)
    yield from _consulted(company)
    yield from _leaving(company)


def _placed(company: Company, name: str, region: str) -> None:
    people.place(company.people["admin"], company.people[name], region)


def _asked(company: Company, module: str, role: str, region: str, days: int) -> None:
    training.assign(company.people["counsel"], module, role, region, days=days)


def _taken(company: Company, who: str, module: str, wrong: int) -> None:
    """Take the questions, with some wrong at first where that is so, until they are passed; and acknowledge."""
    user, found = company.people[who], shipped()[module]
    right = [sorted(one.right) for one in found.questions]
    if wrong:
        missed = [[min(set(range(len(one.answers))) - one.right)] for one in found.questions[:wrong]]
        training.attempt(user, found, [*missed, *right[wrong:]])
    training.acknowledge(user, training.attempt(user, found, right), found)


def _texts(company: Company) -> Iterator[Event]:
    yield 410, partial(_sent, company, "Human-rights policy of the house", "policy", 30, 0, text=POLICY)
    yield (
        405,
        partial(_sent, company, "State Department guidance of 2020", "guidance", 21, 30, instrument="US-STATE-2020"),
    )
    for number, who in enumerate(("counsel", "analyst", "requester2", "requester", "analyst2", "grievances")):
        yield 404 - 5 * number, partial(_read, company, who, "Human-rights policy of the house")
    for number, who in enumerate(("requester", "analyst", "counsel3", "requester2")):
        yield 360 - 9 * number, partial(_read, company, who, "State Department guidance of 2020")
    yield 25, partial(_renewed, company)
    for number, who in enumerate(("counsel", "requester2", "analyst2")):
        yield 20 - 6 * number, partial(_read, company, who, "Human-rights policy of the house")


def _sent(
    company: Company, title: str, kind: str, days: int, rest_after: int, *, text: str = "", instrument: str = ""
) -> None:
    made = texts.make(company.people["counsel"], title, kind, text=text, instrument=instrument)
    texts.send(company.people["counsel"], made.policy, "", "", days=days, rest_after=rest_after)


def _latest(title: str) -> Edition:
    return Edition.objects.select_related("policy").filter(policy__title=title).latest("number")


def _read(company: Company, who: str, title: str) -> None:
    texts.opened(company.people[who], _latest(title))
    texts.acknowledge(company.people[who], _latest(title))


def _renewed(company: Company) -> None:
    policy = _latest("Human-rights policy of the house").policy
    texts.new_edition(
        company.people["counsel"], policy, text=SECOND, news="Updates that add a capability count as sales."
    )


REGISTER: Final = (
    # days ago, who enters them, kind, safety, region, name, whom they stand for, languages, how they are reached
    (500, "analyst2", "research", "open", "west-europe", "Institut für offene Netze (made up)",
     "Measures what network equipment does to traffic", "Deutsch, English", "By mail"),
    (470, "grievances", "defenders", "protected", "west-asia", "لجنة أهالي الميناء القديم (made up)",
     "Families of people who were held after the protests", "العربية",
     "Through the lawyer named in the file of the house only. Never by telephone, never by mail."),
    (300, "analyst", "community", "careful", "south-america", "Associação dos Torcedores da Ponte (made up)",
     "Supporters who go to the stadium", "Português", "By the number that they gave; not on match days."),
    (200, "counsel3", "public_body", "open", "west-africa", "Commission des droits de la lagune (made up)",
     "National human-rights institution", "Français", "By mail"),
)  # fmt: skip


def _consulted(company: Company) -> Iterator[Event]:
    for row in REGISTER:
        yield row[0], partial(_entered, company, *row[1:])
    yield 460, partial(_let_know, company)
    yield 455, partial(
        _heard, company, "grievances", ["S-0002"], "How the complaint channel is found and used", "between",
        "programme",
        heard=("several", "A form in English alone is not used; a receipt found on a telephone is a danger.", ""),
        changed=("policy", "The form came in Arabic first, and the receipt can be learned by heart.", True),
    )  # fmt: skip
    yield 290, partial(
        _heard, company, "analyst", ["S-0003"], "What face search at the gates means for those who go", "workshop",
        "case", case="stadium-gates", may_quote=True, may_count=True,
        heard=("first_hand", "Three supporters were stopped for somebody else's ban, one of them twice.",
               "Me pararam duas vezes pelo nome de outro."),
        changed=("condition", "A steward looks at each hit before anybody is stopped.", True),
    )  # fmt: skip
    yield 150, partial(
        _heard, company, "analyst2", ["S-0001"], "What traffic inspection can do beside managing a network", "call",
        "item", item="deep_packet_inspection", may_count=True,
        heard=("documented", "The rule sets that are sold with it name messengers, which quality does not need.", ""),
        changed=("product", "Rule sets for single services are left out of what is delivered.", True),
    )  # fmt: skip
    yield 60, partial(
        _heard, company, "counsel3", ["S-0004"], "Which cases reach it, and what it would ask of us", "meeting",
        "country", country="SN", may_count=True, heard=("view", "It asks for a contact who answers within a week.", ""),
        changed=("nothing", "A contact is there already; it was told who.", True),
    )  # fmt: skip
    yield 12, partial(
        _heard, company, "analyst", ["S-0003"], "Whether the steward at the gate helps", "writing", "case",
        case="stadium-gates", heard=("second_hand", "It does on most days; on full days nobody looks.", ""),
        changed=None,
    )  # fmt: skip


def _entered(company: Company, by: str, kind: str, safety: str, region: str, name: str, stands_for: str,
             languages: str, reach: str) -> None:  # fmt: skip
    engaging.register(
        company.people[by],
        kind,
        safety,
        region=region,
        name=name,
        stands_for=stands_for,
        languages=languages,
        reach=reach,
    )


def _let_know(company: Company) -> None:
    who = Stakeholder.objects.get(code="S-0002")
    let_know(who, company.people["grievances"], company.people["counsel2"], "speaks with their lawyer")


def _heard(
    company: Company, by: str, codes: list[str], asked: str, how: str, topic: str, *, heard: tuple[str, str, str],
    changed: tuple[str, str, bool] | None, case: str = "", **more: Any,
) -> None:  # fmt: skip
    """A consultation of the day before, what was heard in it, and what changed."""
    who = list(Stakeholder.objects.filter(code__in=codes))
    if case:
        more["case"] = company.case(case)
    user = company.people[by]
    made = engaging.consult(
        user,
        topic,
        who,
        asked=asked,
        how=how,
        on=timezone.localdate() - datetime.timedelta(days=1),
        agreed="spoken",
        **more,
    )
    weight, said, words = heard
    engaging.hear(made, user, weight=weight, said=said, words=words)
    if changed is not None:
        engaging.change_because(made, user, kind=changed[0], what=changed[1], told=changed[2])


HURT: Final = {
    "freeze": (
        "The warehouse loses the cameras that guard it; nobody is protected or watched through them otherwise.",
        "Security fixes go on by hand until counsel has looked; the customer was told how to record without us.",
    ),
    "decline": (
        "Nobody who depends on it: nothing was delivered.",
        "The reason was given in writing, so that the customer can ask for something narrower.",
    ),
}
"""Who would be hurt, and what is done about it, by the step."""


def _leaving(company: Company) -> Iterator[Event]:
    yield 620, partial(_weighed, company, "prison-cameras", "analyst2")
    yield 385, partial(_weighed, company, "media-listening", "analyst")
    yield 0, partial(_weighed, company, "trading-house", "analyst2")


def _weighed(company: Company, key: str, by: str) -> None:
    """Say of each step of a case whom it hurts, where nobody has."""
    case = company.case(key)
    for one in weighed(case):
        if one.open:
            hurt, done = HURT.get(
                one.step, ("", "The customer is told a month before, and keeps what is safety-relevant.")
            )
            weigh(case, company.people[by], one.key, hurt=hurt, done=done)
