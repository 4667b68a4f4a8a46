"""The index follows every write, finds what a reader may see, and counts nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from agreements.models import (
    Appointment,
    Committee,
    CommitteeName,
    Instrument,
    Obligation,
    Site,
    SiteKind,
)
from compliance.finding import index
from compliance.finding.kinds import KINDS
from compliance.finding.search import Found, find
from compliance.finding.words import asked
from tests.factories import (
    ObligationFactory,
    ProgressReportFactory,
    SiteFactory,
    SourceFactory,
)

NASTY = [
    '"',
    "NEAR(a b, 2) OR -",
    "title : x AND NOT ^post*",
    "post\x00",
    "' ; -- \\ ((",
    "a:*B & ! <-> %s %(x)s",
    "é ﬁ ² İ ß سوسك 中文",
    "x" * 1000,
    "post " * 200,
]


def look(user: Any, text: str, kind: str = "", **given: Any) -> Found:
    known_at = given.pop("known_at", timezone.now() + timedelta(minutes=1))
    return find(asked(text), user, known_at=known_at, kind=kind, start=0, most=20)


def kinds(user: Any, text: str) -> list[str]:
    return [kind for kind, _key in look(user, text).hits]


@pytest.fixture
def case(
    official_id: Any, obligation_of_id: Any, meeting: Any, kaltim: Any, committee: Any
) -> dict[str, Any]:
    """One of each kind, with a word of its own."""
    site = SiteFactory(
        code="at-the-river", name="Simanggaris", aliases=["Sei Mènggaris"], kind=SiteKind.LAND_POST
    )
    Obligation.objects.filter(pk=obligation_of_id.pk).update(site=site)
    Appointment.objects.create(committee=committee, person="Adri Patton", post_id="Asisten I")
    Instrument.objects.create(
        regime=committee.regime, code="bta", name_en="Border Trade Agreement", signed_on="1970"
    )
    SourceFactory(key="study", title="A study of the border")
    report = ProgressReportFactory(
        obligation=obligation_of_id, narrative="Jalan masuk sudah diaspal."
    )
    return {"site": site, "report": report, "obligation": obligation_of_id, "body": committee}


def test_each_kind_is_found_by_any_of_its_names_in_any_order(case, official_id):
    for text, kind in {
        "posts border": "paper",
        "kertas kerja 1": "paper",
        "OPEN sea": "agreement",
        "nyamuk at post": "obligation",
        "Simangg": "site",
        "menggaris sei": "site",
        "land post": "site",
        "regional committ": "committee",
        "patton": "person",
        "asisten adri": "person",
        "session 1": "meeting",
        '"trade agreement"': "instrument",
        "a study": "source",
        "diaspal": "report",
    }.items():
        assert kind in kinds(official_id, text), text
    assert kinds(official_id, '"agreement trade"') == []
    assert kinds(official_id, "imanggaris") == []
    assert look(official_id, "border").counts == dict.fromkeys(
        ("paper", "site", "instrument", "source"), 1
    )


def test_whatever_is_written_is_found_at_once(case, official_id):
    """Through the verbs, the admin, a bulk update or a load: the database itself keeps up."""
    site, body = case["site"], case["body"]
    site.name, site.aliases = "Long Midang", ["Ba'Kelalan"]
    site.save()
    Obligation.objects.filter(pk=case["obligation"].pk).update(name_ms="Pos Ferringhi")
    CommitteeName.objects.create(
        committee=body, name_id="Kelompok Kerja", holds_from=date(2020, 1, 1)
    )
    Committee.objects.filter(pk=body.pk).update(mandate_en="Trade in durian.")
    assert [kinds(official_id, text) for text in ("simangg", "menggaris")] == [[], []]
    for text, kind in {
        "midang": "site",
        "kelalan": "site",
        "ferringhi": "obligation",
        "nyamuk": "obligation",
        "regional committee": "committee",
        "kelompok durian": "committee",
    }.items():
        assert kinds(official_id, text) == [kind], text

    CommitteeName.objects.get(name_id="Kelompok Kerja").delete()
    Appointment.objects.all().delete()
    assert kinds(official_id, "kelompok") == kinds(official_id, "patton") == []
    before = {text: look(official_id, text) for text in ("post", "border", "jalan", "midang")}
    call_command("reindex", verbosity=0)
    assert {text: look(official_id, text) for text in before} == before


def test_nothing_is_found_or_counted_that_may_not_be_seen(case, official_id, outsider, foreigner):
    wide = "post"
    for user in (AnonymousUser(), outsider):
        for text in (wide, "border", "simanggaris", "diaspal", "patton", "session"):
            assert look(user, text) == Found({}, ()), text
    assert set(look(foreigner, wide).counts) == {"site"}  # shared by all who see any regime
    assert look(foreigner, "diaspal") == Found({}, ())
    assert look(official_id, "diaspal").counts == {"report": 1}
    earlier = case["report"].recorded_at - timedelta(seconds=1)
    assert look(official_id, "diaspal", known_at=earlier) == Found({}, ())


def test_titles_come_before_texts_and_whole_words_before_beginnings(official_id, agreement, kaltim):
    own = {"agreement": agreement, "owes": kaltim}
    said = ObligationFactory(**own, code="one", name_en="Something")
    ProgressReportFactory(obligation=said, narrative="The quay is wide.")
    ProgressReportFactory(obligation=said, narrative="The quayside is wide.")
    ObligationFactory(**own, code="quay-in-code", name_en="Another")
    begins = ObligationFactory(**own, code="two", name_en="Quays of Tawau")
    whole = ObligationFactory(**own, code="three", name_en="The quay of Tawau")

    hits = look(official_id, "quay").hits
    assert hits[:2] == (("obligation", str(whole.pk)), ("obligation", str(begins.pk)))
    assert [kind for kind, _ in hits[2:]] == ["obligation", "report", "report"]
    assert look(official_id, "quay").counts == {"obligation": 3, "report": 2}
    assert look(official_id, "quay", kind="report").hits == hits[3:]


def test_whatever_is_typed_is_answered(case, official_id):
    for text in NASTY:
        look(official_id, text)
    assert look(official_id, "") == look(official_id, "*") == Found({}, ())


@pytest.mark.parametrize("count", [1, 3])
def test_looking_costs_the_same(case, official_id, count, django_assert_num_queries):
    for number in range(count):
        SiteFactory(code=f"s-{number}", name="Serudong")

    with django_assert_num_queries(4):  # two of them ask whether any regime is seen
        assert len(look(official_id, "serudong").hits) == count


def test_the_question_goes_by_the_index(case):
    """Not by reading every text there is."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(
                "EXPLAIN SELECT kind FROM search_entry e WHERE e.words @@ to_tsquery('simple', 'x')"
            )
            plan = str(cursor.fetchall())
            assert "search_entry_words" in plan
        else:
            cursor.execute(
                "EXPLAIN QUERY PLAN SELECT kind FROM search_entry e WHERE e.id IN "
                "(SELECT rowid FROM search_words WHERE search_words MATCH 'x')"
            )
            plan = str(cursor.fetchall())
            assert "VIRTUAL TABLE INDEX" in plan
            assert "SCAN e" not in plan


def test_a_database_that_does_not_keep_its_index_is_not_served(db):
    index.require_index()
    index.lift_before_migrate(using="default")
    with pytest.raises(ImproperlyConfigured, match=r"manage\.py migrate"):
        index.require_index()
    assert Site.objects.count() == 0
    SiteFactory(code="missed", name="Missed")
    index.install_after_migrate(using="default")
    index.require_index()
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, count(*) FROM search_entry GROUP BY kind")
        assert cursor.fetchall() == [("site", 1)]
    assert len({kind.code for kind in KINDS}) == len(KINDS)
