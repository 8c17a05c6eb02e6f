"""Claims about fetching: what is asked, what is refused, and what is left after everything that can go wrong."""

from __future__ import annotations

import base64
import gzip
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from publisher import Publisher, repr_digest

from duecare.errors import InputError, OutputError
from duecare.snapshots.answer import Answer
from duecare.snapshots.fetch import Fetched, Known, Terms, fetch
from duecare.snapshots.links import checked_link, followed, shown_link

BODY = b"<list>" + bytes(range(256)) * 2_000 + b"</list>"
QUICK = Terms(stall=0.3, attempts=3)


def get(publisher: Publisher, folder: Path, path: str = "/list.xml", terms: Terms = QUICK, **more: object) -> Fetched:
    waits: list[float] = []
    fetched = fetch(publisher.url + path, folder / "list.xml", terms=terms, sleep=waits.append, **more)  # type: ignore[arg-type]
    assert fetched is not None
    assert len(waits) < 20
    return fetched


def test_a_file_comes_whole_with_its_hash_and_what_the_server_said(publisher: Publisher, tmp_path: Path) -> None:
    """The bytes stand in the part until they are taken."""
    publisher.serve("/list.xml", BODY)
    seen: list[tuple[int, int | None]] = []
    fetched = get(publisher, tmp_path, advance=lambda done, total: seen.append((done, total)))
    assert fetched.path == tmp_path / "list.xml.part"
    assert fetched.path.read_bytes() == BODY
    assert fetched.sha256 == hashlib.sha256(BODY).hexdigest()
    assert (fetched.bytes, fetched.etag) == (len(BODY), '"one"')
    assert seen[-1] == (len(BODY), len(BODY))


def test_a_file_that_has_not_changed_is_not_sent_again(publisher: Publisher, tmp_path: Path) -> None:
    """304 on the tag that is kept."""
    publisher.serve("/list.xml", BODY)
    known = Known('"one"', None)
    assert fetch(publisher.url + "/list.xml", tmp_path / "list.xml", known=known, terms=QUICK) is None
    assert publisher.asked[0]["If-None-Match"] == '"one"'
    publisher.pages["/list.xml"].etag = '"two"'
    assert get(publisher, tmp_path, known=known).etag == '"two"'


@pytest.mark.parametrize("fault", ["cut", "stall", "chunked cut"])
def test_a_download_that_breaks_off_is_gone_on_with(publisher: Publisher, tmp_path: Path, fault: str) -> None:
    """The second request asks for the rest only, and only of the same edition."""
    publisher.serve("/list.xml", BODY, fault, fault)
    fetched = get(publisher, tmp_path)
    assert fetched.path.read_bytes() == BODY
    assert fetched.sha256 == hashlib.sha256(BODY).hexdigest()
    first, second, third = publisher.asked
    assert "Range" not in first
    starts = [int(asked["Range"].removeprefix("bytes=").rstrip("-")) for asked in (second, third)]
    assert 0 < starts[0] < starts[1] < len(BODY)
    assert second["If-Range"] == '"one"'


def test_the_next_run_goes_on_where_this_one_gave_up(publisher: Publisher, tmp_path: Path) -> None:
    """The message says what is kept; a whole part costs one request and no bytes."""
    publisher.serve("/list.xml", BODY, "cut", "500", "503")
    with pytest.raises(InputError, match=r"answers 503, after 3 attempts; 0\.3 MB are kept") as refused:
        get(publisher, tmp_path)
    assert refused.value.path == publisher.url + "/list.xml"
    assert get(publisher, tmp_path).path.read_bytes() == BODY
    assert publisher.asked[-1]["Range"] == f"bytes={len(BODY) // 2}-"
    again = get(publisher, tmp_path)
    assert publisher.asked[-1]["Range"] == f"bytes={len(BODY)}-"
    assert (again.bytes, again.sha256, again.etag) == (len(BODY), hashlib.sha256(BODY).hexdigest(), '"one"')


def test_parts_of_two_editions_are_never_joined(publisher: Publisher, tmp_path: Path) -> None:
    """If the file changed in between it comes anew, and so it does where nothing tells the editions apart."""
    page = publisher.serve("/list.xml", BODY, "cut", "500", "500")
    with pytest.raises(InputError):
        get(publisher, tmp_path)
    page.body, page.etag, page.last_modified = BODY[::-1], '"two"', None
    assert get(publisher, tmp_path).path.read_bytes() == BODY[::-1]
    publisher.serve("/list.xml", BODY, "cut", "500", "500")
    with pytest.raises(InputError):
        get(publisher, tmp_path)
    publisher.serve("/list.xml", BODY[::-1], "ignore edition", etag='"two"')
    assert get(publisher, tmp_path).path.read_bytes() == BODY[::-1]
    for etag in (None, 'W/"weak"'):
        publisher.serve("/list.xml", BODY, "cut", etag=etag, last_modified=None)
        assert get(publisher, tmp_path).path.read_bytes() == BODY
        assert "Range" not in publisher.asked[-1]


