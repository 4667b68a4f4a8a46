"""Each verb: what it writes; each refusal: its code, and that nothing was written."""

import threading
import uuid
from datetime import UTC, date, datetime
from functools import partial

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connections

from agreements.models import (
    Cause,
    Milestone,
    Obligation,
    ObligationTerms,
    PartialDate,
    RegimeSettings,
    Role,
)
from agreements.workflow import amend_obligation, change_settings
from compliance.models import (
    DraftFile,
    Evidence,
    ProgressReport,
    ReportDraft,
    Status,
    Verdict,
    Verification,
)
from compliance.workflow.evidence import check_files
from compliance.workflow.reporting import (
    Statement,
    discard_draft,
    remove_draft_file,
    save_draft,
    status_of,
    submit_report,
    verify_report,
)
from sosek.ledger.audit import audit
from sosek.ledger.models import Entry
from tests.factories import (
    CitationFactory,
    ForumFactory,
    MembershipFactory,
    ObligationFactory,
    PartyFactory,
    ProgressReportFactory,
    ReportDraftFactory,
    member,
    pdf,
    photo,
    upload,
)
from tests.refusals import refuses, told, writes_nothing

HALF = Statement(
    observed_on=PartialDate("2010-03-16"), narrative="Road paved.", status=Status.IN_PROGRESS
)
NOON = datetime(2026, 11, 25, 4, tzinfo=UTC)  # 12:00 in Makassar


def said(**changed):
    """HALF, said otherwise."""
    told = {"observed_on": HALF.observed_on, "narrative": HALF.narrative, "status": HALF.status}
    if isinstance(changed.get("observed_on"), str):
        changed["observed_on"] = PartialDate(changed["observed_on"])
    return Statement(**told | changed)


def content(stored):
    with stored.open() as file:
        return file.read()


@pytest.fixture(autouse=True)
def november():
    """The cast is registered in November 2026: no test runs before what it rests on."""
    with time_machine.travel(datetime(2026, 11, 1, tzinfo=UTC)):
        yield


@pytest.fixture
def claim(obligation_of_id, official_id, kaltim):
    """How Kaltim's official claims progress on its own obligation."""
    return partial(
        submit_report,
        obligation=obligation_of_id,
        statement=HALF,
        author=official_id,
        party=kaltim,
    )


@pytest.fixture
def observe(obligation_of_id, analyst):
    """How an analyst observes it from a source."""
    return partial(
        submit_report, obligation=obligation_of_id, statement=HALF, author=analyst, party=None
    )


@pytest.fixture
def report(claim, official_my):
    """A claim of Indonesia's that waits for an answer."""
    return claim()


@pytest.fixture
def answer(report, official_my, sabah):
    """How Sabah's official answers it."""
    return partial(verify_report, report=report, verifier=official_my, party=sabah)


# Submitting


def test_claim_is_written_with_its_entry(claim, official_id, indonesia, kaltim):
    with time_machine.travel(NOON, tick=False):
        report = claim(statement=said(percent=40, language="id", sources_differ=True))

    report.refresh_from_db()
    entry = Entry.objects.latest("sequence")
    assert (report.status, report.percent, report.claim) == ("in_progress", 40, True)
    assert (report.side, report.party, report.author) == (indonesia, kaltim, official_id)
    assert (report.sequence, report.recorded_at) == (entry.sequence, entry.recorded_at)
    assert report.recorded_at == NOON
    assert report.observed_day == date(2010, 3, 16)
    assert (entry.kind, entry.scope, entry.subject) == ("report", "sosek-test", str(report.pk))
    assert audit().fault is None


