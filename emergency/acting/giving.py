"""Pages by which the operator lets numbers go: to another operator, another client, a client of another partner.

Under the partner's mount. Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from emergency.acting.finding import Wanted, blocks_now, ended_or_held
from emergency.acting.forms import RangeForm, tell
from emergency.acting.staff_forms import HandOverForm, PartnerForm, PortOutForm, TransferForm
from emergency.acting.steps import (
    CONFIRMED,
    EDIT,
    Change,
    Look,
    changed_since,
    check_fresh,
    count_words,
    differences,
    nothing,
    present_lines,
    second_look,
    touch_of,
)
from emergency.registry.cuts import port_out as let_go
from emergency.registry.cuts import transfer_numbers as transfer
from emergency.registry.handover import hand_over
from emergency.registry.rules import clause_for
from emergency.revisions import read_revision
from extranet.accounts.permissions import Right, needs
from extranet.errors import IllegalMove, InvalidInput, Stale
from extranet.look import formats
from extranet.look.views import stale_page
from extranet.numbering.formats import written_block
from extranet.numbering.models import Holding
from extranet.ordering.models import Subscription
from extranet.ordering.rules import TELEPHONY
from extranet.partners.request import HouseRequest
from extranet.tenancy.context import OPERATOR, acting

Give = Callable[[int], str]


# ---------- To another operator ----------
@needs(Right.REVIEW_ADDRESSES)
@require_http_methods(["GET", "POST"])
def port_out(request: HouseRequest, holding_id: UUID) -> HttpResponse:
    """Ask which numbers left for which operator, show what that touches, let them go once confirmed.

    Terms: telavox.7, bt.14, sip.4
    """
    holding = ended_or_held(request.person, holding_id)
    form = PortOutForm(request.POST or None, holding=holding)

    def give(revision: int) -> str:
        first, last = form.ends
        let_go(
            holding_id=holding.pk,
            revision=revision,
            first=first,
            last=last,
            recipient=form.cleaned_data["recipient"],
            reference=form.cleaned_data["reference"],
            left_at=form.left_at,
            person=request.person,
            at=timezone.now(),
        )
        told = _("%(numbers)s ne sont plus ici : ils sont chez %(recipient)s. Leur histoire reste lisible.")
        return told % {"numbers": written_block(first, last), "recipient": form.cleaned_data["recipient"]}

    def look() -> Look:
        left = formats.instant(form.left_at) if form.left_at else _("à l’instant")
        facts = [(_("Repris par"), form.cleaned_data["recipient"]), (_("Partis"), left)]
        if form.cleaned_data["reference"]:
            facts.append((_("Sa référence"), form.cleaned_data["reference"]))
        return _look(
            holding,
            form,
            title=_("Relire le départ"),
            button=_("Laisser partir %(count)s"),
            says=[
                _("Ces numéros ne sont plus détenus ici et leur adresse s’arrête. Cela ne s’annule pas."),
                _("Les appels d’urgence de ces numéros seront ceux de l’autre opérateur : vérifiez qu’ils y sont."),
            ],
            facts=facts,
        )

    return _given(request, holding, form, give, look, "emergency/port_out.html", {})


# ---------- To another client of the partner ----------
@needs(Right.REVIEW_ADDRESSES)
@require_http_methods(["GET", "POST"])
def transfer_numbers(request: HouseRequest, holding_id: UUID) -> HttpResponse:
    """Ask which numbers go to which other client of the partner, show what that touches, do it once confirmed.

    Terms: telavox.7, bt.14, sip.4
    """
    holding = ended_or_held(request.person, holding_id)
    form = TransferForm(request.POST or None, holding=holding)

    def give(revision: int) -> str:
        first, last = form.ends
        taker = form.cleaned_data["subscription"]
        transfer(
            holding_id=holding.pk,
            revision=revision,
            first=first,
            last=last,
            subscription=taker,
            person=request.person,
            at=timezone.now(),
        )
        told = _("%(numbers)s sont maintenant à %(client)s, sans adresse : déclarez-la, ou demandez-la-lui.")
        return told % {"numbers": written_block(first, last), "client": taker.client.name}

    def look() -> Look:
        taker = form.cleaned_data["subscription"]
        return _look(
            holding,
            form,
            title=_("Relire le transfert"),
            button=_("Transférer %(count)s"),
            says=_without_address(taker.client.name),
            facts=[(_("Nouveau client"), f"{taker.client.name}, {taker.get_family_display()}")],
        )

    return _given(request, holding, form, give, look, "emergency/transfer_numbers.html", {})


# ---------- To a client of another partner ----------
@needs(Right.REVIEW_ADDRESSES)
@require_http_methods(["GET", "POST"])
def hand_over_numbers(request: HouseRequest, holding_id: UUID) -> HttpResponse:
    """Ask at which other partner, then which client takes which numbers; show what that touches; do it once confirmed.

    Terms: telavox.7, bt.14, sip.4
    """
    holding = ended_or_held(request.person, holding_id)
    where = PartnerForm(request.POST or (request.GET if "partner" in request.GET else None), but=holding.partner)
    partner = where.cleaned_data["partner"] if where.is_bound and where.is_valid() else None
    takers = _takers(partner.schema_name) if partner else []
    form = HandOverForm(request.POST or None, holding=holding, takers=takers)
    name = dict(takers).get(form["subscription"].value() or "", "")

    def give(revision: int) -> str:
        first, last = form.ends
        assert partner is not None
        hand_over(
            holding_id=holding.pk,
            revision=revision,
            first=first,
            last=last,
            to_partner=partner.schema_name,
            subscription_id=UUID(form.cleaned_data["subscription"]),
            person=request.person,
            at=timezone.now(),
        )
        told = _("%(numbers)s sont maintenant à %(client)s, chez %(partner)s, sans adresse.")
        facts = {"numbers": written_block(first, last), "client": name, "partner": partner.display_name}
        return told % facts

    def look() -> Look:
        assert partner is not None
        return _look(
            holding,
            form,
            title=_("Relire le transfert"),
            button=_("Transférer %(count)s"),
            says=[
                *_without_address(name),
                _("Ni l’un ni l’autre partenaire n’apprend de qui viennent ces numéros, ni où ils vont."),
            ],
            facts=[(_("Nouveau partenaire"), partner.display_name), (_("Nouveau client"), name)],
        )

    context = {"where": where, "partner": partner}
    return _given(request, holding, form if partner else None, give, look, "emergency/hand_over_numbers.html", context)


def _takers(schema: str) -> list[tuple[str, str]]:
    """Return the subscriptions of another partner that may take numbers, in words. Staff act as the operator."""
    with acting(schema, OPERATOR):
        rows = Subscription.objects.filter(family__in=TELEPHONY).select_related("client")
        return [
            (str(one.pk), " · ".join(filter(None, (one.client.name, one.get_family_display(), one.account))))
            for one in rows.order_by("client__sort_key", "family", "starts_on")
        ]


# ---------- All three ----------
def _without_address(client: str) -> list[str]:
    return [
        _("%(client)s détient ces numéros dès maintenant, sans adresse : celle d’avant n’est pas reprise.")
        % {"client": client},
        _("Tant que personne ne l’a déclarée, personne ne sait où envoyer des secours pour eux."),
    ]


def _look(
    holding: Holding,
    form: RangeForm,
    *,
    title: str,
    button: str,
    says: Sequence[str],
    facts: Sequence[tuple[str, str]],
) -> Look:
    first, last = form.ends
    touch = touch_of([holding], first=first, last=last)
    change = Change(written_block(first, last), present_lines(touch, first, last), nothing())
    button = button % {"count": count_words(last - first + 1)}
    return Look(title, button, says, [change], touch, facts=facts, is_dangerous=True)


def _given(
    request: HouseRequest,
    holding: Holding,
    form: RangeForm | None,
    give: Give,
    look: Callable[[], Look],
    template: str,
    more: dict[str, Any],
) -> HttpResponse:
    """Show the form, the second look, or what happened."""
    touch = touch_of([holding])
    revision = touch.revisions[holding.pk]
    if request.method == "POST":
        revision = read_revision(request.POST.get("revision", ""))
        if form is not None and form.is_valid() and EDIT not in request.POST:
            try:
                check_fresh(touch, {holding.pk: revision})
                if CONFIRMED not in request.POST:
                    return second_look(request, holding, look())
                told = give(revision)
            except Stale as refusal:
                return _late(request, holding, form, refusal)
            except InvalidInput as refusal:
                tell(form, refusal)
            except IllegalMove as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, told)
                return redirect("emergency:show-block", holding_id=holding.pk)
    context = {"holding": holding, "form": form, "touch": touch, "revision": revision, **more}
    return render(request, template, {**context, "clause": clause_for(holding.family)})


def _late(request: HouseRequest, holding: Holding, form: RangeForm, refusal: Stale) -> HttpResponse:
    """Answer whoever comes second: these numbers have gone already, or both versions."""
    first, last = form.ends
    now = timezone.now()
    if holding.released_at is not None and not blocks_now(holding, first, last, now):
        told = ngettext("Ce numéro est déjà parti.", "Ces numéros sont déjà partis.", last - first + 1)
        messages.info(request, told)
        return redirect("emergency:show-block", holding_id=holding.pk)
    wanted = [Wanted(first, last, None)]
    return stale_page(request, refusal or changed_since(), differences=differences(holding, wanted, now))
