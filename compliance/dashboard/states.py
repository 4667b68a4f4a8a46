"""The one word a page prints for the state of an obligation, and of a side's part in several."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from compliance.dashboard.figures import Figures, PartyLabel
from compliance.queries import Place
from compliance.scoring import ObligationResult, Standing

WORDS = {Standing.MET: "fulfilled", Standing.NOT_YET_DUE: "not_due"}
"""Where the word of a page differs from scoring's; the template gives each its translation."""


@dataclass(frozen=True, slots=True)
class ObligationLine:
    """One obligation, as lists and cells show it."""

    code: str
    title: str
    site: Place | None
    party: PartyLabel
    state: str
    established: Fraction | None
    claimed: Fraction | None
    compliance: Fraction | None
    expected: Fraction
    due: bool
    contested: bool
    sources_differ: bool
    due_on: date | None = None  # the last day of what is on record; None: none is

    @property
    def short(self) -> str:
        """The name of its place where it has one."""
        return self.site.name if self.site else self.title

    @property
    def note(self) -> str:
        """A second state to show beside the first."""
        if self.contested and self.state != "contested":
            return "contested"
        return "two_statements" if self.sources_differ else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A side's part in an agreement or a paper: the state of all it owes there."""

    side: PartyLabel
    state: str
    value: Fraction | None
    obligations: tuple[ObligationLine, ...]
    contested: bool

    @property
    def single(self) -> ObligationLine | None:
        """The obligation, where there is one alone."""
        return self.obligations[0] if len(self.obligations) == 1 else None

    @property
    def count(self) -> int:
        return len(self.obligations)

    @property
    def note(self) -> str:
        """A second state to show beside the first."""
        if self.contested and self.state != "contested":
            return "contested"
        return "two_statements" if any(line.sources_differ for line in self.obligations) else ""


def state_word(standing: Standing) -> str:
    """Code of the word a page prints."""
    if standing is Standing.DISPUTED:
        return "contested"
    return WORDS.get(standing, standing.value)


def obligation_line(result: ObligationResult, figures: Figures) -> ObligationLine:
    label = figures.case.obligation_labels[result.code]
    differing = figures.case.sources_differ
    return ObligationLine(
        code=result.code,
        title=str(label.name),
        site=label.site,
        party=figures.parties[result.owes],
        state=state_word(result.standing),
        established=result.established,
        claimed=result.claimed,
        compliance=result.compliance,
        expected=result.expected,
        due=result.due,
        contested=result.contested,
        sources_differ=bool(differing) and _differs(result, differing),
        due_on=result.terms.due_on,
    )


def _differs(result: ObligationResult, differing: frozenset[str]) -> bool:
    """Whether a report that the figure rests on tells it two ways."""
    return any(report.key in differing for report in result.obligation.reports) and bool(
        result.rests_on & differing
    )


def cell(
    side: PartyLabel,
    lines: Sequence[ObligationLine],
    value: Fraction | None,
) -> Cell:
    """What a side owes here, and what it comes to."""
    return Cell(
        side=side,
        state=_common_state(lines, value),
        value=value,
        obligations=tuple(lines),
        contested=any(line.contested for line in lines),
    )


def _common_state(lines: Sequence[ObligationLine], value: Fraction | None) -> str:
    states = {line.state for line in lines}
    if not states:
        return "nothing_due"
    if len(states) == 1:
        return states.pop()
    if value is None:
        return "not_assessed"
    if value == 1:
        return "fulfilled"
    return "in_progress" if value else "not_started"
