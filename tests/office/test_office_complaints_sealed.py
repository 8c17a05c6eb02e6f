"""What is said in complaints is sealed: no word of it stands anywhere, and keys are kept, renewed and missed."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from made_complaints import (
    ACCOUNT,
    again,
    code_of,
    fresh_limits,
    hana,
    omid,
    own_keys,
    received,
    say,
    send,
    talk,
)
from made_people import People

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.cases.models import Case
from duecare.office.complaints import keys, receiving, rotation
from duecare.office.complaints.attached import bytes_of
from duecare.office.complaints.keys import NoKeyError, SealError
from duecare.office.complaints.models import Attachment, Complaint, Message
from duecare.office.evidence.store import place_of

__all__ = ["fresh_limits", "hana", "omid", "own_keys"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits", "own_keys")]


def everything() -> bytes:
    """Every row of every table, the log among them."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [repr([bytes(one) if isinstance(one, memoryview) else one for one in row]) for row in cursor]
    return "\n".join(found).encode("utf-8", "surrogatepass")


def test_no_word_of_a_complaint_stands_in_the_database_the_log_or_the_folders(
    people: People, case: Case, signed: Callable[[str], Client], caplog: pytest.LogCaptureFixture, own_keys: Any
) -> None:
    caplog.set_level("DEBUG")
    words = ("Olive", "Haddad", "zaytun@", "receipt-photo", "reappeared", "forgiven", "scarf", "bakery")
    browser = Client(REMOTE_ADDR="198.51.100.77", headers={"user-agent": "Netscape/4.7 (PalmOS)"})
    photo = SimpleUploadedFile("receipt-photo.txt", b"A scarf was left.")
    named = {"naming": "confidential", "names": "Amal Haddad", "contact": "zaytun@example.org"}
    code = code_of(send(browser, wish="That he is forgiven.", files=photo, **named))
    assert say(browser, "en", code, "say", text="He reappeared.").status_code == 200
    greta, made = signed("greta"), Complaint.objects.get()
    page = greta.get(f"/complaints/{made.pk}/").content.decode()
    assert all(word in page for word in words if word != "scarf")
    for what, given in (
        ("acknowledge", {"text": "The bakery is known to us."}), ("note", {"text": "Ask at Olive Street."}),
        ("link", {"case": case.number}), ("answer", {"outcome": "upheld", "text": "Haddad was taken."}),
    ):  # fmt: skip
        assert greta.post(f"/complaints/{made.pk}/do/{what}/", given).status_code == 302, what
    assert b"scarf" in greta.get(f"/complaints/{made.pk}/files/{Attachment.objects.get().pk}/").content
    browser.post("/speak/en/make/outsider/", {"account": "Olive", "form": "x"})
    Client(raise_request_exception=False).get("/speak/en/Olive/", {"q": "Haddad"})
    receiving.log_arrivals(timezone.now() + datetime.timedelta(days=1))
    found = everything() + caplog.text.replace("q=Haddad", "").encode()
    for folder in (settings.OFFICE, settings.MEDIA_ROOT, own_keys.parent):
        for path in [one for one in Path(folder).rglob("*") if one.is_file()]:
            found += path.name.encode() + path.read_bytes()
    for word in (*words, "198.51.100.77", "PalmOS", code, " ".join(code[at : at + 4] for at in range(0, 16, 4))):
        assert word.encode() not in found, word
    assert made.number.encode() in found
    assert Entry.objects.filter(act="complaint.receive").count() == 1


def test_the_log_tells_of_an_arrival_the_day_after_and_rows_hold_days_alone(people: People) -> None:
    code = code_of(send())
    say(Client(), "en", code, "say", text="More.")
    assert not Entry.objects.filter(act__startswith="complaint.").exists()
    assert receiving.log_arrivals(timezone.now()) == 0
    assert receiving.log_arrivals(timezone.now() + datetime.timedelta(days=1)) == 2
    assert receiving.log_arrivals(timezone.now() + datetime.timedelta(days=1)) == 0
    for model in (Complaint, Message, Attachment):
        assert not [one.name for one in model._meta.get_fields() if one.get_internal_type() == "DateTimeField"]


