from datetime import date

import pytest
from django.core.management import call_command

from agreements.models import (
    Appointment,
    Citation,
    Committee,
    Forum,
    Instrument,
    Meeting,
    Obligation,
    ObligationTerms,
    Party,
    Regime,
    RegimeSettings,
    Site,
    Source,
)
from agreements.workflow import amend_obligation, change_master, change_settings
from compliance.imports.fixtures import FixtureError
from compliance.imports.seeding import seed
from compliance.models import ProgressReport
from sosek.ledger.models import Entry
from tests.compliance.imports.case import CASE, write_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(tmp_path):
    return write_case(tmp_path / "case")


def head():
    return Entry.objects.order_by("-sequence").values_list("sequence", "hash").first()


def test_every_kind_of_table_is_created(case):
    outcome = seed([case])

    assert outcome.differences == []
    assert dict(outcome.created) == {
        "source": 2,
        "regime": 1,
        "element": 1,
        "instrument": 2,
        "party": 4,
        "forum": 2,
        "committee": 2,
        "committee name": 3,
        "committee parent": 1,
        "appointment": 2,
        "paper": 1,
        "agreement": 1,
        "site": 1,
        "obligation": 2,
        "succession": 1,
        "meeting": 2,
        "report": 2,
        "offer": 1,
        "approval": 1,
        "decision": 1,
        "impediment": 2,
        "assessment": 1,
    }
    call_command("verify_ledger", verbosity=0)


def test_a_second_seed_finds_nothing_to_do(case):
    seed([case])
    before = head()

    outcome = seed([case])

    assert not outcome.created
    assert outcome.differences == []
    assert head() == before


def test_what_is_named_later_in_the_file_comes_first(case):
    seed([case])

    assert Party.objects.get(code="A-1").successor.code == "A-2"
    assert Forum.objects.get(slug="two-b").predecessor.slug == "one-b"
    assert Instrument.objects.get(code="bta-2023").revises.code == "bta-1970"


def test_settings_are_the_first_version(case):
    seed([case])

    settings = Regime.objects.get(slug="border").settings_versions.get()
    assert settings.thresholds == {"full": "0.95", "high": "0.75", "partial": "0.40"}
    assert settings.publishes == "everything"


def test_terms_have_their_parts_and_a_successor_takes_them_over(case):
    seed([case])

    first, second = Obligation.objects.get(code="post-one").terms.order_by("sequence")
    assert (first.owes.code, str(first.due_on)) == ("A-1", "2010-06")
    assert (second.owes.code, second.holds_from) == ("A-2", date(2015, 1, 1))
    assert second.cause == "succession"
    for terms in (first, second):
        assert str(terms.due_on) == "2010-06"
        assert [(m.code, m.weight) for m in terms.milestones.all()] == [("road", 2), ("house", 1)]
        assert [consent.authority.code for consent in terms.consents.all()] == ["A"]
    assert [str(citation.source.key) for citation in second.citations.all()] == ["news"]


def test_a_committee_keeps_its_names_and_its_place(case):
    seed([case])

    region = Committee.objects.get(code="region")
    names = list(region.names.values_list("holds_from", "name_en"))
    assert names == [(None, "Region"), (date(2015, 1, 1), "New region")]
    assert region.parents.get().parent.code == "centre"
    assert str(Appointment.objects.get(person="Drs. Someone").ends_on) == "2010"


def test_a_meeting_is_called_by_its_number_or_its_day(case):
    seed([case])

    codes = set(Meeting.objects.values_list("code", flat=True))
    assert codes == {"region-session-18", "region-site-visit-2014-06"}


def test_a_record_is_an_observation_by_nobody_in_particular(case):
    seed([case])

    report = ProgressReport.objects.get(obligation__code="post-one")
    assert (report.claim, report.author, report.side) == (False, None, None)
    assert (report.milestone, report.status, report.percent) == ("road", "in_progress", 60)
    assert report.sources_differ
    assert [citation.locator for citation in report.citations.order_by("pk")] == ["p. 7", "p. 8"]
    assert ProgressReport.objects.get(obligation__code="post-river").is_information


