"""Cases looked at again after a change say what they would say if every case were reviewed."""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from made_lists import deal, import_edition, row, some_names
from made_people import People

from duecare.office.audit.chain import verify
from duecare.office.cases.acts import change_deal, open_case
from duecare.office.cases.models import Case, State
from duecare.office.cases.reviewing import data_on, reviewed
from duecare.office.counsel.models import Matter
from duecare.office.monitoring import acts, touched
from duecare.office.monitoring.acts import lift, record_event, watch_cases
from duecare.office.monitoring.models import Alert, Freeze, Inputs, Watched
from duecare.office.monitoring.watched import said_of
from duecare.snapshots import Home

TODAY = timezone.localdate()
EDITIONS = [TODAY - datetime.timedelta(days=ago) for ago in (5, 4, 3, 2)]
NAME = "Vostochnaya Optika Trading Bureau"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A data folder of the test's own."""
    monkeypatch.setenv("DUECARE_HOME", str(tmp_path))
    return Home(tmp_path)


def one_case(people: People, *, subject_to_ear: bool = True, **user: Any) -> Case:
    """A case about a company that is on no list yet."""
    party = {"id": "end-user", "name": NAME, "roles": ["end_user"], "country": "RU", "kind": "private_company"}
    return open_case(
        people["sam"], "Cameras", {
            "items": [{"id": "item", "name": "Camera", "capabilities": ["video_surveillance"]}],
            "parties": [{**party, **user}],
            "places": [{"id": "place", "country": "RU", "roles": ["use"]}],
            "facts": {"subject_to_ear": subject_to_ear},
        }, analyst=people["ana"],
    )  # fmt: skip


def listed(number: str = "1") -> dict[str, Any]:
    return row(number, NAME, addresses=[{"country": "RU"}])


def as_reviewed_whole(day: datetime.date) -> None:
    """Every case says what a review of it now says."""
    data = data_on(day)
    for case in Case.objects.select_related("deal", "review"):
        assert case.deal is not None
        found = reviewed(case.deal.document, data)
        watched = Watched.objects.get(case=case)
        assert watched.said == said_of(found), case.number
        assert watched.review_id == case.review_id
        outcome = found.outcome
        assert (case.known, case.possible, case.hold, case.advice) == (
            outcome.known, outcome.possible, bool(outcome.hold), outcome.advice
        )  # fmt: skip
        assert set(case.findings.values_list("rule", "subject", "status")) == {
            *((one.flag, one.subject, one.status) for one in found.findings if one.status in ("raised", "resolved")),
            *((one.stop, one.subject, one.status) for one in found.stops),
        }


def test_watching_says_what_reviewing_every_case_says(home: Home, people: People) -> None:
    """Entries that came, went and became others, over editions; a case changed in between."""
    draw, names = random.Random(1), some_names(12, 1)
    entries = [row(str(at), draw.choice(names)) for at in range(8)]
    import_edition(home, entries, EDITIONS[0])
    for at in range(12):
        open_case(people["sam"], f"Deal {at}", deal(at, names, draw))
    looked = changed = 0
    for step, day in enumerate(EDITIONS[1:3], start=1):
        kept = [one for one in entries if draw.random() > 0.15]
        others = [row(one["entity_number"], draw.choice(names)) if draw.random() < 0.15 else one for one in kept]
        entries = [*others, *(row(f"{step}-{at}", draw.choice(names)) for at in range(3))]
        import_edition(home, entries, day)
        if step == 2:
            case = Case.objects.order_by("pk")[1]
            change_deal(case, people["sam"], {**case.deal.document, **deal(99, names, draw)})  # type: ignore[union-attr]
        run = watch_cases(TODAY)
        assert run.failed == 0
        looked, changed = looked + run.looked, changed + run.changed
        as_reviewed_whole(TODAY)
    assert 0 < changed <= looked < 2 * 12
    assert Watched.objects.values("inputs").distinct().count() == 1
    assert list(verify()) == []


def test_a_pass_over_nothing_new_judges_nothing(home: Home, people: People) -> None:
    import_edition(home, [listed()], EDITIONS[0])
    one_case(people)
    run = watch_cases(TODAY)
    assert (run.cases, run.looked, run.changed, run.alerts) == (1, 0, 0, 0)


def test_days_that_pass_are_seen(home: Home, people: People) -> None:
    """Entries that begin, and countries of which another thing is said on another day."""
    names, draw = some_names(8, 3), random.Random(3)
    later = TODAY + datetime.timedelta(days=40)
    entries = [row(str(at), name, start_date=str(TODAY + datetime.timedelta(days=20 + at)))
               for at, name in enumerate(names[:4])]  # fmt: skip
    import_edition(home, entries, EDITIONS[0])
    for at in range(4):
        open_case(people["sam"], f"Deal {at}", deal(at, names, draw))
    for day in (later, later + datetime.timedelta(days=400)):
        watch_cases(day)
        as_reviewed_whole(day)


