"""Running Streamlit servers on the small world and a headless Chromium to look at them."""

import contextlib
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
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from pipelines.decisions import add_account, grant, os_person
from pipelines.filters.desk import open_desk
from pipelines.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 60
PATIENCE_MILLISECONDS = 60_000
"""A busy machine draws slowly; what never comes fails all the same."""

TAKES_SCREENSHOTS = os.environ.get("TALLYMAN_TAKE_SCREENSHOTS") == "1"
DRAWING_MILLISECONDS = 1500 if TAKES_SCREENSHOTS else 300
"""From the end of a page's script to the last of its charts; longer where a picture is kept."""

TURN_MILLISECONDS = 1200
"""From a click or a key to when the script it asks for has certainly begun."""

expect.set_options(timeout=PATIENCE_MILLISECONDS)
PASSWORDS = {
    "author_one": "a password of the author",
    "approver_one": "a password of the approver",
    "reader_one": "a password that was given",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    if CHROMIUM is None:
        missing = pytest.mark.skip(
            reason="Chromium is not installed; install it with: apt-get install -y chromium"
        )
        for item in items:
            if here in item.path.parents:
                item.add_marker(missing)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(settings: Settings) -> Iterator[str]:
    """The pages on an installation, until the block ends; its address."""
    port = free_port()
    environment = {
        **os.environ,
        "TALLYMAN_HOME": str(settings.home),
        "TALLYMAN_BUILD": str(settings.build),
        "TALLYMAN_DECISIONS": settings.decisions,
    }
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboards" / "app.py")]
    server = subprocess.Popen(
        [*command, "--server.port", str(port), "--server.address", "127.0.0.1"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):  # noqa: S310
                    break
            except OSError:
                if server.poll() is not None or time.monotonic() > deadline:
                    pytest.fail("the Streamlit server did not start")
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def dashboard(small_world: Settings) -> Iterator[str]:
    with served(small_world) as address:
        yield address


@pytest.fixture(scope="session")
def offices(small_world: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The small world with a decision store of its own, and people with accounts in it."""
    store = tmp_path_factory.mktemp("decisions") / "tallyman.sqlite"
    settings = small_world.model_copy(update={"decisions": f"sqlite:///{store}"})
    desk = open_desk(settings)
    keeper = os_person(desk.store)
    roles = {"author_one": "author", "approver_one": "approver", "reader_one": "viewer"}
    for account, password in PASSWORDS.items():
        person = add_account(desk.store, keeper, account, password)
        grant(desk.store, keeper, person.identity, roles[account], reason="works on filters")
    return settings


@pytest.fixture(scope="session")
def office_pages(offices: Settings) -> Iterator[str]:
    with served(offices) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS, headless=True
        )
        yield chromium
        chromium.close()


def wait_until_drawn(page: Page) -> None:
    """Wait until the page's script has ended and what it wrote is drawn.

    A click while the page is drawn anew is lost, and an exception may come last.
    """
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_timeout(DRAWING_MILLISECONDS)


@contextlib.contextmanager
def context_of(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=address, viewport={"width": 1440, "height": 1000}, device_scale_factor=1
    )
    yield context
    context.close()


@contextlib.contextmanager
def opened(browser: Browser, address: str) -> Iterator[Page]:
    """A page in a context of its own: nobody is signed in."""
    with context_of(browser, address) as context:
        yield context.new_page()


@pytest.fixture(scope="session")
def reader(browser: Browser, dashboard: str) -> Iterator[BrowserContext]:
    """One who only reads; kept, so that the browser keeps what every page is made of."""
    with context_of(browser, dashboard) as context:
        yield context


@pytest.fixture
def page(reader: BrowserContext) -> Iterator[Page]:
    page = reader.new_page()
    yield page
    page.close()


@pytest.fixture
def office_page(browser: Browser, office_pages: str) -> Iterator[Page]:
    """A page on the decision store of ``offices``, nobody signed in."""
    with opened(browser, office_pages) as page:
        yield page