def test_content_that_was_changed_or_moved_to_another_row_does_not_open(people: People) -> None:
    first, second = received(), received(account="Another.")
    with pytest.raises(SealError, match="changed"):
        Complaint(reference=second.reference, sealed=first.sealed).content()
    for at in (0, 5, 15, len(first.sealed) - 1):
        data = bytearray(first.sealed)
        data[at] ^= 1
        with pytest.raises(SealError):
            Complaint(reference=first.reference, sealed=bytes(data)).content()


def test_the_key_is_made_on_first_use_and_only_its_owner_can_read_it(people: People, own_keys: Any) -> None:
    assert not own_keys.exists()
    received()
    if os.name != "nt":
        assert own_keys.stat().st_mode & 0o077 == 0
        assert own_keys.parent.stat().st_mode & 0o077 == 0
    assert str(own_keys) not in str(settings.OFFICE)


def test_a_lost_key_is_said_clearly_and_no_new_one_is_made(
    people: People, own_keys: Any, signed: Callable[[str], Client]
) -> None:
    code = code_of(send())
    made, kept = Complaint.objects.get(), own_keys.read_bytes()
    own_keys.unlink()
    with pytest.raises(NoKeyError, match="not lost"):
        made.content()
    page = signed("greta").get(f"/complaints/{made.pk}/")
    assert page.status_code == 503
    assert "cannot be read" in page.content.decode()
    answer = send()
    assert answer.status_code == 503
    assert "keys that protect it are not here" in answer.content.decode()
    assert ACCOUNT in answer.content.decode()
    assert talk(Client(), "en", code).status_code == 503
    assert "not here" in "".join(rotation.check())
    assert not own_keys.exists()
    assert signed("greta").get("/complaints/").status_code == 200
    keys.write(keys.Ring((b"k" * 32,), b"r" * 32))
    assert "1 of the rows" in "".join(rotation.check())
    with pytest.raises(SealError, match="Nothing was sealed anew"):
        rotation.rotate()
    own_keys.write_bytes(kept)
    os.utime(own_keys, ns=(1, 1))
    assert ACCOUNT in talk(Client(), "en", code).content.decode()
    assert not list(rotation.check())


def test_a_rotation_seals_all_of_it_anew_and_codes_still_open(people: People, own_keys: Any) -> None:
    code = code_of(send(files=SimpleUploadedFile("a.txt", b"words")))
    say(Client(), "en", code, "say", text="More.")
    made, before = Complaint.objects.get(), keys.ring()
    old = Attachment.objects.get()
    done = rotation.rotate()
    assert (done.rows, done.files) == (3, 1)
    after = keys.ring()
    assert after.seals[1:] == before.seals
    assert after.receipts == before.receipts
    for model in (Complaint, Message, Attachment):
        assert keys.key_of(bytes(model.objects.get().sealed)) == keys.id_of(after.seals[0])
    assert bytes_of(Attachment.objects.get()) == b"words"
    assert not place_of(old.digest).exists()
    assert again(made).content()["account"] == ACCOUNT
    assert ACCOUNT in talk(Client(), "en", code).content.decode()
    rotation.rotate(drop_old=True)
    assert len(keys.ring().seals) == 1
    assert not list(rotation.check())


def test_a_rotation_that_is_interrupted_loses_nothing(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    made = received()

    def broken(*given: Any, **named: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(rotation, "record", broken)
    with pytest.raises(OSError, match="full"), transaction.atomic():
        rotation.rotate()
    assert again(made).content()["account"] == ACCOUNT
    monkeypatch.undo()
    rotation.rotate()
    assert again(made).content()["account"] == ACCOUNT


@pytest.mark.parametrize("text", ["seal abc\n", "", "seal " + "A" * 44 + "\n", "words of somebody\n"])
def test_a_file_that_is_none_of_keys_is_refused_without_being_repeated(text: str, own_keys: Any) -> None:
    own_keys.parent.mkdir(parents=True)
    own_keys.write_text(text)
    with pytest.raises(InputError) as problem:
        keys.ring()
    assert str(own_keys) in str(problem.value)
    assert "AAAA" not in str(problem.value)
