"""Creating what a fixture has and the database lacks, through the verbs; changing nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from agreements import workflow
from agreements.models import (
    AgreementTerms,
    Consent,
    Milestone,
    ObligationTerms,
    RegimeSettings,
)
from compliance.imports.comparing import differences
from compliance.imports.fixtures import FixtureError, Item, read_folder
from compliance.imports.rows import DeletedError, Rows
from compliance.imports.shapes import Said
from compliance.workflow.approving import decide_approval, request_approval
from compliance.workflow.diagnosing import assess, state_reason
from compliance.workflow.offering import NAMES, Proposed, make_offer
from compliance.workflow.reporting import Statement, submit_report
from sosek.ledger.writing import open_chain

Part = TypeVar("Part", Milestone, Consent)
Folder = dict[str, list[Item]]


@dataclass(slots=True)
class Outcome:
    """What a seed did, and where the fixture says something else than the database."""

    created: Counter[str] = field(default_factory=Counter)  # by kind
    differences: list[str] = field(default_factory=list)


def seed(folders: Iterable[Path]) -> Outcome:
    """All of these folders, or nothing."""
    read = [read_folder(folder) for folder in folders]
    outcome, rows = Outcome(), Rows()
    with transaction.atomic():
        open_chain()  # one seed at a time: what is missing cannot appear before it is created
        for folder in read:
            for items in folder.values():
                for item in in_order(items):
                    _keep(item, folder, rows, outcome)
    return outcome


def in_order(items: Sequence[Item]) -> Iterator[Item]:
    """As in the file, but what another item of the kind names comes before that one."""
    by_key = {item.key[0]: item for item in items}
    begun: set[str] = set()

    def visit(item: Item) -> Iterator[Item]:
        begun.add(item.key[0])
        for other in _named_by(item, by_key):
            if other.key[0] not in begun:
                yield from visit(other)
        yield item

    for item in items:
        if not _naming_its_kind(item):
            yield item
        elif item.key[0] not in begun:
            yield from visit(item)


def _naming_its_kind(item: Item) -> list[str]:
    return [name for name, known in item.shape.fields.items() if known.of == item.kind]


def _named_by(item: Item, by_key: dict[str, Item]) -> list[Item]:
    codes = [item.given.get(name) for name in _naming_its_kind(item)]
    return [by_key[code] for code in codes if code in by_key]


def _keep(item: Item, folder: Folder, rows: Rows, outcome: Outcome) -> None:
    """Create the item, or report where what is there differs from it."""
    try:
        row = rows.existing(item)
        if row is None:
            row = CREATE.get(item.kind, _create)(item, folder, rows)
            outcome.created[item.kind] += 1
        else:
            outcome.differences += differences(rows, item, row)
        if len(item.shape.key) == 1:
            rows.remember(item, row)
    except DeletedError as deleted:
        outcome.differences.append(f"{item}: {deleted}")
    except ValidationError as error:
        raise _refused(item, error) from None


def _refused(item: Item, error: ValidationError) -> FixtureError:
    """A verb's refusal, said of the field as the fixture calls it."""
    column, errors = next(iter(error.update_error_dict({}).items()))
    columns = {known.column: name for name, known in item.shape.fields.items() if known.column}
    columns["source"] = "citations"
    bare = column[:-3] if column[-3:] in ("_en", "_id", "_ms") else column
    place = "" if column == NON_FIELD_ERRORS else columns.get(bare, bare)
    return item.wrong(place, errors[0].messages[0])


def _create(item: Item, folder: Folder, rows: Rows) -> Any:
    """Most kinds: a row and its citations."""
    row = rows.made(item)
    return REGISTER.get(item.kind, workflow.register)(row, citations=rows.citations(item))


def _create_regime(item: Item, folder: Folder, rows: Rows) -> Any:
    """A regime, with the settings of its folder as the first version."""
    given = folder["settings"][0].given if folder["settings"] else {}
    settings = {name: value for name, value in given.items() if name != "regime"}
    regime = rows.made(item)
    return workflow.register_regime(
        regime,
        RegimeSettings(reason="Seed", **settings),
        citations=rows.citations(item),
    )


