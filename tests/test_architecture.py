"""What holds for all of the house, whatever is added to it: a new address, model or page of the
admin is met here before anybody forgets to ask."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from agreements.models import Addendum, Appointment, Delegate, ItemKind, PartialDate
from agreements.workflow import make_token
from compliance.imports.kept import keep
from compliance.imports.runs import Job, begin
from compliance.models import Dispute, Verdict
from compliance.workflow.approving import request_approval
from compliance.workflow.diagnosing import state_need
from compliance.workflow.disputing import add_statement
from compliance.workflow.meetings import attach_file, keep_delegate
from compliance.workflow.offering import Proposed, make_offer
from sosek.ledger.guards import guarded_models
from tests.factories import (
    CommitteeFactory,
    ProgressReportFactory,
    ReportDraftFactory,
    SiteFactory,
    SourceFactory,
    VerificationFactory,
    pdf,
)
from tests.refusals import writes_nothing
from tests.rights import ABSENT, NO, SIGN_IN, answer_of
from tests.workbooks import sent, workbook

# Every address has one of these places; the admin is closed as a whole.

PUBLIC = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",  # says that nobody signs up
    "account_reset_password",  # says whom to ask
    "set_language",
    "api:docs",
    "api:nowhere",
    "api:schema",
    "agreements:help",  # says nothing of any regime
    "agreements:help_page",
    "compliance:notices_off",  # to who has the secret of a person
    "compliance:calendar",
}
OWN = {  # of who is signed in, whatever they may see
    "account_change_password",
    "account_reauthenticate",
    "account_set_password",
    "compliance:profile",
    "compliance:profile_calendar",
    "compliance:profile_notices",
    "compliance:tokens",
    "compliance:work",
    "intake:send",
}
CLOSED = {
    "compliance:committees_table",
    "compliance:seats_table",
    "compliance:sources_table",
    "compliance:places_table",
    "agreements:committees",
    "agreements:committee",
    "agreements:sources",
    "agreements:source",
    "compliance:overview",
    "compliance:forum",
    "compliance:papers",
    "compliance:timeline",
    "compliance:search",
    "compliance:sites",
    "compliance:site",
    "compliance:site_map",
    "compliance:trend",
    "compliance:paper",
    "compliance:agreements",
    "compliance:agreement",
    "compliance:obligations",
    "compliance:obligation",
    "compliance:report_create",
    "compliance:report",
    "compliance:verify",
    "compliance:draft_discard",
    "compliance:draft_file",
    "compliance:evidence",
    "compliance:ledger",
    "compliance:ledger_download",
    "compliance:ledger_entry",
    "compliance:mechanisms",
    "compliance:receipt",
    "compliance:party",
    "compliance:disputes",
    "compliance:dispute",
    "compliance:dispute_statement",
    "compliance:dispute_move",
    "compliance:dispute_ending",
    "compliance:dispute_confirm",
    "compliance:dispute_evidence",
    "compliance:offer",
    "compliance:offer_create",
    "compliance:offer_answer",
    "compliance:approvals",
    "compliance:approval_request",
    "compliance:approval_decide",
    "compliance:reason_give",
    "compliance:reason_assess",
    "compliance:need_state",
    "compliance:support_record",
    "compliance:assessment_add",
    "compliance:meetings",
    "compliance:meeting",
    "compliance:meeting_file",
    "compliance:meeting_report",
    "intake:template",
    "intake:preview",
}
WRITTEN = {  # by whom what is kept there is written: closed to all others, members too
    "secretariat": {
        "agreements:committee_add",
        "agreements:committee_appoint",
        "agreements:committee_close",
        "agreements:committee_describe",
        "agreements:committee_move",
        "agreements:committee_rename",
        "agreements:committee_revert",
        "agreements:committee_vacant",
        "agreements:appointment_edit",
        "agreements:appointment_end",
        "agreements:appointment_vacant",
        "compliance:meeting_plan",
        "compliance:meeting_change",
        "compliance:meeting_call_off",
        "compliance:meeting_put_back",
        "compliance:meeting_delegates",
        "compliance:delegate_add",
        "compliance:delegate_change",
        "compliance:delegate_remove",
        "compliance:meeting_agenda",
        "compliance:agenda_papers",
        "compliance:take_up",
        "compliance:point_change",
        "compliance:point_move",
        "compliance:point_remove",
        "compliance:point_reopen",
        "compliance:decision",
        "compliance:decision_done",
        "compliance:meeting_close",
        "compliance:meeting_reopen",
        "compliance:meeting_file_add",
        "compliance:meeting_file_remove",
        "compliance:addendum_add",
        "compliance:addendum_remove",
    },
    "official_id": {
        "compliance:token_revoke",  # of their own
        "compliance:position",
        "compliance:meeting_confirm",
        "compliance:addendum_confirm",
        "compliance:meeting_brief",
    },
    "admin_user": {
        "compliance:archive",
    },
}

POSTED = {  # buttons alone: nothing to read
    "compliance:token_revoke",
    "agreements:committee_revert",
    "compliance:delegate_remove",
    "compliance:agenda_papers",
    "compliance:take_up",
    "compliance:point_move",
    "compliance:point_remove",
    "compliance:point_reopen",
    "compliance:decision_done",
    "compliance:meeting_file_remove",
    "compliance:addendum_remove",
    "compliance:meeting_confirm",  # of a record that is closed
    "compliance:addendum_confirm",
    "compliance:addendum_add",  # to a record that is signed
    "compliance:meeting_reopen",
    "compliance:meeting_put_back",
}

OF_OBLIGATION = (
    "compliance:approval_request",
    "compliance:reason_give",
    "compliance:reason_assess",
    "compliance:need_state",
)
FOR_OTHERS = {"compliance:verify", "compliance:assessment_add"}
"""Not for an official to open: the one is sent only, the other is an analyst's."""