def test_a_listing_raises_an_alert_with_before_after_and_reason(home: Home, people: People) -> None:
    import_edition(home, [row("9", "Nobody Of Ours Limited")], EDITIONS[0])
    case = one_case(people)
    import_edition(home, [row("9", "Nobody Of Ours Limited"), listed()], EDITIONS[1])
    run = watch_cases(TODAY)
    assert (run.looked, run.changed, run.alerts) == (1, 1, 1)
    alert = Alert.objects.get()
    case.refresh_from_db()
    assert (alert.kind, alert.legal, alert.assigned) == ("listing", True, people["ana"])
    assert alert.before is not None
    assert alert.after == case.review
    assert alert.before.number == 1
    assert alert.because == {"entries": ["us-bis-el:row-1"], "lists": ["us-bis-el"]}
    assert "stops_stand" in alert.changed
    assert not Freeze.objects.exists()  # nothing was delivered


def test_a_delisting_raises_an_alert_too(home: Home, people: People) -> None:
    import_edition(home, [row("9", "Nobody Of Ours Limited"), listed()], EDITIONS[0])
    one_case(people)
    import_edition(home, [row("9", "Nobody Of Ours Limited")], EDITIONS[1])
    watch_cases(TODAY)
    alert = Alert.objects.get()
    assert (alert.kind, alert.legal) == ("stop", True)
    assert alert.changed["stops_gone"]


def test_a_listing_freezes_what_was_delivered_and_opens_a_matter_once(home: Home, people: People) -> None:
    import_edition(home, [row("9", "Nobody Of Ours Limited")], EDITIONS[0])
    case = one_case(people)
    record_event(case, people["sam"], "delivered", TODAY, "delivery note 7")
    Case.objects.filter(pk=case.pk).update(state=State.CLOSED)  # delivered cases are watched for good
    for edition, entries in enumerate(([listed()], [row("9", "x y z")], [listed()]), start=1):
        import_edition(home, entries, EDITIONS[edition])
        watch_cases(TODAY)
    assert [alert.kind for alert in Alert.objects.order_by("pk")] == ["listing", "stop", "listing"]
    frozen = Freeze.objects.get()
    assert (frozen.why, frozen.by, frozen.lifted_at) == ("listing", None, None)
    assert Matter.objects.get().cause == "listing"
    lift(frozen, people["carla"], "Licensed by the authority, number 12")
    assert list(verify()) == []


def test_a_delivery_while_a_listing_stands_is_frozen(home: Home, people: People) -> None:
    import_edition(home, [listed()], EDITIONS[0])
    case = one_case(people)
    record_event(case, people["sam"], "delivered", TODAY, "delivery note 7")
    assert Freeze.objects.get().why == "listing"


def test_a_changed_rule_judges_every_case_again(home: Home, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from small_result import with_condition

    from duecare.office.monitoring import acts

    case = one_case(people)
    flag = case.findings.filter(kind="flag").first()
    assert flag is not None
    data = data_on(TODAY)
    other = replace(
        data, guidance=with_condition(flag.rule, "party.kind = 'private_company' AND party.kind = 'police'")
    )
    monkeypatch.setattr(acts, "data_on", lambda day: other)
    run = watch_cases(TODAY)
    assert run.looked == 1
    assert flag.rule in Watched.objects.get().inputs.document["rules"]
    alert = Alert.objects.get()
    assert alert.because == {"rules": [flag.rule]}
    assert alert.after is not None
    assert alert.after.cause == "rules"


def test_a_case_whose_review_nobody_kept_track_of_is_judged_again(home: Home, people: People) -> None:
    case = one_case(people)
    Watched.objects.all().delete()
    assert watch_cases(TODAY).looked == 1
    assert Watched.objects.get().case == case


def test_a_pass_that_was_stopped_goes_on_where_it_was(
    home: Home, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_edition(home, [row("9", "Nobody Of Ours Limited")], EDITIONS[0])
    for _ in range(3):
        one_case(people)
    import_edition(home, [listed()], EDITIONS[1])
    monkeypatch.setattr(acts, "CASES_TOGETHER", 1)
    whole, times = acts._look_again, []

    def stopped(*given: Any) -> Any:
        if len(times) == 1:
            raise KeyboardInterrupt
        times.append(given)
        return whole(*given)

    monkeypatch.setattr(acts, "_look_again", stopped)
    with pytest.raises(KeyboardInterrupt):
        watch_cases(TODAY)
    assert Alert.objects.count() == 1
    monkeypatch.setattr(acts, "_look_again", whole)
    assert watch_cases(TODAY).alerts == 2
    as_reviewed_whole(TODAY)


def test_numbers_and_owners_are_compared_as_a_review_compares_them(home: Home, people: People) -> None:
    """A party by another name with the very number of an entry; an owner of a party."""
    import_edition(home, [row("9", "Nobody Of Ours Limited")], EDITIONS[0])
    owned = one_case(people, name="Lesnaya Polyana", owners=[{"name": NAME, "share": 70, "country": "RU"}])
    import_edition(home, [listed()], EDITIONS[1])
    assert watch_cases(TODAY).changed == 1
    as_reviewed_whole(TODAY)
    owned.refresh_from_db()
    assert owned.stops > 0


def test_states_that_nothing_rests_on_are_dropped_in_time(home: Home, people: People) -> None:
    import_edition(home, [row("9", "Nobody Of Ours Limited")], EDITIONS[0])
    one_case(people)
    import_edition(home, [row("8", "Nobody Else Limited")], EDITIONS[1])
    Inputs.objects.update(at=timezone.now() - datetime.timedelta(days=30))
    watch_cases(TODAY)
    assert Inputs.objects.count() == 1
    assert touched.changed_rules(Inputs.objects.get().document, Inputs.objects.get().document) == []
