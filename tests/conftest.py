"""The fixed cast: the same names mean the same in every test."""

import os
from collections.abc import Iterator
from functools import cache as cache_results
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase, client, override_settings
from django.utils import translation
from simple_history.manager import HistoryManager

from agreements.models import CommitteeParent, Level, Publishes, RegimeSettings, Role
from agreements.workflow import change_settings
from sosek.ledger.guards import lifted
from tests.factories import (
    AgreementFactory,
    CommitteeFactory,
    ForumFactory,
    MeetingFactory,
    MembershipFactory,
    ObligationFactory,
    PartyFactory,
    RegimeFactory,
    UserFactory,
    WorkingPaperFactory,
    member,
)

# What the files are called that test pages, with the client.
PAGES = ("views", "admin", "pages", "architecture", "permissions", "accounts", "chart", "report")


def pytest_configure() -> None:
    """A run that is meant for one database must not quietly use another."""
    expected = os.environ.get("EXPECT_DB", "")
    if expected and connection.vendor != expected:
        raise pytest.UsageError(f"EXPECT_DB is {expected}, the database is {connection.vendor}")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that no process waits for it at the end.

    What asks no database answers the same on both: it runs once, with the embedded one. So do
    pages and the API where time is short: then the browser opens them with SQLite, the client with
    PostgreSQL; and what is walked with and without script is walked without.
    """
    items.sort(key=_shortness)
    left_out = _asked_elsewhere if connection.vendor == "sqlite" else _asks_no_database
    if connection.vendor == "sqlite" and os.environ.get("SOSEK_PAGES_ONCE") != "1":
        return
    once = [item for item in items if left_out(item)]
    items[:] = [item for item in items if not left_out(item)]
    config.hook.pytest_deselected(items=once)


def _shortness(item: pytest.Item) -> tuple[bool, bool]:
    return "browser" not in item.path.parts, "barrier" not in item.name


def _asks_no_database(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("django_db") is not None
    return not marked and {"db", "transactional_db"}.isdisjoint(getattr(item, "fixturenames", ()))


def _asked_elsewhere(item: pytest.Item) -> bool:
    """Of what is asked once where time is short."""
    if "browser" in item.path.parts:
        return getattr(item, "callspec", None) is not None and _scripted(item)
    of_programs = "api" in item.path.parts and item.path.stem != "test_schema"
    return _shows_a_page(item) or (of_programs and not _asks_no_database(item))


def _scripted(item: Any) -> bool:
    return item.callspec.params.get("javascript") is True


def _shows_a_page(item: pytest.Item) -> bool:
    """By the test client, or as a file; but what asks no database is not asked again elsewhere."""
    of_pages = any(part in item.path.stem for part in PAGES) or "exports" in item.path.parts
    return of_pages and "browser" not in item.path.parts and not _asks_no_database(item)


emptied = TransactionTestCase._fixture_teardown


def emptied_without_guards(case: TransactionTestCase) -> None:
    """Transactional tests empty all tables: only for this are the append-only guards lifted."""
    with lifted():
        emptied(case)


TransactionTestCase._fixture_teardown = emptied_without_guards

remembered = client.store_rendered_templates


def only_the_page(store: dict[str, Any], *signal: Any, **rendered: Any) -> None:
    """A page has hundreds of parts, and the test client would copy what each was given."""
    if "context" not in store:
        remembered(store, *signal, **rendered)


client.store_rendered_templates = only_the_page

# It makes a class anew each time that a history is looked at.
HistoryManager.from_queryset = cache_results(HistoryManager.from_queryset)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in life: in memory, threads share locks that a file does not have. What
    a crash of the machine would cost is nobody's loss here, so it waits for no disk."""
    if connection.vendor == "sqlite":
        folder = tmp_path_factory.mktemp("database")
        connection.settings_dict["TEST"]["NAME"] = str(folder / "test.sqlite3")
        options = connection.settings_dict["OPTIONS"]
        options["init_command"] = options["init_command"].replace("=FULL", "=OFF")


