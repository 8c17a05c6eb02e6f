"""Claims about pulling: from a publisher's server to a snapshot in use, and what is left when that does not work."""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from publisher import Publisher
from toy import READING, TODAY, toy, toy_source

from duecare.errors import InputError
from duecare.snapshots import Current, Home, Outcome, Store, Terms, pull
from duecare.snapshots.fetch import fetch

QUICK = Terms(stall=0.3, attempts=2)
PATH = "/toy.txt"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(Home(tmp_path / "home"))


def pulled(store: Store, publisher: Publisher, *, today: date = TODAY, accept: bool = False, **more: object) -> Outcome:
    source = toy_source(publisher.url, **more)  # type: ignore[arg-type]
    return pull(store, source, reading=READING, today=today, terms=QUICK, accept=accept, sleep=lambda _: None)


def in_use(store: Store) -> Current:
    current = store.current("toy")
    assert current is not None
    return current


def test_what_is_pulled_is_in_use_with_its_address_and_what_the_server_said(store: Store, publisher: Publisher) -> None:
    """Nothing is left in the folder of downloads."""
    publisher.serve(PATH, toy(100))
    outcome = pulled(store, publisher)
    (file,) = outcome.taken.files
    assert outcome.state == "new"
    assert (file.url, file.etag, file.bytes) == (publisher.url + PATH, '"one"', len(toy(100)))
    assert in_use(store) == Current(outcome.taken, TODAY)
    assert not list((store.folder("toy") / "incoming").iterdir())


def test_an_edition_that_is_still_the_latest_is_checked_and_not_sent(store: Store, publisher: Publisher) -> None:
    """304 moves the day of the last check, and so the age; a server without tags costs the bytes, not a snapshot."""
    publisher.serve(PATH, toy(100))
    pulled(store, publisher)
    later = TODAY + timedelta(days=9)
    assert in_use(store).age(later) == 9
    assert pulled(store, publisher, today=later).state == "unchanged"
    assert in_use(store).age(later) == 0
    publisher.serve(PATH, toy(100), etag='"renewed"')
    assert pulled(store, publisher, today=later).state == "unchanged"
    assert in_use(store).manifest.files[0].etag == '"renewed"'
    assert len(store.history("toy")) == 1


def test_files_of_one_source_come_together_or_not_at_all(store: Store, publisher: Publisher) -> None:
    """If the second fails the first is not asked for again, and the old edition stays in use."""
    names = ("one.txt", "two.txt")
    publisher.serve("/one.txt", toy(["toy-a:1;One"]))
    publisher.serve("/two.txt", toy(["toy-a:2;Two"]))
    old = pulled(store, publisher, files=names).taken
    assert old.rows == 2
    newer = toy(["toy-a:1;One", "toy-a:3;Three"], "2026-11-25")
    publisher.serve("/one.txt", newer, etag='"new"')
    publisher.serve("/two.txt", toy(["toy-a:2;Two"]), "500", "500")
    with pytest.raises(InputError, match=r"two\.txt: the server answers 500"):
        pulled(store, publisher, files=names)
    assert in_use(store).manifest == old
    publisher.asked.clear()
    outcome = pulled(store, publisher, files=names)
    assert [asked.get("Range") for asked in publisher.asked] == [f"bytes={len(newer)}-", None]
    assert [asked.get("If-None-Match") for asked in publisher.asked] == [None, '"one"']
    assert (outcome.state, outcome.taken.rows) == ("new", 3)


def test_one_file_that_two_sources_share_is_sent_once(store: Store, publisher: Publisher) -> None:
    """It is kept under its hash, whichever source brought it."""
    publisher.serve(PATH, toy(100))
    first = pulled(store, publisher).taken
    other = replace(toy_source(publisher.url), key="other")
    outcome = pull(store, other, reading=READING, today=TODAY, terms=QUICK)
    assert publisher.asked[-1]["If-None-Match"] == '"one"'
    assert outcome.taken.source == "other"
    assert outcome.taken.files == first.files
    assert outcome.taken.id != first.id
    assert store.damage(outcome.taken) == {}


