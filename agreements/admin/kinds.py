"""The kinds of pages in the admin: of master data, versions, records, and what is only seen."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet, URLField
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from simple_history.admin import SimpleHistoryAdmin

from agreements.models import PartialDateField
from agreements.permissions import administered, can_administer
from agreements.workflow import change_master, register
from sosek.web import errors_on

View = Callable[..., HttpResponse]
PARTIAL = gettext_lazy("A year, a month or a day: 2010, 2010-03 or 2010-03-16.")

# What relations are called that no model names; the others are called as what they lead to.
RELATIONS = (
    gettext_noop("item"),
    gettext_noop("paper"),
    gettext_noop("parent"),
    gettext_noop("predecessor"),
    gettext_noop("replaced by"),
    gettext_noop("revises"),
    gettext_noop("successor"),
)


class OfOwnRegimes:
    """Rights come from the roles of the regime, never from Django's permissions. What belongs to
    a regime that the user does not administer does not exist."""

    regime_path = ""  # from the row to its regime, where its model does not say

    @property
    def path(self) -> str:
        """From the row to its regime; empty: common to all regimes."""
        said: str = getattr(self.model, "regime_path", "")  # type: ignore[attr-defined]
        return self.regime_path or said

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can_administer(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return can_administer(request.user) and self._is_own(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return can_administer(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def _is_own(self, request: HttpRequest, obj: Any) -> bool:
        """History keeps what was deleted too, so the row is asked, not the table."""
        if obj is None or not self.path:
            return True
        *steps, last = self.path.split("__")
        try:
            for name in steps:
                obj = getattr(obj, name)
        except ObjectDoesNotExist:
            return False
        key = obj.pk if last == "pk" else getattr(obj, f"{last}_id", None)
        return key is None or key in administered(request.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        if not self.path:
            return rows
        return rows.filter(**{f"{self.path}__in": administered(request.user)})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        self._offer_own(db_field, request, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        self._offer_own(db_field, request, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    def _offer_own(self, db_field: Any, request: HttpRequest, kwargs: dict[str, Any]) -> None:
        """Only what the user may see can be chosen, whatever a form sends; and the relation is
        called in the reader's language, also where its model has no word for it."""
        kwargs.setdefault("label", capfirst(_(str(db_field.verbose_name))))
        site: admin.AdminSite = self.admin_site  # type: ignore[attr-defined]
        if site.is_registered(db_field.related_model):
            own = site.get_model_admin(db_field.related_model).get_queryset(request)
            kwargs.setdefault("queryset", own)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, PartialDateField):
            kwargs.setdefault("help_text", db_field.help_text or PARTIAL)
        if isinstance(db_field, URLField):
            kwargs.setdefault("assume_scheme", "https")
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]


def refusable(view: View) -> View:
    """Show what a verb refuses on the form: undo all, then ask the form again, which now knows."""

    @wraps(view)
    def answered(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(self, request, *args, **kwargs)  # reading must not wait for a writer
        try:
            with transaction.atomic():
                return view(self, request, *args, **kwargs)
        except ValidationError as error:
            request.refusal = error  # type: ignore[attr-defined]
        except IntegrityError:
            request.refusal = ValidationError(  # type: ignore[attr-defined]
                _("The database has something else that does not go with this. Look again.")
            )
        return view(self, request, *args, **kwargs)

    return answered


def told(form: type[ModelForm], refusal: ValidationError) -> type[ModelForm]:
    """The same form, but it is refused."""

    class Refused(form):  # type: ignore[misc, valid-type]
        def clean(self) -> Any:
            cleaned = super().clean()
            with errors_on(self):
                raise refusal
            return cleaned

    return Refused


class Refusable:
    """A page whose verbs may refuse."""

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)  # type: ignore[misc]
        refusal: ValidationError | None = getattr(request, "refusal", None)
        return told(form, refusal) if refusal and request.method == "POST" else form

    @refusable
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc, no-any-return]

    def delete_view(self, request: HttpRequest, object_id: str, *args: Any) -> HttpResponse:
        """A refusal to delete is said on the page of what stays."""
        try:
            return super().delete_view(request, object_id, *args)  # type: ignore[misc, no-any-return]
        except ValidationError as error:
            for sentence in error.messages:
                messages.error(request, sentence)
            meta = self.opts  # type: ignore[attr-defined]
            return redirect(f"admin:{meta.app_label}_{meta.model_name}_change", object_id)


