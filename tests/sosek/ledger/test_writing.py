from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError

from sosek.ledger.chain import GENESIS, check
from sosek.ledger.models import Entry
from sosek.ledger.writing import open_chain


def noted(**payload):
    with transaction.atomic():
        return open_chain().note(kind="party", scope="", subject="ID", payload=payload)


def test_first_entry_begins_the_chain(db):
    entry = noted(party="ID", parent=None)

    assert (entry.sequence, entry.previous) == (1, GENESIS)
    assert entry.payload == '{"parent":null,"party":"ID"}'


def test_entries_follow_each_other_with_salts_of_their_own(db):
    first, second = noted(same=1), noted(same=1)

    assert (second.sequence, second.previous) == (2, first.hash)
    assert first.salt != second.salt
    assert first.digest != second.digest


def test_several_entries_of_one_transaction_follow_each_other(db):
    with transaction.atomic():
        chain = open_chain()
        written = [
            chain.note(kind="party", scope="", subject=code, payload={"party": code})
            for code in ("ID", "MY", "BN")
        ]

    assert [entry.sequence for entry in written] == [1, 2, 3]
    assert check(entry.line(opened=True) for entry in Entry.objects.all()).fault is None


def test_clock_that_goes_back_moves_no_entry_back(db):
    """What was known at a moment can never change afterwards, whatever the clock does."""
    noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        first = noted(n=1)
    with time_machine.travel(noon - timedelta(days=400), tick=False):
        second = noted(n=2)
    with time_machine.travel(noon + timedelta(seconds=1), tick=False):
        third = noted(n=3)

    assert first.recorded_at == second.recorded_at == noon
    assert third.recorded_at == noon + timedelta(seconds=1)


def test_time_is_written_in_utc_to_the_microsecond(db):
    with time_machine.travel(datetime(2026, 11, 25, 2, 20, 10, 123456, tzinfo=UTC), tick=False):
        noted(n=1)

    assert Entry.objects.get().chained()["recorded_at"] == "2026-11-25T02:20:10.123456Z"


def test_ledger_is_written_inside_a_transaction_only(transactional_db):
    with pytest.raises(TransactionManagementError, match="inside a transaction only"):
        open_chain()


def test_undone_transaction_leaves_no_entry(db):
    noted(n=1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        open_chain().note(kind="party", scope="", subject="x", payload={"n": 1 / 0})

    assert noted(n=2).sequence == 2


def test_float_is_never_entered(db):
    with pytest.raises(ValueError, match=r"0\.5 is not a whole number"):
        noted(share=0.5)

    assert not Entry.objects.exists()


def test_two_entries_never_share_a_number(db):
    noted(n=1)
    with transaction.atomic():
        one, other = open_chain(), open_chain()
        one.note(kind="party", scope="", subject="a", payload={})
        with pytest.raises(IntegrityError), transaction.atomic():
            other.note(kind="party", scope="", subject="b", payload={})


def test_line_is_open_or_closed(db):
    entry = noted(party="ID")

    assert '"payload":{"party":"ID"}' in entry.line(opened=True)
    assert entry.salt in entry.line(opened=True)
    assert "payload" not in entry.line(opened=False)
    assert entry.salt not in entry.line(opened=False)
    for opened in (True, False):
        assert check([entry.line(opened=opened)]).head == entry.hash
