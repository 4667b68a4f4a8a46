"""Sending the admin's forms as a browser does: with all that the page had filled in."""

from typing import Any

from django.forms import MultiWidget
from django.urls import reverse


def admin_url(model: Any, view: str, *args: Any) -> str:
    """The address of an admin page."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def filled(client: Any, address: str) -> dict[str, Any]:
    """What the page's form has filled in, inline parts included."""
    context = client.get(address).context
    forms = [context["adminform"].form]
    for inline in context.get("inline_admin_formsets", ()):
        forms += [inline.formset.management_form, *inline.formset.forms]
    data: dict[str, Any] = {}
    for bound in (bound for form in forms for bound in form):
        value = bound.value()
        if isinstance(bound.field.widget, MultiWidget):
            parts = bound.field.widget.decompress(value)
            names = (bound.html_name + name for name in bound.field.widget.widgets_names)
            data |= dict(zip(names, parts, strict=True))
        elif value is not None and value is not False:
            data[bound.html_name] = value
    return data


def send(client: Any, address: str, **changes: Any) -> Any:
    """Send the form of a page with some fields changed; None empties one."""
    data = filled(client, address) | changes
    return client.post(address, {name: value for name, value in data.items() if value is not None})


def faults(response: Any) -> list[str]:
    """All that the page says is wrong."""
    context = response.context
    said = [text for texts in context["adminform"].form.errors.values() for text in texts]
    for inline in context.get("inline_admin_formsets", ()):
        said += inline.formset.non_form_errors()
        said += [
            text for each in inline.formset.errors for texts in each.values() for text in texts
        ]
    return said
