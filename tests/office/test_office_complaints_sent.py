"""Files that the house sends to complainants: stripped, sealed, and open to whoever has the code alone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from made_complaints import code_of, form_of, fresh_limits, send, talk
from made_people import People
from PIL import Image
from test_office_complaints import own_keys, received
from test_office_complaints_speak import picture

from duecare.errors import InputError
from duecare.office.audit.models import Entry
from duecare.office.complaints import attached, handling, receiving
from duecare.office.complaints.attached import MOST_OF_ONE, Looked
from duecare.office.complaints.codes import Side
from duecare.office.complaints.models import Attachment, Complaint, Message
from duecare.office.complaints.texts import texts
from duecare.office.evidence.store import place_of

__all__ = ["fresh_limits", "own_keys"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits", "own_keys")]
NAME = "نتيجة 2026.txt"


def a_file(name: str = NAME, data: bytes = b"What we found out.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def post(client: Client, made: Complaint, what: str = "write", **given: Any) -> Any:
    return client.post(f"/complaints/{made.pk}/do/{what}/", {"text": "Here it is.", **given})


def save(client: Client, language: str, code: str, **given: Any) -> Any:
    """Come back with a code and save the first file that the page offers."""
    page = talk(client, language, code).content.decode()
    address = re.findall(rf'action="(/speak/{language}/files/\d+/)"', page)[0]
    opened = re.findall(r'name="talk" value="([^"]+)"', page)[0]
    return client.post(address, {"form": form_of(client, "", page), "talk": opened, **given})


def test_a_file_of_the_house_is_saved_by_the_complainant_from_their_page(
    people: People, signed: Callable[[str], Client]
) -> None:
    code = code_of(send(language="ar"))
    made = Complaint.objects.get()
    assert post(signed("greta"), made, "acknowledge", papers=a_file()).status_code == 302
    page = talk(Client(), "ar", code).content.decode()
    assert f'<bdi dir="auto">{NAME}</bdi>' in page
    assert texts("ar")["talk"]["from_us"] in page
    answer = save(Client(), "ar", code)
    assert answer.status_code == 200
    assert answer.content == b"What we found out."
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''%D9%86")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    shown = signed("greta").get(f"/complaints/{made.pk}/").content.decode()
    assert NAME in shown
    assert not Entry.objects.filter(act="complaint.file").exists()  # when a complainant reads is not kept


def test_what_the_house_sends_is_sealed_and_its_name_stands_nowhere(
    people: People, signed: Callable[[str], Client]
) -> None:
    made = received()
    post(signed("greta"), made, "acknowledge", papers=a_file("findings-of-greta.txt"))
    one = Attachment.objects.get()
    assert (one.side, one.message) == (Side.HOUSE, Message.objects.get())
    assert b"found out" not in place_of(one.digest).read_bytes()
    assert attached.bytes_of(one) == b"What we found out."
    assert "findings" not in repr(list(Entry.objects.values())) + repr(list(Attachment.objects.values()))
    assert Entry.objects.get(act="complaint.write").detail == {"message": one.message_id, "files": [one.pk]}


def test_pictures_of_the_house_lose_their_traces_too(people: People, signed: Callable[[str], Client]) -> None:
    code = code_of(send())
    made = Complaint.objects.get()
    post(signed("greta"), made, "acknowledge", papers=a_file("a.jpg", picture("JPEG")))
    kept = save(Client(), "en", code).content
    assert b"Secret Camera Works" not in kept
    with Image.open(io.BytesIO(kept)) as found:
        assert not found.getexif()


def test_several_files_go_with_one_message_and_what_is_refused_sends_nothing(
    people: People, signed: Callable[[str], Client]
) -> None:
    made, greta = received(), signed("greta")
    assert post(greta, made, "acknowledge", papers=[a_file("a.txt"), a_file("b.txt")]).status_code == 302
    assert Message.objects.get().files.count() == 2
    large = a_file("large.txt", b"x" * (attached.MOST_BYTES + 1))
    many = [a_file(f"{n}.txt") for n in range(6)]
    huge = [a_file(f"{n}.txt", b"x" * 7_500_000) for n in range(3)]
    for papers, said in (
        (a_file("run.exe", b"MZ" + b"x" * 90), "run.exe"), (large, "10 MB"), (many, "accepted: 5"), (huge, "20 MB"),
        (a_file("a.jpg", b"\xff\xd8\xff none"), "a.jpg"),
    ):  # fmt: skip
        answer = post(greta, made, papers=papers)
        assert answer.status_code == 400, said
        assert said in answer.content.decode()
        assert "Here it is." in answer.content.decode()
    assert Message.objects.count() == 1
    assert Attachment.objects.count() == 2


def test_a_form_with_files_of_another_site_is_refused(people: People) -> None:
    made = received()
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["greta"])
    assert post(client, made, "acknowledge", papers=a_file()).status_code == 403
    assert not Attachment.objects.exists()


def test_files_of_another_complaint_and_their_own_are_not_open_to_a_complainant(
    people: People, signed: Callable[[str], Client]
) -> None:
    code = code_of(send(files=a_file("own.txt", b"mine")))
    mine, other = Complaint.objects.get(), received()
    post(signed("greta"), mine, "acknowledge", papers=a_file())
    post(signed("greta"), other, "acknowledge", papers=a_file("other.txt", b"not for you"))
    page = talk(Client(), "en", code).content.decode()
    assert "other.txt" not in page
    token, opened = form_of(Client(), "", page), re.findall(r'name="talk" value="([^"]+)"', page)[0]
    for one in Attachment.objects.all():
        answer = Client().post(f"/speak/en/files/{one.pk}/", {"form": token, "talk": opened})
        assert answer.status_code == (200 if one.complaint == mine and one.side == Side.HOUSE else 404)
        for form, key, status in (("", opened, 403), (token, "x", 400), (token, "", 400)):
            refused = Client().post(f"/speak/en/files/{one.pk}/", {"form": form, "talk": key})
            assert refused.status_code == status
            assert b"found out" not in refused.content
        assert b"found out" not in Client().get(f"/speak/en/files/{one.pk}/").content


def test_the_complainant_cannot_fill_up_what_the_house_may_send(people: People) -> None:
    made = received()
    files = [Looked(f"{n}.txt", "text/plain", b"x", False) for n in range(MOST_OF_ONE)]
    receiving.say(made, "All of it.", files)
    with pytest.raises(InputError, match="40 files"):
        receiving.say(made, "One more.", files[:1])
    handling.write(made, people["greta"], "Ours.", files[:1])
    assert Attachment.objects.filter(side=Side.HOUSE).count() == 1


def test_the_database_itself_offers_no_file_of_a_complainant(people: People) -> None:
    made = received(files=[Looked("a.txt", "text/plain", b"x", False)])
    message = handling.write(made, people["greta"], "Ours.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.update(message=message)


def test_a_file_that_is_damaged_is_said_to_be_so_on_the_page(people: People, signed: Callable[[str], Client]) -> None:
    code = code_of(send(language="zh"))
    post(signed("greta"), Complaint.objects.get(), "acknowledge", papers=a_file())
    place_of(Attachment.objects.get().digest).unlink()
    answer = save(Client(), "zh", code)
    assert answer.status_code == 503
    assert texts("zh")["wrong"]["unable_file"] in answer.content.decode()