def test_a_place_in_a_source_is_one_citation_whoever_cites_it(case):
    seed([case])

    assert Citation.objects.filter(source__key="study", locator="p. 7").count() == 1


def test_what_exists_is_never_changed_and_the_difference_is_said(case):
    seed([case])
    party = Party.objects.get(code="B")
    party.name_ms = "Bumi Baru"
    change_master(party)
    before = head()

    write_case(
        case,
        ("sites.toml", 'name = "River"', 'name = "Stream"'),
        ("sites.toml", "lat = 4.25", "lat = 4.5"),
        ("obligations.toml", 'due_on = "2010-06"', 'due_on = "2011"'),
        ("obligations.toml", 'owes = "B"', 'owes = "A-1"'),
        ("forums.toml", 'parties = ["A-1", "B"]', 'parties = ["B"]'),
        ("regime.toml", "silence_days = 30", "silence_days = 60"),
        ("instruments.toml", 'revises = "bta-1970"', 'place = "Putrajaya"'),
        ("records.toml", "percent = 60", "percent = 70"),
        ("meetings.toml", 'place = "Balikpapan"', ""),
        ("instruments.toml", 'locator = "p. 3"', 'locator = "p. 33"'),
    )
    outcome = seed([case])

    assert not outcome.created
    assert outcome.differences == [
        "settings border silence_days: 30 here, 60 in the fixture",
        "instrument bta-2023 place: nothing here, 'Putrajaya' in the fixture",
        "instrument bta-1970 citations: study p. 33 in the fixture only",
        "instrument bta-1970 citations: study p. 3 here only",
        "party B name_ms: 'Bumi Baru' here, 'Bumi' in the fixture",
        "forum one-b parties: ['A-1', 'B'] here, ['B'] in the fixture",
        "site river name: 'River' here, 'Stream' in the fixture",
        "site river latitude: 4.250000 here, 4.5 in the fixture",
        "obligation post-one due_on: 2010-06 here, 2011 in the fixture",
        "obligation post-river owes: B here, A-1 in the fixture",
        "report road-2010 percent: 60 here, 70 in the fixture",
    ]
    assert head() == before
    assert Site.objects.get().name == "River"


def test_later_versions_of_settings_and_terms_are_no_differences(case):
    seed([case])
    for days in range(40, 45):
        change_settings(RegimeSettings(regime=Regime.objects.get(slug="border"), silence_days=days))
    post = Obligation.objects.get(code="post-river")
    amend_obligation(
        ObligationTerms(obligation=post, owes=Party.objects.get(code="B"), weight=5, cause="offer")
    )

    outcome = seed([case])

    assert not outcome.created
    assert outcome.differences == []


def test_a_decision_of_the_same_day_is_no_succession(case):
    text = CASE["obligations.toml"]
    write_case(case, ("obligations.toml", text[text.index("[[succession]]") :], ""))
    seed([case])
    post, day = Obligation.objects.get(code="post-one"), date(2015, 1, 1)
    decided = ObligationTerms(
        obligation=post, owes=Party.objects.get(code="A-1"), holds_from=day, cause="decision"
    )
    amend_obligation(decided)

    outcome = seed([write_case(case)])

    assert dict(outcome.created) == {"succession": 1}
    assert outcome.differences == []


def test_what_was_renamed_or_deleted_here_does_not_come_back(case):
    seed([case])
    site = Site.objects.get()
    site.code = "stream"
    site.save()
    Appointment.objects.get(person="").delete()

    outcome = seed([case])

    assert not outcome.created
    assert outcome.differences == [
        "appointment centre chair Minister 2011-02: it was deleted here",
        "site river code: 'stream' here, 'river' in the fixture",
    ]


def test_an_agreement_stays_under_its_paper(case):
    seed([case])
    second = '[[paper]]\nforum = "one-b"\nnumber = 2\ntitle = { en = "Trade" }\n[[agreement]]'
    write_case(
        case, ("papers.toml", "[[agreement]]", second), ("papers.toml", "paper = 1", "paper = 2")
    )

    outcome = seed([case])

    assert dict(outcome.created) == {"paper": 1}
    assert outcome.differences == ["agreement sea-posts paper: Posts here, Trade in the fixture"]


