"""Files that were checked before they were kept."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.dates import PartialDateField


def evidence_path(instance: models.Model, filename: str) -> str:
    """A random name: what a file is called is kept in the database only."""
    key = uuid.uuid4().hex
    return f"{key[:2]}/{key}"


class StoredFile(models.Model):
    """A file that was checked: its type found by content, its size and SHA-256 taken."""

    file = models.FileField(upload_to=evidence_path, max_length=100)
    order = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    shown_on = PartialDateField(_("date of what it shows"), null=True, blank=True)
    place = models.CharField(_("place of what it shows"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
