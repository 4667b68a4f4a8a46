"""What must hold of every record, however it came about: whole forums are made up and scored."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from compliance.scoring import (
    Agreement,
    AgreementTerms,
    Answer,
    By,
    Ending,
    Finding,
    Milestone,
    Obligation,
    Report,
    Standing,
    Status,
    Terms,
    Verdict,
    agreement_results,
    judgements,
    score_by,
    score_of,
)
from compliance.scoring.voices import claimed, established, pools_of
from tests.compliance.scoring.given import THRESHOLDS, day, moment

PARTIES = ["ID", "ID/ID-KT", "MY/MY-SB"]
ROAD, BRIDGE = Milestone("road", 3), Milestone("bridge", 1)
LATEST = 1_000  # a sequence after all others

often = settings(
    max_examples=200,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


class Dice:
    """Choices taken out of one number: to draw once a fact is far cheaper than once a field."""

    def __init__(self, number):
        # Hypothesis prefers small numbers; multiplied, they reach the last choices as well.
        self.number = number * 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835 % 10**30

    def below(self, limit):
        self.number, rest = divmod(self.number, limit)
        return rest

    def of(self, *choices):
        return choices[self.below(len(choices))]


NUMBERS = st.integers(0, 10**30 - 1)


def report_from(number, sequence, earlier=()):
    dice = Dice(number)
    recorded = dice.below(8)
    claim = dice.of(True, True, False)
    silent = dice.of(None, 1, 4)
    report = Report(
        key=f"r{sequence}",
        sequence=sequence,
        recorded_at=moment(recorded),
        observed_on=day(dice.below(8)),
        status=dice.of(Status.IN_PROGRESS, Status.IN_PROGRESS, *Status),
        percent=dice.of(None, 0, 10, 40, 70, 100),
        claim=claim,
        side=dice.of("ID", "ID", "ID", "MY") if claim else None,
        milestone=dice.of(None, None, None, "road", "bridge"),
        stands_from=None if silent is None else moment(recorded + silent),
        answers=tuple(answer_from(dice, recorded, n) for n in range(dice.of(0, 1, 1, 2))),
        endings=tuple(ending_from(dice, recorded, n) for n in range(dice.of(0, 0, 0, 0, 1, 2))),
    )
    corrected = dice.of(None, *earlier[-3:], *earlier[-1:])
    if corrected is None:
        return report
    alike = {"side": corrected.side, "milestone": corrected.milestone, "claim": corrected.claim}
    return report._replace(corrects=corrected.key, **dice.of(alike, alike, alike, {}))


def answer_from(dice, recorded, sequence):
    at = moment(recorded + dice.below(4))
    return Answer(sequence, at, dice.of("MY", "MY", "BN"), dice.of(True, False))


def ending_from(dice, recorded, sequence):
    at = moment(recorded + dice.below(4))
    fraction = dice.of(None, Fraction(0), Fraction(1, 3), Fraction(9, 10))
    return Ending(sequence, at, dice.of(*Finding), fraction)


def terms_from(number, sequence):
    dice = Dice(number)
    return Terms(
        sequence=sequence,
        recorded_at=moment(dice.below(3)),
        owes=dice.of(*PARTIES),
        holds_from=dice.of(None, None, day(1), day(4)),
        weight=1 + dice.below(3),
        starts_on=dice.of(None, None, day(1), day(4)),
        due_on=dice.of(None, None, day(4), day(6), day(15)),
        ended_on=dice.of(None, None, None, day(5)),
        milestones=dice.of((), (), (ROAD,), (ROAD, BRIDGE)),
    )


@st.composite
def obligations(draw, code):
    dice = Dice(draw(NUMBERS))
    versions = [draw(NUMBERS) for _ in range(dice.of(1, 1, 2))]
    reports = []
    for sequence in range(dice.of(0, 1, 2, 3, 4, 5, 6)):
        reports.append(report_from(draw(NUMBERS), sequence, reports))
    return Obligation(
        code, "agreement", tuple(terms_from(n, k) for k, n in enumerate(versions)), tuple(reports)
    )


@st.composite
def agreements(draw, code):
    dice = Dice(draw(NUMBERS))
    return Agreement(
        code=code,
        paper=1 + dice.below(2),
        forum="forum",
        forum_started_on=dice.of(None, day(2)),
        terms=(AgreementTerms(1, moment(0), None, weight=1 + dice.below(3)),),
        obligations=tuple(draw(obligations(f"{code}-{n}")) for n in range(dice.of(1, 1, 2, 3))),
    )


@st.composite
def forums(draw):
    return tuple(draw(agreements(f"agreement-{n}")) for n in range(draw(st.integers(1, 2))))


AS_OF = st.integers(2, 9)
KNOWN_AT = st.integers(2, 12)


class Figures:
    """All the figures of a forum, to be compared with those of a slightly different one."""

    def __init__(self, forum, as_of, known_at):
        self.results = agreement_results(forum, as_of=day(as_of), known_at=moment(known_at))
        self.scores = {
            (by, row.path, row.paper, row.agreement): row.score
            for by in By
            for row in score_by(by, self.results, thresholds=THRESHOLDS)
        }
        self.scores["everybody"] = score_of(self.results, thresholds=THRESHOLDS)
        self.obligations = {
            o.code: (o.established, o.claimed, o.expected, o.compliance, o.standing, o.contested)
            for result in self.results
            for o in result.obligations
        }
        self.established = {code: figures[0] for code, figures in self.obligations.items()}

    def __eq__(self, other):
        return (self.scores, self.obligations) == (other.scores, other.obligations)


def not_raised(before, after):
    """Not a higher figure, and nothing that was assessed is now left out."""
    if before is None:
        return after is None or after == 0
    return after is not None and after <= before


def nothing_raised(before, after):
    assert before.established.keys() == after.established.keys()
    for code, figure in before.established.items():
        assert not_raised(figure, after.established[code]), code
    assert before.scores.keys() == after.scores.keys()
    for key, score in before.scores.items():
        assert not_raised(score.value, after.scores[key].value), key
        assert not_raised(score.low, after.scores[key].low), key


def replaced(forum, place, change):
    """The forum with one of its obligations changed, and that obligation's code."""
    flat = [(a, o) for a in range(len(forum)) for o in range(len(forum[a].obligations))]
    a, o = flat[place % len(flat)]
    old = forum[a].obligations[o]
    inside = list(forum[a].obligations)
    inside[o] = change(old)
    return (*forum[:a], forum[a]._replace(obligations=tuple(inside)), *forum[a + 1 :]), old.code