def addresses() -> Iterator[tuple[str, str]]:
    """Every address that the project answers, with its name."""
    yield from _below(get_resolver().url_patterns, "", "")


def _below(patterns: Any, path: str, space: str) -> Iterator[tuple[str, str]]:
    for each in patterns:
        route = path + str(each.pattern)
        if isinstance(each, URLPattern):
            yield f"{space}{each.name}", route
        else:
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from _below(each.url_patterns, route, inner)


ADMIN = sorted(route for _name, route in addresses() if route.startswith("admin/"))


def test_every_address_has_its_place() -> None:
    """Those of the API are met in tests/api: they answer with what one may see, or a problem."""
    closed = ("admin/", "api/v1/")
    named = {name for name, route in addresses() if not route.startswith(closed)}

    assert sorted(named) == sorted(PUBLIC | OWN | CLOSED | set().union(*WRITTEN.values()))


@pytest.fixture
def one_of_each(
    regime: Any,
    obligation_of_id: Any,
    official_id: Any,
    official_my: Any,
    kaltim: Any,
    indonesia: Any,
    malaysia: Any,
    meeting: Any,
) -> dict[str, list[Any]]:
    """What stands in the addresses: rows that are there, so that nothing is just not found."""
    report = ProgressReportFactory(obligation=obligation_of_id, uploads=[pdf()])
    draft = ReportDraftFactory(
        obligation=obligation_of_id, author=official_id, side=indonesia, files=[pdf()]
    )
    contested = ProgressReportFactory(obligation=obligation_of_id)
    VerificationFactory(
        report=contested, verifier=official_my, party=malaysia, verdict=Verdict.CONTESTED
    )
    dispute = Dispute.objects.get()
    statement = add_statement(
        dispute=dispute, author=official_my, side=malaysia, text="Look.", uploads=[pdf()]
    )
    offer = make_offer(
        obligation=obligation_of_id,
        party=kaltim,
        author=official_id,
        proposed=Proposed(kind="cancellation", text="Not needed."),
    )
    agreement = obligation_of_id.agreement
    own = {"obligation": obligation_of_id, "author": official_id}
    approval = request_approval(**own, authority=indonesia)
    token, _secret = make_token(official_id, name="One", scope="read", days=7)
    need = state_need(
        **own, party=kaltim, cause="technical", text="Surveyors.", observed_on=PartialDate("2010")
    )
    return (
        _of_bodies(regime)
        | _of_meetings(meeting, indonesia)
        | {
            "agreements:source": [SourceFactory().key],
            "compliance:site": [_place(kaltim).code],
            "compliance:places_table": [SourceFactory().key],
            "compliance:forum": [agreement.paper.forum.slug],
            "compliance:paper": [agreement.paper.pk],
            "compliance:agreement": [agreement.code],
            "compliance:obligation": [obligation_of_id.code],
            "compliance:report_create": [obligation_of_id.code],
            "compliance:report": [report.pk],
            "compliance:verify": [report.pk],
            "compliance:draft_discard": [draft.pk],
            "compliance:draft_file": [draft.pk, draft.files.get().pk],
            "compliance:evidence": [report.evidence.get().pk],
            "compliance:ledger_entry": [report.sequence],
            "compliance:archive": [regime.slug],
            **{key: [obligation_of_id.code] for key in OF_OBLIGATION},
            "compliance:approval_decide": [approval.pk],
            "compliance:support_record": [need.pk],
            "compliance:token_revoke": [token.pk],
            "compliance:party": [kaltim.code],
            "compliance:dispute": [dispute.pk],
            "compliance:dispute_statement": [dispute.pk],
            "compliance:dispute_move": [dispute.pk],
            "compliance:dispute_ending": [dispute.pk],
            "compliance:dispute_confirm": [dispute.pk],
            "compliance:dispute_evidence": [statement.evidence.get().pk],
            "compliance:offer": [offer.pk],
            "compliance:offer_create": [obligation_of_id.code],
            "compliance:offer_answer": [offer.pk],
            "intake:template": [regime.slug],
            "intake:preview": [_looked_at(official_id, regime)],
        }
    )