def test_entry_of_a_claim_says_all_that_scoring_reads_and_names_nobody(
    claim, obligation_of_id, official_id, official_my
):
    with time_machine.travel(NOON, tick=False):
        report = claim(uploads=[pdf()], citations=[CitationFactory(locator="p. 4", quote="x")])

    payload = report.payload()
    assert payload == {
        "report": str(report.pk),
        "obligation": "post-nyamuk",
        "milestone": None,
        "status": "in_progress",
        "percent": None,
        "observed_on": "2010-03-16",
        "observed_day": "2010-03-16",
        "narrative": "Road paved.",
        "language": "",
        "claim": True,
        "side": "ID",
        "party": "ID-KT",
        "author": str(official_id.opaque_id),
        "silence_until": "2026-12-25T16:00:00.000000Z",
        "corrects": None,
        "sources_differ": False,
        "evidence": [Evidence.objects.get().facts()],
        "citations": [
            {
                "source": report.citations.get().source.key,
                "locator": "p. 4",
                "basis": "stated",
                "quote": "x",
            }
        ],
    }
    assert "official-id" not in Entry.objects.latest("sequence").payload


def test_observation_is_of_no_side_and_no_silence(observe, official_my):
    report = observe(citations=[CitationFactory()])

    assert (report.claim, report.side, report.party) == (False, None, None)
    assert report.silence_until is None
    assert report.citations.count() == 1


def test_observation_without_status_is_information(observe):
    report = observe(statement=said(status=""), citations=[CitationFactory()])

    assert report.is_information
    assert report.payload()["status"] == ""


def test_official_of_the_side_claims_for_a_party_below_it(claim, indonesia):
    assert claim(party=indonesia).party == indonesia


def test_successor_and_predecessor_claim_for_the_same_obligation(claim, agreement, indonesia):
    kaltara = PartyFactory(code="ID-KU", parent=indonesia)
    obligation = claim.keywords["obligation"]
    amend_obligation(
        ObligationTerms(
            obligation=obligation,
            owes=kaltara,
            cause=Cause.SUCCESSION,
            holds_from=date(2015, 1, 1),
        )
    )

    assert claim().party.code == "ID-KT"
    assert claim(party=kaltara).party == kaltara


@pytest.mark.parametrize("whose", ["sabah", "malaysia", "berau"])
def test_no_other_party_claims_progress(whose, claim, sabah, malaysia, kaltim):
    others = {"sabah": sabah, "malaysia": malaysia}
    berau = PartyFactory(code="ID-KT-BR", parent=kaltim)

    with refuses("other_side"):
        claim(party=others.get(whose, berau))


def test_claim_needs_a_status(claim):
    with refuses(None, of="status"):
        claim(statement=said(status=""))


@pytest.mark.parametrize("narrative", ["", "   ", "\n\t"])
def test_report_says_something(narrative, claim, observe):
    with writes_nothing(), pytest.raises(ValidationError) as refusal:
        claim(statement=said(narrative=narrative))

    assert list(told(refusal.value)) == ["narrative"]


def test_very_long_text_is_refused(claim, answer):
    with refuses("max_length", of="narrative"):
        claim(statement=said(narrative="x" * 20001))
    with refuses("max_length", of="reason"):
        answer(verdict=Verdict.CONTESTED, reason="x" * 20001)

    assert claim(statement=said(narrative="x" * 20000))


def test_unknown_status_is_refused(claim):
    with refuses("invalid_choice", of="status"):
        claim(statement=said(status="done"))


@pytest.mark.parametrize(
    ("percent", "status"),
    [
        (0, Status.NOT_STARTED),
        (1, Status.IN_PROGRESS),
        (99, Status.IN_PROGRESS),
        (100, Status.FULFILLED),
    ],
)
def test_bare_percent_speaks_of_a_status(percent, status, claim):
    report = claim(statement=said(status="", percent=percent))

    assert (report.status, report.percent) == (status, percent)
    assert status_of(percent) == status


