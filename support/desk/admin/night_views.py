"""What staff do about the night: read and publish the rota, take the watch, say how they are reached, answer a page."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib import admin, messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from extranet.backoffice.faces import ADMINISTRATORS, actor_of, role_is_among
from extranet.errors import InvalidInput, Refusal
from support.desk.admin.night_asking import NoteForm
from support.desk.admin.night_forms import LAYER_NAMES, PublishForm, TakeForm, WayForm
from support.desk.models import ContactWay, Page, RotaOverride, WayKind
from support.desk.paging.drills import silent_now
from support.desk.paging.services import acknowledge_page as acknowledge
from support.desk.rota.doubles import doubled
from support.desk.rota.handover import notes_at
from support.desk.rota.presenting import Plan, plan_from, plan_of
from support.desk.rota.selectors import FIRST_LAYER, SECOND_LAYER, coming_overrides, newest_rota, staff_by_id
from support.desk.rota.services import cancel_override as cancel
from support.desk.rota.services import gaps_with, publish_rota
from support.desk.rota.services import take_watch as take
from support.desk.rota.swaps import open_swaps
from support.desk.rota.ways import put_way
from support.desk.rota.ways import try_way as send_test

# The forms name their wall times otherwise than the services their instants.
FIELDS = {"starts_at": "starts", "ends_at": "ends", "members": None, "given": "given_shift", "taken": "taken_shift"}
ASKED = ("member_ids", "handover_weekday", "handover_time", "starts_at", "layer")


@require_safe
def show_rota(request: HttpRequest) -> HttpResponse:
    """Show who is on call now and in the next six weeks, with the holes.

    Terms: general.7
    """
    now = timezone.now()
    plan, backup = plan_from(now), plan_from(now, SECOND_LAYER)
    actor = actor_of(request)
    context = {
        "title": _("Garde"),
        "on_call": plan.on_call,
        "layers": [(LAYER_NAMES[one.layer], one, newest_rota(one.layer)) for one in (plan, backup)],
        "plan": plan,
        "swaps": [(one, one.other_id == actor.pk, one.asker_id == actor.pk) for one in open_swaps(now)],
        "notes": notes_at(now),
        "silent": silent_now(now),
        "note_form": NoteForm(initial={"note_id": uuid4()}),
        "overrides": [(one, _may_cancel(request, one)) for one in coming_overrides(now)],
        "may_publish": role_is_among(request, ADMINISTRATORS),
        "now": now,
    }
    return draw(request, "desk/rota.html", context)


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Show what a rota would do in the next six weeks, and publish it.

    Terms: general.7
    """
    staff = list(staff_by_id().values())
    newest = newest_rota()
    initial = {
        "shown": newest.number if newest else 0,
        "handover_weekday": 0,
        "handover_time": "09:00",
        "layer": SECOND_LAYER if request.GET.get("layer") == str(SECOND_LAYER) else FIRST_LAYER,
    }
    form = PublishForm(request.POST or None, staff=staff, initial=initial)
    context: dict[str, Any] = {"title": _("Publier la garde"), "form": form}
    if form.is_valid():
        try:
            planned = _published_or_planned(request, form)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            if planned is None:
                _say_published(request)
                return redirect("admin:rota")
            context["plan"], context["doubles"] = planned
    return draw(request, "desk/publish_rota.html", context)


def _say_published(request: HttpRequest) -> None:
    """Say that a rota is published, and who of it would be called twice in vain."""
    messages.success(request, _("Le rôle de garde est publié."))
    doubles = doubled(timezone.now())
    if doubles:
        sentence = _(
            "Une même personne est aux deux niveaux : %(stretches)s. Si elle dort, personne d’autre n’est appelé."
        )
        messages.warning(request, sentence % {"stretches": " ; ".join(doubles)})


def _published_or_planned(request: HttpRequest, form: PublishForm) -> tuple[Plan, Sequence[str]] | None:
    """Publish, or return the plan and who stands in both layers, when only that was asked."""
    asked = {name: form.cleaned_data[name] for name in ASKED}
    now = timezone.now()
    if "preview" in request.POST:
        watch, _gaps = gaps_with(**asked, at=now)
        return plan_of(watch, now, asked["layer"]), doubled(now, watch=watch, layer=asked["layer"])
    publish_rota(**asked, actor=actor_of(request), at=now, shown=form.cleaned_data["shown"])
    return None