def said(obligation, report):
    return obligation._replace(reports=(*obligation.reports, report))


@often
@given(forums(), AS_OF, KNOWN_AT)
def test_a_score_is_within_its_range_and_the_range_within_0_and_1(forum, as_of, known_at):
    figures = Figures(forum, as_of, known_at)

    for score in figures.scores.values():
        assert (score.low is None) == (score.high is None) == (score.coverage is None)
        assert (score.value is not None) == (score.assessed > 0)
        if score.low is not None:
            assert 0 <= score.low <= score.high <= 1
            assert 0 <= score.coverage <= 1
        if score.value is not None:
            assert score.low <= score.value <= score.high
    for found, claim, *_ in figures.obligations.values():
        assert found is None or found <= (claim or 0)


@often
@given(forums(), AS_OF, KNOWN_AT, st.randoms(use_true_random=False))
def test_the_order_of_the_input_is_irrelevant(forum, as_of, known_at, random):
    def shuffled(facts):
        return tuple(random.sample(facts, len(facts)))

    def shuffled_report(report):
        return report._replace(answers=shuffled(report.answers), endings=shuffled(report.endings))

    def shuffled_obligation(o):
        return o._replace(
            terms=shuffled(o.terms), reports=shuffled([shuffled_report(r) for r in o.reports])
        )

    other = shuffled(
        [
            a._replace(obligations=shuffled([shuffled_obligation(o) for o in a.obligations]))
            for a in forum
        ]
    )

    assert Figures(forum, as_of, known_at) == Figures(other, as_of, known_at)


@often
@given(forums(), AS_OF, KNOWN_AT, st.integers(0, 9), st.integers(2, 4))
def test_splitting_an_agreement_into_obligations_moves_nothing(
    forum, as_of, known_at, place, pieces
):
    def weighing(o, factor, code=None):
        versions = tuple(t._replace(weight=t.weight * factor) for t in o.terms)
        return o._replace(terms=versions, code=code or o.code)

    def split(agreement):
        if place >= len(agreement.obligations):
            return agreement
        whole = agreement.obligations[place]
        parts = [weighing(whole, 1, f"{whole.code}-{n}") for n in range(pieces)]
        others = [weighing(o, pieces) for o in agreement.obligations if o is not whole]
        return agreement._replace(obligations=(*others, *parts))

    def figures(score):
        return score.value, score.low, score.high, score.coverage, score.degree, score.contested

    before = Figures(forum, as_of, known_at).scores
    after = Figures(tuple(split(a) for a in forum), as_of, known_at).scores

    assert {k: figures(s) for k, s in before.items()} == {k: figures(s) for k, s in after.items()}


@settings(often, max_examples=400)
@given(forums(), AS_OF, KNOWN_AT, st.integers(0, 9), NUMBERS)
def test_contesting_never_raises_a_figure(forum, as_of, known_at, place, number):
    dice = Dice(number)
    side, at, which = dice.of("ID", "MY", "BN"), dice.below(known_at + 1), dice.below(10)

    def contest(o):
        if not o.reports:
            return o
        n = which % len(o.reports)
        report = o.reports[n]
        answer = Answer(LATEST, max(report.recorded_at, moment(at)), side, accepted=False)
        report = report._replace(answers=(*report.answers, answer))
        return o._replace(reports=(*o.reports[:n], report, *o.reports[n + 1 :]))

    before = Figures(forum, as_of, known_at)
    after = Figures(replaced(forum, place, contest)[0], as_of, known_at)

    nothing_raised(before, after)
    for key, score in before.scores.items():
        assert not_raised(score.high, after.scores[key].high), key
        assert (score.coverage or 0) <= (after.scores[key].coverage or 0), key


