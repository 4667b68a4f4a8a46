"""Working papers, sites, agreements and obligations, and the versions of their terms."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agreements.admin.forms import (
    AgreementTermsForm,
    NewAgreementForm,
    NewObligationForm,
    ObligationTermsForm,
    SiteForm,
)
from agreements.admin.kinds import MasterAdmin, VersionAdmin
from agreements.admin.lines import ConsentsField, MilestonesField
from agreements.admin.listing import further, own, spoken_by
from agreements.models import (
    Agreement,
    AgreementTerms,
    Obligation,
    ObligationTerms,
    Site,
    WorkingPaper,
)
from agreements.workflow import (
    amend_agreement,
    amend_obligation,
    register_agreement,
    register_obligation,
    register_paper,
)

NAMES = ("name_en", "name_id", "name_ms")
RECORDED = ("sequence", "recorded_at", "author")


@admin.register(WorkingPaper)
class WorkingPaperAdmin(MasterAdmin):
    list_display = ("number", "__str__", "forum", "proposer")
    list_display_links = ("__str__",)
    list_filter = (own("forum"),)
    list_select_related = ("forum", "proposer")
    search_fields = ("number", *NAMES)
    autocomplete_fields = ("forum", "proposer", "citations")

    def register(self, request: HttpRequest, obj: Any, form: Any) -> None:
        register_paper(obj, citations=form.cleaned_data["citations"])


@admin.register(Site)
class SiteAdmin(MasterAdmin):
    form = SiteForm
    list_display = ("name", "code", "party", "kind", "quality", "district")
    list_filter = ("kind", "quality", own("party"))
    list_select_related = ("party",)
    search_fields = ("code", "name", "district")
    autocomplete_fields = ("party", "citations")


@admin.register(Agreement)
class AgreementAdmin(MasterAdmin):
    stays = True
    new_form = NewAgreementForm
    fixed = ("code", "paper")
    list_display = ("__str__", "code", "paper")
    list_filter = (own("paper__forum"),)
    list_select_related = ("paper",)
    search_fields = ("code", *NAMES)
    autocomplete_fields = ("paper", "citations")
    readonly_fields = ("versions",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [
            (None, {"fields": ("paper", "code", *NAMES, "citations")}),
            (_("Terms"), {"fields": ("versions",) if obj else NewAgreementForm.TERMS}),
        ]

    def register(self, request: HttpRequest, obj: Any, form: Any) -> None:
        terms = form.terms()
        terms.author = request.user
        register_agreement(obj, terms, citations=form.cleaned_data["citations"])

    @admin.display(description=_("versions"))
    def versions(self, obj: Agreement) -> str:
        return further(obj.terms.all(), of="agreement", obj=obj)


@admin.register(AgreementTerms)
class AgreementTermsAdmin(VersionAdmin):
    versions_of = "agreement"
    form = AgreementTermsForm
    list_display = ("agreement", "sequence", "holds_from", "cause", "adopted_on", "weight")
    list_filter = ("cause", own("agreement__paper__forum"))
    list_select_related = ("agreement",)
    search_fields = ("agreement__code",)
    autocomplete_fields = ("agreement", "citations")
    ordering = ("-sequence",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        asked = ("agreement", "holds_from", "cause", "note", "weight", "adopted_on", "ended_on")
        return (*asked, "citations", *(RECORDED if obj else ()))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given = super().get_changeform_initial_data(request)
        return spoken_by(self.latest(request), "weight", "adopted_on", "ended_on") | given

    def enter(self, obj: Any, form: Any) -> None:
        amend_agreement(obj, citations=form.cleaned_data["citations"])


@admin.register(Obligation)
class ObligationAdmin(MasterAdmin):
    stays = True
    new_form = NewObligationForm
    fixed = ("code", "agreement")
    list_display = ("__str__", "code", "agreement", "site")
    list_filter = (own("agreement__paper__forum"),)
    list_select_related = ("agreement", "site")
    search_fields = ("code", *NAMES)
    autocomplete_fields = ("agreement", "site", "citations")
    readonly_fields = ("versions",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [
            (None, {"fields": ("agreement", "code", *NAMES, "site", "citations")}),
            (_("Terms"), {"fields": ("versions",) if obj else NewObligationForm.TERMS}),
        ]

    def register(self, request: HttpRequest, obj: Any, form: Any) -> None:
        terms, given = form.terms(), form.cleaned_data
        terms.author = request.user
        register_obligation(
            obj,
            terms,
            milestones=given["milestones"],
            consents=given["consents"],
            citations=given["citations"],
        )

    @admin.display(description=_("versions"))
    def versions(self, obj: Obligation) -> str:
        return further(obj.terms.all(), of="obligation", obj=obj)


@admin.register(ObligationTerms)
class ObligationTermsAdmin(VersionAdmin):
    versions_of = "obligation"
    form = ObligationTermsForm
    list_display = ("obligation", "sequence", "holds_from", "cause", "owes", "due_on", "weight")
    list_filter = ("cause", own("owes"), own("obligation__agreement__paper__forum"))
    list_select_related = ("obligation", "owes")
    search_fields = ("obligation__code",)
    autocomplete_fields = ("obligation", "owes", "replaced_by", "citations")
    ordering = ("-sequence",)

    CARRIED = (
        "owes",
        "weight",
        "starts_on",
        "due_on",
        "ended_on",
        "ended_how",
        "replaced_by",
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        parts = ("parts",) if obj else ("milestones", "consents")
        said = ("obligation", "holds_from", "cause", "note", *self.CARRIED, *parts, "citations")
        return (*said, *(RECORDED if obj else ()))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("parts",) if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given = super().get_changeform_initial_data(request)
        latest = self.latest(request)
        if latest is None:
            return given
        parts = {
            "milestones": MilestonesField.spoken(latest.milestones.order_by("order")),
            "consents": ConsentsField.spoken(
                latest.consents.select_related("authority").order_by("order")
            ),
        }
        return spoken_by(latest, *self.CARRIED) | parts | given

    @admin.display(description=_("milestones and consents"))
    def parts(self, obj: ObligationTerms) -> str:
        milestones = MilestonesField.spoken(obj.milestones.order_by("order"))
        consents = ConsentsField.spoken(obj.consents.select_related("authority").order_by("order"))
        return "\n".join(text for text in (milestones, consents) if text)

    def enter(self, obj: Any, form: Any) -> None:
        given = form.cleaned_data
        amend_obligation(
            obj,
            milestones=given["milestones"],
            consents=given["consents"],
            citations=given["citations"],
        )
