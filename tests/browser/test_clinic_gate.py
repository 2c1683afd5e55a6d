"""Who may see a clinic's shelf: through a proxy, served to others, and with sign-in at an OpenID provider."""

import os
import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import expect

from checker.clinic.store import NewProduct, Store
from tests.browser import running
from tests.browser.conftest import settled
from tests.provider import CLIENT, provider

SECRET = "Secret balm of this clinic"


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "CHECKER_DATABASE_URL", f"sqlite:///{tmp_path / 'clinic.db'}")
    opened = Store.open()
    opened.add(NewProduct("", SECRET, "Petrolatum, Glycerin"), "Ana")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def seen(page, address: str) -> str:
    page.goto(address)
    settled(page)
    page.locator("h1", has_text="Our shelf").wait_for()
    page.locator("[data-testid=stAlert], .cl-need").first.wait_for()
    settled(page)
    return page.locator("body").inner_text()


def refusals(store: Store) -> list[tuple[str, str]]:
    return [(row.who, row.what) for row in store.journal() if row.what.startswith("refused")]


@contextmanager
def proxy(port: int, *headers: str):
    """A proxy to a port on this machine that adds headers to the first request of each connection (a WebSocket has its own)."""
    listening = socket.create_server(("127.0.0.1", 0))

    def carry(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass
        finally:
            for side in (source, target):
                with suppress(OSError):
                    side.shutdown(socket.SHUT_RDWR)

    def serve():
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", port))
            except OSError:  # The server is gone, and the browser asks once more.
                client.close()
                continue
            first = b""
            while b"\r\n" not in first and (data := client.recv(65536)):
                first += data
            added = "".join(f"{header}\r\n" for header in headers).encode()
            server.sendall(first.replace(b"\r\n", b"\r\n" + added, 1))
            for pair in ((client, server), (server, client)):
                threading.Thread(target=carry, args=pair, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        listening.close()


def test_the_shelf_is_open_on_the_machine_itself_and_closed_through_a_proxy(page, store):
    with running.server() as address:
        port = int(address.rstrip("/").rpartition(":")[2])
        assert SECRET in seen(page, address + "clinic")
        with proxy(port) as plain:
            assert SECRET in seen(page, plain + "clinic")
        with proxy(port, "X-Forwarded-For: 10.0.0.9") as forwarding:
            for path in ("clinic", "clinic?product=1"):
                text = seen(page, forwarding + path)
                assert "This shelf is closed" in text
                assert SECRET not in text
                expect(page.get_by_label("Your name")).to_have_count(0)
            assert SECRET not in page.content()
    # Once a minute, and one may have passed between the two visits.
    assert set(refusals(store)) == {("unknown", "refused: open the clinic's shelf: served to others without sign-in")}


def test_the_shelf_is_closed_where_the_server_is_there_for_others(page, store):
    with running.server("--server.address", "0.0.0.0") as address:
        text = seen(page, address + "clinic")
    assert "This shelf is closed" in text
    assert SECRET not in text
    assert len(refusals(store)) == 1


@contextmanager
def signing_in(tmp_path, found, people: str, close_check: bool = False):
    """A server for others, with sign-in at a provider."""
    port = running.free_port()
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{"s" * 40}"\nclient_id = "{CLIENT}"\n'
        f'client_secret = "x"\nserver_metadata_url = "{found.address}/.well-known/openid-configuration"\n'
        f"[clinic]\n{people}\nclose_check = {str(close_check).lower()}\n"
    )
    with running.server("--server.address", "0.0.0.0", "--secrets.files", str(secrets), at=port) as address:
        yield address


@pytest.mark.parametrize(
    ("claims", "says", "journal"),
    [
        ({"email": "sam@clinic.example"}, SECRET, None),
        ({"email": "rita@clinic.example"}, "You may read this shelf", None),
        (
            {"email": "eve@clinic.example"},
            "not on this clinic's list",
            ("eve@clinic.example", "a person who is not listed"),
        ),
        (
            {"email": "sam@clinic.example", "email_verified": False},
            "not verified",
            ("sam@clinic.example", "an address that the provider"),
        ),
        # Streamlit's own callback refuses these two, and does not say whose they were.
        (
            {"email": "sam@clinic.example", "aud": "another"},
            "This shelf is closed",
            ("unknown", "sign in: a sign-in for another application"),
        ),
        (
            {"email": "sam@clinic.example", "exp": int(time.time()) - 9000},
            "This shelf is closed",
            ("unknown", "sign in: a sign-in that has run out"),
        ),
        (
            {"email": "sam@clinic.example", "aud": "another", "azp": CLIENT},
            "is for another application",
            ("sam@clinic.example", "a sign-in for another application"),
        ),
    ],
    ids=["signer", "reader", "not listed", "not verified", "wrong audience", "expired", "issued to us for another"],
)
def test_only_who_is_listed_comes_in(page, store, tmp_path, claims, says, journal):
    people = 'readers = ["rita@clinic.example"]\nsigners = ["sam@clinic.example"]'
    with provider() as found, signing_in(tmp_path, found, people) as address:
        assert SECRET not in seen(page, address + "clinic")
        found.claims = claims
        page.get_by_role("button", name="Sign in").click()
        # After the sign-in Streamlit leads to the start page, also where it refused the token.
        page.wait_for_url(address)
        settled(page)
        text = seen(page, address + "clinic")
        assert says in text
        assert (SECRET in text) is (journal is None)
        if claims["email"].startswith("rita"):
            page.goto(address + "clinic?product=1")
            page.locator(".ck-card").wait_for()
            settled(page)
            page.get_by_text("Recommended", exact=True).click()
            page.get_by_role("button", name="Sign", exact=True).click()
            page.get_by_test_id("stAlertContentError").wait_for()
            assert store.product(1).decision is None
            journal = ("rita@clinic.example", "sign: ")
    told = refusals(store)
    assert told[0] == ("unknown", "refused: open the clinic's shelf: not signed in")
    if journal:
        assert any(who == journal[0] and journal[1] in what for who, what in told)


def test_the_other_pages_can_be_closed_too(page, store, tmp_path):
    with provider() as found, signing_in(tmp_path, found, "signers = []", close_check=True) as address:
        page.goto(address)
        settled(page)
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        expect(page.get_by_label("Ingredient list")).to_have_count(0)
