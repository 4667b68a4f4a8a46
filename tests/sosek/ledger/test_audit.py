"""`manage.py verify_ledger` finds what somebody changed who could take the guards away."""

from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import transaction

from agreements.models import (
    Agreement,
    AgreementTerms,
    Forum,
    Milestone,
    Obligation,
    ObligationTerms,
    Party,
    RegimeSettings,
    Source,
    User,
    WorkingPaper,
)
from compliance.models import (
    Dispute,
    DisputeEnding,
    DisputeEvidence,
    DisputeStatement,
    DisputeStep,
    Evidence,
    ProgressReport,
    Verification,
)
from sosek.ledger.audit import audit
from sosek.ledger.chain import canonical, digest, entry_hash
from sosek.ledger.models import Entry
from tests.factories import AgreementFactory, ForumFactory, PartyFactory, UserFactory
from tests.sosek.ledger.tampering import unguarded


def first_fault():
    """The number of the entry that is named, and why."""
    fault = audit().fault
    return fault and (fault.sequence or fault.line, fault.reason)


def entry_of(kind, subject):
    return Entry.objects.filter(kind=kind, subject=str(subject)).latest("sequence")


def test_untouched_record_fits(record, capsys):
    call_command("verify_ledger")

    head = Entry.objects.latest("sequence")
    assert capsys.readouterr().out == f"{head.sequence} entries fit. Head {head.hash}\n"


def test_empty_ledger_fits(db):
    assert audit().fault is None


def test_command_names_the_first_entry_that_does_not_fit(record):
    entry = entry_of("report", record.claim.pk)
    with unguarded():
        ProgressReport.objects.update(percent=99)

    with pytest.raises(CommandError) as refusal:
        call_command("verify_ledger")

    assert str(refusal.value) == (
        f"The ledger is broken at entry {entry.sequence}: "
        f"its report {record.claim.pk} says something else."
    )


def test_command_fails_without_guards_even_if_all_fits(record):
    with unguarded(), pytest.raises(ImproperlyConfigured, match="does not guard its record"):
        call_command("verify_ledger")


def edit(model, **columns):
    return lambda record: model.objects.update(**columns)


EDITED = {
    "percent": ("report", edit(ProgressReport, status="in_progress", percent=99)),
    "status": ("report", edit(ProgressReport, status="suspended", percent=None)),
    "narrative": ("report", edit(ProgressReport, narrative="The post is open.")),
    "observed on": ("report", edit(ProgressReport, observed_on="2011")),
    "observed day": ("report", edit(ProgressReport, observed_day="2011-01-01")),
    "silence": ("report", edit(ProgressReport, silence_until=None)),
    "milestone": ("report", edit(ProgressReport, milestone="open")),
    "sources differ": ("report", edit(ProgressReport, sources_differ=True)),
    "verdict": ("verification", edit(Verification, verdict="accepted")),
    "reason": ("verification", edit(Verification, reason="We have seen it.")),
    "caption": ("report", edit(Evidence, caption="The open post")),
    "file": ("report", edit(Evidence, sha256="0" * 64)),
    "silence period": ("settings", edit(RegimeSettings, silence_days=1)),
    "thresholds": ("settings", edit(RegimeSettings, thresholds={"full": "0.5"})),
    "publishes": ("settings", edit(RegimeSettings, publishes="everything")),
    "agreement's weight": ("agreement_terms", edit(AgreementTerms, weight=7)),
    "agreement's adoption": ("agreement_terms", edit(AgreementTerms, adopted_on="1995")),
    "weight": ("obligation_terms", edit(ObligationTerms, weight=7)),
    "due date": ("obligation_terms", edit(ObligationTerms, due_on="2030")),
    "holds from": ("obligation_terms", edit(ObligationTerms, holds_from="2030-01-01")),
    "milestone's weight": ("obligation_terms", edit(Milestone, weight=9)),
    "milestone's code": (
        "obligation_terms",
        lambda record: Milestone.objects.filter(code="paved").update(code="built"),
    ),
    "source": ("agreement_terms", edit(Source, key="another-study")),
    "paper's number": ("agreement", edit(WorkingPaper, number=7)),
}