@pytest.mark.parametrize("fault", ["ignore range", "wrong range"])
def test_a_server_that_does_not_go_on_is_asked_anew(publisher: Publisher, tmp_path: Path, fault: str) -> None:
    """A part is thrown away and not appended to."""
    publisher.serve("/list.xml", BODY, "cut", fault)
    assert get(publisher, tmp_path).path.read_bytes() == BODY


def test_a_part_of_another_address_or_without_its_note_is_not_used(publisher: Publisher, tmp_path: Path) -> None:
    """Bytes that cannot be placed belong to nothing."""
    (tmp_path / "list.xml.part").write_bytes(b"left by who knows")
    publisher.serve("/list.xml", BODY)
    assert get(publisher, tmp_path).path.read_bytes() == BODY
    publisher.serve("/other.xml", BODY[:100])
    assert get(publisher, tmp_path, "/other.xml").bytes == 100
    (tmp_path / "list.xml.part.json").write_text("{")
    assert get(publisher, tmp_path).path.read_bytes() == BODY


def test_errors_of_the_server_are_waited_out_and_in_the_end_told(publisher: Publisher, tmp_path: Path) -> None:
    """5xx and 429 are tried again, with the pause that the server wishes; 404 and 403 are not."""
    waits: list[float] = []
    publisher.serve("/list.xml", BODY, "500", "503", headers={"Retry-After": "7"})
    assert fetch(publisher.url + "/list.xml", tmp_path / "list.xml", terms=QUICK, sleep=waits.append)
    assert waits == [7, 7]
    for status, says in (("403", "does not let this program in"), ("410", "not there any more")):
        publisher.serve("/list.xml", BODY, status, etag='"three"')
        before = len(publisher.asked)
        with pytest.raises(InputError, match=says):
            fetch(publisher.url + "/list.xml", tmp_path / "other.xml", terms=QUICK, sleep=waits.append)
        assert len(publisher.asked) == before + 1


