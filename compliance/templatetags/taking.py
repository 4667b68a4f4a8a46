"""What can be taken along from pages that know nothing of it."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from compliance.views.taking import offered_elsewhere

register = template.Library()


@register.inclusion_tag("components/_take.html", takes_context=True)
def take_from(context: Context, subject: Any, title: Any, name: str, *args: Any) -> dict[str, Any]:
    """The table at another address, and the line to cite this page by:
    {% take_from source.title words "compliance:places_table" source.key %}."""
    path = reverse(name, args=args)
    request: Any = context["request"]
    return {"take": offered_elsewhere(request, str(subject), str(title), path)}
