"""What an acceptance page showed, signed, so that it counts only for the person and the order it was shown to."""

from collections.abc import Sequence
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

from extranet.accounts.models import User
from extranet.clients.models import Client
from extranet.errors import InvalidInput, NotAllowed
from extranet.ordering.models import Order
from extranet.terms.models import TermsText
from extranet.terms.services import ShownText

SALT = "extranet.ordering.shown"


def sign_shown(order: Order, texts: Sequence[TermsText], *, user: User) -> str:
    """Return what the page of an order shows, to be posted back with it.

    Terms: general.1
    """
    return _signed(about=order.pk, revision=order.revision, texts=texts, user=user)


def sign_shown_to_client(client: Client, texts: Sequence[TermsText], *, user: User) -> str:
    """Return what a client's administrator is shown of what its partner accepted, to be posted back.

    Terms: general.1
    """
    return _signed(about=client.pk, revision=0, texts=texts, user=user)


def _signed(*, about: UUID, revision: int, texts: Sequence[TermsText], user: User) -> str:
    shown = [[text.pk, text.sha256] for text in texts]
    facts = {"user": str(user.pk), "about": str(about), "revision": revision, "texts": shown}
    return signing.dumps(facts, salt=SALT)


def read_shown(signed: str, *, about: UUID, user: User) -> tuple[int, list[ShownText]]:
    """Return the revision and the texts a page showed this person about this order or client.

    Raises InvalidInput for what we did not sign, NotAllowed for another person's or another order's page.

    Terms: general.1
    Reading: nothing is accepted for somebody else, not even on their screen.
    """
    try:
        facts = signing.loads(signed, salt=SALT)
    except signing.BadSignature as error:
        raise InvalidInput(_("Cette page n’est pas complète. Rouvrez les conditions."), code="page_forged") from error
    if facts["user"] != str(user.pk):
        raise NotAllowed(
            _("Ces conditions ont été montrées à une autre personne. Ouvrez-les vous-même pour les accepter."),
            code="page_of_somebody_else",
        )
    if facts["about"] != str(about):
        raise NotAllowed(
            _("Ces conditions ont été montrées pour une autre commande. Ouvrez celles de cette commande."),
            code="page_of_another_order",
        )
    return facts["revision"], [ShownText(text_id, sha256) for text_id, sha256 in facts["texts"]]