@pytest.fixture(scope="session", autouse=True)
def no_collected_assets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What stands in the data folder of whoever runs the tests changes nothing."""
    with override_settings(STATIC_ROOT=tmp_path_factory.mktemp("static")):
        yield


@pytest.fixture(autouse=True)
def own_evidence(settings: Any, tmp_path: Path) -> None:
    """Evidence of a test is its own, and so are the workbooks sent to be imported."""
    settings.MEDIA_ROOT = tmp_path / "evidence"
    settings.IMPORTS_ROOT = tmp_path / "imports"


@pytest.fixture(autouse=True)
def fresh_start() -> Iterator[None]:
    """No test inherits another's language, cached figures or counted sign-ins."""
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture
def regime(db: None) -> Any:
    """Publishes nothing: who is no member finds nothing."""
    return RegimeFactory(slug="sosek-test", name_en="Sosek Test")


@pytest.fixture
def open_regime(regime: Any) -> Any:
    """The same regime, from now on publishing everything submitted."""
    published = RegimeSettings(
        regime=regime, publishes=Publishes.EVERYTHING, time_zone="Asia/Makassar"
    )
    change_settings(published)
    return regime


@pytest.fixture
def indonesia(db: None) -> Any:
    return PartyFactory(code="ID", name_en="Indonesia", position=1)


@pytest.fixture
def kaltim(indonesia: Any) -> Any:
    return PartyFactory(code="ID-KT", name_id="Kalimantan Timur", name_en="", parent=indonesia)


@pytest.fixture
def malaysia(db: None) -> Any:
    return PartyFactory(code="MY", name_en="Malaysia", position=2)


@pytest.fixture
def sabah(malaysia: Any) -> Any:
    return PartyFactory(code="MY-SB", name_ms="Sabah", name_en="", parent=malaysia)


@pytest.fixture
def forum(regime: Any, kaltim: Any, sabah: Any) -> Any:
    return ForumFactory(
        slug="kaltim-sabah", name_en="Kaltim-Sabah", regime=regime, parties=[kaltim, sabah]
    )


@pytest.fixture
def other_forum(regime: Any, indonesia: Any, malaysia: Any) -> Any:
    """Another table of the same regime, at which the same sides meet."""
    return ForumFactory(
        slug="kalbar-sarawak",
        name_en="Kalbar-Sarawak",
        regime=regime,
        parties=[indonesia, malaysia],
    )


@pytest.fixture
def paper(forum: Any) -> Any:
    return WorkingPaperFactory(forum=forum, number=1, name_en="Border posts")


@pytest.fixture
def agreement(paper: Any) -> Any:
    return AgreementFactory(paper=paper, code="sea-posts", name_en="Open the sea posts")


@pytest.fixture
def obligation_of_id(agreement: Any, kaltim: Any) -> Any:
    return ObligationFactory(
        agreement=agreement, code="post-nyamuk", name_en="Post at Sungai Nyamuk", owes=kaltim
    )


@pytest.fixture
def obligation_of_my(agreement: Any, sabah: Any) -> Any:
    return ObligationFactory(
        agreement=agreement, code="post-imam", name_en="Post at Sungai Imam", owes=sabah
    )


@pytest.fixture
def central(regime: Any) -> Any:
    """The joint committee of the regime to which points are escalated."""
    return CommitteeFactory(
        regime=regime, code="central", name_en="Central committee", level=Level.CENTRAL
    )


@pytest.fixture
def committee(regime: Any, forum: Any, central: Any) -> Any:
    """The joint committee of the forum, under the central one."""
    found = CommitteeFactory(
        regime=regime, code="regional", name_en="Regional committee", forum=forum
    )
    CommitteeParent.objects.create(committee=found, parent=central)
    return found


@pytest.fixture
def meeting(committee: Any) -> Any:
    """A session that is planned, with an agenda on which nothing is decided."""
    return MeetingFactory(committee=committee, number=1)


@pytest.fixture
def official_id(regime: Any, kaltim: Any) -> Any:
    return member(Role.OFFICIAL, regime, kaltim, username="official-id")


@pytest.fixture
def official_my(regime: Any, sabah: Any) -> Any:
    return member(Role.OFFICIAL, regime, sabah, username="official-my")


@pytest.fixture
def secretariat(regime: Any) -> Any:
    return member(Role.SECRETARIAT, regime, username="secretariat")


@pytest.fixture
def analyst(regime: Any) -> Any:
    return member(Role.ANALYST, regime, username="analyst")


