"""What lists and pages of the admin show beside their fields."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _


def own(field: str) -> tuple[str, type[RelatedOnlyFieldListFilter]]:
    """A filter that offers only what the rows in the list have."""
    return field, RelatedOnlyFieldListFilter


def further(versions: QuerySet[Any], *, of: str, obj: Any) -> str:
    """The versions that stand, each with its page, and the way to a new one."""
    meta = versions.model._meta
    page = f"admin:{meta.app_label}_{meta.model_name}"
    stand = format_html_join(
        "",
        '<li><a href="{}">{}</a></li>',
        (
            (reverse(f"{page}_change", args=[each.pk]), _say(each))
            for each in versions.order_by("sequence")
        ),
    )
    add = f"{reverse(f'{page}_add')}?{urlencode({of: obj.pk})}"
    return format_html('<ol>{}</ol><a href="{}">{}</a>', stand, add, _("Add a version"))


def _say(version: Any) -> str:
    if version.holds_from is None:
        return _("From the beginning")
    return _("From %(day)s") % {"day": version.holds_from.isoformat()}


def spoken_by(version: Any, *names: str) -> dict[str, Any]:
    """What a version says, for a form that starts from it."""
    if version is None:
        return {}
    fields = {name: version._meta.get_field(name) for name in names}
    return {name: field.value_from_object(version) for name, field in fields.items()}
