"""The public pages of complaints: from sending one to its outcome, in six languages, with nothing kept of who asks."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from made_complaints import ACCOUNT, code_of, form_of, fresh_limits, send, talk
from made_people import People
from PIL import Image

from duecare.office.complaints import attached, receipts
from duecare.office.complaints.limits import Limit
from duecare.office.complaints.models import Attachment, Complaint, Message
from duecare.office.complaints.texts import LANGUAGES, keys_of, texts

__all__ = ["fresh_limits"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]
PAGES = ("", "process/", "back/", "make/outsider/", "make/staff/")
STATIC = Path(__file__).parents[2] / "src/duecare/office/static/office"


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_say_the_same_and_are_marked_as_not_reviewed(language: str) -> None:
    said = texts(language)
    assert set(keys_of(said)) == set(keys_of(texts("en")))
    assert said["reviewed_by_native_speaker"] is False
    assert said["dir"] == ("rtl" if language == "ar" else "ltr")
    assert said["unreviewed"] in Client().get(f"/speak/{language}/").content.decode().replace("&#x27;", "'")


def test_texts_have_the_same_places_to_fill_in_every_language() -> None:
    def places(said: Any) -> list[str]:
        return sorted(re.findall(r"\{\w+\}", str(said)))

    for language in LANGUAGES:
        assert places(texts(language)) == places(texts("en")), language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_with_its_style_is_under_60_kb_and_has_no_script_or_cookie(language: str, people: People) -> None:
    style = (STATIC / "speak.css").stat().st_size
    code = code_of(send(language=language))
    pages = [Client().get(f"/speak/{language}/{one}") for one in PAGES]
    pages += [Client().get("/speak/"), talk(Client(), language, code)]
    for answer in pages:
        assert answer.status_code == 200
        page = answer.content.decode()
        assert len(answer.content) + style < 60_000
        assert "<script" not in page
        assert not re.search(r"\son\w+=|style=|javascript:", page)
        assert set(re.findall(r'(?:src|href)="([^"/#][^"]*)"', page)) <= {"data:,", "static/office/speak.css"}
        assert f'lang="{language}"' in page or answer is pages[-2]
        assert not answer.cookies
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store"
        assert "script-src" not in answer["Content-Security-Policy"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_complaint_comes_with_a_code_of_16_digits_that_is_kept_as_a_hash_alone(people: People) -> None:
    answer = send()
    code = code_of(answer)
    assert len(code) == 16
    complaint = Complaint.objects.get()
    assert complaint.receipt == receipts.hash_of(code)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM complaints_complaint")
        assert code not in repr(cursor.fetchall())
    page = talk(Client(), "en", code).content.decode()
    assert ACCOUNT in page
    assert code not in page
    assert receipts.spaced(code) not in page


@pytest.mark.parametrize("typed", ["{0} {1} {2} {3}", "{0}-{1}-{2}-{3}", "arabic", "fullwidth"])
def test_a_code_opens_however_it_is_typed(typed: str, people: People) -> None:
    code = code_of(send())
    digits = {"arabic": "٠١٢٣٤٥٦٧٨٩", "fullwidth": "０１２３４５６７８９"}.get(typed)
    if digits:
        given = "".join(digits[int(one)] for one in code)
    else:
        given = typed.format(*(code[at : at + 4] for at in range(0, 16, 4)))
    assert ACCOUNT in talk(Client(), "ar", given).content.decode()


def test_guessing_codes_ends_after_ten_and_does_not_count_for_others(people: People) -> None:
    code = code_of(send())
    guesser, other = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="203.0.113.10")
    tried = [talk(guesser, "en", f"{n:016}").status_code for n in range(11)]
    assert tried == [400] * 10 + [429]
    assert talk(guesser, "en", code).status_code == 429
    assert talk(other, "en", code).status_code == 200
    beside = Client(REMOTE_ADDR="2001:db8:1:2::5")
    for n in range(10):
        assert talk(beside, "en", f"{n:016}").status_code == 400
    assert talk(Client(REMOTE_ADDR="2001:db8:1:2:ffff::1"), "en", code).status_code == 429


def test_a_wrong_code_is_looked_up_as_a_right_one_is(people: People, django_assert_num_queries: Any) -> None:
    code = code_of(send())
    near = code[:-1] + str((int(code[-1]) + 1) % 10)
    for typed in (near, "0" * 16, "", "no digits", code):
        with django_assert_num_queries(1):
            found = receipts.found(typed)
        assert (found is not None) == (typed == code)
    assert receipts.hash_of(near)[:8] != receipts.hash_of(code)[:8]


def test_a_limit_forgets_addresses_and_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    limit = Limit(2, 100, 60, clock=lambda: now[0])
    for _ in range(2):
        limit.count("192.0.2.1")
    assert limit.reached("192.0.2.1")
    assert not limit.reached("192.0.2.2")
    assert "192.0.2.1" not in repr(vars(limit))
    before = limit._key
    now[0] = 61
    assert not limit.reached("192.0.2.1")
    assert not limit._seen
    now[0] = 90_000
    limit.reached("192.0.2.1")
    assert limit._key != before


def test_flooding_ends_and_what_was_typed_comes_back(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    from duecare.office.complaints import speak_views

    monkeypatch.setattr(speak_views, "ARRIVALS", Limit(3, 100, 3_600))
    client = Client(REMOTE_ADDR="203.0.113.20")
    answers = [send(client) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert ACCOUNT in answers[-1].content.decode()
    assert Complaint.objects.count() == 3
    assert send(Client(REMOTE_ADDR="203.0.113.21")).status_code == 200


def test_what_is_typed_is_never_lost(people: People) -> None:
    client = Client()
    for given, status in (
        ({"topic": ""}, 400), ({"form": "x"}, 403), ({"form": ""}, 403), ({"naming": "emperor"}, 400),
        ({"files": SimpleUploadedFile("run.exe", b"MZ" + b"x" * 100)}, 400),
    ):  # fmt: skip
        answer = send(client, **given)
        assert answer.status_code == status, given
        assert ACCOUNT in answer.content.decode(), given
    assert not Complaint.objects.exists()


def test_a_form_that_is_sent_twice_arrives_once(people: People) -> None:
    client = Client()
    token = form_of(client, "/speak/en/make/outsider/")
    assert send(client, form=token).status_code == 200
    again = send(client, form=token)
    assert again.status_code == 400
    assert "has arrived already" in again.content.decode()
    assert Complaint.objects.count() == 1


def test_a_form_of_another_site_is_refused(people: People) -> None:
    answer = send(Client(headers={"sec-fetch-site": "cross-site"}))
    assert answer.status_code == 403
    assert not Complaint.objects.exists()


def test_markup_and_marks_that_turn_the_direction_do_nothing(people: People, signed: Any) -> None:
    evil = "<script>alert(1)</script> <b onclick=x> photo\u202egpj.exe \u2066x\u2069 می\u200cروم \x00\x1b[2J"
    code = code_of(send(account=evil))
    complaint = Complaint.objects.get()
    pages = [talk(Client(), "en", code), signed("greta").get(f"/complaints/{complaint.pk}/")]
    for answer in pages:
        page = answer.content.decode()
        assert "<script>alert" not in page
        assert "<b onclick" not in page
        assert "&lt;script&gt;" in page
        assert not set(page) & set("\u202e\u2066\u2069\x00\x1b")
        assert "می\u200cروم" in page


def picture(kind: str) -> bytes:
    made = Image.new("RGB", (40, 20), (200, 30, 30))
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Secret Camera Works", 6  # maker, and turned
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    out = io.BytesIO()
    made.save(out, kind, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png")])
def test_pictures_lose_their_metadata_and_keep_their_sight(kind: str, name: str, people: People) -> None:
    data = picture(kind)
    assert b"Secret Camera Works" in data
    send(files=SimpleUploadedFile(name, data + b"trailing Secret words"))
    made = Attachment.objects.get()
    kept = attached.bytes_of(made)
    assert made.cleaned
    assert b"Secret" not in kept
    with Image.open(io.BytesIO(kept)) as found:
        assert not found.getexif()
        assert found.size == (20, 40)  # turned as its maker held it


def test_a_picture_that_cannot_be_read_is_refused_and_so_is_one_that_unpacks_to_too_much(people: People) -> None:
    huge = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(huge, "PNG")
    for data in (b"\xff\xd8\xff not a picture", huge.getvalue()):
        name = "a.jpg" if data[:1] == b"\xff" else "a.png"
        assert send(files=SimpleUploadedFile(name, data)).status_code == 400
    assert not Complaint.objects.exists()


def test_50_mb_are_refused_before_they_are_in_memory(people: People) -> None:
    read = [0]

    class Counted(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            piece = super().read(size)
            read[0] += len(piece)
            return piece

    client = Client()
    token = form_of(client, "/speak/en/make/outsider/")
    head = (
        f'--x\r\nContent-Disposition: form-data; name="form"\r\n\r\n{token}\r\n--x\r\nContent-Disposition: form-data; '
        f'name="account"\r\n\r\n{ACCOUNT}\r\n--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    ).encode()
    body = Counted(head + b"%PDF-1.7" + b"x" * 50_000_000 + b"\r\n--x--\r\n")
    answer = client.generic(
        "POST", "/speak/en/make/outsider/", b"",
        **{"wsgi.input": body, "CONTENT_LENGTH": str(len(body.getvalue())),
           "CONTENT_TYPE": "multipart/form-data; boundary=x"},
    )  # fmt: skip
    assert answer.status_code == 413
    assert ACCOUNT in answer.content.decode()
    assert read[0] < attached.MOST_TOGETHER + 1_000_000
    assert not Complaint.objects.exists()


def test_the_conversation_goes_on_and_a_page_loaded_again_says_it_once(people: People) -> None:
    code = code_of(send())
    client = Client()
    page = talk(client, "fr", code).content.decode()
    given = {"form": form_of(client, "", page), "talk": re.findall(r'name="talk" value="([^"]+)"', page)[0],
             "act": "say", "text": "J'ai autre chose à dire."}  # fmt: skip
    for _ in range(2):
        answer = client.post("/speak/fr/talk/", given)
        assert answer.status_code == 200
        assert answer.content.decode().count("autre chose à dire") == 1
    assert Message.objects.count() == 1


def test_a_page_that_closed_keeps_what_was_typed(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    from duecare.office.complaints import speak_forms

    code = code_of(send())
    client = Client()
    page = talk(client, "en", code).content.decode()
    monkeypatch.setattr(speak_forms, "TALK_FOR", -1)
    opened = re.findall(r'name="talk" value="([^"]+)"', page)[0]
    answer = client.post("/speak/en/talk/", {"form": form_of(client, "", page), "talk": opened, "text": "Still here."})
    assert answer.status_code == 400
    assert "Still here." in answer.content.decode()
    again = client.post("/speak/en/back/", {"form": form_of(client, "/speak/en/back/"), "code": code,
                                             "text": "Still here."})  # fmt: skip
    assert "Still here." in again.content.decode()


def test_staff_who_are_signed_in_leave_no_trace_of_their_visit(people: People, signed: Any) -> None:
    ana = signed("ana")
    ana.get("/")
    before = list(Session.objects.values_list("session_key", "session_data", "expire_date"))
    cookies = {name: one.value for name, one in ana.cookies.items()}
    code = code_of(send(ana, who="staff", fear="afraid"))
    talk(ana, "en", code)
    assert list(Session.objects.values_list("session_key", "session_data", "expire_date")) == before
    assert {name: one.value for name, one in ana.cookies.items()} == cookies
    assert Complaint.objects.get().who == "staff"


def test_an_address_that_is_not_there_and_a_failure_stay_within_these_pages(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in ("/speak/xx/", "/speak/ar/nothing/", "/speak/ar/make/emperor/"):
        answer = Client().get(address)
        assert answer.status_code == 404
        assert "csrf" not in answer.content.decode()
        assert not answer.cookies
    assert texts("ar")["wrong"]["not_here"] in Client().get("/speak/ar/nothing/").content.decode()
    from duecare.office.complaints import speak_views

    monkeypatch.setattr(speak_views, "policy", lambda: 1 / 0)
    client = Client(raise_request_exception=False)
    answer = client.get("/speak/es/process/")
    assert answer.status_code == 500
    assert texts("es")["wrong"]["failed"] in answer.content.decode()
