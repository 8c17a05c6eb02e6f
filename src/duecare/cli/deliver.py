"""Send what was found to people and programs: by e-mail, and to an address on the web."""

from __future__ import annotations

import json
import os
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from duecare.errors import InputError, OutputError

SERVER: Final = "DUECARE_SMTP"
SENDER: Final = "DUECARE_MAIL_FROM"
SECONDS: Final = 30.0


def check_mail(to: Sequence[str], environment: Mapping[str, str] = os.environ) -> None:
    """See that mail can be sent, before anything is done.

    Raises:
        InputError: an address is none, or no server is set; says how.
    """
    for address in to:
        if address.count("@") != 1 or any(char.isspace() or not char.isprintable() for char in address):
            raise InputError(f"--mail: {address!r} is no e-mail address")
    if to:
        _server(environment)


def _server(environment: Mapping[str, str]) -> tuple[str, str, int, str, str]:
    """Scheme, host, port, user and password of the mail server."""
    hint = f"{SERVER}=smtp://user:password@mail.example.org:587, or smtps://"
    url = urlsplit(environment.get(SERVER, ""))
    try:
        port = url.port or (465 if url.scheme == "smtps" else 587)
    except ValueError:
        port = 0
    if url.scheme not in ("smtp", "smtps") or not url.hostname or not port:
        raise InputError("--mail needs a mail server, in the environment", hint=hint)
    return url.scheme, url.hostname, port, unquote(url.username or ""), unquote(url.password or "")


def send_mail(
    to: Sequence[str],
    subject: str,
    text: str,
    attached: Mapping[str, str],
    environment: Mapping[str, str] = os.environ,
) -> None:
    """Send one message. A server that offers encryption is spoken to by it; a password is sent over nothing else.

    Args:
        to: Addresses.
        subject: One line.
        text: What it says.
        attached: JSON texts by the name of their file.
        environment: Where the server and the sender are set.

    Raises:
        OutputError: it could not be sent; says why, without the password.
    """
    scheme, host, port, user, password = _server(environment)
    message = EmailMessage()
    message["Subject"], message["To"] = " ".join(subject.split()), ", ".join(to)
    message["From"] = environment.get(SENDER) or (user if "@" in user else f"duecare@{host}")
    message.set_content(text)
    for name, document in attached.items():
        message.add_attachment(document.encode(), maintype="application", subtype="json", filename=name)
    secure = ssl.create_default_context()
    try:
        with (
            smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=secure)
            if scheme == "smtps"
            else smtplib.SMTP(host, port, timeout=SECONDS)
        ) as server:
            server.ehlo()
            encrypted = scheme == "smtps"
            if not encrypted and server.has_extn("starttls"):
                server.starttls(context=secure)
                server.ehlo()
                encrypted = True
            if user and not encrypted:
                raise OutputError(
                    f"mail was not sent: {host} offers no encryption, and a password goes over nothing else"
                )
            if user:
                server.login(user, password)
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as problem:
        raise OutputError(f"mail was not sent: {host}:{port}: {_reason(problem)}") from None


def check_webhook(url: str) -> None:
    """See that an address can be sent to.

    Raises:
        InputError: it is no address over https; http is taken for this machine only.
    """
    parts = urlsplit(url)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
        raise InputError(
            f"--webhook: {parts.scheme}://{parts.hostname or ''} cannot be sent to", hint="accepted: https://"
        )


def post(url: str, document: Mapping[str, Any]) -> None:
    """Send a document as JSON to an address; it is not followed elsewhere.

    Raises:
        OutputError: it was not taken; says why, without what the address holds beside the host.
    """
    import urllib3

    host = urlsplit(url).hostname
    pool = urllib3.PoolManager(
        timeout=urllib3.Timeout(SECONDS), retries=urllib3.Retry(3, redirect=0, backoff_factor=0.2)
    )
    try:
        answer = pool.request(
            "POST", url, body=json.dumps(document, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json", "User-Agent": "duecare"}, redirect=False,
        )  # fmt: skip
    except urllib3.exceptions.HTTPError as problem:
        raise OutputError(f"{host} was not told: {type(problem).__name__}") from None
    if not 200 <= answer.status < 300:
        raise OutputError(f"{host} was not told: it answered {answer.status}")


def _reason(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        said = problem.smtp_error.decode("utf-8", "replace") if isinstance(problem.smtp_error, bytes) else ""
        return f"{problem.smtp_code} {said}".strip()[:200]
    return str(getattr(problem, "strerror", None) or problem)[:200]
