"""What members of the watch do among themselves: exchange stretches, leave a note, follow it in a calendar."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from extranet.backoffice.faces import actor_of
from extranet.backoffice.site import HouseAdminSite
from extranet.backoffice.site import Page as SitePage
from extranet.errors import NotAllowed, Refusal
from support.desk.admin.night_asking import NoteForm, Stretch, SwapForm
from support.desk.admin.night_views import add_refusal, draw
from support.desk.models import Swap
from support.desk.rota.feed import Scope, feed_link, renew_feed
from support.desk.rota.handover import write_note
from support.desk.rota.presenting import names_of
from support.desk.rota.selectors import LAYERS, staff_by_id, watch_between
from support.desk.rota.swaps import accept_swap, ask_swap, refuse_swap, withdraw_swap
from support.desk.rota.timeline import shifts

OFFERED = timedelta(weeks=10)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask a colleague to exchange a stretch of the watch.

    Terms: general.7
    """
    actor, now = actor_of(request), timezone.now()
    offered = _stretches(now)
    own = [one for one in offered if one.user_id == actor.pk]
    others = [one for one in offered if one.user_id != actor.pk]
    form = SwapForm(request.POST or None, own=own, others=others)
    if form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("given", "taken", "layer", "other_id", "note")}
        try:
            swap = ask_swap(**asked, actor=actor, at=now)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("La demande est partie à %(name)s.") % {"name": swap.other_name})
            return redirect("admin:rota")
    context = {"title": _("Échanger une garde"), "form": form, "has_choice": bool(own and others)}
    return draw(request, "desk/ask_swap.html", context)


@require_POST
def accept(request: HttpRequest, swap_id: UUID) -> HttpResponse:
    """Accept an exchange asked of the person who has signed in."""
    return _answered(request, swap_id, accept_swap, _("L’échange est accepté : la garde en tient compte."))


@require_POST
def refuse(request: HttpRequest, swap_id: UUID) -> HttpResponse:
    """Refuse it."""
    return _answered(request, swap_id, refuse_swap, _("L’échange est refusé."))


@require_POST
def withdraw(request: HttpRequest, swap_id: UUID) -> HttpResponse:
    """Take back an exchange one asked for."""
    return _answered(request, swap_id, withdraw_swap, _("La demande est retirée."))


@require_POST
def note(request: HttpRequest) -> HttpResponse:
    """Add a note for the next person on call.

    Terms: general.7
    """
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Rien n’est enregistré : écrivez une note de 4000 caractères au plus."))
        return redirect("admin:rota")
    try:
        write_note(**form.cleaned_data, actor=actor_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La note est écrite : qui prend la garde la reçoit."))
    return redirect("admin:rota")


@require_http_methods(["GET", "POST"])
def feeds(request: HttpRequest) -> HttpResponse:
    """Show the addresses of one's calendars, and renew them.

    Terms: general.7
    """
    actor = actor_of(request)
    if request.method == "POST":
        renew_feed(actor=actor, at=timezone.now())
        messages.success(request, _("Les anciennes adresses ne servent plus : abonnez vos agendas aux nouvelles."))
        return redirect("admin:rota-feeds")
    links = [(_("Ma garde"), feed_link(actor, Scope.MINE)), (_("Toute la garde"), feed_link(actor, Scope.ALL))]
    return draw(request, "desk/rota_feeds.html", {"title": _("La garde dans mon agenda"), "links": links})


def _answered(request: HttpRequest, swap_id: UUID, act: Callable[..., Swap], done: str) -> HttpResponse:
    get_object_or_404(Swap, pk=swap_id)
    try:
        act(swap_id=swap_id, actor=actor_of(request), at=timezone.now())
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("admin:rota")


def _stretches(now: datetime) -> list[Stretch]:
    """Return the shifts that have yet to begin, of both layers, in order."""
    until = now + OFFERED
    found: list[tuple[int, Any]] = [
        (layer, shift)
        for layer in LAYERS
        for shift in shifts(watch_between(now, until, layer), now, until)
        if shift.starts_at > now
    ]
    names = names_of(staff_by_id(), {shift.member for _layer, shift in found})
    return [
        Stretch(shift.member, names.get(shift.member, ""), layer, shift.starts_at, shift.ends_at)
        for layer, shift in found
    ]


site = cast("HouseAdminSite", admin.site)
for _route, _name, _title, _view in (
    ("desk/rota/swaps/ask/", "ask-swap", gettext_lazy("Échanger une garde"), ask),
    ("desk/rota/swaps/<uuid:swap_id>/accept/", "accept-swap", gettext_lazy("Accepter l’échange"), accept),
    ("desk/rota/swaps/<uuid:swap_id>/refuse/", "refuse-swap", gettext_lazy("Refuser l’échange"), refuse),
    ("desk/rota/swaps/<uuid:swap_id>/withdraw/", "withdraw-swap", gettext_lazy("Retirer la demande"), withdraw),
    ("desk/rota/note/", "handover-note", gettext_lazy("Note de relève"), note),
    ("desk/rota/feeds/", "rota-feeds", gettext_lazy("La garde dans mon agenda"), feeds),
):
    site.add_page(SitePage(section="desk", route=_route, name=_name, title=_title, view=_view, is_listed=False))