FITTING = {
    Status.NOT_STARTED: {0},
    Status.IN_PROGRESS: {1, 50, 99},
    Status.FULFILLED: {100},
    Status.SUSPENDED: set(),
    Status.DECLINED: set(),
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("percent", [-1, 0, 1, 50, 99, 100, 101, 40000])
def test_percent_fits_its_status(percent, status, claim):
    submit = partial(claim, statement=said(status=status, percent=percent))

    if percent in FITTING[status]:
        assert submit().percent == percent
    else:
        with writes_nothing(), pytest.raises(ValidationError):
            submit()


@pytest.mark.parametrize("status", Status)
def test_every_status_goes_without_percent(status, claim):
    assert claim(statement=said(status=status)).percent is None


# Days


@pytest.mark.parametrize(
    ("observed_on", "observed_day"),
    [
        ("2026-11-26", date(2026, 11, 26)),
        ("2026-11", date(2026, 11, 26)),  # never for days that were still to come
        ("2026", date(2026, 11, 26)),
        ("2026-02", date(2026, 2, 28)),
        ("2025", date(2025, 12, 31)),
    ],
)
def test_partial_day_speaks_for_its_end_but_never_for_the_future(observed_on, observed_day, claim):
    """17:00 UTC is already the next day in Makassar: the day of the regime counts."""
    with time_machine.travel(datetime(2026, 11, 25, 17, tzinfo=UTC), tick=False):
        report = claim(statement=said(observed_on=observed_on))

    assert report.observed_day == observed_day
    assert str(report.observed_on) == observed_on


@pytest.mark.parametrize("observed_on", ["2026-11-26", "2026-12", "2027"])
def test_day_that_has_not_come_is_refused(observed_on, claim):
    with (
        time_machine.travel(datetime(2026, 11, 25, 15, 59, tzinfo=UTC), tick=False),
        refuses("future", of="observed_on"),
    ):
        claim(statement=said(observed_on=observed_on))


# Silence


def last_moment(report):
    return report.silence_until and report.silence_until.astimezone(UTC)


def test_silence_ends_after_the_last_whole_day_in_the_time_zone_of_the_regime(claim, official_my):
    """30 days from 25 November: the 25th of December is the last, whatever the hour."""
    for hour, minute in ((0, 0), (4, 0), (15, 59)):  # 08:00 to 23:59 in Makassar
        with time_machine.travel(datetime(2026, 11, 25, hour, minute, tzinfo=UTC), tick=False):
            assert last_moment(claim()) == datetime(2026, 12, 25, 16, tzinfo=UTC)
    with time_machine.travel(datetime(2026, 11, 25, 16, tzinfo=UTC), tick=False):
        assert last_moment(claim()) == datetime(2026, 12, 26, 16, tzinfo=UTC)


def test_silence_is_as_long_as_the_regime_last_said(claim, official_my, regime):
    change_settings(RegimeSettings(regime=regime, silence_days=1, time_zone="UTC"))

    with time_machine.travel(datetime(2026, 11, 25, 16, tzinfo=UTC), tick=False):
        assert last_moment(claim()) == datetime(2026, 11, 27, tzinfo=UTC)


def test_silence_accepts_nothing_while_nobody_could_contest(claim, official_id, secretariat):
    """An official of the same side, or a secretary, is nobody who could."""
    assert claim().silence_until is None


def test_silence_needs_an_active_official_of_another_side(
    claim, official_my, forum, other_forum, sabah, regime
):
    assert claim().silence_until is not None

    official_my.is_active = False
    official_my.save()
    assert claim().silence_until is None

    member(Role.OFFICIAL, regime, sabah, forum=other_forum)
    assert claim().silence_until is None

    member(Role.OFFICIAL, regime, sabah, forum=forum)
    assert claim().silence_until is not None


def test_official_of_the_successor_of_a_forum_could_contest(claim, regime, forum, kaltim, sabah):
    successor = ForumFactory(regime=regime, parties=[kaltim, sabah], predecessor=forum)
    member(Role.OFFICIAL, regime, sabah, forum=successor)

    assert claim().silence_until is not None


def test_official_without_a_seat_in_the_forum_could_not_contest(claim, regime):
    member(Role.OFFICIAL, regime, PartyFactory(code="BN"))

    assert claim().silence_until is None


def test_official_of_another_regime_could_not_contest(claim, sabah):
    MembershipFactory(party=sabah)

    assert claim().silence_until is None


# Milestones, sources, corrections


@pytest.fixture
def staged(agreement, kaltim):
    return ObligationFactory(agreement=agreement, owes=kaltim, milestones={"road": 2, "pier": 1})


def test_report_on_a_milestone(claim, staged):
    assert claim(obligation=staged, statement=said(milestone="pier")).milestone == "pier"


def test_unknown_milestone_is_refused(claim, staged, obligation_of_id):
    for obligation in (staged, obligation_of_id):
        with refuses("milestone", of="milestone"):
            claim(obligation=obligation, statement=said(milestone="bridge"))


def test_milestone_of_earlier_terms_is_refused(claim, staged):
    terms = ObligationTerms(obligation=staged, owes=staged.terms.get().owes)
    amend_obligation(terms, milestones=[Milestone(code="bridge", weight=1)])

    assert claim(obligation=staged, statement=said(milestone="bridge"))
    with refuses("milestone", of="milestone"):
        claim(obligation=staged, statement=said(milestone="pier"))


def test_observation_without_source_is_refused(observe):
    with refuses("source", of="source"):
        observe()


def test_obligation_without_terms_takes_no_report(claim, agreement):
    bare = Obligation.objects.create(agreement=agreement, code="bare", name_en="Bare")
    with refuses("no_terms"):
        claim(obligation=bare)


def test_report_is_corrected_by_a_later_one(claim, report):
    later = claim(corrects=report)

    assert later.payload()["corrects"] == str(report.pk)
    assert audit().fault is None


def test_observers_correct_observations(observe, secretariat):
    seen = observe(citations=[CitationFactory()])

    assert observe(author=secretariat, citations=[CitationFactory()], corrects=seen)


def test_corrected_report_is_not_corrected_again(claim, report):
    later = claim(corrects=report)
    with refuses("corrected"):
        claim(corrects=report)

    assert claim(corrects=later)


def test_report_of_another_is_not_corrected(claim, observe, report, staged, obligation_of_my):
    seen = observe(citations=[CitationFactory()])
    theirs = ProgressReportFactory(obligation=obligation_of_my)
    elsewhere = claim(obligation=staged)
    pier = claim(obligation=staged, statement=said(milestone="pier"))

    for refused in (
        partial(claim, corrects=seen),
        partial(observe, corrects=report, citations=[CitationFactory()]),
        partial(claim, corrects=theirs),
        partial(claim, corrects=elsewhere),
        partial(claim, obligation=staged, corrects=pier),
        partial(claim, obligation=staged, statement=said(milestone="pier"), corrects=elsewhere),
    ):
        with refuses("corrects"):
            refused()


# The same form sent twice


def test_second_click_writes_nothing(claim):
    key = uuid.uuid4()
    first = claim(submission_key=key, uploads=[pdf()])

    with writes_nothing():
        assert claim(submission_key=key, uploads=[pdf()]) == first


def test_key_of_another_author_or_obligation_is_refused(claim, staged, official_my):
    key = uuid.uuid4()
    claim(submission_key=key)

    for other in (
        partial(claim, author=official_my),
        partial(claim, author=None),
        partial(claim, obligation=staged),
    ):
        with refuses("key"):
            other(submission_key=key)


def test_forms_without_a_key_are_each_a_report(claim):
    assert claim() != claim()


# Evidence


def test_evidence_is_kept_in_the_order_given(claim):
    report = claim(uploads=[photo("a.jpg"), pdf("b.pdf"), upload("c.csv", b"a,b\n1,2\n")])

    kept = list(report.evidence.all())
    assert [(file.order, file.name) for file in kept] == [(1, "a.jpg"), (2, "b.pdf"), (3, "c.csv")]
    assert [file.content_type for file in kept] == ["image/jpeg", "application/pdf", "text/csv"]
    assert content(kept[2].file) == b"a,b\n1,2\n"
    assert "c.csv" not in kept[2].file.name


def test_bad_file_keeps_the_good_one_from_being_submitted(claim):
    bad = upload("x.html", b"<html>")

    with refuses("file", of="evidence"):
        claim(uploads=[photo(), bad])


def test_every_bad_file_is_named(claim):
    files = [upload("a.exe", b"MZ"), photo("b.jpg"), upload("c.txt", b"")]
    with writes_nothing(), pytest.raises(ValidationError) as refusal:
        claim(uploads=files)

    assert told(refusal.value) == {"evidence": ["file", "file"]}
    assert [message.split()[0] for message in refusal.value.messages] == ["a.exe", "c.txt"]


# Drafts


@pytest.fixture
def draft(obligation_of_id, official_id, indonesia):
    return ReportDraftFactory(
        obligation=obligation_of_id, author=official_id, side=indonesia, files=[photo(), pdf()]
    )


def test_draft_keeps_whatever_was_typed(obligation_of_id, official_id, indonesia):
    keep = partial(save_draft, obligation=obligation_of_id, author=official_id, side=indonesia)
    draft = keep(fields={"percent": "about half", "observed_on": "last week"})

    again = keep(fields={"percent": "50"}, draft=draft, files=check_files([photo()])[0])

    assert again == draft
    assert ReportDraft.objects.get().fields == {"percent": "50"}
    assert DraftFile.objects.get().name == "post.jpg"
    assert not ProgressReport.objects.exists()


def test_draft_is_no_part_of_the_record(draft):
    with writes_nothing():
        draft.fields = {"narrative": "changed at will"}
        draft.save()

    assert not Entry.objects.filter(kind="report").exists()


def test_submitting_a_draft_turns_its_files_into_evidence(claim, draft):
    first, second = draft.files.all()
    shows = {first.pk: {"caption": "The pier", "shown_on": PartialDate("2010-03"), "place": "x"}}

    report = claim(draft=draft, shows=shows, uploads=[upload("c.txt", b"later")])

    names = [(file.name, file.caption) for file in report.evidence.all()]
    assert names == [("post.jpg", "The pier"), ("minutes.pdf", ""), ("c.txt", "")]
    assert [file.file.name for file in report.evidence.all()][:2] == [
        first.file.name,
        second.file.name,
    ]
    assert content(report.evidence.first().file) == photo().read()
    assert not ReportDraft.objects.exists()
    assert audit().fault is None


def test_refused_report_leaves_its_draft(claim, draft):
    with refuses("future", of="observed_on"):
        claim(draft=draft, statement=said(observed_on="2099"))

    assert draft.files.count() == 2


def test_caption_too_long_leaves_everything_as_it_was(claim, draft):
    shows = {draft.files.first().pk: {"caption": "x" * 301}}
    with refuses("max_length", of="caption"):
        claim(draft=draft, shows=shows)


def test_draft_is_submitted_once(claim, draft):
    claim(draft=ReportDraft.objects.get())

    with refuses("draft"):
        claim(draft=draft)


def test_files_of_a_draft_count_for_the_most_a_report_takes(claim, draft):
    more = [upload(f"{n}.txt", b"x") for n in range(9)]

    with refuses("file", of="evidence"):
        claim(draft=draft, uploads=more)
    assert claim(draft=draft, uploads=more[:8]).evidence.count() == 10


def test_discarding_a_draft_removes_its_files(draft, django_capture_on_commit_callbacks):
    names = [file.file.name for file in draft.files.all()]

    with django_capture_on_commit_callbacks(execute=True):
        discard_draft(draft)

    assert not ReportDraft.objects.exists()
    assert not any(default_storage.exists(name) for name in names)


def test_removing_one_file_leaves_the_other(draft, django_capture_on_commit_callbacks):
    first, second = draft.files.all()
    name = first.file.name

    with django_capture_on_commit_callbacks(execute=True):
        remove_draft_file(first)

    assert draft.files.get() == second
    assert not default_storage.exists(name)
    assert default_storage.exists(second.file.name)


def test_what_became_evidence_is_never_removed_with_its_draft(
    claim, draft, django_capture_on_commit_callbacks
):
    """Somebody of the same side submits while another looks at the draft."""
    stale, file = ReportDraft.objects.get(), draft.files.first()
    report = claim(draft=draft)

    with django_capture_on_commit_callbacks(execute=True), writes_nothing():
        remove_draft_file(file)
        discard_draft(stale)

    assert all(default_storage.exists(kept.file.name) for kept in report.evidence.all())


def test_saving_a_draft_that_was_submitted_keeps_the_words_in_a_new_one(claim, draft, official_id):
    stale = ReportDraft.objects.get()
    claim(draft=draft)

    kept = save_draft(
        obligation=stale.obligation,
        author=official_id,
        side=stale.side,
        fields={"narrative": "more"},
        draft=stale,
    )

    assert kept.pk != stale.pk
    assert ReportDraft.objects.get() == kept


# Answering


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [(Verdict.ACCEPTED, ""), (Verdict.ACCEPTED, "Seen."), (Verdict.CONTESTED, "Nothing there.")],
)
def test_answer_is_written_with_its_entry(verdict, reason, answer, report, official_my, malaysia):
    written = answer(verdict=verdict, reason=f"  {reason} ")

    written.refresh_from_db()
    entry = Entry.objects.get(sequence=written.sequence)
    assert (written.verdict, written.reason, written.side) == (verdict, reason, malaysia)
    assert (entry.kind, entry.subject) == ("verification", str(written.pk))
    assert written.payload() == {
        "verification": str(written.pk),
        "report": str(report.pk),
        "side": "MY",
        "verdict": verdict,
        "reason": reason,
        "author": str(official_my.opaque_id),
    }
    assert audit().fault is None


