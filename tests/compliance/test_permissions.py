"""Who may do what to the record: the tables of rights, asked of the questions and of every door.

Each table says, for everybody, what a door answers: *yes*; *told*, a sentence why it cannot be in
this state; *no*, which is 403; *404*, for it does not exist for them; *sign-in*. Whatever is not
*yes* writes nothing. The questions of `compliance.permissions` are asked the same.
"""

import uuid
from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from agreements.models import (
    Cause,
    Obligation,
    ObligationTerms,
    PartialDate,
    Publishes,
    RegimeSettings,
    Source,
)
from agreements.workflow import amend_obligation, change_settings
from compliance.models import (
    DraftFile,
    Evidence,
    ProgressReport,
    ReportDraft,
    Verdict,
    Verification,
)
from compliance.permissions import (
    can_accept,
    can_ask_approval,
    can_assess,
    can_contest,
    can_correct,
    can_decide_approval,
    can_give_reason,
    can_observe,
    can_record_support,
    can_report,
    can_state_need,
    can_use_draft,
)
from compliance.workflow.approving import request_approval
from compliance.workflow.diagnosing import state_need
from tests.admin_forms import admin_url
from tests.factories import (
    AgreementFactory,
    CitationFactory,
    ObligationFactory,
    ObservationFactory,
    PartyFactory,
    ProgressReportFactory,
    ReportDraftFactory,
    SourceFactory,
    VerificationFactory,
    WorkingPaperFactory,
    pdf,
)
from tests.refusals import writes_nothing
from tests.rights import NO, TOLD, YES, about, answer_of, answers, opens, posts, questions, table

EVERYBODY = (
    *("stranger", "outsider", "foreigner", "superuser", "retired", "unseated"),
    *("official_id", "official_above", "official_below", "official_before", "official_next"),
    *("official_away", "official_my", "official_my_next", "official_my_away"),
    *("secretariat", "analyst", "analyst_away", "admin_user"),
)


# Reading: the page of an obligation, a report on it, and its evidence, by what the regime
# publishes. A member reads all; who may see nothing finds nothing.

READING = {
    Publishes.NOTHING: table("""
        who               page  report  evidence
        stranger          404   404     404
        outsider          404   404     404
        foreigner         404   404     404
        superuser         404   404     404
        retired           404   404     404
        unseated          yes   yes     yes
        official_id       yes   yes     yes
        official_above    yes   yes     yes
        official_below    yes   yes     yes
        official_before   yes   yes     yes
        official_next     yes   yes     yes
        official_away     yes   yes     yes
        official_my       yes   yes     yes
        official_my_next  yes   yes     yes
        official_my_away  yes   yes     yes
        secretariat       yes   yes     yes
        analyst           yes   yes     yes
        analyst_away      yes   yes     yes
        admin_user        yes   yes     yes
    """),
    Publishes.SCORES: table("""
        who               page  report  evidence
        stranger          yes   404     404
        outsider          yes   404     404
        foreigner         yes   404     404
        superuser         yes   404     404
        retired           yes   404     404
        unseated          yes   yes     yes
        official_id       yes   yes     yes
        official_above    yes   yes     yes
        official_below    yes   yes     yes
        official_before   yes   yes     yes
        official_next     yes   yes     yes
        official_away     yes   yes     yes
        official_my       yes   yes     yes
        official_my_next  yes   yes     yes
        official_my_away  yes   yes     yes
        secretariat       yes   yes     yes
        analyst           yes   yes     yes
        analyst_away      yes   yes     yes
        admin_user        yes   yes     yes
    """),
    Publishes.EVERYTHING: {who: {"page": YES, "report": YES, "evidence": YES} for who in EVERYBODY},
}

# Logging: on what is owed by Kaltim, by Sabah, by Kaltim until Kaltara followed it, and by
# Kaltara in the forum that followed.

