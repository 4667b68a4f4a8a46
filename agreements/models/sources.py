"""Where a fact comes from."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from agreements.models.dates import PartialDateField
from agreements.models.visible import SharedQuerySet


class SourceClass(models.TextChoices):
    STUDY = "study", _("Study")
    OFFICIAL = "official", pgettext_lazy("class of a source", "Official")
    NEWS = "news", _("News")
    ACADEMIC = "academic", _("Academic or legal")
    BLOG = "blog", _("Blog or other")
    DATA = "data", _("Data")


class Source(models.Model):
    """A document, page or data set that facts are taken from."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    kind = models.CharField(_("class"), max_length=10, choices=SourceClass)
    author = models.CharField(_("author"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=300)
    published_on = PartialDateField(_("published on"), null=True, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    note = models.TextField(_("note"), blank=True)
    history = HistoricalRecords()

    objects = SharedQuerySet["Source"].as_manager()

    class Meta:
        ordering = ("key",)
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return f"{self.key}: {self.title}"

    @property
    def short(self) -> str:
        """How a side-note names it: the author's family name, or the title."""
        return self.author.split()[-1] if self.author else self.title

    def fixed_facts(self) -> dict[str, str]:
        """What a citation says of it in the ledger."""
        return {"source": self.key}


class Basis(models.TextChoices):
    STATED = "stated", _("Stated")
    PARTY_STATEMENT = "party_statement", _("Statement of a party")
    INFERRED = "inferred", _("Inferred")


class Citation(models.Model):
    """A place in a source, and how it bears on the fact that cites it. Never changed: records
    that were submitted rest on it."""

    append_only = True

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="citations", verbose_name=_("source")
    )
    locator = models.CharField(_("place"), max_length=120, blank=True)
    basis = models.CharField(_("basis"), max_length=16, choices=Basis, default=Basis.STATED)
    quote = models.CharField(_("quotation"), max_length=600, blank=True)

    objects = SharedQuerySet["Citation"].as_manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = (
            models.UniqueConstraint(
                fields=["source", "locator", "basis", "quote"], name="one_citation_per_place"
            ),
            models.CheckConstraint(
                condition=Q(basis__in=Basis.values), name="citation_basis_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source.short}, {self.locator}" if self.locator else self.source.short

    def facts(self) -> dict[str, str]:
        """What the ledger says of it."""
        return {
            "source": self.source.key,
            "locator": self.locator,
            "basis": self.basis,
            "quote": self.quote,
        }


def citation_facts(citations: Iterable[Citation]) -> list[dict[str, str]]:
    """What the ledger says of them, in a fixed order."""
    return [citation.facts() for citation in sorted(citations, key=lambda each: each.pk)]