def test_answering_changes_nothing_of_the_report(answer, report):
    before = ProgressReport.objects.values().get()
    answer(verdict=Verdict.CONTESTED, reason="No.")

    assert ProgressReport.objects.values().get() == before


def test_other_side_may_change_its_mind(answer):
    answer(verdict=Verdict.ACCEPTED)
    answer(verdict=Verdict.CONTESTED, reason="It was closed again.")
    answer(verdict=Verdict.ACCEPTED)

    assert [each.verdict for each in Verification.objects.all()] == [
        "accepted",
        "contested",
        "accepted",
    ]


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_contesting_needs_a_reason(reason, answer):
    with writes_nothing(), pytest.raises(ValidationError) as refusal:
        answer(verdict=Verdict.CONTESTED, reason=reason)

    assert refusal.value.message_dict == {"reason": ["Say why your side contests this report."]}


@pytest.mark.parametrize("verdict", ["", "perhaps", "ACCEPTED"])
def test_answer_is_to_accept_or_to_contest(verdict, answer):
    with refuses("verdict", of="verdict"):
        answer(verdict=verdict, reason="x")


def test_same_answer_is_not_given_twice(answer, sabah, regime, malaysia):
    colleague = member(Role.OFFICIAL, regime, malaysia)
    answer(verdict=Verdict.ACCEPTED)
    for again in (answer, partial(answer, verifier=colleague, party=malaysia)):
        with refuses("answered"):
            again(verdict=Verdict.ACCEPTED)

    answer(verdict=Verdict.CONTESTED, reason="No.")
    with refuses("answered"):
        answer(verdict=Verdict.CONTESTED, reason="Still no.")