LOGGING = table("""
    who               on_kaltims   on_sabahs    on_what_moved  on_kaltaras
    stranger          sign-in      sign-in      sign-in        sign-in
    outsider          404          404          404            404
    foreigner         404          404          404            404
    superuser         404          404          404            404
    retired           sign-in      sign-in      sign-in        sign-in
    unseated          no           no           no             no
    official_id       claim        no           claim          no
    official_above    claim        no           claim          claim
    official_below    no           no           no             no
    official_before   claim        no           claim          no
    official_next     no           no           claim          claim
    official_away     no           no           no             no
    official_my       no           claim        no             no
    official_my_next  no           claim        no             no
    official_my_away  no           no           no             no
    secretariat       observation  observation  observation    observation
    analyst           observation  observation  observation    observation
    analyst_away      no           no           no             no
    admin_user        no           no           no             no
""")

# Speaking for a side: asking an authority, recording what it decided, giving the side's own reason,
# saying what it lacks and what became of that, for what Kaltim and what Sabah owes.

SPEAKING = table("""
    who               kaltims  sabahs
    stranger          sign-in  sign-in
    outsider          404      404
    foreigner         404      404
    superuser         404      404
    retired           sign-in  sign-in
    unseated          no       no
    official_id       yes      no
    official_above    yes      no
    official_below    no       no
    official_before   yes      no
    official_next     no       no
    official_away     no       no
    official_my       no       yes
    official_my_next  no       yes
    official_my_away  no       no
    secretariat       no       no
    analyst           no       no
    analyst_away      no       no
    admin_user        no       no
""")

# Assessing: why something is not met, and how a party is graded. A foreigner has a regime of their
# own, with no forum to assess in; an analyst of another table is not offered this one.

ASSESSING = table("""
    who               reason  grade
    stranger          sign-in sign-in
    outsider          404     404
    foreigner         404     no
    superuser         404     404
    retired           sign-in sign-in
    unseated          no      no
    official_id       no      no
    official_above    no      no
    official_below    no      no
    official_before   no      no
    official_next     no      no
    official_away     no      no
    official_my       no      no
    official_my_next  no      no
    official_my_away  no      no
    secretariat       no      no
    analyst           yes     yes
    analyst_away      no      told
    admin_user        no      no
""")

# Correcting: a claim of Kaltim, one of Sabah, one of before Kaltara followed, an observation, and
# a claim that was corrected already. Who may log here is told that this is none of theirs.

CORRECTING = table("""
    who               kaltims  sabahs   of_what_moved  observation  corrected
    stranger          sign-in  sign-in  sign-in        sign-in      sign-in
    outsider          404      404      404            404          404
    foreigner         404      404      404            404          404
    superuser         404      404      404            404          404
    retired           sign-in  sign-in  sign-in        sign-in      sign-in
    unseated          no       no       no             no           no
    official_id       yes      no       yes            told         told
    official_above    yes      no       yes            told         told
    official_below    no       no       no             no           no
    official_before   yes      no       yes            told         told
    official_next     no       no       yes            no           no
    official_away     no       no       no             no           no
    official_my       no       yes      no             no           no
    official_my_next  no       yes      no             no           no
    official_my_away  no       no       no             no           no
    secretariat       told     told     told           yes          told
    analyst           told     told     told           yes          told
    analyst_away      no       no       no             no           no
    admin_user        no       no       no             no           no
""")

# Answering. Of a report on side A, another side accepts and contests; side A contests only what
# is not its own claim. The answer that a side has given is not given again; information is not
# answered by anybody.

ACCEPTING = table("""
    who               kaltims  sabahs   of_what_moved  observation  information  accepted  contested
    stranger          sign-in  sign-in  sign-in        sign-in      sign-in      sign-in   sign-in
    outsider          404      404      404            404          404          404       404
    foreigner         404      404      404            404          404          404       404
    superuser         404      404      404            404          404          404       404
    retired           sign-in  sign-in  sign-in        sign-in      sign-in      sign-in   sign-in
    unseated          no       no       no             no           no           no        no
    official_id       no       yes      no             no           no           no        no
    official_above    no       yes      no             no           no           no        no
    official_below    no       yes      no             no           no           no        no
    official_before   no       yes      no             no           no           no        no
    official_next     no       yes      no             no           no           no        no
    official_away     no       no       no             no           no           no        no
    official_my       yes      no       yes            yes          told         told      yes
    official_my_next  yes      no       yes            yes          told         told      yes
    official_my_away  no       no       no             no           no           no        no
    secretariat       no       no       no             no           no           no        no
    analyst           no       no       no             no           no           no        no
    analyst_away      no       no       no             no           no           no        no
    admin_user        no       no       no             no           no           no        no
""")

