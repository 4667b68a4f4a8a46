"""Taking the lines of a workbook through the verbs, all or none, and saying what each does."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements import workflow
from agreements.models import CommitteeName, CommitteeParent, Regime
from compliance.imports.comparing import Change, changes, shown, uncited
from compliance.imports.fixtures import FixtureError, Item
from compliance.imports.hush import hushed
from compliance.imports.rows import DeletedError, Rows
from compliance.imports.seeding import REGISTER
from compliance.imports.workbook import Line, LineItem, Workbook
from sosek.ledger.writing import open_chain


class Verdict(models.TextChoices):
    """What becomes of a line."""

    NEW = "new", gettext_lazy("New")
    SAME = "same", gettext_lazy("No difference")
    DIFFERS = "differs", gettext_lazy("Differs, stays as it is")
    CHANGED = "changed", gettext_lazy("Will be changed")
    REFUSED = "refused", gettext_lazy("Refused")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a line does, or why it is refused."""

    line: Line
    verdict: Verdict
    changes: tuple[Change, ...] = ()
    faults: tuple[str, ...] = ()

    def facts(self) -> tuple[Any, ...]:
        """The same in every language."""
        said = [(each.column, shown(each.here), shown(each.there)) for each in self.changes]
        return self.line.sheet.kind, self.line.place.row, self.verdict.value, said


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import does, line by line."""

    outcomes: tuple[Outcome, ...]
    faults: tuple[str, ...]  # of sheets and columns
    change: bool  # whether rows that differ are changed

    @property
    def counts(self) -> Counter[Verdict]:
        return Counter(outcome.verdict for outcome in self.outcomes)

    @property
    def refusals(self) -> list[str]:
        """Every sentence, in the order of the workbook."""
        return [*self.faults, *(fault for each in self.outcomes for fault in each.faults)]

    @property
    def writes(self) -> bool:
        """Whether anything would be written, and may be."""
        return not self.refusals and bool(self.counts[Verdict.NEW] or self.counts[Verdict.CHANGED])

    @property
    def digest(self) -> str:
        """By which it is known again: a plan that was looked at is the one that is carried out."""
        facts = [self.change, [each.facts() for each in self.outcomes]]
        return hashlib.sha256(repr(facts).encode()).hexdigest()


def preview(workbook: Workbook, regime: Regime, *, change: bool) -> Plan:
    """What the import would do: it is done by the same verbs, and undone."""
    with transaction.atomic():
        plan = _taken(workbook, regime, change=change)
        transaction.set_rollback(True)
    return plan


def take(workbook: Workbook, regime: Regime, *, change: bool, digest: str) -> tuple[Plan, bool]:
    """Carry out the plan that has this digest; false: it is another one by now, or refused."""
    with transaction.atomic():
        plan = _taken(workbook, regime, change=change)
        done = plan.writes and plan.digest == digest
        if not done:
            transaction.set_rollback(True)
    return plan, done


def _taken(workbook: Workbook, regime: Regime, *, change: bool) -> Plan:
    open_chain()  # one writer at a time: what is found is so until the end
    intake = Intake(regime, change=change)
    with hushed():
        outcomes = {id(line): intake.outcome(line) for line in in_order(workbook.lines)}
    read = tuple(outcomes[id(line)] for line in workbook.lines)
    return Plan(read, tuple(workbook.faults), change)


def in_order(lines: Sequence[Line]) -> Iterator[Line]:
    """Kinds and lines as in the workbook, but what another line of its kind names comes before."""
    kinds = ("party", "committee", "appointment", "site")
    for kind in kinds:
        own = [line for line in lines if line.sheet.kind == kind]
        yield from _in_order(own, {line.item.key[0]: line for line in reversed(own)})


def _in_order(lines: Sequence[Line], by_code: dict[str, Line]) -> Iterator[Line]:
    begun: set[int] = set()

    def waits_for(line: Line) -> Iterator[Line]:
        return (by_code[code] for code in _names(line) if code in by_code)

    for line in lines:
        waiting = [] if id(line) in begun else [(line, waits_for(line))]
        begun.add(id(line))
        while waiting:  # no recursion: a file may name as long a chain as it has rows
            _line, others = waiting[-1]
            other = next((each for each in others if id(each) not in begun), None)
            if other is None:
                yield waiting.pop()[0]
            else:
                begun.add(id(other))
                waiting.append((other, waits_for(other)))


def _names(line: Line) -> Iterator[str]:
    """The codes of its own kind that a line names."""
    for item in line.items.values():
        for name, known in item.shape.fields.items():
            if known.of == line.sheet.kind and name in item.given:
                yield item.given[name]


class OwnRows(Rows):
    """The rows of one regime, and those of none: what belongs to another does not exist."""

    def __init__(self, regime: Regime) -> None:
        super().__init__()
        self._found["regime", regime.slug] = self.regime = regime
        self.refused: dict[tuple[str, str], int] = {}  # by kind and code, the row that says it

    def once(self, model: type[models.Model], lookup: dict[str, Any]) -> Any:
        if getattr(model, "regime_path", "") == "regime":
            lookup = lookup | {"regime": self.regime}
        try:
            return super().once(model, lookup)
        except DeletedError:
            return None  # a seed does not bring back what was deleted; who sends a workbook may

    def named(self, item: Item, kind: str, code: str, place: str) -> Any:
        try:
            return super().named(item, kind, code, place)
        except FixtureError:
            row = self.refused.get((kind, code))
            if row is None:
                raise
        sentence = _("“%(code)s” stands in row %(row)s, which is refused itself")
        raise item.wrong(place, sentence % {"code": code, "row": row})


@dataclass(slots=True)
class Intake:
    """One import under way."""

    regime: Regime
    change: bool
    rows: OwnRows = field(init=False)
    seen: dict[tuple[str, tuple[str, ...]], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = OwnRows(self.regime)

    def outcome(self, line: Line) -> Outcome:
        """What the line does. What it wrote before it was refused is undone."""
        try:
            self._refuse_what_is_wrong(line)
            with transaction.atomic():
                outcome = self._kept(line)
        except FixtureError as error:
            faults: list[str] = line.faults or [str(error)]
        except ValidationError as error:
            faults = list(_told(line, error))
        except IntegrityError:
            sentence = _("The database has something else that does not go with this. Look again.")
            faults = [line.place.sentence(None, sentence)]
        else:
            return outcome
        self.rows.refused.setdefault((line.sheet.kind, line.item.key[0]), line.place.row)
        return Outcome(line, Verdict.REFUSED, faults=tuple(faults))

    def _refuse_what_is_wrong(self, line: Line) -> None:
        if line.faults:
            raise FixtureError
        key = line.sheet.kind, line.item.key
        if key in self.seen:
            sentence = _("it stands in row %(row)s already") % {"row": self.seen[key]}
            raise line.item.wrong("", sentence)
        self.seen[key] = line.place.row

    def _kept(self, line: Line) -> Outcome:
        item = line.item
        if "regime" in item.shape.fields:
            item.given["regime"] = self.regime.slug
        row = self.rows.existing(item)
        if row is None:
            row = self._registered(line)
            outcome = Outcome(line, Verdict.NEW)
        else:
            outcome = self._compared(line, row)
        if len(item.shape.key) == 1:
            self.rows.remember(item, row)
        return outcome

    def _registered(self, line: Line) -> Any:
        item = line.item
        register = REGISTER.get(item.kind, workflow.register)
        row = register(self.rows.made(item), citations=self.rows.citations(item))
        if line.sheet.kind == "committee":
            workflow.register(CommitteeName(committee=row, **self._part(line, "committee name")))
            under = self._part(line, "committee parent")
            if under:
                workflow.register(CommitteeParent(committee=row, **under))
        return row

    def _part(self, line: Line, kind: str) -> dict[str, Any]:
        """The columns of what stands beside the row."""
        return self.rows.columns(line.items[kind]) if kind in line.items else {}

    def _compared(self, line: Line, row: Any) -> Outcome:
        """Where the line differs; changed, if that is wanted."""
        found: list[Change] = []
        for item, target in self._targets(line, row):
            differing = list(changes(self.rows, item, target))
            found += differing
            if differing and self.change:
                self._changed(item, target, differing)
        cited = uncited(self.rows, line.item, row)
        if cited:
            found.append(Change("citations", None, cited[0]["source"]))
            if self.change:
                row.citations.add(*self.rows.citations(line.item))
        if not found:
            return Outcome(line, Verdict.SAME)
        verdict = Verdict.CHANGED if self.change else Verdict.DIFFERS
        return Outcome(line, verdict, tuple(found))

    def _changed(self, item: LineItem, target: Any, differing: list[Change]) -> None:
        for each in differing:
            if each.column == "code":
                sentence = _("the register has it as “%(code)s” now, and that stays")
                raise item.wrong("code", sentence % {"code": each.here})
            setattr(target, each.column, each.there)
        workflow.change_master(target)

    def _targets(self, line: Line, row: Any) -> Iterator[tuple[LineItem, Any]]:
        """The rows that a line speaks of: a committee's first name and place are beside it."""
        yield line.item, row
        if "committee name" in line.items:
            first = row.names.first() or CommitteeName(committee=row)
            yield line.items["committee name"], first
        if "committee parent" in line.items:
            place = row.parents.select_related("parent").first() or CommitteeParent(committee=row)
            yield line.items["committee parent"], place


def _told(line: Line, error: ValidationError) -> Iterator[str]:
    """A verb's refusal, each of its sentences said of the column that it is about."""
    for column, errors in error.update_error_dict({}).items():
        head = None
        if column != NON_FIELD_ERRORS:
            kinds = dict.fromkeys([line.sheet.kind, *(each.kind for each in line.sheet.columns)])
            heads = (line.place.head(kind, column) for kind in kinds)
            head = next((each for each in heads if each is not None), None)
        for each in errors:
            for sentence in each.messages:
                yield line.place.sentence(head, sentence)