@pytest.fixture
def admin_user(regime: Any) -> Any:
    return member(Role.ADMIN, regime, username="admin")


@pytest.fixture
def outsider(db: None) -> Any:
    """Signed in, with no role anywhere."""
    return UserFactory(username="outsider")


@pytest.fixture
def superuser(db: None) -> Any:
    """All of Django's rights, and no role in the regime."""
    return UserFactory(username="superuser", is_staff=True, is_superuser=True)


# Who else there is, for the tables of rights.


@pytest.fixture
def stranger(db: None) -> Any:
    """Nobody who has signed in."""
    return AnonymousUser()


@pytest.fixture
def foreigner(db: None) -> Any:
    """Of the secretariat, and an analyst, of another regime."""
    elsewhere = RegimeFactory(slug="elsewhere")
    user = member(Role.SECRETARIAT, elsewhere, username="foreigner")
    MembershipFactory(user=user, regime=elsewhere, role=Role.ANALYST)
    return user


@pytest.fixture
def nunukan(kaltim: Any) -> Any:
    """A district below the province that owes."""
    return PartyFactory(code="ID-KT-NK", name_id="Nunukan", name_en="", parent=kaltim)


@pytest.fixture
def kaltara(indonesia: Any) -> Any:
    """The province that follows Kaltim at the border."""
    return PartyFactory(code="ID-KU", name_id="Kalimantan Utara", name_en="", parent=indonesia)


@pytest.fixture
def next_forum(regime: Any, forum: Any, kaltara: Any, sabah: Any) -> Any:
    """The successor of the forum: of another province, with the same neighbour."""
    return ForumFactory(
        slug="kaltara-sabah",
        name_en="Kaltara-Sabah",
        regime=regime,
        predecessor=forum,
        started_on="2015",
        parties=[kaltara, sabah],
    )


@pytest.fixture
def official_above(regime: Any, indonesia: Any) -> Any:
    """Of the state above the province that owes."""
    return member(Role.OFFICIAL, regime, indonesia, username="official-above")


@pytest.fixture
def official_below(regime: Any, nunukan: Any) -> Any:
    return member(Role.OFFICIAL, regime, nunukan, username="official-below")


@pytest.fixture
def official_before(regime: Any, indonesia: Any, forum: Any) -> Any:
    """Of the same state, confined to the forum that was succeeded."""
    return member(Role.OFFICIAL, regime, indonesia, forum=forum, username="official-before")


@pytest.fixture
def official_next(regime: Any, kaltara: Any, next_forum: Any) -> Any:
    """Of the province that follows, confined to the forum that succeeded."""
    return member(Role.OFFICIAL, regime, kaltara, forum=next_forum, username="official-next")


@pytest.fixture
def official_away(regime: Any, kaltim: Any, other_forum: Any) -> Any:
    """Of the province that owes, confined to another table."""
    return member(Role.OFFICIAL, regime, kaltim, forum=other_forum, username="official-away")


@pytest.fixture
def official_my_next(regime: Any, sabah: Any, next_forum: Any) -> Any:
    return member(Role.OFFICIAL, regime, sabah, forum=next_forum, username="official-my-next")


@pytest.fixture
def official_my_away(regime: Any, sabah: Any, other_forum: Any) -> Any:
    return member(Role.OFFICIAL, regime, sabah, forum=other_forum, username="official-my-away")


@pytest.fixture
def unseated(regime: Any) -> Any:
    """An official of a side of the regime that has no seat in these forums."""
    brunei = PartyFactory(code="BN", name_en="Brunei", position=3)
    return member(Role.OFFICIAL, regime, brunei, username="unseated")


@pytest.fixture
def analyst_away(regime: Any, other_forum: Any) -> Any:
    """An analyst of another table only."""
    return member(Role.ANALYST, regime, forum=other_forum, username="analyst-away")


@pytest.fixture
def retired(regime: Any, kaltim: Any) -> Any:
    """Had every role here, and is active no more."""
    user = member(Role.OFFICIAL, regime, kaltim, username="retired", is_active=False)
    for role in (Role.SECRETARIAT, Role.ANALYST, Role.ADMIN):
        MembershipFactory(user=user, regime=regime, role=role)
    return user