def test_a_refused_edition_is_not_fetched_again_to_accept_it(store: Store, publisher: Publisher) -> None:
    """The download is kept until it is taken in or another edition comes."""
    publisher.serve(PATH, toy(100))
    old = pulled(store, publisher).taken
    publisher.serve(PATH, toy(50, "2026-11-25"), etag='"half"')
    with pytest.raises(InputError, match="lost 50 % of its rows: 50 rows, and 100 in"):
        pulled(store, publisher)
    assert in_use(store).manifest == old
    assert pulled(store, publisher, accept=True).taken.rows == 50
    assert publisher.asked[-1]["Range"] == f"bytes={len(toy(50))}-"


def test_an_edition_older_than_the_one_in_use_is_refused(store: Store, publisher: Publisher) -> None:
    """A publisher that goes back is a mistake more often than not."""
    publisher.serve(PATH, toy(100))
    pulled(store, publisher)
    publisher.serve(PATH, toy(100, "2026-01-01"), etag='"back"')
    with pytest.raises(InputError, match="is of 2026-01-01, older than the one in use, of 2026-11-20"):
        pulled(store, publisher)
    assert pulled(store, publisher, accept=True).state == "new"
    assert in_use(store).manifest.date == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (toy(100)[:-3], r"http://.*/toy\.txt:101: ends in the middle"),
        (b"", r"http://.*/toy\.txt"),
        (toy(0), "toy: holds no rows"),
        (
            b"\xef\xbb\xbf\n <!DOCTYPE html><title>Sign in</title>",
            r"sent a web page and not the file \(open it in a browser",
        ),
        (b"\xff\xfe" + toy(100), r"http://.*/toy\.txt: is UTF-16"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_the_last_good_one_in_use(
    store: Store, publisher: Publisher, body: bytes, says: str
) -> None:
    """And it is not gone on with."""
    publisher.serve(PATH, toy(100))
    old = pulled(store, publisher).taken
    publisher.serve(PATH, body, etag='"bad"')
    with pytest.raises(InputError, match=says):
        pulled(store, publisher)
    assert in_use(store).manifest == old
    publisher.serve(PATH, toy(101, "2026-11-25"), etag='"good"')
    assert pulled(store, publisher).taken.rows == 101


def test_a_damaged_copy_is_fetched_again_although_it_has_not_changed(store: Store, publisher: Publisher) -> None:
    """What is kept is asked about only if it is whole."""
    publisher.serve(PATH, toy(100))
    manifest = pulled(store, publisher).taken
    store.objects.path(manifest.files[0].sha256).write_bytes(b"?")
    assert pulled(store, publisher).state == "unchanged"
    assert "If-None-Match" not in publisher.asked[-1]
    assert store.damage(manifest) == {}


def test_the_day_of_the_server_counts_where_the_file_gives_none(store: Store, publisher: Publisher) -> None:
    """Last-Modified."""
    publisher.serve(PATH, toy(100, ""))
    assert pulled(store, publisher).taken.published == date(2026, 1, 1)


def test_sources_without_an_address_or_a_licence_say_what_is_needed(store: Store, publisher: Publisher) -> None:
    """And nothing is asked."""
    base = toy_source(publisher.url)
    own = replace(
        base, access="own_url", files=(replace(base.files[0], url=None),), terms="needs an address of your own"
    )
    for source, urls, says in (
        (replace(base, access="licence", terms="is licensed"), (), r"toy: it is licensed \(.*--accept-licence"),
        (replace(base, access="file", files=(), terms="comes as a file"), (), r"data import FILE --source toy"),
        (own, (), r"needs an address of your own \(set DUECARE_URL_TOY or give --url"),
        (base, ("https://a.org", "https://b.org"), r"2 addresses were given \(accepted: 1, for toy\.txt\)"),
    ):
        with pytest.raises(InputError, match=says):
            pull(store, source, reading=READING, today=TODAY, urls=urls)
    assert publisher.asked == []
    publisher.serve(PATH, toy(100), "cut", "500")
    url = f"{publisher.url}{PATH}?token=s3cr3t"
    with pytest.raises(InputError, match=r"token=\.\.\.: the server answers 500"):
        pull(store, own, reading=READING, today=TODAY, terms=QUICK, urls=[url], sleep=lambda _: None)
    assert (store.folder("toy") / "incoming" / "toy.txt.part").stat().st_size
    assert b"s3cr3t" not in b"".join(path.read_bytes() for path in store.home.root.rglob("*") if path.is_file())
    taken = pull(store, own, reading=READING, today=TODAY, terms=QUICK, urls=[url]).taken
    assert publisher.asked[0]["path"] == f"{PATH}?token=s3cr3t"
    kept = b"".join(path.read_bytes() for path in store.home.root.rglob("*") if path.is_file())
    assert b"s3cr3t" not in kept
    assert taken.files[0].url == f"{publisher.url}{PATH}?token=..."
    assert pull(store, own, reading=READING, today=TODAY, terms=QUICK, urls=[url]).state == "unchanged"


INTERRUPTED = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[2]]
from toy import READING, TODAY, toy_source
from duecare.snapshots import Home, Store, Terms, pull
def progress(name):
    return lambda done, total: print(done, flush=True)
