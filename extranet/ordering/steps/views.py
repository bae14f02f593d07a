"""The five steps of an order: client, services, declarations, terms, recap."""

from typing import cast
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from extranet.accounts.permissions import Right, needs
from extranet.catalogue.selectors import price_list_in_force, prices_on
from extranet.clients.listing import page_of
from extranet.clients.selectors import named, visible_clients
from extranet.errors import InvalidInput
from extranet.ordering import services
from extranet.ordering.drafting import carries_fax
from extranet.ordering.forms import AcceptanceForm, DeclarationForm, LinesForm, first_day
from extranet.ordering.models import Order
from extranet.ordering.presenting import documents_shown, reviewed_lines, stepper_of
from extranet.ordering.rules import FaxUse, StepKey, check_declarations, is_refused, questions_for
from extranet.ordering.selectors import changed_prices, current_acceptance, organisation_ordering
from extranet.ordering.shown import read_shown, sign_shown
from extranet.ordering.steps.opening import opens, posted_revision, step_context, today
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest
from extranet.requests import current_origin
from extranet.tenancy.context import current_schema
from extranet.terms.rules import required_parts
from extranet.terms.selectors import newest_accepted, texts_in_force
from extranet.terms.wording import acceptance_statement


@needs(Right.PLACE_ORDERS)
@require_http_methods(["GET", "POST"])
def new_order(request: HouseRequest) -> HttpResponse:
    """Step 1: choose for whom. A direct client orders for itself and starts at once.

    Terms: general.1
    """
    if request.method == "POST":
        order = services.start_order(
            order_id=_posted_id(request, "order"),
            client_id=get_object_or_404(visible_clients(request.person), pk=_posted_id(request, "client")).pk,
            actor=request.person.user,
            at=timezone.now(),
        )
        return redirect("ordering:choose-lines", order_id=order.pk)
    words = request.GET.get("words", "").strip()
    clients = named(visible_clients(request.person).filter(is_active=True), words)
    context = {
        "page_obj": page_of(
            clients.annotate(last_order_at=Max("orders__placed_at")).order_by("sort_key", "id"), request
        ),
        "words": words,
        "order_id": uuid4(),
        "stepper": stepper_of(None, reached=StepKey.CLIENT, is_own=False),
        "step": StepKey.CLIENT,
        "is_own": request.person.is_client,
    }
    return render(request, "ordering/new_order.html", context)


