"""Taking the lines of a workbook through the verbs, and saying what each does."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from agreements import workflow
from agreements.models import CommitteeName, CommitteeParent, Regime
from compliance.imports.bringing import MOST_KEPT, Bringer
from compliance.imports.comparing import Change, changes, in_first_terms, uncited
from compliance.imports.fixtures import FixtureError, Item
from compliance.imports.outcomes import Outcome, Verdict
from compliance.imports.records import Records
from compliance.imports.rows import DeletedError, Rows
from compliance.imports.seeding import CREATE, REGISTER
from compliance.imports.workbook import Line, LineItem
from compliance.workflow.bulk import AT_ONCE


class OwnRows(Rows):
    """The rows of one regime, and those of none: what belongs to another does not exist."""

    def __init__(self, regime: Regime) -> None:
        super().__init__()
        self._found["regime", regime.slug] = self.regime = regime
        self.refused: dict[tuple[str, str], int] = {}  # by kind and code, the row that says it

    def once(self, model: type[models.Model], lookup: dict[str, Any]) -> Any:
        path = getattr(model, "regime_path", "")
        if path:
            lookup = lookup | {path: self.regime}
        try:
            return super().once(model, lookup)
        except DeletedError:
            return None  # a seed does not bring back what was deleted; who sends a workbook may

    def named(self, item: Item, kind: str, code: str, place: str) -> Any:
        if len(self._found) >= MOST_KEPT:
            self._found = {("regime", self.regime.slug): self.regime}
        try:
            return super().named(item, kind, code, place)
        except FixtureError:
            row = self.refused.get((kind, code))
            if row is None:
                raise
        sentence = _("“%(code)s” stands in row %(row)s, which is refused itself")
        raise item.wrong(place, sentence % {"code": code, "row": row})

    def _paper(self, item: Item) -> Any:
        try:
            return super()._paper(item)
        except FixtureError:
            sentence = _("the forum “%(forum)s” has no working paper %(number)s")
            said = {"forum": item.given["forum"], "number": item.given["paper"]}
        raise item.wrong("paper", sentence % said)


class Intake:
    """One import under way; one that will be undone writes no reports."""

    def __init__(self, who: Bringer, *, change: bool, now: datetime, writing: bool) -> None:
        self.who, self.change = who, change
        self.rows = OwnRows(who.regime)
        self.records = Records(who, self.rows, now=now, writing=writing)
        self.seen: dict[tuple[str, tuple[str, ...]], int] = {}

    def outcomes(self, kind: str, lines: Iterator[Line]) -> Iterator[Outcome]:
        """What each line does, in their order."""
        if kind != "report" or not self.who.may(kind):
            yield from map(self.outcome, lines)
            return
        while batch := list(islice(lines, AT_ONCE)):
            self.records.prepare(batch)
            yield from map(self.outcome, batch)

    def outcome(self, line: Line) -> Outcome:
        """What the line does. What it wrote before it was refused is undone."""
        try:
            if line.sheet.kind == "report":
                self._refuse_what_is_wrong(line)
                return self.records.outcome(line, self._refuse_twins)
            self._refuse_what_is_wrong(line)
            self._refuse_twins(line)
            with transaction.atomic():
                return self._kept(line)
        except FixtureError as error:
            faults: list[str] = line.faults or [str(error)]
        except ValidationError as error:
            faults = list(_told(line, error))
        except IntegrityError:
            sentence = _("The database has something else that does not go with this. Look again.")
            faults = [line.place.sentence(None, sentence)]
        self.rows.refused.setdefault((line.sheet.kind, line.item.key[0]), line.place.row)
        return Outcome(line, Verdict.REFUSED, faults=tuple(faults))

    def _refuse_what_is_wrong(self, line: Line) -> None:
        refusal = self.who.refusal(line)
        if refusal:
            line.faults = [line.place.sentence(None, refusal)]
        if line.faults:
            raise FixtureError

    def _refuse_twins(self, line: Line) -> None:
        key = line.sheet.kind, line.item.key
        if key in self.seen:
            sentence = _("it stands in row %(row)s already") % {"row": self.seen[key]}
            raise line.item.wrong("", sentence)
        self.seen[key] = line.place.row

    def _kept(self, line: Line) -> Outcome:
        item = line.item
        if "regime" in item.shape.fields:
            item.given["regime"] = self.who.regime.slug
        row = self.rows.existing(item)
        if row is None:
            row = self._registered(line)
            outcome = Outcome(line, Verdict.NEW)
        else:
            outcome = self._compared(line, row)
        if line.sheet.names_its_own:  # what others rest on is found again
            self.rows.remember(item, row)
        return outcome

    def _registered(self, line: Line) -> Any:
        item = line.item
        if item.kind in ("agreement", "obligation"):  # with their first terms
            return CREATE[item.kind](item, {}, self.rows)
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
        fixed = list(in_first_terms(self.rows, line.item, row))
        if found and self.change:
            return Outcome(line, Verdict.CHANGED, tuple(found))
        if found or fixed:  # terms are never changed here: an offer or a decision makes new ones
            return Outcome(line, Verdict.DIFFERS, (*found, *fixed))
        return Outcome(line, Verdict.SAME)

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
