"""The other side's answer to a report."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from compliance.models import Verdict


class AnswerForm(forms.Form):
    """One verdict with its reason. That contesting needs one is said by the record, not here."""

    verdict = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"), max_length=20000, required=False, widget=forms.Textarea
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput(attrs={"data-keep": ""}))

    def __init__(
        self,
        data: Any = None,
        *,
        report: Any,
        verdict: str,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        fresh = {"verdict": verdict, "submission_key": uuid.uuid4()}
        super().__init__(
            data,
            initial=fresh | dict(typed or {}),
            auto_id=f"id_{verdict}_{report}_%s",
        )
        self.typed = typed is not None
        self.contesting = verdict == Verdict.CONTESTED
        if self.contesting:
            self.fields["reason"].label = _("Why your side contests this")
            self.fields["reason"].help_text = _(
                "What is so instead, and how one can see it. It stays in the record as written."
            )