def test_a_server_that_stalls_or_drips_is_given_up(publisher: Publisher, tmp_path: Path) -> None:
    """Nothing for the time of a stall, or next to nothing, is the same."""
    publisher.serve("/list.xml", BODY, "stall")
    with pytest.raises(InputError, match=r"sent nothing for 0\.2 seconds, after one attempt; 0\.3 MB are kept"):
        get(publisher, tmp_path, terms=Terms(stall=0.2, attempts=1))
    publisher.serve("/drip.xml", BODY, "drip")
    with pytest.raises(InputError, match=r"sent \d bytes in 0\.2 seconds"):
        get(publisher, tmp_path, "/drip.xml", terms=Terms(stall=0.2, attempts=1))


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A refused connection is one line with the address."""
    with pytest.raises(
        InputError, match=r"http://127\.0\.0\.1:9/x: no connection: Connection refused, after 2 attempts"
    ):
        fetch("http://127.0.0.1:9/x", tmp_path / "x", terms=Terms(stall=1, attempts=2), sleep=lambda _: None)


@pytest.mark.parametrize("etag", ['"one"', None])
def test_a_file_that_is_too_large_is_refused_and_not_kept(
    publisher: Publisher, tmp_path: Path, etag: str | None
) -> None:
    """By what the server says at once, or by what comes."""
    publisher.serve("/list.xml", BODY, *(() if etag else ("chunked cut",)), etag=etag)
    with pytest.raises(InputError, match=r"is larger than 0\.1 MB"):
        get(publisher, tmp_path, terms=replace(QUICK, most_bytes=100_000))
    assert not (tmp_path / "list.xml.part").exists()


def test_a_file_that_is_not_what_its_checksum_says_is_refused_and_not_kept(
    publisher: Publisher, tmp_path: Path
) -> None:
    """The publisher's checksum and the server's header are both held to; both hashes are told."""
    publisher.serve("/list.xml", BODY, headers={"Repr-Digest": repr_digest(BODY)})
    good = hashlib.sha256(BODY).hexdigest()
    assert get(publisher, tmp_path, sha256=good.upper()).sha256 == good
    with pytest.raises(InputError, match=f"arrived damaged: its SHA-256 is {good}, and its publisher gives {'0' * 64}"):
        get(publisher, tmp_path, sha256="0" * 64)
    publisher.serve("/list.xml", BODY[:-1], headers={"Repr-Digest": repr_digest(BODY)})
    with pytest.raises(InputError, match="and the server gives"):
        get(publisher, tmp_path)
    assert not (tmp_path / "list.xml.part").exists()


def test_a_compressed_answer_that_was_not_asked_for_is_read_but_not_gone_on_with(
    publisher: Publisher, tmp_path: Path
) -> None:
    """Its length and its ranges count other bytes than those that are kept."""
    publisher.serve("/list.xml", gzip.compress(BODY), headers={"Content-Encoding": "gzip"})
    assert get(publisher, tmp_path).path.read_bytes() == BODY
    bomb = gzip.compress(b"\0" * 3_000_000)
    publisher.serve("/list.xml", bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(InputError, match="is larger than 1 MB"):
        get(publisher, tmp_path, terms=replace(QUICK, most_bytes=1_000_000))


def test_redirects_are_followed_to_secure_addresses_only(publisher: Publisher, tmp_path: Path) -> None:
    """Over http only where http is allowed, and never in circles."""
    publisher.serve("/old", b"", "302", "302", headers={"Location": "/list.xml"})
    publisher.serve("/list.xml", BODY)
    with pytest.raises(InputError, match=r"redirects to 'http://127.*', which is not followed \(accepted: https\)"):
        get(publisher, tmp_path, "/old")
    assert get(publisher, tmp_path, "/old", replace(QUICK, insecure=True)).path.read_bytes() == BODY
    publisher.serve("/ring", b"", *["301"] * 20, headers={"Location": "/ring"})
    with pytest.raises(InputError, match="redirects more than 5 times"):
        get(publisher, tmp_path, "/ring", replace(QUICK, insecure=True))
    publisher.serve("/file", b"", "302", headers={"Location": "file:///etc/passwd"})
    with pytest.raises(InputError, match="not followed"):
        get(publisher, tmp_path, "/file", replace(QUICK, insecure=True))
    assert followed("https://a.org/x", "https://b.org/y", insecure=False, asked="") == "https://b.org/y"


@pytest.mark.parametrize(
    "url", ["", "list.xml", "ftp://a.org/x", "http://a.org/x", "https://", "https://a.org/x y", "https://[::1/x",
            "https://a.org:port/x", "https://a.org/\0", "javascript:alert(1)"]
)  # fmt: skip
def test_an_address_that_is_not_a_secure_one_is_refused_before_anything_is_asked(url: str, tmp_path: Path) -> None:
    """The message says what is accepted."""
    with pytest.raises(InputError, match=r"accepted: https"):
        fetch(url, tmp_path / "x")


def test_http_is_for_this_machine_or_on_request() -> None:
    """localhost is asked over http; another host only if that is allowed."""
    assert checked_link("http://localhost:8000/x")
    assert checked_link("http://a.org/x", insecure=True)


def test_a_proxy_is_asked_in_place_of_the_publisher(publisher: Publisher, tmp_path: Path) -> None:
    """With its login, which is not shown if it is no address."""
    publisher.serve("http://lists.example/list.xml", BODY)
    terms = replace(QUICK, insecure=True, proxy=publisher.url.replace("//", "//me:s3cr3t@"))
    fetched = fetch("http://lists.example/list.xml", tmp_path / "list.xml", terms=terms)
    assert fetched is not None
    assert fetched.path.read_bytes() == BODY
    assert publisher.asked[0]["proxy-authorization"] == "Basic " + base64.b64encode(b"me:s3cr3t").decode()
    with pytest.raises(InputError, match=r"the proxy .* is not an address") as refused:
        fetch("http://lists.example/x", tmp_path / "x", terms=replace(terms, proxy="ftp://me:s3cr3t@proxy"))
    assert "s3cr3t" not in str(refused.value)


def test_a_token_is_neither_shown_nor_kept() -> None:
    """What looks like a secret in an address is left out."""
    assert shown_link("https://u:p@a.org/x?a=1&access_token=s3cr3t&b=2") == "https://a.org/x?a=1&access_token=...&b=2"
    assert "\x1b" not in shown_link("https://a.org/\x1b[31m")


def test_a_disk_that_cannot_be_written_is_an_output_error(publisher: Publisher, tmp_path: Path) -> None:
    """And not a failure of the connection, to be tried again."""
    publisher.serve("/list.xml", BODY)
    with pytest.raises(OutputError, match="cannot be written"):
        fetch(publisher.url + "/list.xml", tmp_path / "absent" / "list.xml", terms=QUICK)
    assert len(publisher.asked) == 1


@pytest.mark.parametrize(
    ("headers", "validator"),
    [
        ({"ETag": '"a"'}, '"a"'),
        ({"ETag": 'W/"a"'}, None),
        ({"Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT", "Date": "Thu, 01 Jan 2026 00:02:00 GMT"},
         "Thu, 01 Jan 2026 00:00:00 GMT"),
        ({"Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT", "Date": "Thu, 01 Jan 2026 00:00:20 GMT"}, None),
        ({"Last-Modified": "yesterday", "Date": "now"}, None),
        ({"ETag": '"a"', "Content-Encoding": "gzip"}, None),
    ],
)  # fmt: skip
def test_only_what_tells_editions_apart_lets_a_download_go_on(headers: dict[str, str], validator: str | None) -> None:
    """RFC 9110, 13.1.5: a strong tag, or a date old enough to be one."""
    assert Answer(200, headers).validator == validator
