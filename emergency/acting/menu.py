"""What the page of a block offers and tells about acts: the menu, and the blocks it came from and became.

Terms: telavox.7, bt.14, sip.4
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from emergency.acting.finding import Kin, kin_of
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.numbering.models import Holding


@dataclass(frozen=True)
class ActLink:
    """One act on a block: its words, one sentence about it, and its page."""

    label: str
    hint: str
    url: str


@dataclass(frozen=True)
class Acts:
    """What the page of a block shows: the acts a person may do, those of the operator, and the block's kin."""

    links: tuple[ActLink, ...]
    staff_links: tuple[ActLink, ...]
    kin: Kin
    is_held: bool


def acts_on(holding: Holding, person: Person) -> Acts:
    """Return what a person may do with a block, and where its numbers were before and are after it.

    Terms: telavox.7, bt.14, sip.4
    """
    is_held = holding.released_at is None
    links = _links(holding) if is_held and person.may(Right.DECLARE_ADDRESSES) else ()
    staff = _staff_links(holding, is_held=is_held) if person.may(Right.REVIEW_ADDRESSES) else ()
    return Acts(links, staff, kin_of(holding), is_held)


def _links(holding: Holding) -> tuple[ActLink, ...]:
    move = ActLink(
        _("Déménager"),
        _("Le lieu change, avec tous les blocs qui s’y trouvent."),
        _url("move-addresses", holding),
    )
    merge = ActLink(
        _("Réunir avec un voisin"), _("Des blocs qui se suivent en font un seul."), _url("merge-blocks", holding)
    )
    if holding.count == 1:
        return (move, merge)
    return (
        ActLink(
            _("Partager le bloc"),
            _("Deux parties ou plus, chacune avec son adresse."),
            _url("split-block", holding),
        ),
        ActLink(
            _("Un numéro ailleurs"), _("Un ou quelques numéros ont une autre adresse."), _url("carve-out", holding)
        ),
        merge,
        move,
    )


def _staff_links(holding: Holding, *, is_held: bool) -> tuple[ActLink, ...]:
    correct = ActLink(
        _("Corriger le passé"), _("Une adresse était fausse ; avec un motif."), _url("correct-address", holding)
    )
    if not is_held:
        return (correct,)
    return (
        correct,
        ActLink(_("Laisser partir"), _("Des numéros sont chez un autre opérateur."), _url("port-out", holding)),
        ActLink(
            _("Transférer à un autre client"),
            _("Du même partenaire, sans l’adresse."),
            _url("transfer-numbers", holding),
        ),
        ActLink(
            _("Transférer à un autre partenaire"),
            _("À un client d’un autre partenaire, sans l’adresse."),
            _url("hand-over-numbers", holding),
        ),
    )


def _url(name: str, holding: Holding) -> str:
    return reverse(f"emergency:{name}", kwargs={"holding_id": holding.pk})
