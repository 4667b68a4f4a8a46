"""Looking at what a workbook would do, and doing it: all of it, or nothing.

Each row is read, taken and told before the next: of ten thousand rows none is held.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from compliance.imports.bringing import Bringer
from compliance.imports.hush import hushed
from compliance.imports.intake import Intake
from compliance.imports.ordering import in_order
from compliance.imports.outcomes import Outcome, Plan, Summing
from compliance.imports.sheets import SHEETS
from compliance.imports.workbook import Line, Workbook
from compliance.workflow.preliminaries import current_settings
from sosek.ledger.writing import open_chain

MAX_ROWS = 10_000  # of a workbook
MAX_HELD = 1_000  # of a sheet whose rows name each other: they are put in order first
AT_ONCE = 50  # rows that are looked at before whoever else writes is let in
LOCK_SECONDS = 20  # for which others are waited for, as long as the embedded database waits

Tell = Callable[[Outcome], None]


def preview(book: Workbook, who: Bringer, *, change: bool, tell: Tell) -> Plan:
    """What the import would do. Reports alone are only checked; what else there is, the verbs do
    it and it is undone, a few rows at a time where no row can rest on another."""
    intake = Intake(who, change=change, now=timezone.now(), writing=False)
    summing = _summing(book, change=change)
    taken = _taken(book, intake, summing, tell)
    with hushed():
        if book.kinds == ["report"]:
            _drain(taken)
        elif len(book.kinds) == 1 and not SHEETS[book.kinds[0]].names_its_own:
            while _undone(taken, AT_ONCE):
                pass
        else:
            _undone(taken, None)
    return summing.plan(days=_days(who, book))


def take(
    book: Workbook,
    who: Bringer,
    *,
    change: bool,
    digest: str,
    tell: Tell,
    go_on: Callable[[], bool],
) -> tuple[Plan, bool]:
    """Carry out the plan that has this digest; false: it is another one by now, or refused, or
    nobody waits for it any more. One transaction, so that it is all of it or nothing."""
    summing = _summing(book, change=change)
    with transaction.atomic(), hushed():
        _wait_for_others()
        intake = Intake(who, change=change, now=open_chain().now, writing=True)
        try:
            with transaction.atomic():
                _drain(_taken(book, intake, summing, tell))
                intake.records.finish()
        except IntegrityError:
            summing.refuse(
                _("The database has something else that does not go with this. Look again.")
            )
        plan = summing.plan(days=_days(who, book))
        done = plan.writes and plan.digest == digest and go_on()
        if not done:
            transaction.set_rollback(True)
    return plan, done


def _summing(book: Workbook, *, change: bool) -> Summing:
    return Summing(change=change, faults=book.faults, notes=book.notes)


def _taken(book: Workbook, intake: Intake, summing: Summing, tell: Tell) -> Iterator[Outcome]:
    """Each row as it is taken, told and counted."""
    rows = 0
    for kind in book.kinds:
        for outcome in _outcomes(kind, book.lines(kind), intake):
            rows += 1
            if rows > MAX_ROWS:
                sentence = _("The workbook has more than %(most)s rows; divide it.")
                raise ValidationError(sentence, code="many", params={"most": MAX_ROWS})
            summing.add(outcome)
            tell(outcome)
            yield outcome
    if not rows and not book.faults:
        raise ValidationError(_("The workbook has no rows."), code="empty")


def _outcomes(kind: str, lines: Iterator[Line], intake: Intake) -> Iterator[Outcome]:
    """In the order of the workbook; where rows name each other, they are taken in theirs."""
    if not SHEETS[kind].names_its_own:
        yield from intake.outcomes(kind, lines)
        return
    held = list(islice(lines, MAX_HELD + 1))
    if len(held) > MAX_HELD:
        sentence = _("The sheet %(sheet)s takes at most %(most)s rows; divide it.")
        said = {"sheet": SHEETS[kind].title, "most": MAX_HELD}
        raise ValidationError(sentence, code="many", params=said)
    outcomes = {id(line): intake.outcome(line) for line in in_order(held)}
    yield from (outcomes[id(line)] for line in held)


def _drain(taken: Iterator[Outcome]) -> int:
    return sum(1 for _outcome in taken)


def _undone(taken: Iterator[Outcome], most: int | None) -> int:
    """Take so many rows, or all, and undo what they did; how many there were."""
    with transaction.atomic():
        _wait_for_others()
        open_chain()  # one writer at a time: what is found is so until the end
        rows = _drain(islice(taken, most))
        transaction.set_rollback(True)
    return rows


def _wait_for_others() -> None:
    """Not for ever: whoever waits here is told that others are writing."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")


def _days(who: Bringer, book: Workbook) -> int | None:
    """For how long the other side may contest what is claimed; None: nothing is."""
    if "report" not in book.kinds or not who.claims:
        return None
    return current_settings(who.regime.pk).silence_days
