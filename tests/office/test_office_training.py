"""Training: modules are read, passed and acknowledged, asked of people by role and region, and counted."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.utils import timezone
from made_people import People

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.digests.waiting import waits_for
from duecare.office.people import acts as people_acts
from duecare.office.people.models import Grant, Role, User
from duecare.office.people.regions import HIGHER, place_title, regions, risks, within
from duecare.office.training import acts
from duecare.office.training.importing import Mapped, taken_in
from duecare.office.training.models import Attempt, Completion
from duecare.office.training.reading import module_of, modules, modules_at_hand, shipped
from duecare.office.training.standing import State, figures, of_person, standings
from duecare.places import CODES

Signed = Callable[[str], Client]
FIVE = {"guidance-in-20-minutes", "red-flags-for-sales", "item-scoping-for-engineers", "handling-complaints",
        "higher-risk-regions"}  # fmt: skip
FLAGS = "red-flags-for-sales"
OWN = """---
id: house-rules
title: <b>Rules</b> of the house
version: "{version}"
minutes: 5
pass_mark: 50
valid_months: 1
for: everybody
---
Read *this*. <script>alert(1)</script>

```questions
- ask: Is it so?
  answers:
    - {{text: "=1+1", right: yes, why: It is.}}
    - {{text: no, why: It is not.}}
```
"""


def answers(module: str, wrong: int = 0) -> list[list[int]]:
    """Right answers to every question of a module, but for some at its beginning."""
    found = []
    for number, one in enumerate(modules()[module].questions):
        places = range(len(one.answers))
        found.append([min(set(places) - one.right)] if number < wrong else sorted(one.right))
    return found


def completed(user: User, module: str = FLAGS) -> Completion:
    return acts.acknowledge(user, acts.attempt(user, modules()[module], answers(module)), modules()[module])


def state_of(user: User, module: str, day: datetime.date) -> State:
    (found,) = (one.state for one in of_person(user, day) if one.module.id == module)
    return found


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of modules of a house, with one in it."""
    monkeypatch.setenv("DUECARE_HOME", str(tmp_path))
    folder = tmp_path / "training"
    folder.mkdir()
    (folder / "rules.md").write_text(OWN.format(version="1.0"), "utf-8")
    return folder


# ── modules ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_five_modules_ship_each_of_20_minutes_or_more_with_questions_that_explain_every_answer() -> None:
    assert set(shipped()) == FIVE
    for one in shipped().values():
        assert 1_200 <= len(one.text.split()) <= 2_500, one.id
        assert 8 <= len(one.questions) <= 12, one.id
        assert "What to do on Monday" in one.text
        assert all(given.why and given.text for asked in one.questions for given in asked.answers)
        assert "!" not in one.text.replace("!=", ""), one.id


def test_where_the_right_answer_stands_gives_no_hint() -> None:
    shown = [one.order(module.id).index(min(one.right)) for module in shipped().values() for one in module.questions]
    assert max(shown.count(place) for place in set(shown)) < 0.6 * len(shown)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("pass_mark: 50", "pass_mark: 500", "pass_mark 500"),
        ('version: "1.0"', "version: new", "version 'new'"),
        ("minutes: 5\n", "", "front matter"),
        ("```questions", "```", "no module"),
        (", right: yes", "", "question 1"),
        ("ask: Is it so?", "ask: [", "line 15"),
    ],
)
def test_a_file_that_is_no_module_is_refused_with_its_place(old: str, new: str, said: str) -> None:
    text = OWN.format(version="1.0")
    assert old in text
    with pytest.raises(InputError, match=r"own\.md") as refused:
        module_of(text.replace(old, new).encode(), "own.md")
    assert said in str(refused.value)


def test_a_house_adds_modules_and_a_broken_file_is_named_and_hides_no_other(
    house: Path, people: People, signed: Signed
) -> None:
    (house / "broken.md").write_text("nothing", "utf-8")
    found, problems = modules_at_hand()
    assert set(found) == FIVE | {"house-rules"}
    assert len(problems) == 1
    assert "broken.md" in problems[0]
    assert "broken.md" in signed("carla").get("/training/kept/").content.decode()
    page = signed("sam").get("/training/modules/house-rules/").content.decode()
    assert "<em>this</em>" in page
    assert "<script>alert(1)" not in page
    assert "<b>Rules" not in page