CONTESTING = table("""
    who               kaltims  sabahs   of_what_moved  observation  information  accepted  contested
    stranger          sign-in  sign-in  sign-in        sign-in      sign-in      sign-in   sign-in
    outsider          404      404      404            404          404          404       404
    foreigner         404      404      404            404          404          404       404
    superuser         404      404      404            404          404          404       404
    retired           sign-in  sign-in  sign-in        sign-in      sign-in      sign-in   sign-in
    unseated          no       no       no             no           no           no        no
    official_id       no       yes      no             yes          told         no        no
    official_above    no       yes      no             yes          told         no        no
    official_below    no       yes      no             yes          told         no        no
    official_before   no       yes      no             yes          told         no        no
    official_next     no       yes      no             yes          told         no        no
    official_away     no       no       no             no           no           no        no
    official_my       yes      no       yes            yes          told         yes       told
    official_my_next  yes      no       yes            yes          told         yes       told
    official_my_away  no       no       no             no           no           no        no
    secretariat       no       no       no             no           no           no        no
    analyst           no       no       no             no           no           no        no
    analyst_away      no       no       no             no           no           no        no
    admin_user        no       no       no             no           no           no        no
""")

# Drafts: one of Indonesia's, by its file and by discarding it, and going on with it; and one that
# the analyst keeps. Another side, the secretariat and admins do not learn that there is one.

DRAFTS = table("""
    who               discard  file     go_on    observers
    stranger          sign-in  sign-in  sign-in  sign-in
    outsider          404      404      404      404
    foreigner         404      404      404      404
    superuser         404      404      404      404
    retired           sign-in  sign-in  sign-in  sign-in
    unseated          404      404      404      404
    official_id       yes      yes      yes      404
    official_above    yes      yes      yes      404
    official_below    no       no       404      404
    official_before   yes      yes      yes      404
    official_next     no       no       404      404
    official_away     no       no       404      404
    official_my       404      404      404      404
    official_my_next  404      404      404      404
    official_my_away  404      404      404      404
    secretariat       404      404      404      404
    analyst           404      404      404      yes
    analyst_away      404      404      404      404
    admin_user        404      404      404      404
""")

# The record in the admin: admins look, nobody edits or deletes.

ADMIN = table("""
    who               look     edit     delete
    stranger          sign-in  sign-in  sign-in
    outsider          no       no       no
    foreigner         no       no       no
    superuser         no       no       no
    retired           sign-in  sign-in  sign-in
    unseated          no       no       no
    official_id       no       no       no
    official_above    no       no       no
    official_below    no       no       no
    official_before   no       no       no
    official_next     no       no       no
    official_away     no       no       no
    official_my       no       no       no
    official_my_next  no       no       no
    official_my_away  no       no       no
    secretariat       no       no       no
    analyst           no       no       no
    analyst_away      no       no       no
    admin_user        yes      no       no
""")


@pytest.fixture
def everybody(request):
    """Everybody of the tables."""
    return {who: request.getfixturevalue(who) for who in EVERYBODY}


# Reading


