"""Users, and in which roles they act."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import SetPasswordMixin, UserCreationForm
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agreements.admin.kinds import OfOwnRegimes, Part, Refusable, SeenAdmin
from agreements.admin.listing import own
from agreements.models import Membership, User
from agreements.permissions import administered
from agreements.workflow import change_person, remove_person


class NewUserForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User


class NewPasswordForm(SetPasswordMixin, forms.Form):
    """A new password for somebody who forgot theirs."""

    required_css_class = "required"
    password1, password2 = SetPasswordMixin.create_password_fields()

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean(self) -> Any:
        self.validate_passwords()
        self.validate_password_for_user(self.user)
        self.cleaned_data["set_usable_password"] = True  # what Django's page asks for
        return super().clean()

    def save(self) -> User:
        return self.set_password_and_save(self.user)  # type: ignore[no-any-return]


class RolePart(Part):
    """What a user may act as, in the regimes that the asker administers."""

    model = Membership
    regime_path = "regime"
    extra = 1
    show_change_link = False
    autocomplete_fields = ("party", "forum")


@admin.register(User)
class UserAdmin(OfOwnRegimes, Refusable, DjangoUserAdmin):
    """Nobody gives Django's own rights here: they open nothing, roles do."""

    add_form = NewUserForm
    change_password_form = NewPasswordForm
    change_user_password_template = "admin/new_password.html"  # noqa: S105 - a file's name
    inlines = (RolePart,)
    list_display = ("username", "first_name", "last_name", "is_active", "last_login")
    list_filter = ("is_active", "memberships__role")
    search_fields = ("username", "first_name", "last_name", "email")
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    list_per_page = 50
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Account"), {"fields": ("is_active", "language", "theme", *readonly_fields)}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "password1", "password2")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Those with a role in a regime of the asker, and those with none anywhere."""
        roles = Membership.objects.filter(user=OuterRef("pk"))
        ours = roles.filter(regime__in=administered(request.user))
        return super().get_queryset(request).filter(Exists(ours) | ~Exists(roles))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not who also acts in a regime of other admins."""
        elsewhere = (
            obj is not None
            and obj.memberships.exclude(regime__in=administered(request.user)).exists()
        )
        return super().has_change_permission(request, obj) and not elsewhere

    def get_actions(self, request: HttpRequest) -> Any:
        return {}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Saved below, with the roles, since what is allowed hangs on both."""

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Iterable[Any], change: bool
    ) -> None:
        (roles,) = formsets
        given = roles.save(commit=False)
        change_person(form.instance, roles=given, without=roles.deleted_objects)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        remove_person(obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Roles go with their user, though they have no page from which to delete them."""
        listed, counts, needed, protected = super().get_deleted_objects(objs, request)
        return listed, counts, needed - {Membership._meta.verbose_name}, protected


@admin.register(Membership)
class MembershipAdmin(SeenAdmin):
    """Who acts as what, and the history of it; roles are given on the page of their user."""

    regime_path = "regime"
    list_display = ("user", "role", "party", "forum", "regime")
    list_filter = ("role", own("party"), own("forum"))
    list_select_related = ("user", "party", "forum", "regime")
    search_fields = ("user__username", "party__code")
