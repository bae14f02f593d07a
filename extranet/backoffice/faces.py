"""What every page of the admin obeys: its floor, who may see it, who may change it, and that services write.

Source: front-office models are in the admin only under a partner's mount; the operator's own pages show
the back office. Nothing is deleted. The audit trail is the only history.
"""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten, flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from extranet.accounts.models import Role
from extranet.backoffice.history import history_page
from extranet.backoffice.refusing import refused
from extranet.backoffice.staff import (
    ADMINISTRATORS,
    NOBODY,
    STAFF,
    actor_of,
    is_mounted,
    role_is_among,
    staff_of,
)
from extranet.errors import Refusal
from extranet.look.forms import DayInput
from extranet.look.parts import Text

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
else:
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline
    ModelForm = forms.ModelForm


class HouseAdmin(ModelAdmin):
    """The pages of one model. `viewers`, `editors` and `adders` say once which staff may do what.

    A subclass with editors or adders overrides `save_model` with the call of a service; there is no other
    way to write.
    """

    is_under_mount: ClassVar[bool]
    viewers: ClassVar[frozenset[Role]] = STAFF
    editors: ClassVar[frozenset[Role]] = NOBODY
    adders: ClassVar[frozenset[Role]] = NOBODY
    adding_title: ClassVar[Text] = _("Ajouter")
    save_label: ClassVar[Text] = _("Enregistrer")
    list_title: ClassVar[Text] = ""
    has_history: ClassVar[bool] = True
    view_on_site = False
    show_facets = admin.ShowFacets.NEVER
    formfield_overrides: ClassVar[Any] = {models.DateField: {"widget": DayInput}}

    def is_open(self, request: HttpRequest) -> bool:
        """Whether these pages exist where the request stands."""
        return is_mounted(request) == self.is_under_mount

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open(request) and role_is_among(request, self.viewers)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open(request) and role_is_among(request, self.editors)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.is_open(request) and role_is_among(request, self.adders)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Whether an address may narrow the list so: by its filters only.

        Any other column, a password or the digest of a link, could be guessed letter by letter.
        """
        offered = [self.date_hierarchy, *(_column(one) for one in self.list_filter)]
        return any(lookup == name or lookup.startswith(f"{name}__") for name in offered if name)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Call the service that makes this change."""
        raise NotImplementedError(f"{type(self).__name__}: no service writes this model")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: the service has written everything."""

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Nothing: it would describe what Django saved, which is nothing."""
        return ""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nothing: services keep the audit trail."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nothing: services keep the audit trail."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form; after a refusal, one that says it beside what the person typed."""
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "refusal", None)
        return form if refusal is None else refused(form, refusal)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show or save the form; a service's refusal comes back as its errors."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refusal as refusal:
            cast("Any", request).refusal = refusal
            return super().changeform_view(request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the list or run an action on it, whole or not at all; a refusal becomes a message above the list."""
        try:
            with transaction.atomic():
                return super().changelist_view(request, {"title": self.name_of_list(), **(extra_context or {})})
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(request.get_full_path())

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Name the thing itself, and offer one button: save."""
        thing = context["original"]
        title = self.title_of(thing) if thing else self.adding_title
        ours = {
            "title": title,
            "subtitle": None,
            "save_label": self.save_label,
            "has_history": self.has_history,
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
        }
        return super().render_change_form(request, {**context, **ours}, *args, **kwargs)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponseRedirect:
        """Answer 404, as everywhere, for what is not there and what is another partner's."""
        raise Http404

    def title_of(self, thing: Any) -> str:
        """Return what the page of one thing is called."""
        return f"{capfirst(self.opts.verbose_name)} {thing}"

    def name_of_list(self) -> str:
        """Return the words of the list: in its section, and as its title."""
        return str(self.list_title or capfirst(self.opts.verbose_name_plural))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Go back to the list: the form's own instance is not what the service wrote."""
        messages.success(request, self.sentence_after_adding(obj))
        return self.back_to_list()

    def sentence_after_adding(self, obj: Any) -> str:
        """Return what to tell once the service has added `obj`."""
        return gettext("Enregistré : %(thing)s.") % {"thing": obj}

    def back_to_list(self) -> HttpResponseRedirect:
        """Return the way back to the list, under the prefix of the request."""
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Show what the audit trail holds about one object. Raises Http404, PermissionDenied."""
        found = self.get_object(request, unquote(object_id))
        if found is None:
            raise Http404
        if not self.has_view_or_change_permission(request, found):
            raise PermissionDenied
        return history_page(self, request, found, list_name=self.name_of_list())


class BackOfficeAdmin(HouseAdmin):
    """Pages of a model in `public`: on the operator's own pages only, 404 under a mount."""

    is_under_mount = False


class FrontOfficeAdmin(HouseAdmin):
    """Pages of a model in each partner's schema: under `/at/<partner>/admin/` only, 404 elsewhere."""

    is_under_mount = True


class ReadOnlyAdmin(HouseAdmin):
    """Mixed in before a floor: the rows are a record, nobody adds or changes any."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return every field shown: Django would build a form, and refuse those that no form may hold."""
        if self.fieldsets:
            return flatten_fieldsets(self.fieldsets)
        return flatten(self.fields) if self.fields else super().get_readonly_fields(request, obj)


class ReadOnlyInline(TabularInline):
    """Rows shown on their parent's page to whoever may see the parent."""

    extra = 0
    can_delete = False
    show_change_link = False
    template = "backoffice/_read_only_rows.html"

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """Return every column shown."""
        return flatten(self.fields) if self.fields else super().get_readonly_fields(request, obj)


def _column(offered: Any) -> str:
    """Return the column, or the parameter, of an entry of `list_filter`."""
    if isinstance(offered, str):
        return offered
    return str(offered[0] if isinstance(offered, tuple) else offered.parameter_name)


__all__ = [
    "ADMINISTRATORS",
    "NOBODY",
    "STAFF",
    "BackOfficeAdmin",
    "FrontOfficeAdmin",
    "HouseAdmin",
    "ModelForm",
    "ReadOnlyAdmin",
    "ReadOnlyInline",
    "actor_of",
    "is_mounted",
    "role_is_among",
    "staff_of",
]