def pending(number, obligation, known_at, **facts):
    """A new claim of the side that owes, which does not stand by the moment."""
    report = report_from(number, LATEST, obligation.reports)
    recorded_at = min(report.recorded_at, moment(known_at))
    silence = moment(known_at) + timedelta(microseconds=1) if report.stands_from else None
    facts = {"claim": True, "answers": (), "endings": (), **facts}
    return report._replace(recorded_at=recorded_at, stands_from=silence, **facts)


@settings(often, max_examples=400)
@given(forums(), AS_OF, KNOWN_AT, st.integers(0, 9), NUMBERS)
def test_a_pending_claim_never_raises_a_figure(forum, as_of, known_at, place, number):
    changed, _ = replaced(forum, place, lambda o: said(o, pending(number, o, known_at)))
    before, after = (Figures(f, as_of, known_at) for f in (forum, changed))

    nothing_raised(before, after)
    for code, figure in before.established.items():
        assert (figure is None) == (after.established[code] is None)


@often
@given(forums(), AS_OF, KNOWN_AT, st.integers(0, 9), st.integers(0, 100), NUMBERS)
def test_an_admission_against_oneself_counts_at_once(
    forum, as_of, known_at, place, percent, number
):
    def admit(o):
        admission = pending(number, o, known_at, milestone=None, percent=percent)
        return said(o, admission._replace(status=Status.IN_PROGRESS, observed_on=day(as_of)))

    changed, code = replaced(forum, place, admit)
    before, after = (Figures(f, as_of, known_at) for f in (forum, changed))

    if before.established.get(code) is not None:
        assert after.established[code] <= Fraction(percent, 100)


@often
@given(forums(), AS_OF, KNOWN_AT, st.integers(0, 9), NUMBERS)
def test_nothing_recorded_later_changes_a_figure(forum, as_of, known_at, place, number):
    later = moment(known_at) + timedelta(microseconds=1)

    def add(o):
        dice = Dice(number)
        report = report_from(number, LATEST, o.reports)._replace(recorded_at=later)
        version = terms_from(number, LATEST)._replace(recorded_at=later)
        answered = tuple(
            r._replace(
                answers=(*r.answers, answer_from(dice, 0, LATEST)._replace(recorded_at=later)),
                endings=(*r.endings, ending_from(dice, 0, LATEST)._replace(recorded_at=later)),
            )
            for r in o.reports
        )
        return o._replace(terms=(*o.terms, version), reports=(*answered, report))

    changed, _ = replaced(forum, place, add)
    heavier = AgreementTerms(2, later, None, weight=9)
    changed = tuple(a._replace(terms=(*a.terms, heavier)) for a in changed)

    assert Figures(forum, as_of, known_at) == Figures(changed, as_of, known_at)


@often
@given(forums(), AS_OF, KNOWN_AT)
def test_judging_only_what_decides_gives_the_same_figures(forum, as_of, known_at):
    for result in Figures(forum, as_of, known_at).results:
        for o in result.obligations:
            codes = [m.code for m in o.terms.milestones]
            judged = judgements(
                o.obligation.reports,
                as_of=day(as_of),
                known_at=moment(known_at),
                milestones=codes,
            )
            pools = pools_of(judged, o.terms.milestones)
            weights = [m.weight for m in o.terms.milestones] or [1]

            def mean(percents, weights=weights):
                if all(p is None for p in percents):
                    return None
                total = sum(w * Fraction(p or 0) for w, p in zip(weights, percents, strict=True))
                return total / (100 * sum(weights))

            assert o.established == mean([established(pool).percent for pool in pools])
            assert o.claimed == mean([claimed(pool) for pool in pools])
            assert o.contested == any(established(pool).disputed for pool in pools)


@often
@given(forums(), AS_OF, KNOWN_AT)
def test_a_figure_rests_on_reports_exactly_when_it_is_assessed(forum, as_of, known_at):
    for result in Figures(forum, as_of, known_at).results:
        for o in result.obligations:
            emptied = [c for c in o.considered if c.verdict == "overturned"]
            rests = any(c.counted for c in o.considered)

            assert rests <= (o.established is not None)
            assert rests or not o.established
            assert rests or emptied or o.established is None


@pytest.mark.parametrize("state", [*Verdict, *Standing])
def test_the_forums_made_up_reach_every_case(state):
    """A strategy that never makes the hard cases proves nothing."""

    def reaches(made_up):
        results = Figures(*made_up).results
        owed = [o for result in results for o in result.obligations]
        return any(o.standing is state or state in {c.verdict for c in o.considered} for o in owed)

    only_once = settings(often, max_examples=5_000, phases=[Phase.generate])
    find(st.tuples(forums(), AS_OF, KNOWN_AT), reaches, settings=only_once)