@require_http_methods(["GET", "POST"])
def take_watch(request: HttpRequest) -> HttpResponse:
    """Put oneself on call for a period; administrators anybody.

    Terms: general.7
    """
    actor = actor_of(request)
    people = [(actor.pk, actor.name)]
    if role_is_among(request, ADMINISTRATORS):
        people = [(person.user_id, person.name) for person in staff_by_id().values()]
    form = TakeForm(request.POST or None, people=people, initial={"user_id": str(actor.pk)})
    if form.is_valid():
        names = ("user_id", "layer", "starts_at", "ends_at", "reason")
        try:
            take(**{name: form.cleaned_data[name] for name in names}, actor=actor, at=timezone.now())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Le remplacement est noté."))
            return redirect("admin:rota")
    return draw(request, "desk/take_watch.html", {"title": _("Prendre la garde"), "form": form})


@require_http_methods(["GET", "POST"])
def cancel_override(request: HttpRequest, override_id: UUID) -> HttpResponse:
    """Ask, then end an override."""
    override = get_object_or_404(RotaOverride, pk=override_id)
    if request.method == "POST":
        try:
            cancel(override_id=override_id, actor=actor_of(request), at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Le remplacement est annulé."))
        return redirect("admin:rota")
    return draw(request, "desk/cancel_override.html", {"title": _("Annuler le remplacement"), "override": override})


@require_http_methods(["GET", "POST"])
def contact_ways(request: HttpRequest) -> HttpResponse:
    """Show and change how one is reached at night.

    Terms: general.7
    """
    actor = actor_of(request)
    sent = request.POST.get("kind")
    forms = {}
    own = {way.kind: way for way in ContactWay.objects.filter(user_id=actor.pk)}
    for kind in WayKind:
        way = own.get(kind)
        initial = {"kind": kind.value, "address": way.address if way else ""}
        is_sent = sent == kind
        form = WayForm(request.POST if is_sent else None, kind=kind, initial=initial, prefix=None, auto_id=f"{kind}-%s")
        if is_sent and form.is_valid() and _kept(request, form):
            return redirect("admin:contact-ways")
        forms[kind] = (form, way)
    context = {"title": _("Mes moyens de joindre"), "ways": [(kind, *forms[kind]) for kind in WayKind]}
    return draw(request, "desk/contact_ways.html", context)


def _kept(request: HttpRequest, form: WayForm) -> bool:
    try:
        way = put_way(
            kind=form.cleaned_data["kind"],
            address=form.cleaned_data["address"],
            actor=actor_of(request),
            at=timezone.now(),
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    if way.tested_at is None:
        messages.warning(request, _("Enregistré. Envoyez maintenant un essai : ce moyen ne compte qu’une fois essayé."))
    else:
        messages.info(request, _("Rien n’a changé : ce moyen est déjà essayé."))
    return True


@require_POST
def try_way(request: HttpRequest, way_id: UUID) -> HttpResponse:
    """Send a test to one's own way."""
    way = get_object_or_404(ContactWay, pk=way_id, user_id=actor_of(request).pk)
    send_test(way_id=way.pk, actor=actor_of(request), at=timezone.now())
    told = _("Un essai part vers %(address)s : ouvrez-le là et confirmez.") % {"address": way.address}
    messages.success(request, told)
    return redirect("admin:contact-ways")


@require_POST
def acknowledge_page(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """Take a page as the member of staff who has signed in.

    Terms: general.7
    """
    page = get_object_or_404(Page, pk=page_id)
    actor = actor_of(request)
    try:
        acknowledge(page_id=page.pk, user_id=actor.pk, user_name=actor.name, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Vous avez pris l’appel en charge : rappelez maintenant."))
    return redirect("admin:desk_page_change", page.pk)


def _may_cancel(request: HttpRequest, override: RotaOverride) -> bool:
    if override.swap_id is not None:
        return False
    return role_is_among(request, ADMINISTRATORS) or actor_of(request).pk == override.user_id


def add_refusal(form: Form, refusal: Refusal) -> None:
    """Tell a service's refusal beside what the person typed."""
    if not isinstance(refusal, InvalidInput) or not refusal.fields:
        form.add_error(None, str(refusal))
        return
    for name, sentence in refusal.fields.items():
        field = FIELDS.get(name, name)
        form.add_error(field if field in form.fields else None, sentence)


def draw(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})