def test_each_of_several_sides_gives_its_own_answer(answer, report, forum, regime):
    brunei = PartyFactory(code="BN")
    forum.parties.add(brunei)
    answer(verdict=Verdict.ACCEPTED)

    answer(verifier=member(Role.OFFICIAL, regime, brunei), party=brunei, verdict=Verdict.ACCEPTED)

    assert report.verifications.filter(verdict=Verdict.ACCEPTED).count() == 2


def test_a_reason_is_kept_without_the_space_around_it(answer):
    given = answer(verdict=Verdict.CONTESTED, reason="  Nothing is built there.\n")

    assert given.reason == "Nothing is built there."


def test_nobody_answers_their_own_sides_claim(answer, official_id, kaltim, indonesia):
    for party in (kaltim, indonesia):
        for verdict in Verdict:
            with refuses("own_report"):
                answer(verifier=official_id, party=party, verdict=verdict, reason="x")


def test_side_concerned_may_contest_an_observation_but_not_accept_it(
    observe, official_id, official_my, kaltim, sabah
):
    seen = observe(citations=[CitationFactory()])
    ours = partial(verify_report, report=seen, verifier=official_id, party=kaltim)
    theirs = partial(verify_report, report=seen, verifier=official_my, party=sabah)

    with refuses("own_report"):
        ours(verdict=Verdict.ACCEPTED)
    assert ours(verdict=Verdict.CONTESTED, reason="Never seen.").side.code == "ID"
    assert theirs(verdict=Verdict.ACCEPTED).side.code == "MY"
    assert theirs(verdict=Verdict.CONTESTED, reason="We looked.").side.code == "MY"


