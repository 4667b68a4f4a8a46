"""What each method looks at, and which level and points it gives: a small function each, with its
source, its formula and what it makes of missing data."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from compliance.scoring.aggregation import EVERYBODY, AgreementResult
from compliance.scoring.fulfilment import ObligationResult

HALF = Fraction(1, 2)


class Item(NamedTuple):
    """One thing that a method looked at: its level, and what it brings to the figure."""

    agreement: str
    obligation: str  # code; "": the agreement as a whole
    level: str  # "": the method has none
    points: Fraction | int
    base: int  # 0: left out
    assessed: int = 1
    due: int = 1


def owed_by(result: AgreementResult, party: str) -> Iterator[ObligationResult]:
    """What a party and those below it owe under an agreement and what is due of it."""
    for each in result.obligations:
        within = party in (EVERYBODY, each.owes) or each.owes.startswith(party + "/")
        if within and each.due:
            yield each


def fulfilment(result: AgreementResult, party: str) -> Iterator[Item]:
    """The method of this register (`fulfilment`), in the terms of the others.

    Source: the register's own rule; see `fulfilment` and `aggregation`.
    Formula: per agreement the weighted mean of `min(1, established / expected)`; above, the mean of
    these by the weight of each agreement: sum of weight x score / sum of weight.
    Missing data: left out; coverage and range beside the score say how much.
    """
    tally = result.tallies.get(party)
    if tally is None or not tally.due_weight:
        return
    if not tally.assessed_weight:
        yield Item(result.code, "", "", 0, 0, 0, tally.due)
        return
    numerator, denominator = tally.reached.ratio()
    score = Fraction(numerator, denominator * tally.assessed_weight)
    yield Item(result.code, "", "", result.weight * score, result.weight, tally.assessed, tally.due)


def g20rg(result: AgreementResult, party: str) -> Iterator[Item]:
    """The G20 Research Group's compliance score.

    Source: G20 Research Group (Toronto) and RANEPA, "2021 G20 Rome Summit Final Compliance Report"
    (g20.utoronto.ca/compliance/2021rome-final) and "Comparison of G20 Compliance Scores".
    Formula: each commitment, here each agreement, +1 full, 0 partial or in progress, -1 failed; the
    mean of these, without weights; also as a percentage, 50 x (mean + 1). What is established under
    an agreement is the mean over its assessed obligations, by their weight: +1 if it is all, -1 if
    nothing.
    Missing data: an agreement of which nothing is assessed is left out of the mean, as N/A is.
    """
    due = list(owed_by(result, party))
    if not due:
        return
    known = [(each.weight, each.established) for each in due if each.established is not None]
    if not known:
        yield Item(result.code, "", "not_assessed", 0, 0, 0)
    elif all(established == 1 for _, established in known):
        yield Item(result.code, "", "full", 1, 1)
    elif any(established for _, established in known):
        yield Item(result.code, "", "partial", 0, 1)
    else:
        yield Item(result.code, "", "none", -1, 1)


def pam(result: AgreementResult, party: str) -> Iterator[Item]:
    """The Peace Accords Matrix' aggregate implementation score.

    Source: Kroc Institute, Peace Accords Matrix (peaceaccords.nd.edu/using-pam; Joshi, Quinn and
    Regan 2015, doi 10.1177/0022343314567486).
    Formula: each provision, here each obligation, 0 none, 1 minimal (below half), 2 intermediate
    (from half), 3 full; their sum / (3 x the number of provisions), in percent, without weights.
    Missing data: an obligation that nobody has assessed is left out of the number, as a provision
    that an accord does not hold; the Matrix knows no other, since its coders always find a level.
    """
    return PAM.items(result, party)


def ogp(result: AgreementResult, party: str) -> Iterator[Item]:
    """The Open Government Partnership's completion.

    Source: OGP Independent Reporting Mechanism, "Completion"
    (opengovpartnership.org/glossary/completion).
    Formula: each commitment, here each obligation, not started, limited (below half), substantial
    (from half) or complete; the share of those at the last two levels, "high completion", of all.
    Missing data: "no evidence available" is a level of its own, in the base like every level; a
    side of which nothing at all is assessed has no figure.
    """
    return OGP.items(result, party)


def binary(result: AgreementResult, party: str) -> Iterator[Item]:
    """The share of obligations that are fulfilled, as the EU counts directives transposed.

    Source: European Commission, Single Market Scoreboard, "Transposition"
    (single-market-scoreboard.ec.europa.eu/enforcement-tools/transposition_en).
    Formula: each obligation fulfilled in full or not; the share of those fulfilled of all due. The
    Scoreboard prints what is lacking, the deficit: 100 less this.
    Missing data: counts as not fulfilled, as a directive not notified is part of the deficit; a
    side of which nothing at all is assessed has no figure.
    """
    return BINARY.items(result, party)


def all_parties(result: AgreementResult, party: str) -> Iterator[Item]:
    """The rule of the ASEAN Economic Community Scorecard: done is what all have done.

    Source: ASEAN Secretariat, "ASEAN Economic Community Scorecard" (2012); A. D. Rillo, "AEC
    Scorecard" (2011): "a measure is considered implemented only when all ASEAN Member States have
    implemented the said measure".
    Formula: each agreement under which the party owes something, yes if every side has fulfilled
    all that it owes under it, else no; the share of yes of all due. So it is the same for both
    sides where both owe something under each.
    Missing data: no yes; where no side is known to fall short it is told apart. Where every
    agreement is so there is no figure.
    """
    if not any(True for _ in owed_by(result, party)):
        return
    due = list(owed_by(result, EVERYBODY))
    if all(each.established == 1 for each in due):
        yield Item(result.code, "", "all", 1, 1)
    elif all(each.established in (None, 1) for each in due):
        yield Item(result.code, "", "unknown", 0, 1, 0)
    else:
        yield Item(result.code, "", "not_all", 0, 1)


class _Scale(NamedTuple):
    """Levels of an obligation by what is established of it, each with its points."""

    all: tuple[str, int]
    half: tuple[str, int]  # from half on
    some: tuple[str, int]
    none: tuple[str, int]
    unknown: str  # not assessed
    most: int  # points
    in_base: bool = True  # whether what is not assessed is

    def items(self, result: AgreementResult, party: str) -> Iterator[Item]:
        """Each obligation that a party owes, at its level."""
        for each in owed_by(result, party):
            if each.established is None:
                base = self.most if self.in_base else 0
                yield Item(result.code, each.code, self.unknown, 0, base, 0)
            else:
                level, points = self._at(each.established)
                yield Item(result.code, each.code, level, points, self.most)

    def _at(self, established: Fraction) -> tuple[str, int]:
        if established == 1:
            return self.all
        if established >= HALF:
            return self.half
        return self.some if established else self.none


PAM = _Scale(
    ("full", 3), ("intermediate", 2), ("minimal", 1), ("none", 0), "not_assessed", 3, in_base=False
)
OGP = _Scale(
    ("complete", 1), ("substantial", 1), ("limited", 0), ("not_started", 0), "no_evidence", 1
)
SHORT = ("not_fulfilled", 0)
BINARY = _Scale(("fulfilled", 1), SHORT, SHORT, SHORT, "not_reported", 1)
