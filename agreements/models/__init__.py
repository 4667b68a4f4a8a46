"""The regime: who, where, under which rules, and what was promised."""

from agreements.models.commitments import (
    Agreement,
    AgreementTerms,
    Cause,
    Consent,
    EndedHow,
    Milestone,
    Obligation,
    ObligationTerms,
    Site,
    SiteKind,
    WorkingPaper,
)
from agreements.models.committees import (
    Appointment,
    Committee,
    CommitteeName,
    CommitteeParent,
    Level,
    Post,
)
from agreements.models.dates import PartialDate, PartialDateField
from agreements.models.meetings import AgendaItem, Decision, Meeting, MeetingKind, Outcome
from agreements.models.parties import Forum, Party, PartyKind
from agreements.models.people import Membership, Role, User
from agreements.models.regime import (
    ElementKind,
    Instrument,
    Publishes,
    Regime,
    RegimeElement,
    RegimeSettings,
)
from agreements.models.sources import Basis, Citation, Source, SourceClass

__all__ = [
    "AgendaItem",
    "Agreement",
    "AgreementTerms",
    "Appointment",
    "Basis",
    "Cause",
    "Citation",
    "Committee",
    "CommitteeName",
    "CommitteeParent",
    "Consent",
    "Decision",
    "ElementKind",
    "EndedHow",
    "Forum",
    "Instrument",
    "Level",
    "Meeting",
    "MeetingKind",
    "Membership",
    "Milestone",
    "Obligation",
    "ObligationTerms",
    "Outcome",
    "PartialDate",
    "PartialDateField",
    "Party",
    "PartyKind",
    "Post",
    "Publishes",
    "Regime",
    "RegimeElement",
    "RegimeSettings",
    "Role",
    "Site",
    "SiteKind",
    "Source",
    "SourceClass",
    "User",
    "WorkingPaper",
]