# ── questions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_module_is_completed_by_reading_passing_and_saying_so(people: People, signed: Signed) -> None:
    sam, module = signed("sam"), modules()[FLAGS]
    assert "Signs in the order" in sam.get(f"/training/modules/{FLAGS}/").content.decode()
    sent = {str(number): [str(place) for place in one] for number, one in enumerate(answers(FLAGS), 1)}
    answer = sam.post(f"/training/modules/{FLAGS}/questions/", sent, follow=True)
    page = answer.content.decode()
    assert "10 of 10 answers were right" in page
    assert module.questions[0].answers[1].why in page.replace("&#x27;", "'")
    assert not Completion.objects.exists(), "passing alone completes nothing"
    sam.post(answer.redirect_chain[-1][0])
    kept = Completion.objects.get()
    assert (kept.user, kept.module, kept.until) == (
        people["sam"], FLAGS, acts.months_after(timezone.localdate(), module.valid_months)
    )  # fmt: skip
    assert sam.post(answer.redirect_chain[-1][0]).status_code == 400, "a second time is refused"


def test_a_question_left_out_loses_no_other_answer(people: People, signed: Signed) -> None:
    sent = {str(number): [str(place) for place in one] for number, one in enumerate(answers(FLAGS), 1)}
    del sent["3"]
    answer = signed("sam").post(f"/training/modules/{FLAGS}/questions/", sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert page.count(" checked") == sum(len(one) for one in sent.values())
    assert not Attempt.objects.exists()


def test_too_few_right_answers_are_not_passed_even_by_sql(people: People) -> None:
    sam, module = people["sam"], modules()[FLAGS]
    taken = acts.attempt(sam, module, answers(FLAGS, wrong=3))
    assert (taken.right, taken.needed, taken.passed) == (7, 8, False)
    with pytest.raises(InputError, match="7 of 10 is not enough"):
        acts.acknowledge(sam, taken, module)
    today = timezone.localdate()
    with pytest.raises(IntegrityError), transaction.atomic():
        Completion.objects.create(user=sam, module=FLAGS, version="1.0", source="here", attempt=taken, right=7,
                                  needed=8, on=today, until=today)  # fmt: skip


def test_half_of_the_right_answers_to_a_question_is_not_right(people: People) -> None:
    module = modules()[FLAGS]
    given = [one[:1] for one in answers(FLAGS)]
    several = sum(one.several for one in module.questions)
    assert several
    assert acts.attempt(people["sam"], module, given).right == len(module.questions) - several


def test_nobody_acknowledges_or_reads_what_another_answered(people: People, signed: Signed) -> None:
    taken = acts.attempt(people["sam"], modules()[FLAGS], answers(FLAGS))
    assert signed("sue").get(f"/training/modules/{FLAGS}/attempts/{taken.pk}/").status_code == 404
    with pytest.raises(InputError, match="another person's"):
        acts.acknowledge(people["sue"], taken, modules()[FLAGS])


def test_attempts_and_completions_never_change(people: People) -> None:
    kept = completed(people["sam"])
    for table, change in ((Completion, {"until": kept.until + datetime.timedelta(days=9)}), (Attempt, {"right": 9})):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            table.objects.update(**change)  # type: ignore[attr-defined]


# ── regions and audiences ────────────────────────────────────────────────────────────────────────────────────────────


def test_every_country_lies_in_one_region() -> None:
    found = [code for one in regions().values() for code in one.countries]
    assert sorted(found) == sorted(code for code in CODES if len(code) == 2)


def test_higher_risk_is_read_from_the_practice_bands_at_hand() -> None:
    known = risks(timezone.localdate())
    for place in ("VE", "RU", "west-asia", "north-africa"):
        assert within(place, HIGHER, known), place_title(place)
    for place in ("DE", "north-europe", "", "BV"):
        assert not within(place, HIGHER, known), place


def test_an_administrator_says_where_people_work_and_only_places_that_there_are(people: People, signed: Signed) -> None:
    adam, sam = signed("adam"), people["sam"]
    assert adam.post(f"/people/{sam.pk}/region/", {"region": "EG"}).status_code == 302
    assert User.objects.get(pk=sam.pk).region == "EG"
    assert adam.post(f"/people/{sam.pk}/region/", {"region": "Atlantis"}).status_code == 400
    assert User.objects.get(pk=sam.pk).region == "EG"
    assert signed("ana").post(f"/people/{sam.pk}/region/", {"region": "DE"}).status_code == 403


def test_it_is_asked_by_role_and_region_and_first_where_the_risk_is_higher(people: People) -> None:
    sam, sue, today = people["sam"], people["sue"], timezone.localdate()
    people_acts.place(people["adam"], sam, "EG")
    people_acts.place(people["adam"], sue, "DE")
    acts.assign(people["carla"], FLAGS, Role.REQUESTER, "", days=30, rest_after=60)
    assert state_of(sam, FLAGS, today) == State.ASKED
    assert state_of(sue, FLAGS, today) == State.FREE, "she is asked later"
    assert state_of(sue, FLAGS, today + datetime.timedelta(days=60)) == State.ASKED
    assert state_of(people["ana"], FLAGS, today) == State.FREE, "another role"
    acts.assign(people["carla"], "higher-risk-regions", "", HIGHER)
    assert state_of(sam, "higher-risk-regions", today) == State.ASKED
    assert state_of(sue, "higher-risk-regions", today) == State.FREE


def test_who_comes_later_has_as_many_days_as_the_others(people: People) -> None:
    today = timezone.localdate()
    acts.assign(people["carla"], FLAGS, Role.REQUESTER, "", days=10)
    Grant.objects.filter(user=people["sue"]).update(since=today + datetime.timedelta(days=20))
    later = today + datetime.timedelta(days=25)
    assert state_of(people["sam"], FLAGS, later) == State.OVERDUE
    assert state_of(people["sue"], FLAGS, later) == State.ASKED


def test_what_was_completed_expires_and_a_new_edition_asks_again(people: People, house: Path) -> None:
    sam, today = people["sam"], timezone.localdate()
    acts.assign(people["carla"], "house-rules", "", "")
    kept = completed(sam, "house-rules")
    assert state_of(sam, "house-rules", kept.until) == State.DONE
    assert state_of(sam, "house-rules", kept.until + datetime.timedelta(days=1)) == State.EXPIRED
    (house / "rules.md").write_text(OWN.format(version="1.1"), "utf-8")
    assert state_of(sam, "house-rules", today) == State.DONE
    (house / "rules.md").write_text(OWN.format(version="2.0"), "utf-8")
    assert state_of(sam, "house-rules", today) == State.ASKED


def test_the_same_is_not_asked_twice_and_nothing_of_a_place_that_is_none(people: People) -> None:
    acts.assign(people["carla"], FLAGS, "", "")
    with pytest.raises(InputError, match="already"):
        acts.assign(people["carla"], FLAGS, "", "", days=3)
    for wrong in ((FLAGS, "king", ""), (FLAGS, "", "Atlantis"), ("x", "", "")):
        with pytest.raises(InputError, match="is no"):
            acts.assign(people["carla"], *wrong)


def test_the_mail_of_the_day_reminds_without_a_name(people: People) -> None:
    acts.assign(people["carla"], FLAGS, Role.REQUESTER, "", days=5)
    today = timezone.localdate()
    (now,) = waits_for(people["sam"], today)
    (late,) = waits_for(people["sam"], today + datetime.timedelta(days=6))
    assert (now.late, late.late) == (False, True)
    assert "training" in now.said
    assert now.path == f"/training/modules/{FLAGS}/"
    completed(people["sam"])
    assert waits_for(people["sam"], today) == []


# ── who has ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_table_says_who_has_who_has_not_and_who_is_late_and_leaves_as_files(people: People, signed: Signed) -> None:
    User.objects.filter(pk=people["sue"].pk).update(first_name="=HYPERLINK(1)")
    acts.assign(people["carla"], FLAGS, Role.REQUESTER, "")
    completed(people["sam"])
    aud = signed("aud")
    page = aud.get("/training/table/").content.decode()
    assert "Sam" in page
    assert "HYPERLINK" in page
    assert "HYPERLINK" not in aud.get("/training/table/?state=has").content.decode()
    assert "Sam" not in aud.get("/training/table/?state=not").content.decode().partition("<table")[2]
    lines = aud.get("/training/table/?form=csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert any("'=HYPERLINK" in line for line in lines)
    book = openpyxl.load_workbook(io.BytesIO(aud.get("/training/table/?form=xlsx").content))
    cells = [cell for row in book["People"].iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


def test_figures_are_rates_by_role_and_region_without_a_name(people: People) -> None:
    people_acts.place(people["adam"], people["sam"], "EG")
    acts.assign(people["carla"], FLAGS, Role.REQUESTER, "")
    completed(people["sam"])
    found = figures(timezone.localdate().year)
    assert (found["asked"], found["done"]) == (2, 1)
    assert found["roles"] == {"requester": {"asked": 2, "done": 1}}
    assert found["regions"] == {"": {"asked": 1, "done": 0}, "north-africa": {"asked": 1, "done": 1}}
    assert "sam" not in str(found).casefold()
    assert figures(timezone.localdate().year - 1)["asked"] == 0


# ── learning systems ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_completions_of_a_learning_system_come_in_by_a_mapping_once(people: People, signed: Signed) -> None:
    text = "Benutzer;Kurs;Datum;Punkte\nsam;Red flags 2026;2026-03-01;92%\nSUE;red-flags-for-sales;2026-03-02;80\n"
    said = {"person": "Benutzer", "module": "Kurs", "on": "Datum", "score": "Punkte",
            "named": f"Red flags 2026 = {FLAGS}"}  # fmt: skip
    for _ in range(2):
        file = SimpleUploadedFile("done.csv", text.encode())
        answer = signed("adam").post("/training/import/", {**said, "file": file})
        assert answer.status_code == 302
    kept = Completion.objects.order_by("on")
    assert [(one.user.username, one.on.isoformat(), one.until.isoformat()) for one in kept] == [
        ("sam", "2026-03-01", "2027-03-01"), ("sue", "2026-03-02", "2027-03-02"),
    ]  # fmt: skip
    assert "Red flags" not in str([one.detail for one in Entry.objects.all()])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nemo,red-flags-for-sales,2026-03-01", "line 3: column email names nobody here"),
        ("sam,astrology,2026-03-01", "line 3: course 'astrology' is no module"),
        ("sam,red-flags-for-sales,1.3.2026", "line 3: completed '1.3.2026' is no day"),
        ("sam,red-flags-for-sales,2999-01-01", "has not come"),
    ],
)
def test_one_line_that_cannot_be_read_takes_in_nothing_and_says_why(line: str, said: str, people: People) -> None:
    text = f"email,course,completed\nsam,{FLAGS},2026-03-01\n{line}\n"
    with pytest.raises(InputError) as refused:
        taken_in(people["adam"], text.encode(), Mapped())
    assert said in str(refused.value)
    assert not Completion.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"a,b\n1,2\n", "no column"), (b"", "no column"), (b"\xff\xfe", "not UTF-8"),
     (b"email,course,completed\n", "no rows"),
     (b"email,course,completed,score\nsam,red-flags-for-sales,2026-03-01,79", "below the 80")],
)  # fmt: skip
def test_a_file_that_is_none_is_refused(content: bytes, said: str, people: People) -> None:
    with pytest.raises(InputError) as refused:
        taken_in(people["adam"], content, Mapped(score="score" if b"score" in content else ""))
    assert said in str(refused.value)


def test_nobody_sees_how_others_stand_but_those_who_keep_it(people: People, signed: Signed) -> None:
    for name, status in (("sam", 403), ("olga", 403), ("aud", 200), ("adam", 200)):
        assert signed(name).get("/training/table/").status_code == status, name
    assert signed("aud").get("/training/import/").status_code == 403
    assert len(standings(timezone.localdate(), [people["sam"]])) == len(modules())


def test_the_log_says_what_was_done_by_codes(people: People, signed: Signed) -> None:
    acts.assign(people["carla"], FLAGS, Role.REQUESTER, "EG")
    completed(people["sam"])
    kept: list[Any] = [one.detail for one in Entry.objects.filter(act__startswith="training.")]
    assert {one.act for one in Entry.objects.filter(act__startswith="training.")} == {
        "training.assign", "training.attempt", "training.complete",
    }  # fmt: skip
    assert "given" not in str(kept)
