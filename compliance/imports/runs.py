"""A workbook is looked at or imported: a small one at once, a large one while its sender waits.

There is no queue of tasks: a thread of the server does it with a connection of its own and says
how far it is in a file beside the workbook, as the database is busy with the import itself. Where
the server stops in the middle, the transaction is undone by the database, nobody says any more
how far it is, and the page says so.
"""

import json
import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from types import SimpleNamespace
from typing import Any, TextIO

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from simple_history.models import HistoricalRecords

from agreements.models import Regime, User
from compliance.imports.bringing import Bringer, regimes_of
from compliance.imports.kept import Kept
from compliance.imports.outcomes import Outcome, Plan
from compliance.imports.taking import preview, take
from compliance.imports.telling import ToldRow, told
from compliance.imports.workbook import opened

logger = logging.getLogger(__name__)

SMALL = 300  # rows that are done before the page is answered
BEAT = 0.5  # seconds between two notes of how far it is
SILENT = 60.0  # seconds after which who said nothing is taken to have stopped
LOOKING, TAKING, LOOKED, TAKEN, FAILED = "looking", "taking", "looked", "taken", "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done with a workbook."""

    kept: Kept
    language: str
    change: bool
    digest: str = ""  # of the plan to be carried out; empty: it is only looked at

    @property
    def stage(self) -> str:
        return TAKING if self.digest else LOOKING


@dataclass(frozen=True, slots=True)
class State:
    """How far it is."""

    run: str
    stage: str
    rows: int  # done
    total: int  # about
    said_at: float
    plan: Plan | None = None  # where it has been looked at
    problem: str = ""

    @property
    def so_far(self) -> str:
        return number_format(self.rows, force_grouping=True)

    @property
    def in_all(self) -> str:
        return number_format(self.total, force_grouping=True)

    @property
    def busy(self) -> bool:
        """Somebody is at it."""
        return self.stage in (LOOKING, TAKING) and time.time() - self.said_at < SILENT

    @property
    def interrupted(self) -> bool:
        """Somebody was at it, and has stopped without a word."""
        return self.stage in (LOOKING, TAKING) and not self.busy


def state_of(kept: Kept) -> State | None:
    """None: it is not here any more."""
    found = kept.state()
    if found is None:
        return None
    plan = found.pop("plan")
    return State(**found, plan=Plan(**plan) if plan else None)


def begin(job: Job) -> None:
    """Do it: now where it is small, else beside the server's other work."""
    run = Run(job)
    run.say()
    if job.kept.rows <= SMALL:
        run.do()
    else:
        _apart(run)


def _apart(run: "Run") -> None:
    threading.Thread(target=_alone, args=(run,), name="import", daemon=True).start()


def _alone(run: "Run") -> None:
    """In a thread, with a connection of its own and as the user who sent it."""
    user = User.objects.filter(pk=run.job.kept.user).first()
    HistoricalRecords.context.request = SimpleNamespace(user=user)
    try:
        with translation.override(run.job.language):
            run.do()
    finally:
        del HistoricalRecords.context.request
        connection.close()


class SupersededError(Exception):
    """The sender has begun again meanwhile."""


class Run:
    """One job under way."""

    def __init__(self, job: Job) -> None:
        self.job, self.id = job, uuid.uuid4().hex
        self.rows, self._noted = 0, 0.0

    def do(self) -> None:
        """All of it, with what became of it said at the end, whatever happens."""
        try:
            self._do()
        except SupersededError:
            logger.info("workbook %s: begun again", self.job.kept.sha256[:12])
        except ValidationError as error:
            self.say(FAILED, problem=" ".join(error.messages))
        except OperationalError:
            logger.warning("workbook %s: no lock", self.job.kept.sha256[:12], exc_info=True)
            problem = _("Others are writing just now. Nothing was imported; try again.")
            self.say(FAILED, problem=problem)
        except Exception:
            logger.exception("workbook %s failed", self.job.kept.sha256[:12])
            problem = _("Something went wrong. Nothing was imported; the operator finds why.")
            self.say(FAILED, problem=problem)

    def _do(self) -> None:
        kept, who = self.job.kept, self._who()
        rows = kept.told.with_suffix(f".{self.id}")
        try:
            rows.touch(mode=0o600)
            with rows.open("w", encoding="utf-8") as stream, opened(kept.path) as book:
                tell = self._telling(stream)
                if not self.job.digest:
                    plan = preview(book, who, change=self.job.change, tell=tell)
                    stage, problem = LOOKED, ""
                else:
                    plan, stage, problem = self._take(book, who, tell)
            rows.replace(kept.told)
        finally:
            rows.unlink(missing_ok=True)
        self.say(stage, plan=plan, problem=problem)
        if stage == TAKEN:
            kept.discard()

    def _take(self, book: Any, who: Bringer, tell: Callable[[Outcome], None]) -> Any:
        job = self.job
        plan, done = take(
            book, who, change=job.change, digest=job.digest, tell=tell, go_on=self._is_latest
        )
        if not done:
            return plan, LOOKED, _why_not(plan, job.digest)
        logger.info(
            "workbook %s imported by user %s: %s rows",
            job.kept.sha256[:12],
            who.user.pk,
            plan.writing,
        )
        return plan, TAKEN, ""

    def _who(self) -> Bringer:
        """Asked anew: a role may have been taken since the workbook was sent."""
        user = User.objects.get(pk=self.job.kept.user)
        regime: Regime | None = regimes_of(user).filter(pk=self.job.kept.regime).first()
        if regime is None or not self.job.kept.is_there():
            raise ValidationError(_("This workbook is not here any more. Choose it again."))
        return Bringer(user, regime)

    def _telling(self, stream: TextIO) -> Callable[[Outcome], None]:
        """Each row into the file of what was found, one a line, its verdict first."""

        def tell(outcome: Outcome) -> None:
            row = told(outcome)
            stream.write(f"{row.verdict.value}\t{json.dumps(asdict(row))}\n")
            self.rows += 1
            if time.monotonic() - self._noted > BEAT:
                if not self._is_latest():
                    raise SupersededError
                self.say()

        return tell

    def _is_latest(self) -> bool:
        found = self.job.kept.state()
        return found is not None and found["run"] == self.id

    def say(self, stage: str = "", *, plan: Plan | None = None, problem: str = "") -> None:
        """How far it is."""
        self._noted = time.monotonic()
        state = State(
            run=self.id,
            stage=stage or self.job.stage,
            rows=self.rows,
            total=max(self.job.kept.rows, self.rows),
            said_at=time.time(),
            plan=plan,
            problem=problem,
        )
        self.job.kept.note(asdict(state))


def _why_not(plan: Plan, digest: str) -> str:
    if plan.refused:
        return _("Nothing was imported: some rows are refused.")
    if plan.digest != digest:
        return _("Something has changed since you looked. Look at it again.")
    return _("There is nothing to import.")


def rows_told(kept: Kept, only: str = "") -> Iterator[ToldRow]:
    """What was found of each row, or of those with this verdict; none is held."""
    try:
        with kept.told.open(encoding="utf-8") as stream:
            for line in stream:
                verdict, _tab, row = line.partition("\t")
                if not only or verdict == only:
                    yield ToldRow.from_json(json.loads(row))
    except OSError:
        return


def told_between(kept: Kept, only: str, first: int, last: int) -> list[ToldRow]:
    """Those on one page."""
    return list(islice(rows_told(kept, only), first, last))
