"""Keys and passkeys in Chromium, which plays the authenticator, under the policy that pages are sent with."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import lead

pytestmark = pytest.mark.browser
PASSWORD = "four quiet horses"
PLACES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[str]:
    """An office that was opened with `duecare serve`, with its first administrator."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OFFICE_", "DJANGO_"))}
    said = {"DUECARE_HOME": str(tmp_path), "OFFICE_ADMIN_PASSWORD": PASSWORD, "PYTHONPATH": os.pathsep.join(sys.path)}
    running = subprocess.Popen(
        [sys.executable, "-m", "duecare", "serve", "--port", str(port)],
        env={**kept, **said},
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(1800):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=60).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        running.terminate()
        running.wait(60)


def test_a_passkey_signs_in_by_itself_and_is_the_second_factor_of_a_password(office: str) -> None:
    api = pytest.importorskip("playwright.sync_api")
    found = next(filter(None, map(shutil.which, PLACES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine")
    with api.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-background-networking"])
        page = chromium.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(office) else complaints.append(asked.url))
        keys = page.context.new_cdp_session(page)
        keys.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        keys.send("WebAuthn.addVirtualAuthenticator", {"options": options})

        def by_password() -> None:
            page.fill("input[name=username]", "admin")
            page.fill("input[name=password]", PASSWORD)
            enter()

        def enter() -> None:
            with page.expect_navigation():
                page.press("input[name=password]", "Enter")

        page.goto(f"{office}/")
        by_password()
        page.goto(f"{office}/account/factors/webauthn/add/")
        page.fill("input[name=password]", PASSWORD)
        enter()
        page.check("#id_passwordless")
        page.click("#key")
        page.wait_for_url("**/account/factors/recovery-codes/")
        page.goto(f"{office}/account/factors/webauthn/")
        assert "Passkey: signs in by itself" in page.inner_text("main")
        lead(page, page.locator("text=Sign out"))
        page.click("#passkey")
        page.wait_for_url(f"{office}/")
        lead(page, page.locator("text=Sign out"))
        by_password()
        page.wait_for_url("**/account/factors/authenticate/**")
        page.click("#key")
        page.wait_for_url(f"{office}/")
        chromium.close()
    assert complaints == []