@pytest.mark.parametrize("publishes", Publishes)
def test_who_reads(everybody, publishes, regime, obligation_of_id):
    report = ProgressReportFactory(obligation=obligation_of_id, uploads=[pdf()])
    evidence = report.evidence.get()
    change_settings(RegimeSettings(regime=regime, publishes=publishes, time_zone="Asia/Makassar"))
    visible = {
        "page": lambda user: Obligation.objects.visible_to(user),
        "report": lambda user: ProgressReport.objects.visible_to(user),
        "evidence": lambda user: Evidence.objects.visible_to(user),
    }
    doors = {
        "page": lambda client: opens(client, obligation_of_id.get_absolute_url()),
        "report": lambda client: opens(client, reverse("compliance:report", args=[report.pk])),
        "evidence": lambda client: opens(client, evidence.get_absolute_url()),
    }

    questions(everybody, READING[publishes], {YES}, visible)
    answers(everybody, READING[publishes], doors)


# Logging and correcting


@pytest.fixture
def owed(obligation_of_id, obligation_of_my, agreement, kaltim, kaltara, next_forum):
    """What is owed, and by whom."""
    moved = ObligationFactory(agreement=agreement, code="moved", owes=kaltim)
    before = ProgressReportFactory(obligation=moved)
    terms = ObligationTerms(
        obligation=moved, owes=kaltara, cause=Cause.SUCCESSION, holds_from=date(2015, 1, 1)
    )
    amend_obligation(terms)
    later = AgreementFactory(paper=WorkingPaperFactory(forum=next_forum))
    return SimpleNamespace(
        on_kaltims=obligation_of_id,
        on_sabahs=obligation_of_my,
        on_what_moved=moved,
        on_kaltaras=ObligationFactory(agreement=later, code="later", owes=kaltara),
        before=before,
    )


def logs(client, obligation, **said):
    """Send the form to log progress, filled in for a claim and for an observation alike; the
    report that it made, or what was answered."""
    data = {
        "submission_key": str(uuid.uuid4()),
        "status": "in_progress",
        "observed_on": "2016-03",
        "narrative": "The access road is paved.",
        "source": Source.objects.earliest("pk").pk,
        "locator": "p. 4",
    }
    before = ProgressReport.objects.count()
    address = reverse("compliance:report_create", args=[obligation.code])
    response = client.post(address, data | said)
    if ProgressReport.objects.count() > before:
        return ProgressReport.objects.latest("sequence")
    if response.status_code == 200 and response.context["sheet"].form.errors:
        return TOLD
    return answer_of(response)


def test_who_logs_progress(everybody, owed):
    SourceFactory()
    obligations = {name: getattr(owed, name) for name in next(iter(LOGGING.values()))}

    def door(client, obligation):
        said = logs(client, obligation)
        if isinstance(said, ProgressReport):
            return "claim" if said.claim else "observation"
        return said

    questions(everybody, LOGGING, {"claim"}, about(can_report, obligations))
    questions(everybody, LOGGING, {"observation"}, about(can_observe, obligations))
    answers(everybody, LOGGING, about(door, obligations))


@pytest.fixture
def reports(owed, sabah, official_my):
    """One report in every state that matters to who may answer or correct it."""
    mine = owed.on_kaltims
    corrected = ProgressReportFactory(obligation=mine)
    ProgressReportFactory(obligation=mine, corrects=corrected)
    reports = {
        "kaltims": ProgressReportFactory(obligation=mine),
        "sabahs": ProgressReportFactory(obligation=owed.on_sabahs),
        "of_what_moved": owed.before,
        "observation": ObservationFactory(obligation=mine),
        "information": ObservationFactory(obligation=mine, status=""),
        "accepted": ProgressReportFactory(obligation=mine),
        "contested": ProgressReportFactory(obligation=mine),
        "corrected": corrected,
    }
    for verdict in Verdict:
        VerificationFactory(report=reports[verdict], party=sabah, verdict=verdict)
    return reports


def test_who_corrects(everybody, reports):
    columns = next(iter(CORRECTING.values()))
    reports = {name: reports[name] for name in columns}

    def door(client, report):
        said = logs(client, report.obligation, corrects=str(report.pk))
        return YES if isinstance(said, ProgressReport) and said.corrects == report else said

    # That it was corrected already is a state, which the question of rights does not ask.
    uncorrected = {name: report for name, report in reports.items() if name != "corrected"}
    questions(everybody, CORRECTING, {YES}, about(can_correct, uncorrected))
    answers(everybody, CORRECTING, about(door, reports))