def test_side_without_a_seat_in_the_forum_answers_nothing(answer, regime):
    brunei = PartyFactory(code="BN")
    official = member(Role.OFFICIAL, regime, brunei)

    for verdict in Verdict:
        with refuses("no_seat"):
            answer(verifier=official, party=brunei, verdict=verdict, reason="x")


def test_information_is_not_answered(observe, answer):
    told = observe(statement=said(status=""), citations=[CitationFactory()])

    for verdict in Verdict:
        with refuses("information"):
            answer(report=told, verdict=verdict, reason="x")


def test_answer_sent_twice_writes_nothing(answer):
    key = uuid.uuid4()
    first = answer(verdict=Verdict.ACCEPTED, submission_key=key)

    with writes_nothing():
        assert answer(verdict=Verdict.ACCEPTED, submission_key=key) == first


def test_key_of_another_answer_is_refused(answer, claim, official_my, regime, sabah):
    key = uuid.uuid4()
    answer(verdict=Verdict.ACCEPTED, submission_key=key)
    other = claim()

    for wrong in (
        partial(answer, report=other),
        partial(answer, verifier=member(Role.OFFICIAL, regime, sabah)),
    ):
        with refuses("key"):
            wrong(verdict=Verdict.ACCEPTED, submission_key=key)


