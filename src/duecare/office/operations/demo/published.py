"""What the made-up company says in public: its policy, the report of last year, and how it decided on one sale."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from duecare.office.operations.demo.company import Company, Event
from duecare.office.programme import acts
from duecare.papers.report import class_of
from duecare.papers.wording import capital
from duecare.snapshots import Home

HOUSE = "Lindenhof Systeme"


@cache
def _said() -> dict[str, Any]:
    """What `published.yaml` says."""
    return dict(YAML(typ="safe", pure=True).load(Path(__file__).with_name("published.yaml").read_bytes()))


def named(home: Home) -> None:
    """Give the house its name, by a theme in its data folder."""
    home.root.mkdir(parents=True, exist_ok=True)
    theme = home.root / "theme.yaml"
    if not theme.exists():
        theme.write_text(f"house: {HOUSE}\n", "utf-8")


def published(company: Company) -> Iterator[Event]:
    """The policy of more than a year ago; the report of last year and the account of one sale, of this spring."""
    year = company.today.year - 1
    since = (company.today.date() - datetime.date(year + 1, 3, 2)).days
    spring = max(since, 1)
    yield 520, partial(_policy, company)
    yield spring, partial(_report, company, year)
    yield max(spring - 8, 0), partial(_sale, company, year)


def _policy(company: Company) -> None:
    signed = company.day(520)
    acts.commit(
        company.people["counsel"],
        signed_on=signed,
        review_on=signed + datetime.timedelta(days=730),
        public_at="https://lindenhof.example/respect",
        **_said()["policy"],
    )


def _report(company: Company, year: int) -> None:
    made = acts.prepare_report(company.people["analyst"], year, _said()["words"])
    acts.publish(made, company.people["counsel2"])


def _sale(company: Company, year: int) -> None:
    said = dict(_said()["sale"])
    case = company.case(said.pop("case"))
    kind = class_of(case.watched.capabilities.strip("|").split("|"))
    made = acts.prepare_sale(company.people["analyst2"], case, year, {**said, "item": capital(kind)})
    acts.publish(made, company.people["counsel"])