def test_a_folder_may_name_what_another_has(case, tmp_path):
    seed([case])
    other = tmp_path / "other"
    other.mkdir()
    (other / "regime.toml").write_text('[regime]\nslug = "border"')
    (other / "forums.toml").write_text(
        '[[forum]]\nslug = "three"\nname = { en = "Three" }\nparties = ["A-1", "B"]\n'
        'predecessor = "two-b"'
    )

    outcome = seed([other])

    assert dict(outcome.created) == {"forum": 1}
    assert outcome.differences == []
    assert Forum.objects.get(slug="three").regime.slug == "border"


REFUSED = [
    (
        ("parties.toml", 'parent = "A"', 'parent = "C"'),
        "case/parties.toml, party A-1, parent: there is no party 'C'.",
    ),
    (
        ("parties.toml", 'valid_from = "2012"', 'valid_from = "2012"\nsuccessor = "A-1"'),
        "case/parties.toml, party A-2, successor: there is no party 'A-1'.",
    ),
    (
        ("forums.toml", 'parties = ["A-2", "B"]', 'parties = ["A-3", "B"]'),
        "case/forums.toml, forum two-b, parties: there is no party 'A-3'.",
    ),
    (
        ("papers.toml", "paper = 1", "paper = 2"),
        "case/papers.toml, agreement sea-posts, paper: there is no paper 2 of forum 'one-b'.",
    ),
    (
        ("papers.toml", "weight = 2", "weight = 0"),
        "case/papers.toml, agreement sea-posts, weight: Ensure this value is greater than or "
        "equal to 1.",
    ),
    (
        ("obligations.toml", 'authority = "A"', 'authority = "Z"'),
        "case/obligations.toml, obligation post-one, consents 1, authority: there is no party 'Z'.",
    ),
    (
        ("obligations.toml", 'owes = "A-2"', 'owes = "B"'),
        "case/obligations.toml, succession post-one 2015-01-01, owes: "
        "A successor belongs to the same side.",
    ),
    (
        ("committees.toml", "to = 2010", "to = 2007"),
        "case/committees.toml, appointment region A chair Drs. Someone Kepala badan 2008, to: "
        "The term ends before it begins.",
    ),
    (
        ("meetings.toml", 'starts_on = "2014-06"', ""),
        "case/meetings.toml, meeting region site_visit, number: a meeting needs its number, or "
        "the day on which it began.",
    ),
    (
        ("records.toml", "percent = 60", "percent = 100"),
        "case/records.toml, report road-2010: A share goes with “in progress” (1 to 99); "
        "leave it empty otherwise.",
    ),
    (
        ("records.toml", 'status = "in_progress"', ""),
        "case/records.toml, report road-2010, status: "
        "an observation has one, information has none.",
    ),
    (
        ("records.toml", 'milestone = "road"', 'milestone = "roof"'),
        "case/records.toml, report road-2010, milestone: The terms have no such milestone.",
    ),
    (
        ("records.toml", 'observed_on = "2010-11-10"', 'observed_on = "2999"'),
        "case/records.toml, report road-2010, observed_on: That day has not come yet. "
        "Give the day on which it was so.",
    ),
    (
        ("records.toml", '{ source = "news" }', '{ source = "blog" }'),
        "case/records.toml, report opened, citations 1, source: there is no source 'blog'.",
    ),
    (
        ("records.toml", 'citations = [{ source = "news" }]', ""),
        "case/records.toml, report opened, citations: An observation needs its published source.",
    ),
]


@pytest.mark.parametrize(("change", "sentence"), REFUSED)
def test_a_refusal_names_file_item_and_field_and_leaves_nothing(tmp_path, change, sentence):
    folder = write_case(tmp_path / "case", change)

    with pytest.raises(FixtureError) as refusal:
        seed([folder])

    assert str(refusal.value) == sentence
    assert not Entry.objects.exists()
    assert not Source.objects.exists()


def test_a_fault_in_the_last_folder_leaves_nothing_of_the_first(tmp_path, case):
    broken = write_case(tmp_path / "other", ("papers.toml", "weight = 2", 'weight = "2"'))

    with pytest.raises(FixtureError):
        seed([case, broken])

    assert not Source.objects.exists()
