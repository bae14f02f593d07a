"""The house's admin site: staff only, signed in through the one door, the floor decides what is there."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import Model
from django.db.models.base import ModelBase
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from extranet.accounts.models import Role
from extranet.accounts.permissions import anonymous
from extranet.backoffice.cockpit import modules_for
from extranet.backoffice.faces import STAFF, HouseAdmin, is_mounted, role_is_among, staff_of
from extranet.look.parts import Text
from extranet.partners.request import HouseRequest
from extranet.tenancy.context import PUBLIC

# The sections of the operator's index and of a partner's, in this order; any other comes after, by name.
SECTIONS = (
    "desk",
    "orderbook",
    "numbering",
    "registry",
    "ledger",
    "partners",
    "catalogue",
    "terms",
    "accounts",
    "audit",
    "outbox",
    "support",
    "clients",
    "ordering",
    "platforms",
)
SECTION_NAMES: dict[str, Text] = {"orderbook": _("Commandes")}
UNUSED_ROUTES = frozenset({"view_on_site", "autocomplete"})


@dataclass(frozen=True)
class Page:
    """A page of the operator's that is not a model's, listed in the section of an app unless another leads to it."""

    section: str
    route: str
    name: str
    title: Text
    view: Callable[..., HttpResponseBase]
    viewers: frozenset[Role] = STAFF
    is_listed: bool = True


class HouseAdminSite(admin.AdminSite):
    """The admin on the operator's host and, with a partner's own tables, under that partner's mount."""

    site_title = site_header = _("ALLOcloud, extranet")
    index_title = _("Poste de pilotage")
    site_url = None
    empty_value_display = "–"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.pages: list[Page] = []

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register pages built on a face of the house; those that libraries bring are left out.

        They would write without a service and without audit. Raises ImproperlyConfigured for one of ours.
        """
        listed = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else list(model_or_iterable)
        if admin_class is not None and issubclass(admin_class, HouseAdmin):
            super().register(listed, admin_class, **options)
            return
        for model in listed:
            if model.__module__.startswith("extranet."):
                raise ImproperlyConfigured(f"{model.__name__}: build its admin on a face of the house")

    def add_page(self, page: Page) -> None:
        """Add a page that is not a model's to its section."""
        self.pages.append(page)

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether staff ask from the operator's host, mounts included."""
        return cast("HouseRequest", request).home == PUBLIC and staff_of(request) is not None

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Guard a view; a model's pages answer 404 on the floor they do not stand on."""
        guarded: Callable[..., HttpResponseBase] = super().admin_view(view, cacheable)
        face = getattr(view, "__self__", None)
        if not isinstance(face, HouseAdmin):
            return guarded

        def on_its_floor(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not face.is_open(request):
                raise Http404
            return guarded(request, *args, **kwargs)

        return update_wrapper(on_its_floor, guarded)

    def get_urls(self) -> list[Any]:
        """Return Django's routes without those the house has no use for, and the pages'."""
        kept = [route for route in super().get_urls() if getattr(route, "name", None) not in UNUSED_ROUTES]
        return [*(self._route(page) for page in self.pages), *kept]

    def _route(self, page: Page) -> URLPattern:
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if is_mounted(request):
                raise Http404
            if not role_is_among(request, page.viewers):
                raise PermissionDenied
            return page.view(request, *args, **kwargs)

        route: URLPattern = path(page.route, self.admin_view(update_wrapper(shown, page.view)), name=page.name)
        return route

    @anonymous
    def login(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send to the one sign-in, and from there to where the person wanted to go."""
        following = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(following, {request.get_host()}, request.is_secure()):
            following = reverse("admin:index")
        if self.has_permission(request):
            return redirect(following)
        return redirect_to_login(following, resolve_url("account_login"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Send to the one sign-out, with the form as it was posted."""
        return redirect("account_logout", preserve_request=True)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Send to the page where people change their own password."""
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Send to the same page: it tells itself when it has worked."""
        return redirect("account_change_password")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the sections of this floor that the reader's role may enter, in the house's order."""
        sections: list[Any] = super().get_app_list(request, app_label)
        registered = list(self._registry)
        for section in sections:
            label = section["app_label"]
            section["name"] = SECTION_NAMES.get(label, section["name"])
            section["models"].sort(key=lambda entry: registered.index(entry["model"]))
            for entry in section["models"]:
                entry["name"] = cast("HouseAdmin", self._registry[entry["model"]]).name_of_list()
            section["models"] += [self._listed(page) for page in self._pages_in(label, request)]
        return sorted(sections, key=lambda section: _place(section["app_label"]))

    def _pages_in(self, label: str, request: HttpRequest) -> list[Page]:
        if is_mounted(request):
            return []
        listed = [page for page in self.pages if page.section == label and page.is_listed]
        return [page for page in listed if role_is_among(request, page.viewers)]

    def _listed(self, page: Page) -> dict[str, Any]:
        """Return the page as an entry of its section, in the shape Django's templates read."""
        return {
            "model": Model,
            "name": page.title,
            "object_name": page.name.replace("-", "_"),
            "perms": {"view": True},
            "admin_url": reverse(f"admin:{page.name}"),
            "add_url": None,
            "view_only": True,
        }

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Name the partner on every page under its mount."""
        partner = cast("HouseRequest", request).partner
        context = super().each_context(request)
        return context if partner is None else {**context, "site_title": f"{partner} | {self.site_title}"}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the cockpit on the operator's own host, the partner's tables under its mount."""
        partner = cast("HouseRequest", request).partner
        person = staff_of(request)
        if partner is not None:
            own: dict[str, Any] = {"title": gettext("Tables de %(partner)s") % {"partner": partner}}
        else:
            own = {"cockpit": modules_for(person, at=timezone.now()) if person else []}
        return super().index(request, {**own, **(extra_context or {})})


def _place(label: str) -> tuple[int, str]:
    return (SECTIONS.index(label) if label in SECTIONS else len(SECTIONS), label)
