"""What has been agreed, to read: a list of each kind, and each of them."""

from agreements.api import shapes
from agreements.api.asking import Filter
from agreements.api.doors import Shelf
from agreements.models import (
    Agreement,
    Appointment,
    Committee,
    ElementKind,
    Forum,
    Instrument,
    Level,
    Party,
    PartyKind,
    Post,
    Regime,
    RegimeElement,
    RegimeSettings,
    Site,
    SiteKind,
    Source,
    SourceClass,
    WorkingPaper,
)

OF_REGIME = {"regime": Filter("regime__slug", says="Short name of the regime")}
OF_SIDE = {"side": Filter("side__code", says="Code of the side")}


class RegimeShelf(Shelf):
    """Regimes."""

    model, serializer_class, lookup_field = Regime, shapes.RegimeShape, "slug"


class SettingsShelf(Shelf):
    """Versions of the settings of regimes, in the order in which they were recorded."""

    model, serializer_class, asks = RegimeSettings, shapes.SettingsShape, OF_REGIME


class ElementShelf(Shelf):
    """Missions, principles, norms, rules and procedures of regimes."""

    model, serializer_class = RegimeElement, shapes.ElementShape
    asks = {**OF_REGIME, "kind": Filter("kind", choices=tuple(ElementKind.values))}


class InstrumentShelf(Shelf):
    """Treaties and arrangements of regimes."""

    model, serializer_class, lookup_field = Instrument, shapes.InstrumentShape, "code"
    asks = OF_REGIME


class PartyShelf(Shelf):
    """Parties, each with the side it belongs to."""

    model, serializer_class, lookup_field = Party, shapes.PartyShape, "code"
    asks = {
        "parent": Filter("parent__code", says="Code of the party above"),
        "kind": Filter("kind", choices=tuple(PartyKind.values)),
        "forum": Filter("forums__slug", says="Parties that sit in this forum"),
    }


class ForumShelf(Shelf):
    """Forums."""

    model, serializer_class, lookup_field = Forum, shapes.ForumShape, "slug"
    asks = OF_REGIME


class SourceShelf(Shelf):
    """The register of sources."""

    model, serializer_class, lookup_field = Source, shapes.SourceShape, "key"
    asks = {"kind": Filter("kind", choices=tuple(SourceClass.values))}


class CommitteeShelf(Shelf):
    """Committees with all their names and places; for one day see the chart."""

    model, serializer_class, lookup_field = Committee, shapes.CommitteeShape, "code"
    asks = {
        **OF_REGIME,
        **OF_SIDE,
        "forum": Filter("forum__slug", says="Short name of the forum"),
        "level": Filter("level", choices=tuple(Level.values)),
    }


class AppointmentShelf(Shelf):
    """Who sits, sat or will sit on committees."""

    model, serializer_class = Appointment, shapes.AppointmentShape
    asks = {
        **OF_SIDE,
        "committee": Filter("committee__code", says="Code of the committee"),
        "role": Filter("role", choices=tuple(Post.values)),
        "vacant": Filter("vacant", bool),
    }


class SiteShelf(Shelf):
    """Sites, with their position as far as it is known."""

    model, serializer_class, lookup_field = Site, shapes.SiteShape, "code"
    asks = {
        "party": Filter("party__code", says="Code of the party"),
        "kind": Filter("kind", choices=tuple(SiteKind.values)),
    }


class PaperShelf(Shelf):
    """Working papers."""

    model, serializer_class = WorkingPaper, shapes.PaperShape
    asks = {
        "forum": Filter("forum__slug", says="Short name of the forum"),
        "number": Filter("number", int),
    }


class AgreementShelf(Shelf):
    """Agreements; `expand=terms` tells every version of their terms."""

    model, serializer_class, lookup_field = Agreement, shapes.AgreementShape, "code"
    asks = {
        "forum": Filter("paper__forum__slug", says="Short name of the forum"),
        "paper": Filter("paper__number", int, says="Number of the paper"),
    }