def _place(party: Any) -> Any:
    """A site that stands on the map."""
    return SiteFactory(party=party, latitude="4.1", longitude="117.6", quality="approximate")


def _looked_at(user: Any, regime: Any) -> str:
    """What stands in the address of a workbook that this user has sent."""
    kept = keep(sent(workbook()), user=user.pk, regime=regime.pk)
    begin(Job(kept, "en", change=False))
    return kept.token


def _of_bodies(regime: Any) -> dict[str, list[Any]]:
    body = CommitteeFactory(regime=regime)
    seat = Appointment.objects.create(committee=body, person="A. Patton")
    change = f"committee-{body.history.get().history_id}"
    steps = ("appoint", "close", "describe", "move", "rename", "vacant")
    return {
        "agreements:committee": [body.code],
        "compliance:seats_table": [body.code],
        "agreements:committee_revert": [body.code, change],
        **{f"agreements:committee_{step}": [body.code] for step in steps},
        **{f"agreements:appointment_{step}": [seat.pk] for step in ("edit", "end", "vacant")},
    }


def _of_meetings(meeting: Any, side: Any) -> dict[str, list[Any]]:
    """A meeting with a delegate, a file, a point that is decided, and an addendum."""
    code, point = meeting.code, meeting.agenda.get(kind=ItemKind.OTHER)
    file = attach_file(meeting, pdf())
    delegate = keep_delegate(Delegate(meeting=meeting, side=side, person="A. Patton"))
    Addendum.objects.create(meeting=meeting, order=1, text="A slip.")
    own = ("meeting", "meeting_change", "meeting_delegates", "delegate_add", "meeting_agenda")
    own += ("meeting_call_off", "meeting_put_back")
    own += ("agenda_papers", "take_up", "meeting_close", "meeting_reopen", "meeting_confirm")
    own += ("meeting_file_add", "addendum_add")
    points = ("point_change", "point_move", "point_remove", "point_reopen", "position")
    points += ("decision", "decision_done")
    addenda = ("addendum_confirm", "addendum_remove")
    found: dict[str, list[Any]] = {
        **{name: [code] for name in own},
        **{name: [code, point.pk] for name in points},
        **{name: [code, 1] for name in addenda},
        "delegate_change": [code, delegate.pk],
        "delegate_remove": [code, delegate.pk],
        "meeting_file": [code, file.pk],
        "meeting_file_remove": [code, file.pk],
        "meeting_report": [code, "pdf"],
        "meeting_brief": [code, side.code, "pdf"],
    }
    return {f"compliance:{name}": arguments for name, arguments in found.items()}


def turned_away(response: Any) -> bool:
    """Not found, refused, asked to sign in, or no such way in, wherever the address leads."""
    return response.status_code == 405 or answer_of(response) in (NO, ABSENT, SIGN_IN)


def let_in(client: Client, named: dict[str, list[Any]]) -> set[str]:
    """The names under which the client is not turned away, reading or writing."""
    assert client.session.session_key  # it is there before anything is asked
    with writes_nothing():
        return {
            name
            for name, arguments in named.items()
            for ask in (client.get, client.post)
            if not turned_away(ask(reverse(name, args=arguments)))
            and not turned_away(ask(reverse(name, args=arguments), follow=True))
        }


def test_members_find_what_is_closed_to_others(
    client: Any, official_id: Any, one_of_each: dict[str, list[Any]]
) -> None:
    """Else all below would pass for a reason of its own."""
    client.force_login(official_id)

    for name in CLOSED - FOR_OTHERS:
        response = client.get(reverse(name, args=one_of_each.get(name, [])), follow=True)
        assert not turned_away(response), name
        b"".join(response)


def test_strangers_are_turned_away_everywhere(
    client: Any, one_of_each: dict[str, list[Any]]
) -> None:
    """In a regime that publishes nothing."""
    every = (CLOSED | OWN).union(*WRITTEN.values())
    assert let_in(client, {name: one_of_each.get(name, []) for name in every}) == set()


