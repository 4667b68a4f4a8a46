"""The ledger as JSON Lines: open where its reader may see a payload, else proven by digest."""

import json
from collections.abc import Callable, Collection, Iterator
from datetime import datetime

from sosek.ledger.models import Entry

STRUCTURE = frozenset(
    {
        "regime",
        "settings",
        "forum",
        "agreement",
        "agreement_terms",
        "obligation",
        "obligation_terms",
    }
)
"""What a regime that publishes only its scores opens: what was promised, never what was said."""

Opens = Callable[[Entry], bool]


def lines(opens: Opens, *, known_at: datetime | None = None) -> Iterator[str]:
    """Every entry in order, a line each; those recorded by the moment, if one is given. In
    bounded memory, however many there are."""
    entries = Entry.objects.order_by("sequence")
    if known_at is not None:
        entries = entries.filter(recorded_at__lte=known_at)
    for entry in entries.iterator(chunk_size=2000):
        yield entry.line(opened=opens(entry)) + "\n"


def everything(entry: Entry) -> bool:
    """For who holds the database: all that is known here."""
    return not entry.closed


def to_anybody() -> Opens:
    """What the regimes publish, by the settings of each that were recorded last.

    Parties belong to no regime: they are open once any regime publishes.
    """
    publishes: dict[str, str] = {}
    settings = Entry.objects.filter(kind="settings").exclude(payload="").order_by("sequence")
    for entry in settings:
        publishes[entry.scope] = json.loads(entry.payload)["publishes"]
    open_scopes = {scope for scope, level in publishes.items() if level == "everything"}
    shown_scopes = {scope for scope, level in publishes.items() if level != "nothing"}

    def opens(entry: Entry) -> bool:
        if entry.closed:
            return False
        if not entry.scope:
            return bool(shown_scopes)
        shown = entry.scope in shown_scopes and entry.kind in STRUCTURE
        return shown or entry.scope in open_scopes

    return opens


def to_member(scopes: Collection[str]) -> Opens:
    """All of the regimes whose scopes are given, and of the others what anybody may read.

    Who belongs to which regime is for the caller to say. Drafts are no part of the ledger.
    """
    to_others = to_anybody()
    own = {"", *scopes} if scopes else set()

    def opens(entry: Entry) -> bool:
        return (entry.scope in own and not entry.closed) or to_others(entry)

    return opens