def _posted_id(request: HouseRequest, name: str) -> UUID:
    """Return an id the page posted; what is none is not found."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise Http404 from error


@needs(Right.PLACE_ORDERS)
@require_http_methods(["GET", "POST"])
@opens(StepKey.LINES)
def choose_lines(request: HouseRequest, order: Order, reached: StepKey) -> HttpResponse:
    """Step 2: products and quantities at the prices in force, and the first day.

    HTMX posts what is typed and gets the total, nothing is kept.

    Terms: telavox.4, bt.11
    """
    form = LinesForm(
        prices_on(today()),
        quantities={line.product_code: line.quantity for line in order.lines.all()},
        data=request.POST if request.method == "POST" else None,
        initial={"starts_on": first_day(order, today())},
    )
    if request.method == "POST":
        is_valid = form.is_valid()
        if request.htmx:
            return render(request, "ordering/_total.html", {"form": form})
        if is_valid and "recalculate" not in request.POST and _kept(request, order, form):
            return redirect("ordering:declare", order_id=order.pk)
    context = {"form": form, "price_list": price_list_in_force(today())}
    return render(request, "ordering/choose_lines.html", step_context(request, order, StepKey.LINES, reached) | context)


def _kept(request: HouseRequest, order: Order, form: LinesForm) -> bool:
    """Keep the lines; put what the service refuses beside the fields."""
    try:
        services.choose_lines(
            order_id=order.pk,
            revision=posted_revision(request),
            quantities=form.quantities(),
            starts_on=form.cleaned_data["starts_on"],
            actor=request.person.user,
            at=timezone.now(),
        )
    except InvalidInput as refusal:
        _tell(form, refusal)
        return False
    return True


@needs(Right.PLACE_ORDERS)
@require_http_methods(["GET", "POST"])
@opens(StepKey.DECLARATIONS)
def declare(request: HouseRequest, order: Order, reached: StepKey) -> HttpResponse:
    """Step 3: what the services will be used for. HTMX posts the answers and gets what follows from them.

    Terms: telavox.2, bt.9, sip.2, telavox.3, bt.10, sip.3, sip.5
    """
    form = DeclarationForm(order, data=request.POST if request.method == "POST" else None)
    is_valid = form.is_bound and form.is_valid()
    objections = check_declarations(order.families, form.answers, carries_fax=carries_fax(order))
    context = {
        "form": form,
        "objections": objections,
        "is_refused": is_refused(objections),
        "wants_advice_read": form.answers.fax_use == FaxUse.HEAVY and bool(questions_for(order.families)),
    }
    if request.htmx:
        return render(request, "ordering/_objections.html", context)
    if is_valid:
        try:
            services.declare(
                order_id=order.pk,
                revision=posted_revision(request),
                answers=form.answers,
                actor=request.person.user,
                at=timezone.now(),
            )
        except InvalidInput as refusal:
            _tell(form, refusal)
        else:
            return redirect("ordering:accept-terms", order_id=order.pk)
    return render(
        request, "ordering/declare.html", step_context(request, order, StepKey.DECLARATIONS, reached) | context
    )


def _tell(form: forms.Form, refusal: InvalidInput) -> None:
    """Put what a service refused beside the fields it refused; the rest on top."""
    for name, sentence in refusal.fields.items():
        field = next((known for known in (name, f"quantity-{name}") if known in form.fields), None)
        form.add_error(field, sentence)
    if not refusal.fields:
        form.add_error(None, refusal.message)


@needs(Right.PLACE_ORDERS)
@require_http_methods(["GET", "POST"])
@opens(StepKey.TERMS)
def accept_terms(request: HouseRequest, order: Order, reached: StepKey) -> HttpResponse:
    """Step 4: the documents of exactly these services in force today, accepted in one act.

    Terms: general.1
    """
    form = AcceptanceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        revision, shown = read_shown(form.cleaned_data["shown"], about=order.pk, user=request.person.user)
        acceptance = services.accept_order_terms(
            order_id=order.pk,
            revision=revision,
            shown=shown,
            ip=current_origin().ip,
            user_agent=current_origin().user_agent,
            actor=request.person.user,
            at=timezone.now(),
        )
        messages.success(request, _("Conditions acceptées, certificat %(number)s.") % {"number": acceptance.number})
        return redirect("ordering:review", order_id=order.pk)
    parts = required_parts(order.families)
    found = texts_in_force(parts, today(), get_language() or "fr")
    organisation = organisation_ordering(order, cast("Partner", request.partner))
    before = newest_accepted(
        partner=current_schema(), kind=organisation.kind, organisation_id=organisation.organisation_id
    )
    context = {
        "form": form,
        "documents": documents_shown(found.texts, before),
        "found": found,
        "organisation": organisation,
        "statement": acceptance_statement(organisation.name, found.texts),
        "shown": sign_shown(order, found.texts, user=request.person.user),
        "acceptance": current_acceptance(order, user_id=request.person.user.pk, day=today()),
    }
    return render(request, "ordering/accept_terms.html", step_context(request, order, StepKey.TERMS, reached) | context)


@needs(Right.PLACE_ORDERS)
@require_safe
@opens(StepKey.REVIEW)
def review(request: HouseRequest, order: Order, reached: StepKey) -> HttpResponse:
    """Step 5: everything once more, at today's prices, before the button that commits.

    Terms: general.1
    """
    changes = changed_prices(order, day=today())
    lines = reviewed_lines(list(order.lines.all()), changes)
    context = {
        "lines": lines,
        "changes": changes,
        "total": sum(line.amount for line in lines),
        "price_list": price_list_in_force(today()),
        "acceptance": current_acceptance(order, user_id=request.person.user.pk, day=today()),
        "organisation": organisation_ordering(order, cast("Partner", request.partner)),
        "is_start_past": order.starts_on is not None and order.starts_on < today(),
        "is_sold_out": any(change.now is None for change in changes),
    }
    return render(request, "ordering/review.html", step_context(request, order, StepKey.REVIEW, reached) | context)


@needs(Right.PLACE_ORDERS)
@require_POST
@opens(StepKey.REVIEW)
def place(request: HouseRequest, order: Order, reached: StepKey) -> HttpResponse:
    """Place the order: from now on it commits.

    Terms: general.1
    """
    posted = request.POST.get("price_list", "")
    placed = services.place_order(
        order_id=order.pk,
        revision=posted_revision(request),
        price_list=int(posted) if posted.isdecimal() else 0,
        actor=request.person.user,
        at=timezone.now(),
    )
    messages.success(request, _("La commande %(number)s est passée.") % {"number": placed.number})
    return redirect("ordering:show-order", order_id=order.pk)