@pytest.mark.parametrize("who", WRITTEN)
def test_who_writes_is_let_in(
    client: Any, who: str, request: Any, one_of_each: dict[str, list[Any]]
) -> None:
    """Else what follows would pass for a reason of its own."""
    client.force_login(request.getfixturevalue(who))

    for name in WRITTEN[who] - POSTED:
        response = client.get(reverse(name, args=one_of_each.get(name, [])), follow=True)
        assert not turned_away(response), name
        b"".join(response)


@pytest.mark.parametrize("who", ["secretariat", "official_id", "analyst"])
def test_members_without_that_role_write_nothing(
    client: Any, who: str, request: Any, one_of_each: dict[str, list[Any]]
) -> None:
    """What one role writes, the others are turned away from; analysts from all of it."""
    client.force_login(request.getfixturevalue(who))
    closed = set().union(*(names for writer, names in WRITTEN.items() if writer != who))

    assert let_in(client, {name: one_of_each.get(name, []) for name in closed}) == set()


@pytest.mark.parametrize("who", ["outsider", "superuser", "foreigner"])
def test_those_without_a_role_here_find_nothing(
    client: Any, who: str, request: Any, one_of_each: dict[str, list[Any]]
) -> None:
    client.force_login(request.getfixturevalue(who))
    closed = CLOSED.union(*WRITTEN.values())
    named = {name: arguments for name, arguments in one_of_each.items() if name in closed}
    if who == "foreigner":  # who sees a regime of their own sees the lists, and what all share
        shared = {
            "agreements:source",
            "compliance:places_table",
            "compliance:party",
            "compliance:ledger_entry",
            "compliance:site",
            "compliance:site_map",
        }
        named = {name: arguments for name, arguments in named.items() if name not in shared}
    else:
        named |= {name: [] for name in closed - named.keys()}

    assert let_in(client, named) == set()
    for name in OWN - {"account_set_password"}:
        assert "Kaltim-Sabah" not in client.get(reverse(name), follow=True).content.decode()


@pytest.mark.parametrize("who", ["stranger", "secretariat"])
def test_nobody_but_admins_enters_the_admin(
    client: Any, who: str, request: Any, one_of_each: dict[str, list[Any]]
) -> None:
    """Whatever an address of the admin stands for; Django answers none before it has asked."""
    user = request.getfixturevalue(who)
    if user.is_authenticated:
        client.force_login(user)
    assert client.session.session_key

    open_doors = []
    with writes_nothing():
        for route in ADMIN:
            address = "/" + _filled(route)
            if not turned_away(client.get(address)) and not turned_away(
                client.get(address, follow=True)
            ):
                open_doors.append(route)
    assert open_doors == []


def _filled(route: str) -> str:
    """An address that fits a pattern of the admin."""
    for pattern, sample in (
        ("<path:object_id>", "1"),
        ("<path:content_type_id>", "1"),
        ("(?P<app_label>agreements|compliance|ledger)/$", "agreements/"),
        ("([^/]+)", "1"),
        ("(?P<url>.*)$", "nowhere"),
        ("<id>", "1"),
        ("<str:token>", "nowhere"),
        ("^", ""),
        ("$", ""),
    ):
        route = route.replace(pattern, sample)
    assert not set(route) & set("<>()?*"), f"no sample for {route}"
    return route


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def own_models() -> list[Any]:
    configs = [apps.get_app_config(label) for label in ("ledger", "agreements", "compliance")]
    models = [model for config in configs for model in config.get_models()]
    return [model for model in models if not model.__name__.startswith("Historical")]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model.__name__)
def test_every_model_says_what_it_is(model: Any) -> None:
    """Django gives one without words a docstring of its fields."""
    assert not model.__doc__.startswith(f"{model.__name__}(")


@pytest.mark.parametrize(
    "model", sorted(guarded_models(), key=lambda model: model.__name__), ids=lambda m: m.__name__
)
def test_what_is_written_once_is_not_changed_in_the_admin(
    model: Any, rf: Any, admin_user: Any
) -> None:
    """A version may be added there; nothing that stands is edited or deleted, nor as a part."""
    request = rf.get("/")
    request.user = admin_user
    page = admin.site._registry.get(model)

    if page is not None:
        assert not page.has_change_permission(request)
        assert not page.has_delete_permission(request)
        assert page.get_actions(request).keys() <= set()
    parts = [part.model for each in admin.site._registry.values() for part in each.inlines]
    assert model not in parts
