"""Notices by e-mail: what is new on a person's list, written once, sent once."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from smtplib import SMTPRecipientsRefused, SMTPSenderRefused, SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.urls import reverse

from agreements.models import Role
from compliance.exports import digests
from compliance.exports.digests import period_of
from compliance.models import NoticeSettings, OutboxMessage
from compliance.workflow.mailing import send_messages, take_message
from compliance.workflow.noticing import choose_frequency
from tests.factories import (
    AgreementFactory,
    MembershipFactory,
    ObligationFactory,
    ProgressReportFactory,
)

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)  # a Monday, half past eight in Makassar
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def reader(official_my):
    """An official who reads mail in Malay."""
    return with_address(official_my, language="ms")


def with_address(user, language=""):
    user.email, user.language = f"{user.username}@sosek.example", language
    user.save()
    return user


def send(at=None):
    """What the command says, at this moment or now."""
    said = StringIO()
    call_command("send_notices", *(["--at", at.isoformat()] if at else []), stdout=said)
    return said.getvalue().splitlines()


def texts():
    """What has been sent since this was asked last."""
    found = [letter.body for letter in mail.outbox]
    mail.outbox.clear()
    return found


def test_a_digest_says_what_is_new_on_the_list_in_the_readers_language(
    reader, obligation_of_id, obligation_of_my, settings
):
    ProgressReportFactory(obligation=obligation_of_id)

    assert send() == ["written: 1", "sent: 1"]

    [letter] = mail.outbox
    row, chosen = OutboxMessage.objects.get(), NoticeSettings.objects.get()
    off = f"{settings.BASE_URL}/notices/off/{chosen.unsubscribing}/"
    assert (letter.to, letter.subject) == (
        ["official-my@sosek.example"],
        "Sosek: 2 perkara baharu dalam senarai anda",
    )
    assert "UNTUK DILAPORKAN\n\n* Post at Sungai Imam" in letter.body
    assert "UNTUK DITERIMA ATAU DIPERTIKAIKAN\n\n* Post at Sungai Nyamuk" in letter.body
    assert "Kalimantan Timur menyatakan, kertas kerja 1. tinggal 30 hari" in letter.body
    assert f"{settings.BASE_URL}/obligations/post-nyamuk/#r-" in letter.body
    assert off in letter.body
    assert letter.alternatives[0].content.count("<li>") == 2
    assert letter.extra_headers == {
        "Message-ID": f"<{row.pk}@127.0.0.1>",
        "List-Unsubscribe": f"<{off}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "ms",
    }


def test_a_digest_comes_once_a_day_and_tells_nothing_twice_unless_it_is_more_urgent(
    reader, agreement, sabah
):
    ObligationFactory(
        agreement=agreement, code="a", owes=sabah, starts_on="2026-01-01", due_on="2026-03-11"
    )
    ObligationFactory(agreement=agreement, code="b", owes=sabah)
    later = {"agreement": agreement, "owes": sabah}

    assert send() == ["written: 1", "sent: 1"]
    ObligationFactory(code="c", **later)
    assert send() == ["written: 0", "sent: 0"]  # tomorrow
    [body] = texts()
    assert [code in body for code in ("ion a\n", "ion b\n", "ion c\n")] == [True, True, False]

    assert send(MORNING + DAY) == ["written: 1", "sent: 1"]
    [body] = texts()
    assert [code in body for code in ("ion a\n", "ion b\n", "ion c\n")] == [False, False, True]
    assert "2 perkara yang sudah dimaklumkan" in body

    for day, mails in ((2, 1), (3, 0), (7, 1), (10, 1)):  # 7 days left, 2, late
        send(MORNING + day * DAY)
        found = texts()
        assert (day, len(found)) == (day, mails)
        assert all("ion a\n" in body and "ion b\n" not in body for body in found)


def test_what_left_the_list_and_came_back_is_told_again(reader, obligation_of_id):
    report = ProgressReportFactory(obligation=obligation_of_id)
    NoticeSettings.objects.create(user=reader, told={"to_answer/gone": "open"})

    send()

    assert NoticeSettings.objects.get().told == {f"to_answer/{report.pk}": "soon"}


def test_a_week_has_one_digest_and_a_night_has_none(reader, agreement, sabah):
    choose_frequency(reader, "weekly")
    for day in (0, 3, 7):
        ObligationFactory(agreement=agreement, owes=sabah)
        send(MORNING + day * DAY)

    assert [row.key[-8:] for row in OutboxMessage.objects.order_by("key")] == [
        "2026-W10",
        "2026-W11",
    ]
    night = datetime(2026, 3, 2, 5, 59, tzinfo=UTC)
    assert [period_of("daily", night), period_of("weekly", night)] == ["", ""]
    assert period_of("daily", night + timedelta(minutes=1)) == "2026-03-02"


def test_who_is_not_written_to(
    reader, retired, outsider, official_id, analyst, foreigner, obligation_of_my, obligation_of_id
):
    """Who is inactive, has no role, no address, turned it off, or sees nothing of it."""
    for user in (retired, outsider, analyst, foreigner):
        with_address(user)
    choose_frequency(analyst, "off")

    assert send() == [
        "written: 1",
        "without an e-mail address, so not written to: official-id",
        "sent: 1",
    ]
    assert [letter.to for letter in mail.outbox] == [[reader.email]]


def test_the_secretariat_is_told_who_has_not_reported(secretariat, obligation_of_my):
    with_address(secretariat)
    send()

    assert "WHO HAS NOT REPORTED\n\n* Post at Sungai Imam\n  Sabah, paper 1. Never" in texts()[0]


class Server(EmailBackend):
    """A mail server that does what is asked of it."""

    trouble = None

    def send_messages(self, messages):
        if self.trouble:
            raise self.trouble
        return super().send_messages(messages)


@contextmanager
def trouble(error):
    Server.trouble = error
    yield
    Server.trouble = None


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Server"


def written(user, *keys):
    for key in keys:
        OutboxMessage.objects.create(
            key=key, user=user, subject=key, created_at=MORNING, next_try_at=MORNING
        )


def test_a_server_that_is_down_loses_nothing_and_sends_nothing_twice(server, reader):
    written(reader, "one", "two")
    with (
        trouble(ConnectionRefusedError("no")),
        pytest.raises(CommandError, match=r"^1 not sent \(ConnectionRefusedError: no\); 2 in the"),
    ):
        send()

    [tried] = OutboxMessage.objects.filter(attempts=1)
    assert (tried.last_error, tried.next_try_at) == (
        "ConnectionRefusedError: no",
        MORNING + timedelta(minutes=5),
    )
    assert send() == ["written: 0", "sent: 1"]  # the other; this one waits
    with trouble(SMTPServerDisconnected("again")), pytest.raises(CommandError):
        send(MORNING + timedelta(minutes=5))
    tried.refresh_from_db()
    assert tried.next_try_at == MORNING + timedelta(minutes=15)
    assert send(MORNING + timedelta(minutes=15)) == ["written: 0", "sent: 1"]
    assert send(MORNING + timedelta(hours=9)) == ["written: 0", "sent: 0"]
    assert sorted(letter.subject for letter in mail.outbox) == ["one", "two"]


def test_a_message_that_is_refused_holds_up_no_other(server, reader, official_id):
    written(reader, "one")
    written(with_address(official_id), "two", "three\nfour")  # no subject has two lines

    with pytest.raises(CommandError, match=r"^1 not sent"):
        send()
    assert len(mail.outbox) == 2
    with trouble(SMTPRecipientsRefused({})):
        written(reader, "five", "six")
        assert send_messages(clock=lambda: MORNING).failed == 2


@pytest.mark.parametrize(("code", "failed"), [(553, 1), (552, 2)])
def test_a_sender_who_is_refused_is_refused_for_all(server, reader, code, failed):
    written(reader, "one", "two")
    with trouble(SMTPSenderRefused(code, b"no", "sosek@example.org")):
        assert send_messages(clock=lambda: MORNING).failed == failed


def test_one_list_that_cannot_be_read_costs_the_others_nothing(
    reader, official_id, obligation_of_my, monkeypatch
):
    with_address(official_id)
    read = digests.own_work

    def own_work(user, *given, **more):
        if user == official_id:
            raise ValueError("a fault")
        return read(user, *given, **more)

    monkeypatch.setattr(digests, "own_work", own_work)
    with pytest.raises(CommandError, match=r"^No digest could be written for official-id;"):
        send()
    assert [letter.to for letter in mail.outbox] == [[reader.email]]


def test_what_another_process_has_in_hand_is_left_to_it_until_its_time_is_over(reader):
    written(reader, "one")
    row = OutboxMessage.objects.all()
    assert row.free(MORNING).update(leased_until=MORNING + timedelta(minutes=15)) == 1

    assert send(MORNING + timedelta(minutes=14)) == ["written: 0", "sent: 0"]
    assert send(MORNING + timedelta(minutes=15)) == ["written: 0", "sent: 1"]
    assert mail.outbox[0].extra_headers["Message-ID"].startswith(f"<{row.get().pk}@")


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_write_and_send_each_message_once(reader, official_id, obligation_of_my):
    written(with_address(official_id), *(f"message {number}" for number in range(6)))
    together = threading.Barrier(2)

    def run(_number):
        try:
            together.wait(timeout=10)
            return len(send())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        assert list(both.map(run, range(2))) == [2, 2]

    subjects = sorted(letter.subject for letter in mail.outbox)
    assert subjects == [
        "Sosek: 1 perkara baharu dalam senarai anda",
        *(f"message {number}" for number in range(6)),
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_that_reach_for_a_message_at_once_one_gets_it(reader):
    """The second saw it free, and waits for the first to be done with the row."""
    written(reader, "one")
    held = threading.Event()

    def first():
        with transaction.atomic():
            taken = take_message(MORNING)
            held.set()
            time.sleep(0.3)
        connections.close_all()
        return taken

    def second():
        held.wait(timeout=10)
        taken = take_message(MORNING)
        connections.close_all()
        return taken

    with ThreadPoolExecutor(2) as both:
        found = [each.result() for each in (both.submit(first), both.submit(second))]

    assert [bool(each) for each in found] == [True, False]


def test_what_nobody_is_to_get_any_more_and_what_was_sent_long_ago_is_deleted(reader, official_id):
    written(reader, "old", "late")
    written(official_id, "without an address")
    OutboxMessage.objects.filter(key="old").update(sent_at=MORNING - 91 * DAY)
    OutboxMessage.objects.filter(key="late").update(sent_at=MORNING - 89 * DAY)

    send()

    assert [row.key for row in OutboxMessage.objects.all()] == ["late"]


def test_who_has_left_every_role_gets_nothing_that_was_written_before(reader):
    written(reader, "of the time before")
    NoticeSettings.objects.update_or_create(user=reader, defaults={"told": {"report/1": ""}})
    reader.memberships.all().delete()

    assert take_message(MORNING) is None
    send()

    assert texts() == []
    assert not OutboxMessage.objects.exists()
    assert NoticeSettings.objects.get(user=reader).told == {}  # told of it again on coming back


def test_without_a_server_nothing_is_written(settings, reader, obligation_of_my):
    settings.MAILS = False
    with pytest.raises(CommandError, match="set EMAIL_URL"):
        send()
    assert not OutboxMessage.objects.exists()
    with pytest.raises(CommandError, match="is no moment"):
        call_command("send_notices", "--at", "2026-03-02")


@pytest.mark.parametrize("count", [1, 3])
def test_a_digest_costs_the_same_however_much_waits(
    reader, paper, sabah, kaltim, count, django_assert_num_queries
):
    for _ in range(count):
        agreement = AgreementFactory(paper=paper)
        ObligationFactory(agreement=agreement, owes=sabah)
        ProgressReportFactory(obligation=ObligationFactory(agreement=agreement, owes=kaltim))

    with django_assert_num_queries(49):
        said = send()

    assert said == ["written: 1", "sent: 1"]
    assert mail.outbox[0].body.count("* Obligation") == 2 * count


def test_the_outbox_in_the_admin_says_what_failed_and_not_what_is_said(
    client, admin_user, reader, foreigner, regime
):
    written(reader, "one")
    written(foreigner, "elsewhere")
    OutboxMessage.objects.update(body="for them alone", last_error="refused")
    client.force_login(admin_user)

    page = client.get(reverse("admin:compliance_outboxmessage_changelist")).content.decode()
    row, other = (OutboxMessage.objects.get(key=key) for key in ("one", "elsewhere"))
    change = "admin:compliance_outboxmessage_change"
    one = client.get(reverse(change, args=[row.pk])).content.decode()

    assert ("refused" in page, "elsewhere" in page) == (True, False)
    assert "refused" in one
    assert "for them alone" not in page + one
    assert client.get(reverse(change, args=[other.pk])).status_code in (302, 403, 404)
    assert client.post(reverse(change, args=[row.pk]), {"subject": "x"}).status_code == 403


def test_a_person_of_two_regimes_gets_one_digest(reader, foreigner, obligation_of_my):
    regime = with_address(foreigner).memberships.first().regime
    MembershipFactory(user=reader, regime=regime, role=Role.ANALYST)

    assert send() == ["written: 1", "sent: 1"]
