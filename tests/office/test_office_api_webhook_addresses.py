"""Where messages of the office may go: to nobody inside the house, and to whoever proves the name in the address."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.test import Client
from django.utils import timezone
from made_people import People
from receivers import Receiver

from duecare.office.api import sending
from duecare.office.api.models import Subscription
from duecare.office.api.sending import AddressError, check_url, post, reachable, resolved

INSIDE = (
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200",
    "168.63.129.16", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1",
    "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "2001:0:7f00:1::", "fec0::1", "::127.0.0.1",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_inside_is_reachable(address: str) -> None:
    assert not reachable(ipaddress.ip_address(address), loopback=False)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_an_address_outside_is(address: str) -> None:
    assert reachable(ipaddress.ip_address(address), loopback=False)


def test_with_the_setting_only_this_computer_is_reachable_too() -> None:
    for address in INSIDE:
        one = ipaddress.ip_address(address)
        mapped = getattr(one, "ipv4_mapped", None)
        assert reachable(one, loopback=True) == bool(one.is_loopback or (mapped and mapped.is_loopback)), address


@pytest.mark.parametrize(
    "url",
    ["http://hooks.example/", "ftp://hooks.example/", "https://", "https:///x", "hooks.example", "https://a b/",
     "https://user:pass@hooks.example/", "https://hooks.example/#x", "https://hooks.example:99999/", "file:///etc/passwd",
     "https://[::1", "https://hooks.example\\@10.0.0.1/", "https://hooks.example/\r\nX: y", "https://10.0.0.1/",
     "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest/meta-data/", "javascript:alert(1)"],
)  # fmt: skip
def test_an_address_that_is_not_sent_to_is_refused_beside_its_field(
    url: str, people: People, signed: Callable[[str], Client]
) -> None:
    said = {"name": "x", "url": url, "user": people["ana"].pk, "events": ["alert"]}
    page = signed("adam").post("/webhooks/", said)
    assert page.status_code == 400
    assert 'id="id_url_error"' in page.content.decode()
    assert not Subscription.objects.exists()
    assert post(url, b"{}", {}).status is None


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "127.1", "0177.0.0.1"])
def test_a_name_that_leads_inside_is_refused_however_it_is_written(host: str, receiver: Receiver) -> None:
    check_url(f"https://{host}/", loopback=False)  # a name; where it leads is asked when something is sent
    port = receiver.server.server_port
    assert post(f"https://{host}:{port}/", b"{}", {}).said in ("not-public", "name-not-known")
    assert receiver.heard == []


def leading(*addresses: str) -> Callable[..., Any]:
    """A name service by which every name leads there, and counts how often it is asked."""

    def answer(host: str, port: int, *given: Any, **named: Any) -> Any:
        answer.asked += 1  # type: ignore[attr-defined]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    answer.asked = 0  # type: ignore[attr-defined]
    return answer


def test_a_name_that_leads_outside_and_inside_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending.socket, "getaddrinfo", leading("93.184.215.14", "10.0.0.1"))
    with pytest.raises(AddressError, match="not-public"):
        resolved("hooks.example", 443, loopback=False)


def test_a_name_is_asked_once_and_that_address_connected_to(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = leading("127.0.0.1")
    real = socket.getaddrinfo

    def both(host: str, *given: Any, **named: Any) -> Any:
        return (names if host == "hooks.example" else real)(host, *given, **named)

    monkeypatch.setattr(socket, "getaddrinfo", both)
    answer = post(f"http://hooks.example:{receiver.server.server_port}/x", b"{}", {}, loopback=True)
    assert (answer.said, names.asked) == ("ok", 1)  # type: ignore[attr-defined]
    assert receiver.heard[0][0]["host"] == f"hooks.example:{receiver.server.server_port}"


def test_http_goes_to_this_computer_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending.socket, "getaddrinfo", leading("93.184.215.14"))
    assert post("http://hooks.example/", b"{}", {}, loopback=True).said == "not-https"


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.answers, receiver.location = [307], receiver.url
    answer = post(receiver.url, b"{}", {}, loopback=True)
    assert (answer.status, answer.said) == (307, "redirect")
    assert len(receiver.heard) == 1


def test_a_message_that_is_too_large_or_not_heard_is_not_taken(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert post(receiver.url, b"x" * (sending.MOST_BYTES + 1), {}, loopback=True).said == "too-large"
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        assert post(f"http://127.0.0.1:{port}/", b"{}", {}, loopback=True).said == "not-reached"
        monkeypatch.setattr(sending, "ANSWER_SECONDS", 0.2)
        closed.listen()
        assert post(f"http://127.0.0.1:{port}/", b"{}", {}, loopback=True).said == "too-slow"


def test_one_who_answers_by_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MOST_SECONDS", 0.4)
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            line, _ = server.accept()
            with line:
                line.recv(1000)
                while not stop.wait(0.05):
                    try:
                        line.sendall(b"H")
                    except OSError:
                        return

        threading.Thread(target=drip, daemon=True).start()
        answer = post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, loopback=True)
    stop.set()
    assert answer.said == "too-slow"


def certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """A certificate for a host that signs itself, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    day = datetime.timedelta(days=1)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(timezone.now() - day).not_valid_after(timezone.now() + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    paths = folder / f"{host}.crt", folder / f"{host}.key"
    paths[0].write_bytes(made.public_bytes(Encoding.PEM))
    paths[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return paths


@pytest.mark.parametrize(
    ("host", "trusted", "said"),
    [("hooks.example", True, "ok"), ("other.example", True, "not-trusted"), ("hooks.example", False, "not-trusted")],
)
def test_a_message_is_taken_only_by_who_proves_the_name_in_the_address(
    host: str, trusted: bool, said: str, receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof, key = certificate(tmp_path, host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(proof, key)
    receiver.server.socket = context.wrap_socket(receiver.server.socket, server_side=True)
    monkeypatch.setattr(sending.socket, "getaddrinfo", leading("127.0.0.1"))
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(proof))
    answer = post(f"https://hooks.example:{receiver.server.server_port}/", b"{}", {}, loopback=True)
    assert answer.said == said
    assert len(receiver.heard) == (said == "ok")
