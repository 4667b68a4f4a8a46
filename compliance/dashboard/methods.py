"""What the methods are called, where they come from and how they calculate, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from compliance.scoring import Method


@dataclass(frozen=True, slots=True)
class MethodWords:
    """A method as a reader meets it."""

    name: Any
    source: Any
    address: str  # of the source; "": none
    formula: Any
    missing: Any


METHODS: dict[Method, MethodWords] = {
    Method.FULFILMENT: MethodWords(
        _("Fulfilment"),
        _("The rule of this register."),
        "",
        _(
            "Of an obligation: established ÷ expected, at most 1. Of an agreement: the mean of its "
            "assessed obligations, by their weight. Above: the mean of the agreements, by theirs."
        ),
        _("What is not assessed is left out of the mean; the range and the coverage show it."),
    ),
    Method.G20RG: MethodWords(
        _("G20 Research Group"),
        _("G20 Research Group and RANEPA, final compliance report of the 2021 Rome summit."),
        "https://www.g20.utoronto.ca/compliance/2021rome-final",
        _(
            "Each agreement: +1 all is established, 0 a part, −1 nothing. The figure is "
            "50 × (mean + 1). Weights do not count."
        ),
        _("An agreement of which nothing is assessed is left out of the mean."),
    ),
    Method.PAM: MethodWords(
        _("Peace Accords Matrix"),
        _("Kroc Institute, Peace Accords Matrix: aggregate implementation score."),
        "https://peaceaccords.nd.edu/using-pam",
        _(
            "Each obligation: 0 none, 1 below half, 2 from half on, 3 full. The figure is the sum "
            "÷ (3 × their number). Weights do not count."
        ),
        _("An obligation that nobody has assessed is left out of the number."),
    ),
    Method.OGP: MethodWords(
        _("Open Government Partnership"),
        _("Independent Reporting Mechanism of the Open Government Partnership: completion."),
        "https://www.opengovpartnership.org/glossary/completion/",
        _(
            "Each obligation: not started, limited (below half), substantial (from half on) or "
            "complete. The figure is the share of the last two in all that is due."
        ),
        _("“No evidence” is a level of its own: it counts in the number and not in the share."),
    ),
    Method.BINARY: MethodWords(
        _("Fulfilled or not"),
        _("European Commission, Single Market Scoreboard: transposition."),
        "https://single-market-scoreboard.ec.europa.eu/enforcement-tools/transposition_en",
        _("Each obligation is fulfilled in full or not. The figure is the share that is."),
        _("What nobody has reported counts as not fulfilled."),
    ),
    Method.ALL_PARTIES: MethodWords(
        _("All sides together"),
        _("ASEAN Secretariat, ASEAN Economic Community Scorecard (2012)."),
        "",
        _(
            "An agreement counts only when every side has fulfilled all that it owes under it. "
            "The figure is the share of the agreements that count."
        ),
        _("An agreement of which anything is not assessed does not count as fulfilled."),
    ),
}

MISSING = {
    "left_out": _("What is not assessed is left out."),
    "own_level": _("What is not assessed has a level of its own and stays in the number."),
    "not_fulfilled": _("What is not assessed counts as not fulfilled."),
}

LEVELS = {
    "full": _("full"),
    "partial": _("a part"),
    "intermediate": _("from half on"),
    "minimal": _("below half"),
    "none": _("nothing"),
    "not_assessed": _("not assessed"),
    "complete": _("complete"),
    "substantial": _("substantial"),
    "limited": _("limited"),
    "not_started": _("not started"),
    "no_evidence": _("no evidence"),
    "fulfilled": _("fulfilled"),
    "not_fulfilled": _("not fulfilled"),
    "not_reported": _("not reported"),
    "all": _("fulfilled by every side"),
    "not_all": _("not by every side"),
    "unknown": _("not known of every side"),
}
