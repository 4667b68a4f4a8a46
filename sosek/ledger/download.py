"""The ledger as JSON Lines: open where its reader may see a payload, else proven by digest."""

import json
from collections.abc import Callable, Iterator

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


def lines(opens: Opens) -> Iterator[str]:
    """Every entry in order, a line each."""
    for entry in Entry.objects.order_by("sequence").iterator(chunk_size=2000):
        yield entry.line(opened=opens(entry)) + "\n"


def everything(entry: Entry) -> bool:
    """For who holds the database."""
    return True


def to_anybody() -> Opens:
    """What the regimes publish, by the settings of each that were recorded last.

    Parties belong to no regime: they are open once any regime publishes.
    """
    publishes: dict[str, str] = {}
    settings = Entry.objects.filter(kind="settings").order_by("sequence")
    for entry in settings:
        publishes[entry.scope] = json.loads(entry.payload)["publishes"]
    open_scopes = {scope for scope, level in publishes.items() if level == "everything"}
    shown_scopes = {scope for scope, level in publishes.items() if level != "nothing"}

    def opens(entry: Entry) -> bool:
        if not entry.scope:
            return bool(shown_scopes)
        shown = entry.scope in shown_scopes and entry.kind in STRUCTURE
        return shown or entry.scope in open_scopes

    return opens
