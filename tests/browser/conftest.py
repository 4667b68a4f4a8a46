"""Headless Chromium: pages opened as different readers have them, and what it complained of.

A test here fails when the Content Security Policy was violated, when a script failed or when
anything was asked of another host.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from agreements.models import Regime

SOWN = "2026-11-25T03:00:00Z"  # before every moment to which a test here travels

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder is marked, before `-m` chooses."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return path
    if os.environ.get("SOSEK_REQUIRE_BROWSER") == "1":
        pytest.fail("SOSEK_REQUIRE_BROWSER=1, and there is no Chromium", pytrace=False)
    pytest.skip("no Chromium")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, in which Django then refuses queries.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def nothing_collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The server answers with the style sheets of today, not with those of the last `make run`."""
    with override_settings(STATIC_ROOT=tmp_path_factory.mktemp("static")):
        yield


@pytest.fixture(scope="session")
def live_server(nothing_collected: None, live_server: Any) -> Any:
    return live_server


@pytest.fixture(scope="session")
def sown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a copy of the seeded database is kept, once there is one."""
    return tmp_path_factory.mktemp("sown") / "case.sqlite3"


@pytest.fixture
def case(transactional_db: None, sown: Path) -> Regime:
    """The Kaltim–Sabah case as it is seeded; on SQLite sown once, then brought back from a copy."""
    connection.ensure_connection()
    database = connection.connection
    if sown.exists():
        with sqlite3.connect(sown) as copy:
            copy.backup(database)
        ContentType.objects.clear_cache()
        return Regime.objects.get()
    with time_machine.travel(SOWN, tick=True):
        call_command("seed", stdout=StringIO())
    if connection.vendor == "sqlite":
        with sqlite3.connect(sown) as copy:
            database.backup(copy)
    return Regime.objects.get()


class Pages:
    """Call it for a page of its own reader; `page.goto("/")` stays on the test's server."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.contexts: list[BrowserContext] = []
        self.console: list[str] = []
        self.failures: list[str] = []

    def __call__(
        self,
        *,
        user: Any = None,
        width: int = 1280,
        height: int = 900,
        theme: str = "light",
        locale: str = "en",
        javascript: bool = True,
        **options: Any,
    ) -> Page:
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            color_scheme=theme,
            locale=locale,
            java_script_enabled=javascript,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(10_000)
        context.on("console", self.hear)
        context.on("request", self.follow)
        context.on("weberror", lambda raised: self.failures.append(f"script: {raised.error}"))
        self.contexts.append(context)
        if user is not None:
            self.sign_in(context, user)
        return context.new_page()

    def sign_in(self, context: BrowserContext, user: Any) -> None:
        """With a session made on the server: the sign-in page has tests of its own."""
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.address}]
        )

    def hear(self, message: Any) -> None:
        self.console.append(message.text)
        if "Content Security Policy" in message.text:
            self.failures.append(message.text)

    def follow(self, request: Any) -> None:
        url = urlsplit(request.url)
        if url.scheme not in ("data", "blob") and url.netloc != urlsplit(self.address).netloc:
            self.failures.append(f"request to another host: {request.url}")

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def new_page(browser: Browser, live_server: Any) -> Iterator[Pages]:
    pages = Pages(browser, live_server.url)
    yield pages
    pages.close()
    assert pages.failures == []


@pytest.fixture
def page(new_page: Pages) -> Page:
    """As a stranger on a desk has it."""
    return new_page()
