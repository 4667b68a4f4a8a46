"""Entries of the ledger in words: one function for each kind, in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Cause, Publishes
from compliance.models import (
    FINDINGS,
    Consented,
    Grade,
    ImpedimentCause,
    OfferKind,
    OfferOutcome,
    Rung,
    Status,
    SupportStage,
)
from compliance.templatetags.look import partial_date

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """What the codes in payloads are called, and on which obligation an earlier entry hangs."""

    parties: Mapping[str, str] = field(default_factory=dict)
    forums: Mapping[str, str] = field(default_factory=dict)
    regimes: Mapping[str, str] = field(default_factory=dict)
    agreements: Mapping[str, str] = field(default_factory=dict)
    obligations: Mapping[str, str] = field(default_factory=dict)
    hangs_on: Mapping[str, str] = field(default_factory=dict)  # subject → code of the obligation

    def party(self, code: str | None) -> str:
        return self.parties.get(code or "", code or "–")

    def obligation(self, code: str) -> str:
        return self.obligations.get(code, code)


@dataclass(frozen=True, slots=True)
class Words:
    """What an entry says, and the page of what it is about, if it has one."""

    text: str
    url: str = ""


Tell = Callable[[Payload, Names], Words]


def in_words(kind: str, said: Payload, names: Names) -> Words:
    """An open entry in a sentence; of a kind that is not known here, no more than that."""
    tell = TELLERS.get(kind)
    if tell is None:
        return Words(
            _("An entry of a kind that has no words here (%(kind)s): read it as JSON.")
            % {"kind": kind}
        )
    try:
        return tell(said, names)
    except (KeyError, TypeError, ValueError, AttributeError):
        # An entry of another release, or one that was tampered with: the check will name it.
        return Words(_("This entry does not read as its kind should: read it as JSON."))


def kind_word(kind: str) -> str:
    """A kind in words; one that is not known here, by its code."""
    return str(KINDS.get(kind, kind))


def _page(name: str, *args: Any, anchor: str = "") -> str:
    """The address of a page; "" where there is none of that kind."""
    try:
        return reverse(name, args=args) + (f"#{anchor}" if anchor else "")
    except NoReverseMatch:
        return ""


def _of_obligation(code: str, anchor: str = "") -> str:
    return _page("compliance:obligation", code, anchor=anchor)


def _regime(said: Payload, names: Names) -> Words:
    name = names.regimes.get(said["regime"], said["regime"])
    return Words(_("The regime %(name)s is registered.") % {"name": name}, _overview())


def _overview() -> str:
    return _page("compliance:overview")


def _settings(said: Payload, names: Names) -> Words:
    text = _(
        "Settings of %(name)s: a claim stands after %(days)s days of silence; published is: "
        "%(published)s."
    ) % {
        "name": names.regimes.get(said["regime"], said["regime"]),
        "days": said["silence_days"],
        "published": Publishes(said["publishes"]).label,
    }
    return Words(text, _overview())


def _party(said: Payload, names: Names) -> Words:
    name, parent = names.party(said["party"]), said["parent"]
    url = _page("compliance:party", said["party"])
    if parent is None:
        return Words(_("The party %(name)s is registered, a side.") % {"name": name}, url)
    text = _("The party %(name)s is registered, below %(parent)s.")
    return Words(text % {"name": name, "parent": names.party(parent)}, url)


def _forum(said: Payload, names: Names) -> Words:
    text = _("The forum %(name)s is registered, of %(parties)s.") % {
        "name": names.forums.get(said["forum"], said["forum"]),
        "parties": ", ".join(names.party(code) for code in said["parties"]),
    }
    return Words(text, _page("compliance:forum", said["forum"]))


def _agreement(said: Payload, names: Names) -> Words:
    text = _("An agreement under paper %(paper)s of %(forum)s is registered: %(name)s.") % {
        "paper": said["paper"],
        "forum": names.forums.get(said["forum"], said["forum"]),
        "name": names.agreements.get(said["agreement"], said["agreement"]),
    }
    return Words(text, _page("compliance:agreement", said["agreement"]))


def _agreement_terms(said: Payload, names: Names) -> Words:
    text = _("Terms of the agreement “%(name)s”: %(cause)s.") % {
        "name": names.agreements.get(said["agreement"], said["agreement"]),
        "cause": Cause(said["cause"]).label,
    }
    return Words(text, _page("compliance:agreement", said["agreement"]))


def _obligation(said: Payload, names: Names) -> Words:
    text = _("An obligation under “%(agreement)s” is registered: %(name)s.") % {
        "agreement": names.agreements.get(said["agreement"], said["agreement"]),
        "name": names.obligation(said["obligation"]),
    }
    return Words(text, _of_obligation(said["obligation"]))


def _obligation_terms(said: Payload, names: Names) -> Words:
    text = _("Terms of the obligation “%(name)s”, owed by %(party)s: %(cause)s.") % {
        "name": names.obligation(said["obligation"]),
        "party": names.party(said["owes"]),
        "cause": Cause(said["cause"]).label,
    }
    return Words(text, _of_obligation(said["obligation"]))


def _report(said: Payload, names: Names) -> Words:
    if said["claim"]:
        text = _("%(party)s reports on “%(name)s”: %(state)s, observed on %(day)s.")
    elif said["status"]:
        text = _("From a published source, on “%(name)s”: %(state)s, observed on %(day)s.")
    else:
        text = _("Information on “%(name)s”, of %(day)s.")
    words = text % {
        "party": names.party(said["party"] or said["side"]),
        "name": names.obligation(said["obligation"]),
        "state": Status(said["status"]).label if said["status"] else "",
        "day": partial_date(said["observed_on"]),
    }
    return Words(words, _of_obligation(said["obligation"], f"r-{said['report']}"))


def _verification(said: Payload, names: Names) -> Words:
    code = names.hangs_on.get(said["report"], "")
    accepted = said["verdict"] == "accepted"
    text = (
        _("%(side)s accepts a report on “%(name)s”.")
        if accepted
        else _("%(side)s contests a report on “%(name)s”.")
    )
    words = text % {"side": names.party(said["side"]), "name": names.obligation(code)}
    return Words(words, _of_obligation(code, f"r-{said['report']}"))


def _dispute(said: Payload, names: Names) -> Words:
    text = _("A dispute on “%(name)s” opens: %(side)s contests the report.") % {
        "name": names.obligation(said["obligation"]),
        "side": names.party(said["side"]),
    }
    return Words(text, _in_dispute(said["dispute"], said["obligation"]))


def _in_dispute(key: str, code: str) -> str:
    """The file of a dispute where it has a page, else the obligation."""
    return _page("compliance:dispute", key) or _of_obligation(code)


def _dispute_step(said: Payload, names: Names) -> Words:
    code = names.hangs_on.get(said["dispute"], "")
    text = _("The dispute on “%(name)s” comes before the level: %(level)s, until %(day)s.") % {
        "name": names.obligation(code),
        "level": Rung(said["level"]).label,
        "day": partial_date(said["due_on"]),
    }
    return Words(text, _in_dispute(said["dispute"], code))


def _dispute_statement(said: Payload, names: Names) -> Words:
    code = names.hangs_on.get(said["dispute"], "")
    text = _("%(side)s adds a statement in the dispute on “%(name)s”.") % {
        "side": names.party(said["side"]),
        "name": names.obligation(code),
    }
    return Words(text, _in_dispute(said["dispute"], code))


def _dispute_ending(said: Payload, names: Names) -> Words:
    code = names.hangs_on.get(said["report"], "")
    text = _("Both sides end the dispute on “%(name)s”. %(finding)s.") % {
        "name": names.obligation(code),
        "finding": dict(FINDINGS)[said["finding"]],
    }
    return Words(text, _in_dispute(said["dispute"], code))


def _offer(said: Payload, names: Names) -> Words:
    text = _("%(party)s makes an offer on “%(name)s”. %(kind)s.") % {
        "party": names.party(said["party"]),
        "name": names.obligation(said["obligation"]),
        "kind": OfferKind(said["kind"]).label,
    }
    return Words(text, _of_obligation(said["obligation"], f"o-{said['offer']}"))


def _offer_answer(said: Payload, names: Names) -> Words:
    code = names.hangs_on.get(said["offer"], "")
    text = _("%(side)s answers the offer on “%(name)s”: %(outcome)s.") % {
        "side": names.party(said["side"]),
        "name": names.obligation(code),
        "outcome": OfferOutcome(said["outcome"]).label,
    }
    return Words(text, _of_obligation(code, f"o-{said['offer']}"))


def _approval(said: Payload, names: Names) -> Words:
    text = _("%(authority)s is asked to consent to what “%(name)s” needs.") % {
        "authority": names.party(said["authority"]),
        "name": names.obligation(said["obligation"]),
    }
    return Words(text, _of_obligation(said["obligation"], f"a-{said['approval']}"))


def _approval_decision(said: Payload, names: Names) -> Words:
    code = names.hangs_on.get(said["approval"], "")
    text = _("The consent asked for “%(name)s”: %(outcome)s, decided on %(day)s.") % {
        "name": names.obligation(code),
        "outcome": Consented(said["outcome"]).label,
        "day": partial_date(said["decided_on"]),
    }
    return Words(text, _of_obligation(code, f"a-{said['approval']}"))


def _impediment(said: Payload, names: Names) -> Words:
    if said["party"]:
        text = _("%(who)s gives a reason on “%(name)s”: %(cause)s.")
        who = names.party(said["party"])
    else:
        text = _("%(who)s assesses a reason on “%(name)s”: %(cause)s.")
        who = said["assessor"] or _("An analyst")
    words = text % {
        "who": who,
        "name": names.obligation(said["obligation"]),
        "cause": ImpedimentCause(said["cause"]).label,
    }
    return Words(words, _of_obligation(said["obligation"]))


def _capacity_need(said: Payload, names: Names) -> Words:
    text = _("What %(party)s needs for “%(name)s”: %(cause)s.") % {
        "party": names.party(said["party"]),
        "name": names.obligation(said["obligation"]),
        "cause": ImpedimentCause(said["cause"]).label,
    }
    return Words(text, _of_obligation(said["obligation"]))


def _need_support(said: Payload, names: Names) -> Words:
    code = names.hangs_on.get(said["need"], "")
    text = _("Support for what is needed for “%(name)s”: %(stage)s.") % {
        "name": names.obligation(code),
        "stage": SupportStage(said["stage"]).label,
    }
    return Words(text, _of_obligation(code))


def _assessment(said: Payload, names: Names) -> Words:
    text = _("%(who)s assesses %(party)s: %(grade)s.") % {
        "who": said["assessor"],
        "party": names.party(said["party"]),
        "grade": Grade(said["grade"]).label,
    }
    return Words(text, _page("compliance:party", said["party"]))


def _meeting_record(said: Payload, names: Names) -> Words:
    if said["addendum"]:
        text = _("An addendum to the record of the meeting %(code)s is signed.")
    else:
        text = _("The record of the meeting %(code)s is signed.")
    return Words(text % {"code": said["meeting"]}, _page("compliance:meeting", said["meeting"]))


TELLERS: Mapping[str, Tell] = {
    "regime": _regime,
    "settings": _settings,
    "party": _party,
    "forum": _forum,
    "agreement": _agreement,
    "agreement_terms": _agreement_terms,
    "obligation": _obligation,
    "obligation_terms": _obligation_terms,
    "report": _report,
    "verification": _verification,
    "dispute": _dispute,
    "dispute_step": _dispute_step,
    "dispute_statement": _dispute_statement,
    "dispute_ending": _dispute_ending,
    "offer": _offer,
    "offer_answer": _offer_answer,
    "approval": _approval,
    "approval_decision": _approval_decision,
    "impediment": _impediment,
    "capacity_need": _capacity_need,
    "need_support": _need_support,
    "assessment": _assessment,
    "meeting_record": _meeting_record,
}

KINDS: Mapping[str, Promise] = {
    "regime": gettext_lazy("Regime"),
    "settings": gettext_lazy("Settings"),
    "party": gettext_lazy("Party"),
    "forum": gettext_lazy("Forum"),
    "agreement": gettext_lazy("Agreement"),
    "agreement_terms": gettext_lazy("Terms of an agreement"),
    "obligation": gettext_lazy("Obligation"),
    "obligation_terms": gettext_lazy("Terms of an obligation"),
    "report": gettext_lazy("Progress report"),
    "verification": gettext_lazy("Answer to a report"),
    "dispute": gettext_lazy("Dispute"),
    "dispute_step": gettext_lazy("Step of a dispute"),
    "dispute_statement": gettext_lazy("Statement in a dispute"),
    "dispute_ending": gettext_lazy("Ending of a dispute"),
    "offer": gettext_lazy("Offer"),
    "offer_answer": gettext_lazy("Answer to an offer"),
    "approval": gettext_lazy("Approval"),
    "approval_decision": gettext_lazy("Decision on an approval"),
    "impediment": gettext_lazy("Impediment"),
    "capacity_need": gettext_lazy("Capacity need"),
    "need_support": gettext_lazy("Support for a need"),
    "assessment": gettext_lazy("Assessment"),
    "meeting_record": gettext_lazy("Signed record of a meeting"),
}