# Answering


@pytest.mark.parametrize(
    ("verdict", "rights", "may"),
    [
        (Verdict.ACCEPTED, ACCEPTING, can_accept),
        (Verdict.CONTESTED, CONTESTING, can_contest),
    ],
)
def test_who_answers(verdict, rights, may, everybody, reports):
    columns = next(iter(rights.values()))
    reports = {name: reports[name] for name in columns}

    def door(client, report):
        data = {
            "verdict": verdict,
            "reason": "Nothing is built there." if verdict == Verdict.CONTESTED else "",
            "submission_key": str(uuid.uuid4()),
        }
        response = client.post(reverse("compliance:verify", args=[report.pk]), data)
        if response.status_code == 200:
            return TOLD
        if answer_of(response) == YES:
            assert Verification.objects.latest("sequence").verdict == verdict
        return answer_of(response)

    # What is told may be answered by this side, only not in this state.
    questions(everybody, rights, {YES, TOLD}, about(may, reports))
    answers(everybody, rights, about(door, reports))


# Speaking for a side, and assessing


@pytest.fixture
def spoken(owed, indonesia, malaysia):
    """An approval asked and a need stated for each side, with the forms that follow them."""
    found = {}
    for name, authority in (("kaltims", indonesia), ("sabahs", malaysia)):
        obligation = getattr(owed, f"on_{name}")
        cited = {"author": None, "citations": [CitationFactory()]}
        found[name] = SimpleNamespace(
            obligation=obligation,
            approval=request_approval(obligation=obligation, authority=authority, **cited),
            need=state_need(
                obligation=obligation,
                party=authority,
                cause="technical",
                text="Surveyors.",
                observed_on=PartialDate("2010"),
                **cited,
            ),
            authority=PartyFactory(parent=authority, kind="authority"),
        )
    return found


def of_side(name, spoken):
    """Where a form is sent, and what it says."""
    said = {"cause": "technical", "text": "So it is.", "observed_on": "2010"}
    code = [spoken.obligation.code]
    return {
        "approval_request": (code, {"authority": str(spoken.authority.pk)}),
        "approval_decide": (
            [spoken.approval.pk],
            {"outcome": "approved", "decided_on": "2011"},
        ),
        "reason_give": (code, said),
        "need_state": (code, said),
        "support_record": ([spoken.need.pk], said | {"stage": "promised"}),
    }[name]


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("approval_request", lambda user, it: can_ask_approval(user, it.obligation)),
        ("approval_decide", lambda user, it: can_decide_approval(user, it.approval)),
        ("reason_give", lambda user, it: can_give_reason(user, it.obligation)),
        ("need_state", lambda user, it: can_state_need(user, it.obligation)),
        ("support_record", lambda user, it: can_record_support(user, it.need)),
    ],
)
def test_who_speaks_for_a_side(name, may, everybody, spoken):
    def door(client, subject):
        arguments, said = of_side(name, subject)
        address = reverse(f"compliance:{name}", args=arguments)
        response = client.post(address, said | {"submission_key": str(uuid.uuid4())})
        return TOLD if response.status_code == 200 else answer_of(response)

    questions(everybody, SPEAKING, {YES}, about(may, spoken))
    answers(everybody, SPEAKING, about(door, spoken))


def test_who_assesses(everybody, owed, kaltim, forum):
    source = SourceFactory()
    said = {"observed_on": "2010", "source": str(source.pk), "basis": "stated"}
    reason = said | {"cause": "interest", "text": "It may be so."}
    grade = said | {
        "party": str(kaltim.pk),
        "forum": str(forum.pk),
        "graded": "verdict.high",
        "assessor": "Sonny Sudiar",
        "rationale": "It tried.",
    }

    def sends(client, name, args, data):
        address = reverse(f"compliance:{name}", args=args)
        response = client.post(address, data | {"submission_key": str(uuid.uuid4())})
        return TOLD if response.status_code == 200 else answer_of(response)

    def asks(user):
        return can_assess(user, forum)

    doors = {
        "reason": lambda client: sends(client, "reason_assess", [owed.on_kaltims.code], reason),
        "grade": lambda client: sends(client, "assessment_add", [], grade),
    }
    questions(everybody, ASSESSING, {YES}, {"reason": asks, "grade": asks})
    answers(everybody, ASSESSING, doors)


