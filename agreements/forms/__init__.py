"""Forms validate shape; what it means is decided by the model and the verb."""

from agreements.forms.appointments import AppointForm, AppointmentForm, EndForm, VacantForm
from agreements.forms.profile import ProfileForm
from agreements.forms.structure import (
    AddForm,
    CloseForm,
    DescribeForm,
    MoveForm,
    RenameForm,
)
from agreements.forms.tokens import TokenForm

__all__ = [
    "AddForm",
    "AppointForm",
    "AppointmentForm",
    "CloseForm",
    "DescribeForm",
    "EndForm",
    "MoveForm",
    "ProfileForm",
    "RenameForm",
    "TokenForm",
    "VacantForm",
]