class MasterAdmin(OfOwnRegimes, Refusable, SimpleHistoryAdmin):  # type: ignore[misc]
    """Master data: registered and changed by the verbs, kept with its history."""

    stays = False  # whether the ledger names it, so that it is never deleted
    fixed: tuple[str, ...] = ()  # what cannot change once it is registered
    new_form: type[ModelForm] | None = None  # what is new may be asked for more
    list_per_page = 50

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None and self.new_form:
            kwargs["form"] = self.new_form
        return super().get_form(request, obj, change=change, **kwargs)

    @refusable
    def history_form_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().history_form_view(request, *args, **kwargs)  # type: ignore[no-any-return]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not self.stays and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        own = super().get_readonly_fields(request, obj)
        return (*own, *self.fixed) if obj else own

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What rests on it is named; that it could not be deleted either is beside the point."""
        listed, counts, needed, protected = super().get_deleted_objects(objs, request)
        return listed, counts, set() if protected else needed, protected

    def get_actions(self, request: HttpRequest) -> Any:
        """One at a time: each deletion is confirmed with what hangs on it."""
        return {}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            self.change(obj, form)
        else:
            self.register(request, obj, form)

    def register(self, request: HttpRequest, obj: Any, form: Any) -> None:
        register(obj, citations=form.cleaned_data.get("citations", ()))

    def change(self, obj: Any, form: Any) -> None:
        change_master(obj)

    def save_formset(
        self, request: HttpRequest, form: Any, formset: BaseInlineFormSet, change: bool
    ) -> None:
        """Every part is checked whole: a form alone skips rules about fields it does not show."""
        changed = formset.save(commit=False)
        for row in formset.deleted_objects:
            row.delete()
        for row in changed:
            row.full_clean()
            row.save()
        formset.save_m2m()


class Part(OfOwnRegimes, admin.TabularInline):
    """Parts of master data, edited with it."""

    extra = 0
    show_change_link = True

    def _is_own(self, request: HttpRequest, obj: Any) -> bool:
        """Django hands a part the row it belongs to, whose own page has asked."""
        return True


class RecordAdmin(OfOwnRegimes, admin.ModelAdmin):
    """To look, not to touch: records change through the workflow alone."""

    list_per_page = 50

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class SeenAdmin(RecordAdmin, SimpleHistoryAdmin):  # type: ignore[misc]
    """To look, with its history: it is written on other pages. So are the proceedings of meetings,
    by the secretariat and the sides."""

    def history_form_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page of an old state would save it again, and asks nobody whether it may."""
        if request.method == "POST":
            raise PermissionDenied
        return super().history_form_view(request, *args, **kwargs)  # type: ignore[no-any-return]


class SeenPart(Part):
    """Parts that are only looked at."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class VersionAdmin(Refusable, RecordAdmin):
    """Versions: a new one may be added, those that stand are only looked at."""

    versions_of = ""  # the field that names what it is a version of

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return can_administer(request.user)

    def latest(self, request: HttpRequest) -> Any:
        """The version that a new one starts from, where the address says of what."""
        key = request.GET.get(self.versions_of, "")
        if not key.isdecimal():
            return None
        rows = self.get_queryset(request).filter(**{self.versions_of: key})
        return rows.order_by("-sequence").first()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.author = request.user
        self.enter(obj, form)

    def enter(self, obj: Any, form: Any) -> None:
        raise NotImplementedError

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Iterable[Any], change: bool
    ) -> None:
        """The verb has written all of it already, and nobody may write to it again."""