@contextmanager
def taken_back():
    """One record serves several cases: what each does to it is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_edited_record_is_found(record):
    for name, (kind, tamper) in EDITED.items():
        with taken_back():
            with unguarded():
                tamper(record)

            sequence, reason = first_fault()

            entry = Entry.objects.get(sequence=sequence)
            assert entry.kind == kind, name
            assert reason == f"its {kind} {entry.subject} says something else", name


def test_record_put_into_another_mouth_is_found(record):
    others = {
        "author": UserFactory,
        "side": lambda: Party.objects.get(code="MY"),
        "party": lambda: Party.objects.get(code="MY"),
        "corrects": lambda: record.seen,
        "obligation": lambda: record.staged,
    }
    for column, other in others.items():
        with taken_back():
            with unguarded():
                ProgressReport.objects.filter(pk=record.claim.pk).update(**{column: other()})

            assert first_fault() == (
                record.claim.sequence,
                f"its report {record.claim.pk} says something else",
            ), column


def test_another_opaque_id_is_found(record):
    User.objects.filter(pk=record.claim.author_id).update(opaque_id=uuid4())

    assert first_fault()[0] == entry_of("report", record.claim.pk).sequence


def test_another_time_of_recording_is_found(record):
    earlier = record.claim.recorded_at - timedelta(days=40)
    with unguarded():
        ProgressReport.objects.filter(pk=record.claim.pk).update(recorded_at=earlier)

    assert first_fault() == (
        record.claim.sequence,
        f"its report {record.claim.pk} has another time of recording",
    )


def test_two_records_that_changed_places_are_found(record):
    ours, theirs = record.claim.sequence, record.seen.sequence
    with unguarded():
        ProgressReport.objects.filter(pk=record.claim.pk).update(sequence=999)
        ProgressReport.objects.filter(pk=record.seen.pk).update(sequence=ours)
        ProgressReport.objects.filter(pk=record.claim.pk).update(sequence=theirs)

    assert first_fault() == (ours, f"its report {record.claim.pk} is gone")


def test_part_taken_from_a_record_is_found(record):
    for relation in ("citations", "consents", "milestones"):
        terms = record.staged.terms.get() if relation != "citations" else record.seen
        with taken_back():
            with unguarded():
                parts = getattr(terms, relation)
                parts.clear() if relation == "citations" else parts.all().delete()

            assert first_fault() == (
                terms.sequence,
                f"its {terms.ledger_kind} {terms.pk} says something else",
            ), relation


ENTRY_EDITS = {
    "payload": ({"payload": "{}"}, "its payload does not fit its digest"),
    "payload's form": ({"payload": '{"a": 1}'}, "its payload is not in canonical form"),
    "payload's syntax": ({"payload": "{"}, "its payload is not JSON"),
    "payload's floats": ({"payload": '{"a":0.5}'}, "its payload is not JSON"),
    "salt": ({"salt": "0" * 32}, "its payload does not fit its digest"),
    "broken salt": ({"salt": "x"}, "its salt is missing or broken"),
    "digest": ({"digest": "0" * 64}, "its hash does not fit its content"),
    "kind": ({"kind": "settings"}, "its hash does not fit its content"),
    "scope": ({"scope": "other"}, "its hash does not fit its content"),
    "time": ({"recorded_at": "2010-03-16T00:00Z"}, "its hash does not fit its content"),
    "previous": ({"previous": "0" * 64}, "it does not continue the entry before it"),
    "hash": ({"hash": "0" * 64}, "its hash does not fit its content"),
    "subject": ({"subject": "other"}, "its report other is gone"),
}


def test_edited_entry_is_found(record):
    sequence = record.claim.sequence
    for name, (columns, reason) in ENTRY_EDITS.items():
        with taken_back():
            with unguarded():
                Entry.objects.filter(sequence=sequence).update(**columns)

            assert first_fault() == (sequence, reason), name


def test_missing_entry_is_found_at_the_one_after_it(record):
    sequence = record.claim.sequence
    with unguarded():
        Entry.objects.filter(sequence=sequence).delete()

    assert first_fault() == (
        sequence + 1,
        f"its number is {sequence + 1}, {sequence} was expected",
    )


def test_record_and_entry_rewritten_together_break_the_chain_after_them(record):
    """Forging one entry to its record means forging every later one, and so the known head."""
    head = audit().head
    with unguarded():
        ProgressReport.objects.filter(pk=record.claim.pk).update(percent=99)
        record.claim.refresh_from_db()
        entry = Entry.objects.get(sequence=record.claim.sequence)
        text = canonical(record.claim.payload())
        entry.payload, entry.digest = text.decode(), digest(salt=entry.salt, payload=text)
        entry.hash = entry_hash(entry.chained())
        entry.save()

    assert first_fault() == (
        record.claim.sequence + 1,
        "it does not continue the entry before it",
    )
    assert audit().head != head


def test_deleted_record_is_found(record):
    answer = record.answer
    with unguarded():
        for rows in (DisputeEvidence, DisputeStatement, DisputeEnding, DisputeStep, Dispute):
            rows.objects.all().delete()
        Verification.objects.all().delete()

    assert first_fault() == (answer.sequence, f"its verification {answer.pk} is gone")


def test_deleted_part_of_a_record_is_found(record):
    with unguarded():
        Evidence.objects.all().delete()

    assert first_fault() == (
        record.claim.sequence,
        f"its report {record.claim.pk} says something else",
    )


def test_added_part_of_a_record_is_found(record):
    terms = record.staged.terms.get()
    Milestone.objects.create(terms=terms, order=3, code="bridge")

    assert first_fault() == (
        terms.sequence,
        f"its obligation_terms {terms.pk} says something else",
    )


def test_record_without_its_last_entry_is_found(record):
    """The end of the chain can be cut off; what was recorded there still stands without it."""
    with unguarded():
        Entry.objects.latest("sequence").delete()

    assert first_fault() == (
        record.seen.sequence,
        f"the report {record.seen.pk} has no such entry",
    )


def test_added_record_is_found(record):
    """An INSERT passes the guards: without an entry it is no record."""
    report = ProgressReport.objects.get(pk=record.seen.pk)
    report.pk, report.submission_key, report.sequence = uuid4(), uuid4(), 999
    report.save(force_insert=True)

    assert first_fault() == (999, f"the report {report.pk} has no such entry")


def test_cut_end_shows_only_against_a_head_that_is_known(record):
    """Deleted with its entry, the last record leaves a whole chain with an older head."""
    head = audit().head
    with unguarded():
        ProgressReport.objects.filter(pk=record.seen.pk).first().citations.clear()
        ProgressReport.objects.filter(pk=record.seen.pk).delete()
        Entry.objects.latest("sequence").delete()

    assert audit().fault is None
    assert audit().head != head


FIXED = {
    "parent of a party": (
        "party ID-KT",
        lambda record: Party.objects.filter(code="ID-KT").update(
            parent=Party.objects.get(code="MY"), path="MY/ID-KT"
        ),
    ),
    "place of a party": (
        "party ID-KT",
        lambda record: Party.objects.filter(code="ID-KT").update(path="MY/ID-KT"),
    ),
    "beginning of a forum": (
        "forum kaltim-sabah",
        lambda record: Forum.objects.update(started_on="2001"),
    ),
    "parties of a forum": (
        "forum kaltim-sabah",
        lambda record: record.forum.parties.add(PartyFactory(code="BN")),
    ),
    "predecessor of a forum": (
        "forum kaltim-sabah",
        lambda record: Forum.objects.filter(pk=record.forum.pk).update(
            predecessor=ForumFactory(regime=record.regime)
        ),
    ),
    "agreement of an obligation": (
        "obligation post-nyamuk",
        lambda record: Obligation.objects.filter(code="post-nyamuk").update(
            agreement=AgreementFactory(paper=record.paper)
        ),
    ),
}


def test_changed_fixed_fact_is_found(record):
    for name, (subject, tamper) in FIXED.items():
        with taken_back():
            tamper(record)

            kind, code = subject.split()
            assert first_fault() == (
                entry_of(kind, code).sequence,
                f"its {subject} says something else",
            ), name


def test_renamed_code_is_found(record):
    sequence = entry_of("obligation", "post-nyamuk").sequence
    Obligation.objects.filter(code="post-nyamuk").update(code="post-imam")

    assert first_fault() == (sequence, "its obligation post-nyamuk is gone")


def test_party_that_was_never_entered_is_found(record):
    Party.objects.create(code="BN", path="BN", name_en="Brunei", kind="state")

    assert first_fault() == (Entry.objects.count() + 1, "the party BN was never entered")


def test_agreement_without_entry_is_found(record):
    Agreement.objects.create(code="stray", paper=record.paper, name_en="Stray")

    assert first_fault()[1] == "the agreement stray was never entered"


def test_first_of_two_faults_is_named(record):
    with unguarded():
        Verification.objects.update(reason="changed")
        RegimeSettings.objects.update(silence_days=1)

    settings = RegimeSettings.objects.get()
    assert first_fault() == (settings.sequence, f"its settings {settings.pk} says something else")
