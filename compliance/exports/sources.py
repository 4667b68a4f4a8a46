"""The sources of a paper: numbered as they are first cited, listed at its end."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from agreements.models import Citation, Source
from compliance.exports import wording
from compliance.exports.document import NUMBER, Block, Column, Line, Lines, Section, Table, said

SHORT = 12


class Sources:
    """Gives each source its number when it is first cited."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._sources: list[Source] = []

    def cite(self, citations: Iterable[Citation]) -> Lines:
        """The places cited, each under the number of its source."""
        by_source: dict[int, list[str]] = {}
        for citation in citations:
            places = by_source.setdefault(self._number(citation.source), [])
            place = _whole(citation.locator)
            if place and place not in places:
                places.append(place)
        if not by_source:
            return said(_("none on record"), style="quiet")
        return tuple(
            Line(f"[{number}] {', '.join(places)}".strip())
            for number, places in sorted(by_source.items())
        )

    def _number(self, source: Source) -> int:
        if source.pk not in self._numbers:
            self._sources.append(source)
            self._numbers[source.pk] = len(self._sources)
        return self._numbers[source.pk]

    def listed(self) -> Iterator[Block]:
        """The list, in the order of their numbers; nothing where nothing is cited."""
        if not self._sources:
            return
        yield Section(1, _("Sources"))
        yield Table(
            caption=_("Sources by the numbers under which they are cited"),
            columns=(
                Column(_("No."), 9, kind="number"),
                Column(_("Source"), 62),
                Column(_("Class"), 20),
                Column(_("Published"), 20),
                Column(_("Address"), 62, kind="code"),
            ),
            rows=tuple(_row(n, source) for n, source in enumerate(self._sources, start=1)),
        )


def _whole(locator: str) -> str:
    """A short place stands on one line."""
    return locator.replace(" ", "\u00a0") if len(locator) <= SHORT else locator


def _row(number: int, source: Source) -> tuple[Lines, ...]:
    return (
        (Line(str(number), style=NUMBER),),
        (*said(source.title), *said(source.author, style="quiet")),
        said(source.get_kind_display()),
        said(wording.day(source.published_on)),
        said(source.url, style="link") or said(_("no address on record"), style="quiet"),
    )
