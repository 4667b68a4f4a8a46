"""Many reports at once are the same as each alone, and stand or fall together."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from agreements.models import Citation, PartialDate
from compliance.models import ProgressReport
from compliance.workflow.bulk import Reports
from compliance.workflow.stating import Statement
from sosek.ledger.audit import audit
from sosek.ledger.models import Entry
from sosek.ledger.writing import open_chain
from tests.factories import ProgressReportFactory, SourceFactory
from tests.refusals import refuses, writes_nothing

OWN = ("report", "recorded_at")


def said(words: str, **more: Any) -> Statement:
    return Statement(observed_on=PartialDate("2012-05"), narrative=words, **more)


def test_they_say_what_each_alone_would(
    obligation_of_id: Any, kaltim: Any, official_id: Any, official_my: Any
) -> None:
    alone = ProgressReportFactory(
        obligation=obligation_of_id, status="in_progress", percent=60, narrative="Built."
    )
    citation = Citation.objects.create(source=SourceFactory(), locator="p. 4")
    with transaction.atomic():
        reports = Reports(author=alone.author, now=open_chain().now)
        given = {"obligation": obligation_of_id, "submission_key": uuid.uuid4()}
        words = said(alone.narrative, percent=60, language=alone.language)
        claim = reports.check(**given, statement=words, party=alone.party, cited=False)
        given["submission_key"] = uuid.uuid4()
        seen = reports.check(**given, statement=said("Seen."), party=None, cited=True)
        reports.submit(claim)
        reports.submit(seen, citations=[citation])
        assert ProgressReport.objects.count() == 1
        reports.finish()

    first, second = ProgressReport.objects.get(pk=alone.pk), ProgressReport.objects.get(pk=claim.pk)
    same = {key for key, value in first.payload().items() if value == second.payload()[key]}
    assert set(first.payload()) - same <= {"report", "observed_on", "observed_day"}
    assert list(ProgressReport.objects.get(pk=seen.pk).citations.all()) == [citation]
    assert audit().fault is None
    assert Entry.objects.latest("sequence").sequence == seen.sequence


def test_what_one_alone_is_refused_for_is_refused_here(
    obligation_of_id: Any, sabah: Any, kaltim: Any, official_id: Any
) -> None:
    reports = Reports(
        author=official_id, now=ProgressReportFactory(obligation=obligation_of_id).recorded_at
    )
    given = {"obligation": obligation_of_id, "cited": False, "submission_key": uuid.uuid4()}
    reports.asked.know([obligation_of_id])
    with refuses("other_side"):
        reports.check(**given, statement=said("X", percent=5), party=sabah)
    with refuses("source", of="source"):
        reports.check(**given, statement=said("X", percent=5), party=None)
    with refuses("milestone", of="milestone"):
        reports.check(**given, statement=said("X", milestone="roof"), party=kaltim)
    for _again in range(2):  # what fits is asked once, what does not each time
        words = said("X", status="fulfilled", percent=5)
        with writes_nothing(), pytest.raises(ValidationError, match="A share goes with"):
            reports.check(**given, statement=words, party=kaltim)


def test_the_database_refuses_a_key_twice_and_then_all(
    obligation_of_id: Any, kaltim: Any, official_id: Any
) -> None:
    same = {
        "obligation": obligation_of_id,
        "statement": said("X", percent=5),
        "party": kaltim,
        "cited": False,
        "submission_key": uuid.uuid4(),
    }

    def twice() -> None:
        with transaction.atomic():
            reports = Reports(author=official_id, now=open_chain().now)
            for _time in range(2):
                reports.submit(reports.check(**same))
            reports.finish()

    with writes_nothing(), pytest.raises(IntegrityError):
        twice()