# Drafts


def test_who_uses_a_draft(everybody, obligation_of_id, official_id, analyst, indonesia):
    draft = ReportDraftFactory(
        obligation=obligation_of_id, author=official_id, side=indonesia, files=[pdf()]
    )
    observers = ReportDraftFactory(obligation=obligation_of_id, author=analyst, files=[pdf()])
    by_column = {"discard": draft, "observers": observers}
    file = reverse("compliance:draft_file", args=[draft.pk, draft.files.get().pk])

    def sees(user, draft):
        return ReportDraft.objects.visible_to(user).filter(pk=draft.pk).exists()

    def sees_its_files(user, draft):
        return DraftFile.objects.visible_to(user).filter(draft=draft).exists()

    def discards(client, draft):
        response = client.post(reverse("compliance:draft_discard", args=[draft.pk]))
        gone = not ReportDraft.objects.filter(pk=draft.pk).exists()
        assert gone == (answer_of(response) == YES)
        return answer_of(response)

    doors = about(discards, by_column) | {
        "file": lambda client: opens(client, file),
        "go_on": lambda client: opens(client, draft.get_absolute_url()),
    }
    questions(everybody, DRAFTS, {YES}, about(can_use_draft, by_column))
    questions(everybody, DRAFTS, {YES, NO}, about(sees, by_column))
    questions(everybody, DRAFTS, {YES, NO}, about(sees_its_files, by_column))
    answers(everybody, DRAFTS, doors)


# The admin


def test_who_touches_the_record_in_the_admin(everybody, obligation_of_id):
    report = ProgressReportFactory(obligation=obligation_of_id, percent=50)
    change = admin_url(ProgressReport, "change", report.pk)
    delete = admin_url(ProgressReport, "delete", report.pk)
    doors = {
        "look": lambda client: opens(client, change),
        "edit": lambda client: posts(client, change, percent=100),
        "delete": lambda client: posts(client, delete, post="yes"),
    }

    answers(everybody, ADMIN, doors)


def test_what_another_side_took_over_is_claimed_and_contested_as_its_own(
    everybody, owed, reports, sabah, indonesia
):
    """Who owed it before says no more of it; what it claimed then stays its claim."""
    taken = ObligationTerms(
        obligation=owed.on_kaltims, owes=sabah, cause=Cause.CORRECTION, holds_from=date(2016, 1, 1)
    )
    amend_obligation(taken)
    obligation = Obligation.objects.get(pk=owed.on_kaltims.pk)
    seen = ObservationFactory(obligation=obligation)
    draft = ReportDraftFactory(obligation=obligation, side=indonesia)
    mine, theirs = everybody["official_id"], everybody["official_my"]

    assert [can_report(user, obligation) for user in (mine, theirs)] == [False, True]
    assert [can_accept(user, seen) for user in (mine, theirs)] == [True, False]
    assert [can_accept(user, reports["kaltims"]) for user in (mine, theirs)] == [False, True]
    assert [can_correct(user, reports["kaltims"]) for user in (mine, theirs)] == [False, False]
    assert [can_use_draft(user, draft) for user in (mine, theirs)] == [False, False]


def test_who_observes_here_no_more_may_not_go_on_with_a_draft(
    client, obligation_of_id, analyst_away
):
    draft = ReportDraftFactory(obligation=obligation_of_id, author=analyst_away)
    client.force_login(analyst_away)

    assert not can_use_draft(analyst_away, draft)
    with writes_nothing():
        response = client.post(reverse("compliance:draft_discard", args=[draft.pk]))
    assert response.status_code == 403
