"""What a draft holds: checked quantities, lines with copied names and prices, checked answers."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from extranet.catalogue.models import Price
from extranet.errors import InvalidInput
from extranet.ordering.models import Order, OrderCounter, OrderLine
from extranet.ordering.rules import (
    Answers,
    FaxUse,
    Objection,
    Question,
    Severity,
    YesNo,
    check_declarations,
    line_amount,
    unanswered,
)

MOST_OF_A_PRODUCT = 100_000
KNOWN_ANSWERS: Mapping[str, Sequence[str]] = {
    Question.ALARM: YesNo.values,
    Question.DIALLERS: YesNo.values,
    Question.FAX: FaxUse.values,
}


def locked_counter(year: int) -> OrderCounter:
    """Return the counter of a year's numbers, locked until the transaction ends."""
    OrderCounter.objects.get_or_create(year=year)
    return OrderCounter.objects.select_for_update().get(year=year)


def chosen_prices(quantities: Mapping[str, int], prices: Sequence[Price]) -> list[tuple[Price, int]]:
    """Return what is ordered, in the order of pages. Raises InvalidInput."""
    unknown = sorted(set(quantities) - {price.product.code for price in prices})
    if unknown:
        message = _("Ce produit n’est plus en vente. Rouvrez la page pour voir les produits d’aujourd’hui.")
        raise InvalidInput(message, code="not_on_sale", fields={unknown[0]: message})
    for code, quantity in quantities.items():
        if not 0 <= quantity <= MOST_OF_A_PRODUCT:
            message = _("Indiquez un nombre entier entre 0 et 100 000.")
            raise InvalidInput(message, code="quantity", fields={code: message})
    chosen = [(price, quantities[price.product.code]) for price in prices if quantities.get(price.product.code)]
    if not chosen:
        raise InvalidInput(_("Choisissez au moins un produit."), code="nothing_chosen")
    return chosen


def check_start(starts_on: date, day: date) -> None:
    """Refuse a first day that is past. Raises InvalidInput."""
    if starts_on < day:
        message = _("Choisissez aujourd’hui ou un jour plus tard.")
        raise InvalidInput(message, code="start_in_the_past", fields={"starts_on": message})


def new_line(order: Order, position: int, price: Price, quantity: int) -> OrderLine:
    """Return a line with the product's name in the order's language and its price of today.

    Terms: telavox.4, bt.11
    """
    product = price.product
    return OrderLine(
        order=order,
        product=product,
        position=position,
        product_code=product.code,
        name=product.name_in(order.language),
        unit=product.unit_in(order.language),
        family=product.family,
        quantity=quantity,
        unit_price=price.unit_price,
        amount=line_amount(quantity, price.unit_price),
    )


def carries_fax(order: Order) -> bool:
    """Return whether a product of the order transports fax."""
    return order.lines.filter(product__is_fax=True).exists()


def answer_faults(order: Order, answers: Answers) -> dict[str, str]:
    """Return what stops these answers, by question: not answered, or refused by the terms.

    Terms: telavox.2, bt.9, sip.2, telavox.3, bt.10, sip.3, sip.5
    """
    missing = {str(question): _missing(question) for question in unanswered(order.families, answers)}
    objections = check_declarations(order.families, answers, carries_fax=carries_fax(order))
    refused = {str(one.question): str(one.message) for one in objections if one.severity is Severity.REFUSE}
    return missing | refused


def checked_answers(order: Order, answers: Answers) -> list[Objection]:
    """Return what the terms note about the answers. Raises InvalidInput for what is missing or refused."""
    given = {name: getattr(answers, name) for name in KNOWN_ANSWERS}
    if any(answer and answer not in KNOWN_ANSWERS[name] for name, answer in given.items()):
        raise InvalidInput(_("Choisissez l’une des réponses proposées."), code="unknown_answer")
    faults = answer_faults(order, answers)
    if faults:
        raise InvalidInput(_("La déclaration n’est pas enregistrée."), code="declaration", fields=faults)
    return check_declarations(order.families, answers, carries_fax=carries_fax(order))


def _missing(question: Question) -> str:
    if question is Question.FAX_ADVICE:
        return _("Cochez la case : vous avez lu le conseil.")
    return _("Répondez à cette question.")
