"""What a reader types about themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from agreements.models import User


class ProfileForm(forms.ModelForm):
    """How the pages look to this reader."""

    class Meta:
        model = User
        fields = ("language", "theme")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [("", _("As the browser asks")), *settings.LANGUAGES]
        themes = [("", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=languages, required=False, widget=forms.RadioSelect
        )
        self.fields["theme"] = forms.ChoiceField(
            label=_("Theme"), choices=themes, required=False, widget=forms.RadioSelect
        )
