"""Doubts as pages show them: the facts that were frozen in words, the answer, and what stands beside a count.

Terms: telavox.4b, bt.11d
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.catalogue.families import Family
from extranet.look import formats
from extranet.look.parts import Badge, Text, Tone
from extranet.ordering.rules import FaxUse, YesNo
from extranet.partners.models import Partner
from extranet.platforms.models import Source
from extranet.platforms.presenting import Configured, Element
from support.clarifications import answers_on, clarifications_beside, is_unchanged, visible_clarifications
from support.clarified_facts import ASSUMED, REPORTED, UNKNOWN
from support.models import Clarification, Entry, Ticket

STATES: Final[Mapping[str, Text]] = {
    REPORTED: gettext_lazy("rapporté ce jour-là"),
    ASSUMED: gettext_lazy("supposé : dernier rapport repris"),
    UNKNOWN: gettext_lazy("pas connu : aucun rapport assez récent"),
}
LONGEST_CHOICE: Final = 80


@dataclass(frozen=True)
class Fact:
    """One frozen fact; `note` says where it is from."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class ShownDoubt:
    """A doubt on the page of its ticket. `choices`: the messages that staff may note as its answer."""

    clarification: Clarification
    facts: Sequence[Fact]
    is_unchanged: bool
    state: Badge
    choices: Sequence[tuple[UUID, str]] = ()


# ---------- On the ticket ----------
def doubt_on(ticket: Ticket, person: Person, partner: Partner, *, may_note: bool = False) -> ShownDoubt | None:
    """Return the doubt of a ticket as its reader may see it; None for any other ticket, without asking the database.

    `may_note`: staff choose the answer among what was written.

    Terms: telavox.4b, bt.11d
    """
    if ticket.kind != Ticket.Kind.CLARIFICATION:
        return None
    clarification = visible_clarifications(person, partner).filter(pk=ticket.pk).first()
    if clarification is None:
        return None
    is_to_note = may_note and clarification.answer_id is None
    return ShownDoubt(
        clarification=clarification,
        facts=facts_shown(clarification.facts),
        is_unchanged=is_unchanged(clarification),
        state=state_of_doubt(clarification),
        choices=[(entry.pk, _choice(entry)) for entry in answers_on(ticket)] if is_to_note else (),
    )


def state_of_doubt(clarification: Clarification) -> Badge:
    """Return the word of a doubt's state."""
    if clarification.answer_id is not None:
        return Badge(_("répondu"), Tone.OK)
    return Badge(_("attend la réponse"), Tone.WARN)


def facts_shown(facts: Mapping[str, Any]) -> list[Fact]:
    """Return frozen facts in words, in the reader's language."""
    family = dict(Family.choices).get(facts["family"], facts["family"])
    found = [
        Fact(_("Client"), facts["client"], str(family)),
        Fact(_("Élément"), element_name(facts), facts["element"]["code"]),
        Fact(_("Jour"), _day(facts["day"])),
    ]
    if facts.get("account"):
        found.append(Fact(_("Compte"), facts["account"]))
    if "count" in facts:
        found.append(_count(facts["count"]))
    if facts.get("order"):
        found.append(_order(facts["order"]))
    if facts.get("declared"):
        found += _declared(facts["declared"])
    found.append(_price(facts.get("price")))
    version = facts["terms"]["version"]
    note = _("version %(number)s") % {"number": version} if version else ""
    return [*found, Fact(_("Clause"), facts["terms"]["clause"], note)]


def element_name(facts: Mapping[str, Any]) -> str:
    """Return the name of the element of a doubt in the reader's language."""
    language = (get_language() or "fr")[:2]
    return str(facts["element"].get(language) or facts["element"]["fr"])


# ---------- Beside a count ----------
@dataclass(frozen=True)
class CountLine:
    """A configured element, and the newest doubt about it."""

    element: Element
    clarification: Clarification | None
    state: Badge | None


@dataclass(frozen=True)
class CountedAccount:
    """What an account has configured, with the doubts about it. `day`: the day a new doubt would be about."""

    configured: Configured
    lines: tuple[CountLine, ...]


def counts_with_doubts(configured: Iterable[Configured]) -> list[CountedAccount]:
    """Return what accounts have configured, each element with its newest doubt; one question for all of them.

    Terms: telavox.4b, bt.11d
    """
    accounts = list(configured)
    known = clarifications_beside([one.subscription.pk for one in accounts]) if accounts else {}
    return [CountedAccount(one, tuple(_lines(one, known))) for one in accounts]


def _lines(one: Configured, known: Mapping[tuple[UUID, str], Clarification]) -> Iterator[CountLine]:
    for element in one.elements:
        yield _counted(element, known.get((one.subscription.pk, element.code)))


def _counted(element: Element, clarification: Clarification | None) -> CountLine:
    return CountLine(element, clarification, state_of_doubt(clarification) if clarification else None)


# ---------- Facts in words ----------
def _count(count: Mapping[str, Any]) -> Fact:
    state = str(STATES[count["state"]])
    if count["quantity"] is None:
        return Fact(_("Compté"), _("pas connu"), state)
    source = dict(Source.choices).get(count.get("source") or "", "")
    told = _("%(state)s, rapport du %(day)s") % {"state": state, "day": _day(count["reported_on"])}
    note = f"{told} ({source})" if source else told
    return Fact(_("Compté"), formats.quantity(Decimal(count["quantity"])), note)


def _order(order: Mapping[str, Any]) -> Fact:
    value = formats.quantity(order["quantity"])
    if order["unit_price"]:
        value = _("%(quantity)s à %(price)s") % {
            "quantity": value,
            "price": formats.unit_price(Decimal(order["unit_price"])),
        }
    return Fact(_("Commandé"), value, _("commande %(number)s") % {"number": order["number"]})


def _price(price: Mapping[str, Any] | None) -> Fact:
    if not price:
        return Fact(_("Prix"), _("aucune liste ce jour-là"))
    value = formats.unit_price(Decimal(price["unit_price"])) if price["unit_price"] else _("pas dans la liste")
    return Fact(_("Prix"), value, _("liste de prix %(number)s") % {"number": price["price_list"]})


def _declared(declared: Mapping[str, Any]) -> list[Fact]:
    words = dict(YesNo.choices) | dict(FaxUse.choices)
    labels = {
        "alarm_or_lift_lines": _("Alarme ou ascenseur"),
        "automatic_diallers": _("Automates d’appel"),
        "fax_use": _("Fax"),
    }
    return [Fact(label, str(words.get(declared[name], "–"))) for name, label in labels.items() if declared.get(name)]


def _day(iso: str | None) -> str:
    return formats.day(date.fromisoformat(iso)) if iso else "–"


def _choice(entry: Entry) -> str:
    words = " ".join(entry.text.split())
    cut = f"{words[:LONGEST_CHOICE]}…" if len(words) > LONGEST_CHOICE else words
    return f"{formats.instant(entry.at)} · {cut}"