def _create_forum(item: Item, folder: Folder, rows: Rows) -> Any:
    parties = [rows.named(item, "party", code, "parties") for code in item.given["parties"]]
    forum = rows.made(item)
    return workflow.register_forum(forum, parties=parties, citations=rows.citations(item))


def _create_agreement(item: Item, folder: Folder, rows: Rows) -> Any:
    return workflow.register_agreement(
        rows.made(item),
        AgreementTerms(**rows.columns(item, terms=True)),
        citations=rows.citations(item),
    )


def _create_obligation(item: Item, folder: Folder, rows: Rows) -> Any:
    """An obligation with its first terms, their milestones and the consents they need."""
    consents = [
        _consent(item, rows, given, f"consents {number}, authority")
        for number, given in enumerate(item.given.get("consents", ()), start=1)
    ]
    return workflow.register_obligation(
        rows.made(item),
        ObligationTerms(**rows.columns(item, terms=True)),
        milestones=[_milestone(given) for given in item.given.get("milestones", ())],
        consents=consents,
        citations=rows.citations(item),
    )


def _consent(item: Item, rows: Rows, given: dict[str, Any], place: str) -> Consent:
    authority = rows.named(item, "party", given["authority"], place)
    return Consent(authority=authority, level=given.get("level", ""))


def _milestone(given: dict[str, Any]) -> Milestone:
    names = {f"name_{language}": words for language, words in given.get("name", {}).items()}
    return Milestone(code=given["code"], weight=given.get("weight", 1), **names)


def _create_succession(item: Item, folder: Folder, rows: Rows) -> Any:
    """The terms as they were, owed by the successor from that day on."""
    columns = rows.columns(item)
    before = columns["obligation"].terms.order_by("-sequence").first()
    kept = ("weight", "starts_on", "due_on", "ended_on", "ended_how", "replaced_by")
    terms = ObligationTerms(**{name: getattr(before, name) for name in kept} | columns)
    return workflow.amend_obligation(
        terms,
        milestones=[_copied(part) for part in before.milestones.order_by("order")],
        consents=[_copied(part) for part in before.consents.order_by("order")],
        citations=rows.citations(item),
    )


def _copied(part: Part) -> Part:
    part.pk = None
    part._state.adding = True
    return part


def _create_report(item: Item, folder: Folder, rows: Rows) -> Any:
    """An observation, entered by nobody in particular."""
    columns = rows.columns(item)
    if (item.given["kind"] == Said.INFORMATION) != (not columns.get("status")):
        raise item.wrong("status", "an observation has one, information has none")
    obligation, key = columns.pop("obligation"), columns.pop("submission_key")
    return submit_report(
        obligation=obligation,
        statement=Statement(**columns),
        author=None,
        party=None,
        citations=rows.citations(item),
        submission_key=key,
    )


def _create_offer(item: Item, folder: Folder, rows: Rows) -> Any:
    """An offer that a source reports; whether it was answered is not said here."""
    columns = rows.columns(item)
    apart = {name: columns.pop(name) for name in ("obligation", "party", "submission_key")}
    given = {name[-2:]: columns.pop(name) for name in NAMES if name in columns}
    return make_offer(
        **apart,
        proposed=Proposed(**columns, names=given),
        author=None,
        citations=rows.citations(item),
    )


def _recorded_by(verb: Callable[..., Any]) -> Callable[[Item, Folder, Rows], Any]:
    """A record whose columns are what its verb asks for: reported by a source, entered by nobody
    in particular."""

    def create(item: Item, folder: Folder, rows: Rows) -> Any:
        return verb(**rows.columns(item), author=None, citations=rows.citations(item))

    return create


REGISTER: dict[str, Callable[..., Any]] = {
    "party": workflow.register_party,
    "paper": workflow.register_paper,
}
CREATE: dict[str, Callable[[Item, Folder, Rows], Any]] = {
    "regime": _create_regime,
    "forum": _create_forum,
    "agreement": _create_agreement,
    "obligation": _create_obligation,
    "succession": _create_succession,
    "report": _create_report,
    "offer": _create_offer,
    "approval": _recorded_by(request_approval),
    "decision": _recorded_by(decide_approval),
    "impediment": _recorded_by(state_reason),
    "assessment": _recorded_by(assess),
}
