"""The command: what it says, whom it tells, and that nothing is lost where they cannot be told."""

from __future__ import annotations

import json
import shutil
import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from duecare.cli import main

BOOK = """id,item.name,item.description,end_user.name,end_user.country,place.country
A-1,Veriface Gate,"Face recognition at gates, matched against watchlists",Meridian Lantern Optics,EG,EG
A-2,Veriface Gate,"Face recognition at gates, matched against watchlists",مختبر النيل للبصريات,EG,EG
"""
LIST = "name,country\nCopper Heron Trading,EG\n"


def run(*args: str) -> int:
    try:
        main(list(args))
    except SystemExit as leaving:
        return int(leaving.code or 0)
    return 0


@pytest.fixture
def result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A result, and a list that has changed since."""
    monkeypatch.setenv("DUECARE_HOME", str(tmp_path / "home"))
    (tmp_path / "book.csv").write_text(BOOK, "utf-8")
    (tmp_path / "ours.yaml").write_text("list: own\ncolumns: {name: name, country: country}\n")
    assert imported(tmp_path, LIST) == 0
    assert run("portfolio", "review", str(tmp_path / "book.csv"), "-o", str(tmp_path / "result")) == 0
    assert imported(tmp_path, LIST + "Meridian Lantern Optics,EG\nمختبر النيل للبصريات,EG\n") == 0
    capsys.readouterr()
    return tmp_path / "result"


def imported(folder: Path, text: str) -> int:
    (folder / "ours.csv").write_text(text, "utf-8")
    return run("data", "import", str(folder / "ours.csv"), str(folder / "ours.yaml"), "--source", "own")


class Mailbox(socketserver.StreamRequestHandler):
    """As much of SMTP as sending one message takes (RFC 5321)."""

    kept: list[str]
    refuses = False

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode("ascii", "replace").strip():
            verb = line.partition(" ")[0].upper()
            if verb == "EHLO":
                self._say("250 here")
            elif verb == "RCPT" and self.refuses:
                self._say("550 no such user")
            elif verb == "DATA":
                self._say("354 go on")
                lines = []
                while (part := self.rfile.readline().decode("utf-8", "replace").rstrip("\r\n")) != ".":
                    lines.append(part)
                self.kept.append("\n".join(lines))
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Mailbox]]:
    kind = type("OwnMailbox", (Mailbox,), {"kept": []})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), kind) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("DUECARE_SMTP", f"smtp://127.0.0.1:{server.server_address[1]}")
        yield kind
        server.shutdown()


@pytest.fixture
def hook() -> Iterator[tuple[str, list[bytes], list[int]]]:
    """An address that takes documents: what it got, and the answers that it gives next."""
    got: list[bytes] = []
    answers: list[int] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(answers.pop() if answers else 204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the terminal."""

    with HTTPServer(("127.0.0.1", 0), Taking) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/alerts?token=abc", got, answers
        server.shutdown()


def test_alerts_are_told_once(
    result: Path, mailbox: type[Mailbox], hook: tuple[str, list[bytes], list[int]], capsys: pytest.CaptureFixture[str]
) -> None:
    url, got, _ = hook
    out = result.with_name("alerts.json")
    assert run("watch", str(result), "--mail", "a@example.org", "--mail", "b@example.org", "--webhook", url,
               "-o", str(out)) == 0  # fmt: skip
    said = capsys.readouterr().out
    assert "2 transactions come out otherwise after list own changed." in " ".join(said.split())
    assert "مختبر النيل للبصريات" in said
    (message,) = mailbox.kept
    assert "Subject: Duecare:" in message
    assert "To: a@example.org, b@example.org" in message
    (document,) = map(json.loads, got)
    assert document == json.loads(out.read_text("utf-8"))
    assert document["schema"] == "duecare.watch/1"
    assert [one["transaction"] for one in document["alerts"]["changes"]] == ["A-1", "A-2"]
    assert run("watch", str(result), "--mail", "a@example.org", "--webhook", url) == 0
    assert "nothing has changed" in " ".join(capsys.readouterr().out.split())
    assert len(mailbox.kept) == len(got) == 1


def test_alerts_of_earlier_runs_are_given_since_a_day(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("watch", str(result)) == 0
    capsys.readouterr()
    for day, number in (("2020-01-01", 1), ("2999-01-01", 0)):
        assert run("watch", str(result), "--since", day, "--json") == 0
        document = json.loads(capsys.readouterr().out)
        assert len(document["earlier"]) == number
        assert document["alerts"] is None
    assert run("watch", str(result), "--since", "yesterday") == 2
    assert "'yesterday' is not a date" in capsys.readouterr().err


def test_who_cannot_be_told_costs_no_alert(
    result: Path, mailbox: type[Mailbox], hook: tuple[str, list[bytes], list[int]], capsys: pytest.CaptureFixture[str]
) -> None:
    url, _, answers = hook
    copy = result.with_name("copy")
    shutil.copytree(result, copy)
    mailbox.refuses = True
    assert run("watch", str(result), "--mail", "a@example.org") == 2
    said = capsys.readouterr().err
    assert "mail was not sent" in said
    assert "its alerts stand in" in said
    answers.append(500)
    assert run("watch", str(copy), "--webhook", url) == 2
    said = capsys.readouterr().err
    assert "127.0.0.1 was not told: it answered 500" in said
    assert "abc" not in said
    for folder in (result, copy):
        (alerts,) = (folder / "alerts").iterdir()
        assert json.loads(alerts.read_text("utf-8"))["counts"]["changed"] == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--mail", "nobody"), "'nobody' is no e-mail address"),
        (("--mail", "a@b.org\nBcc: c@d.org"), "is no e-mail address"),
        (("--webhook", "http://example.org/x"), "cannot be sent to"),
        (("--webhook", "file:///etc/passwd"), "cannot be sent to"),
    ],
)
def test_who_can_never_be_told_is_refused_before_anything_is_done(
    result: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, str], said: str
) -> None:
    before = (result / "manifest.json").read_bytes()
    assert run("watch", str(result), *options) == 2
    assert said in capsys.readouterr().err
    assert (result / "manifest.json").read_bytes() == before


def test_mail_needs_a_server(result: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for server in ("", "mail.example.org", "smtp://mail.example.org:x"):
        monkeypatch.setenv("DUECARE_SMTP", server)
        assert run("watch", str(result), "--mail", "a@example.org") == 2
        assert "DUECARE_SMTP=smtp://" in capsys.readouterr().err


def test_a_password_goes_over_nothing_that_is_not_encrypted(
    result: Path, mailbox: type[Mailbox], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    monkeypatch.setenv("DUECARE_SMTP", os.environ["DUECARE_SMTP"].replace("//", "//ana:geheim@"))
    assert run("watch", str(result), "--mail", "a@example.org") == 2
    said = capsys.readouterr().err
    assert "a password goes over nothing else" in said
    assert "geheim" not in said
    assert mailbox.kept == []


def test_a_folder_that_is_no_result_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("watch", str(tmp_path)) == 2
    assert "is no result of a portfolio review" in capsys.readouterr().err
