"""What is done in engagement. Each act is one transaction, and stands in the log without names and words."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone

from duecare.errors import InputError
from duecare.items import taxonomy
from duecare.office.audit.chain import locked_head, record
from duecare.office.cases.models import Case
from duecare.office.engagement.models import (
    Changed,
    Consultation,
    Heard,
    Identity,
    NeedToKnow,
    Safety,
    Stakeholder,
    Stated,
)
from duecare.office.engagement.names import knows
from duecare.office.intake.acts import Answer, answer
from duecare.office.intake.stated import Key
from duecare.office.people.models import User
from duecare.office.people.permissions import Act, may, sees
from duecare.office.people.regions import is_place
from duecare.places import CODES

ERASED: Final = "(erased)"
ORDER: Final = (Safety.OPEN, Safety.CAREFUL, Safety.PROTECTED)
Topic = Consultation.Topic


def register(
    by: User, kind: str, safety: str, *, region: str = "", name: str, stands_for: str = "", languages: str = "",
    reach: str = "",
) -> Stakeholder:  # fmt: skip
    """Enter a group or organisation. Who enters it knows who they are.

    Raises:
        InputError: the region is none, or no name is given.
    """
    if region and not is_place(region):
        raise InputError(f"{region[:40]!r} is no region or country")
    if not name.strip():
        raise InputError("say who they are; those who need not know see a code")
    with transaction.atomic():
        locked_head()
        last = Stakeholder.objects.order_by("-pk").first()
        number = int(last.code.removeprefix("S-")) + 1 if last else 1
        made = Stakeholder.objects.create(code=f"S-{number:04}", kind=kind, region=region, safety=safety, by=by)
        Identity.objects.create(
            stakeholder=made, name=name.strip(), stands_for=stands_for.strip(), languages=languages.strip(),
            reach=reach.strip(),
        )  # fmt: skip
        NeedToKnow.objects.create(stakeholder=made, user=by, by=by)
        record(by, "engagement.register", made, kind=kind, safety=safety, region=region)
    return made


def change(one: Stakeholder, by: User, *, safety: str, region: str, **identity: str) -> None:
    """Change what is known of a stakeholder.

    Raises:
        InputError: who asks does not know who they are, or the name is empty.
    """
    if not knows(by, one):
        raise InputError("whoever knows who they are changes it")
    if not identity.get("name", "").strip() or (region and not is_place(region)):
        raise InputError("a name, and a region or country that there is, or none")
    with transaction.atomic():
        held = Stakeholder.objects.select_for_update().get(pk=one.pk)
        was, held.safety, held.region = held.safety, safety, region
        held.save(update_fields=["safety", "region"])
        Identity.objects.filter(stakeholder=held).update(
            changed_at=timezone.now(), **{key: text.strip() for key, text in identity.items()}
        )
        record(by, "engagement.change", held, safety=safety, was=was)
    one.refresh_from_db()


def forget(one: Stakeholder, by: User) -> None:
    """Erase who a stakeholder is, as when they ask for it. What was heard stays under the code.

    Raises:
        InputError: who asks does not know who they are.
    """
    if not knows(by, one):
        raise InputError("whoever knows who they are erases it")
    with transaction.atomic():
        held = Stakeholder.objects.select_for_update().get(pk=one.pk)
        Identity.objects.filter(stakeholder=held).update(
            name=ERASED, stands_for="", languages="", reach="", changed_at=timezone.now()
        )
        held.known_to.all().update(why="")
        if held.ended_at is None:
            held.ended_at = timezone.now()
            held.save(update_fields=["ended_at"])
        record(by, "engagement.forget", held)


def consult(
    by: User, topic: str, stakeholders: Sequence[Stakeholder], *, asked: str, how: str, on: datetime.date, agreed: str,
    safety: str = "", case: Case | None = None, item: str = "", country: str = "", may_quote: bool = False,
    may_count: bool = False, may_ask_again: bool = False,
) -> Consultation:  # fmt: skip
    """Record that people were asked, and what they agreed to. Without their consent nothing is recorded.

    Args:
        by: Who records it.
        topic: What it is about: a case, a class of items, a country or the programme.
        stakeholders: Who took part.
        asked: What they were asked, in a line without names.
        how: How.
        on: The day.
        agreed: How they agreed to it that we use what they say.
        safety: A value of Safety; never lower than that of any who took part, which it is if not given.
        case: The case, for that topic; likewise `item`, a capability, and `country`, a code.
        item: See `case`.
        country: See `case`.
        may_quote: Their words may be kept.
        may_count: It may be told of in public, without a name.
        may_ask_again: They may be asked again.

    Raises:
        InputError: nobody took part, the day has not come, the topic is none, or the safety is lower than theirs.
    """
    if not stakeholders:
        raise InputError("nobody took part", hint="choose at least one from the register")
    if on > timezone.localdate():
        raise InputError(f"{on} has not come yet", hint="accepted: the day on which they were asked")
    if not asked.strip():
        raise InputError("say what they were asked")
    _check_topic(topic, case, item, country)
    least = max((Safety(one.safety) for one in stakeholders), key=ORDER.index)
    safety = safety or least
    if ORDER.index(Safety(safety)) < ORDER.index(least):
        raise InputError(
            f"somebody who took part is {least.value}, so the consultation is too",
            hint=f"accepted: {least.value} or more",
        )
    with transaction.atomic():
        locked_head()
        year = timezone.localdate().year
        last = Consultation.objects.filter(number__startswith=f"E-{year}-").order_by("-pk").first()
        number = f"E-{year}-{int(last.number.rpartition('-')[2]) + 1 if last else 1:04}"
        made = Consultation.objects.create(
            number=number, topic=topic, case=case, item=item, country=country, asked=asked.strip(), how=how, on=on,
            agreed=agreed, safety=safety, may_quote=may_quote, may_count=may_count, may_ask_again=may_ask_again, by=by,
        )  # fmt: skip
        made.stakeholders.set(stakeholders)
        record(by, "engagement.consult", made, topic=topic, case=case.pk if case else None, how=how, safety=str(safety),
               on=on.isoformat(), stakeholders=sorted(one.pk for one in stakeholders), quote=may_quote)  # fmt: skip
    return made


def _check_topic(topic: str, case: Case | None, item: str, country: str) -> None:
    given = {Topic.CASE: case is not None, Topic.ITEM: item in taxonomy(), Topic.COUNTRY: country in CODES,
             Topic.PROGRAMME: True}  # fmt: skip
    others = {Topic.CASE: case is not None, Topic.ITEM: bool(item), Topic.COUNTRY: bool(country)}
    if topic not in Topic.values or not given[Topic(topic)]:
        raise InputError("what is it about?", hint="accepted: a case, a class of items, a country, or the programme")
    if any(set_ for key, set_ in others.items() if key != topic):
        raise InputError(
            "it is about one thing", hint="accepted: a case, a class of items or a country, not two of them"
        )


def hear(one: Consultation, by: User, *, weight: str, said: str, words: str = "") -> Heard:
    """Keep one thing that was heard.

    Raises:
        InputError: consent was taken back, nothing is said, or their words are given though they did not agree to it.
    """
    if not said.strip():
        raise InputError("say what was heard, in your words")
    with transaction.atomic():
        held = _agreed(one)
        if words.strip() and not held.may_quote:
            raise InputError("they did not agree to it that their words are kept", hint="say it in yours")
        made = Heard.objects.create(
            consultation=held, weight=weight, said=said.strip(), words=words.strip(), quotable=held.may_quote, by=by
        )
        record(by, "engagement.hear", held, heard=made.pk, weight=weight, words=bool(made.words))
    return made


def _agreed(one: Consultation) -> Consultation:
    held = Consultation.objects.select_for_update(of=("self",)).get(pk=one.pk)
    if held.withdrawn_at is not None:
        raise InputError("they have taken their consent back, so nothing is added")
    return held


def change_because(one: Consultation, by: User, *, kind: str, what: str, told: bool = False) -> Changed:
    """Say what changed because of a consultation, or why nothing did. told: they were told of it.

    Raises:
        InputError: nothing is said.
    """
    if not what.strip():
        raise InputError("say what changed, or why nothing did")
    with transaction.atomic():
        made = Changed.objects.create(consultation=one, kind=kind, what=what.strip(), told=told, by=by)
        record(by, "engagement.changed", one, changed=made.pk, kind=kind, told=told)
    return made


def take_back(one: Consultation, by: User) -> int:
    """Note that they have taken their consent back: what was heard is erased. How many statements in the deal rest on
    it still; an analyst takes those out.

    Raises:
        InputError: it was taken back before.
    """
    with transaction.atomic():
        held = _agreed(one)
        held.may_use = held.may_quote = held.may_count = held.may_ask_again = False
        held.withdrawn_at = timezone.now()
        held.save()
        held.heard.exclude(words="").update(words=ERASED)
        held.heard.update(said=ERASED)
        stated = Stated.objects.filter(heard__consultation=held).count()
        record(by, "engagement.take_back", held, stated=stated)
    one.refresh_from_db()
    return stated


KINDS: Final = ("independent", "interested")
"""Kinds of source that what was heard can have: those consulted have no stake in the deal, or they have."""


def state(one: Heard, by: User, key: Key, value: str | list[str], kind: str, *, version: int, note: str = "",
          beside: bool = True) -> Stated:  # fmt: skip
    """State a fact of the deal from what was heard: as an answer whose source is the consultation by its number.

    Args:
        one: What was heard.
        by: Who states it.
        key: The fact and what it is about.
        value: As a form holds it.
        kind: `independent`, or `interested` where those consulted have a stake in the deal.
        version: Of the deal that the page showed.
        note: Anything a reader should know; no names.
        beside: Leave what stands, as another source says something else.

    Raises:
        InputError: the consultation is of no case that the person works on, consent was taken back, or the value is
            none of the fact's.
        ConcurrentEditError: another person changed the same answer since that version.
    """
    if kind not in KINDS:
        raise InputError(f"{kind[:20]!r} is no kind of source here", hint=f"accepted: {', '.join(KINDS)}")
    with transaction.atomic():
        consulted = _agreed(one.consultation)
        case = consulted.case
        if case is None or not sees(by, case) or not may(by, Act.CONSULT, case):
            raise InputError("a fact is stated from a consultation about a case that you work on")
        source = f"Consultation {consulted.number}, {one.get_weight_display().partition(':')[0].lower()}"
        answer(case, by, key, Answer(value, kind, source, consulted.on, note), version=version, beside=beside)
        case.refresh_from_db()
        assert case.deal is not None
        made = Stated.objects.create(heard=one, fact=key[0], subject=key[1], version=case.deal.number, by=by)
        record(by, "engagement.state", consulted, heard=one.pk, fact=key[0], kind=kind, version=case.deal.number)
    return made
