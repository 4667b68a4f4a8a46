"""Facts for the tests of scoring, said shortly. Days and moments are counted from one beginning."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import count

from compliance.scoring import (
    Agreement,
    AgreementTerms,
    Answer,
    Ending,
    Finding,
    Obligation,
    Report,
    Status,
    Terms,
    Thresholds,
    obligation_result,
)

BEGINNING = datetime(2010, 1, 1, tzinfo=UTC)
THRESHOLDS = Thresholds(Fraction(95, 100), Fraction(75, 100), Fraction(40, 100))
TODAY = 1000  # later than everything, unless a test says otherwise
_sequence = count(1_000)

STATUSES = {0: Status.NOT_STARTED, 100: Status.FULFILLED, None: Status.SUSPENDED}


def day(number):
    return date(2010, 1, 1) + timedelta(days=number)


def moment(number):
    """In days from the beginning; the moments of answers and endings follow the reports'."""
    return BEGINNING + timedelta(days=number)


def says(percent, observed=10, *, recorded=None, sequence=None, **facts):
    """A claim of ID that says so many percent (None: suspended), not yet answered."""
    recorded = observed if recorded is None else recorded
    sequence = next(_sequence) if sequence is None else sequence
    status = facts.pop("status", STATUSES.get(percent, Status.IN_PROGRESS))
    return Report(
        key=facts.pop("key", f"report-{sequence}"),
        sequence=sequence,
        recorded_at=moment(recorded),
        observed_on=day(observed),
        status=status,
        percent=percent if status is Status.IN_PROGRESS else None,
        side=facts.pop("side", "ID"),
        **facts,
    )


def answered(report, *, accepted, at=None, side="MY"):
    recorded_at = report.recorded_at if at is None else moment(at)
    answer = Answer(next(_sequence), recorded_at, side, accepted)
    return report._replace(answers=(*report.answers, answer))


def accepted(report, **answer):
    return answered(report, accepted=True, **answer)


def contested(report, **answer):
    return answered(report, accepted=False, **answer)


def ended(report, finding, percent=None, at=None):
    recorded_at = report.recorded_at if at is None else moment(at)
    fraction = None if percent is None else Fraction(percent) / 100
    ending = Ending(next(_sequence), recorded_at, Finding(finding), fraction)
    return report._replace(endings=(*report.endings, ending))


def stands(percent, observed=10, **facts):
    return accepted(says(percent, observed, **facts))


def disputed(percent, observed=10, **facts):
    return contested(says(percent, observed, **facts))


def observed(percent, observed=10, **facts):
    return says(percent, observed, claim=False, side=None, **facts)


def terms(owes="ID", **facts):
    sequence = facts.pop("sequence", 1)
    recorded_at = moment(facts.pop("recorded", 0))
    return Terms(sequence, recorded_at, facts.pop("holds_from", None), owes, **facts)


def obligation(*reports, code="obligation", versions=None, **facts):
    return Obligation(code, "agreement", versions or (terms(**facts),), reports)


def agreement(*obligations, code="agreement", paper=1, started=None, versions=None, **facts):
    first = AgreementTerms(1, BEGINNING, facts.pop("holds_from", None), **facts)
    return Agreement(code, paper, "forum", started, versions or (first,), obligations)


def result(*reports, as_of=TODAY, known_at=TODAY, opened_on=None, **facts):
    return obligation_result(
        obligation(*reports, **facts),
        opened_on=opened_on,
        as_of=day(as_of),
        known_at=moment(known_at),
    )


def percents(found):
    """What a result says is established and claimed, in percent."""
    return tuple(None if f is None else f * 100 for f in (found.established, found.claimed))
