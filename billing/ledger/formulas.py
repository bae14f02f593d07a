"""The arithmetic of a line as a person can do it again, step by step.

Terms: telavox.4, bt.11, bt.11d, bt.11g, bt.11i, general.3
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from billing.rules.lines import Formula, FormulaKind, Line, Step
from extranet.look import formats

MANY: Final = 1
TIMES: Final = " × "
PLUS: Final = " + "


def formula(line: Line) -> tuple[str, ...]:
    """Return the steps from counts to net, one sentence each.

    Terms: telavox.4, bt.11
    """
    return (*_gross(line), *_net(line))


def _gross(line: Line) -> tuple[str, ...]:
    gross = {"gross": formats.money(line.charge.gross)}
    price, steps = line.price.unit_price, line.charge.formula.steps
    if line.charge.formula.kind is FormulaKind.BY_DAY and price is not None:
        return _by_day(line.charge.formula, price, gross)
    if line.charge.formula.kind is FormulaKind.HOURS and price is not None:
        facts = {**gross, "minutes": formats.quantity(steps[0].count), "price": formats.unit_price(price)}
        return (_("%(minutes)s minutes × %(price)s ÷ 60 = %(gross)s brut") % facts,)
    if price is not None:
        facts = {**gross, "count": formats.quantity(steps[0].count), "price": formats.unit_price(price)}
        return (_("%(count)s × %(price)s = %(gross)s brut") % facts,)
    return _by_tiers(line.charge.formula, gross)


def _by_day(formula: Formula, price: Decimal, gross: dict[str, str]) -> tuple[str, ...]:
    total = sum((Decimal(step.count) * step.times for step in formula.steps), Decimal(0))
    facts = {
        **gross,
        "products": PLUS.join(map(_product, formula.steps)),
        "total": formats.quantity(total),
        "price": formats.unit_price(price),
        "days": formats.quantity(formula.divisor),
    }
    return (
        _("%(products)s = %(total)s unités × jours") % facts,
        _("%(total)s × %(price)s ÷ %(days)s jours du mois = %(gross)s brut") % facts,
    )


def _product(step: Step) -> str:
    return TIMES.join((formats.quantity(step.count), formats.quantity(step.times)))


def _by_tiers(formula: Formula, gross: dict[str, str]) -> tuple[str, ...]:
    """Return the steps of a price that is no price per unit: what each count costs in a full month."""
    costs = [
        _("%(count)s coûtent %(amount)s par mois")
        % {"count": formats.quantity(step.count), "amount": formats.unit_price(step.amount)}
        for step in formula.steps
    ]
    return (*costs, _sum(formula.steps, formula.divisor, gross))


def _sum(steps: Sequence[Step], divisor: int, gross: dict[str, str]) -> str:
    terms = PLUS.join(TIMES.join((formats.unit_price(step.amount), formats.quantity(step.times))) for step in steps)
    facts = {**gross, "terms": terms if len(steps) == MANY else f"({terms})", "days": formats.quantity(divisor)}
    if divisor == MANY:
        return _("%(terms)s = %(gross)s brut") % facts
    return _("%(terms)s ÷ %(days)s jours du mois = %(gross)s brut") % facts


def _net(line: Line) -> tuple[str, ...]:
    if not line.discount_pct:
        return ()
    facts = {
        "gross": formats.money(line.charge.gross),
        "percentage": formats.quantity(line.discount_pct),
        "discount": formats.money(line.charge.discount),
        "net": formats.money(line.charge.net),
    }
    return (
        _("%(gross)s × %(percentage)s %% = %(discount)s de remise") % facts,
        _("%(gross)s − %(discount)s = %(net)s net") % facts,
    )