# At once


def at_once(*verbs):
    """Run each in a thread of its own, all beginning together: what came of each."""
    together, came = threading.Barrier(len(verbs)), {}

    def run(number, verb):
        together.wait(timeout=10)
        try:
            came[number] = verb()
        except Exception as error:  # whatever it was, the test looks at it
            came[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return [came[number] for number in range(len(verbs))]


def won_and_lost(outcomes):
    won = [each for each in outcomes if not isinstance(each, Exception)]
    lost = [each for each in outcomes if isinstance(each, Exception)]
    return won, [told(error) if isinstance(error, ValidationError) else error for error in lost]


@pytest.mark.django_db(transaction=True)
def test_of_two_colleagues_who_answer_at_once_one_is_refused_politely(
    answer, regime, malaysia, report
):
    colleague = member(Role.OFFICIAL, regime, malaysia)

    won, lost = won_and_lost(
        at_once(
            partial(answer, verdict=Verdict.ACCEPTED),
            partial(answer, verdict=Verdict.ACCEPTED, verifier=colleague, party=malaysia),
        )
    )

    assert Verification.objects.get() == won[0]
    assert lost == [{"__all__": ["answered"]}]
    assert audit().fault is None


@pytest.mark.django_db(transaction=True)
def test_form_sent_twice_at_once_is_one_report(claim):
    key = uuid.uuid4()
    won, lost = won_and_lost(at_once(*[partial(claim, submission_key=key)] * 2))

    assert won == [ProgressReport.objects.get()] * 2
    assert lost == []


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_once_one_is_refused_politely(claim, report):
    won, lost = won_and_lost(at_once(*[partial(claim, corrects=report)] * 2))

    assert report.corrections.get() == won[0]
    assert lost == [{"__all__": ["corrected"]}]


@pytest.mark.django_db(transaction=True)
def test_draft_submitted_and_discarded_at_once_loses_no_evidence(claim, draft):
    won, lost = won_and_lost(
        at_once(partial(claim, draft=draft), partial(discard_draft, ReportDraft.objects.get()))
    )

    assert lost in ([], [{"__all__": ["draft"]}])
    for kept in Evidence.objects.all():
        assert default_storage.exists(kept.file.name)
    assert ProgressReport.objects.count() == len(won) - 1
    assert not ReportDraft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_reports_submitted_at_once_are_all_in_one_chain(claim):
    won, lost = won_and_lost(at_once(*[claim] * 4))

    assert lost == []
    assert sorted(report.sequence for report in won) == list(
        ProgressReport.objects.order_by("sequence").values_list("sequence", flat=True)
    )
    assert audit().fault is None