try:
    pull(Store(Home(Path(sys.argv[3]))), toy_source(sys.argv[4]), reading=READING, today=TODAY,
         terms=Terms(stall=20), progress=progress)
except KeyboardInterrupt:
    sys.exit(130)
"""


def test_ctrl_c_keeps_the_part_and_the_old_edition(store: Store, publisher: Publisher) -> None:
    """The next pull asks for the rest."""
    publisher.serve(PATH, toy(100))
    old = pulled(store, publisher).taken
    newer = toy(9_000, "2026-11-25")
    publisher.serve(PATH, newer, "stall", etag='"new"')
    folders = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "src")]
    command = [sys.executable, "-c", INTERRUPTED, *folders, str(store.home.root), publisher.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        while int(running.stdout.readline()) < len(newer) // 2:
            pass
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=30)
    assert running.returncode == 130
    assert in_use(store).manifest == old
    assert pulled(store, publisher).taken.rows == 9_000
    assert publisher.asked[-1]["Range"] == f"bytes={len(newer) // 2}-"


def test_a_server_with_a_certificate_that_nobody_signed_is_not_trusted(tmp_path: Path) -> None:
    """The message says so, and it is not tried again."""
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem",
             "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
            cwd=tmp_path, check=True, capture_output=True, timeout=60,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no openssl on this machine")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    import http.server

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    (tmp_path / "list.txt").write_bytes(b"a list")
    handler = lambda *given: Quiet(*given, directory=os.fspath(tmp_path))  # noqa: E731
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        url = f"https://localhost:{server.server_address[1]}/list.txt"
        with pytest.raises(InputError, match=r"no secure connection: .*certificate verify failed"):
            fetch(url, tmp_path / "fetched", terms=QUICK)
        script = "import sys; sys.path[:0]=[sys.argv[1]]; from pathlib import Path\n"
        script += "from duecare.snapshots.fetch import fetch; print(fetch(sys.argv[2], Path(sys.argv[3])).bytes)"
        done = subprocess.run(
            [sys.executable, "-c", script, Path(__file__).parents[2] / "src", url, tmp_path / "fetched"],
            env={**os.environ, "SSL_CERT_FILE": str(tmp_path / "cert.pem")}, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        server.shutdown()
    assert done.stdout == "6\n", done.stderr
