"""A request for numbers of another operator, of each owner's client."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db.backends.postgresql.psycopg_any import NumericRange

from extranet.numbering.models import Holding, PortIn, PortInLetter
from tests.cast import ALICE
from tests.support.files.making import PDF

FIRST = 3267120000


def write(block_id: UUID, place: int, at: datetime) -> UUID:
    """Write a request for the client and subscription of a block, with its letter; return its id."""
    block = Holding.objects.get(pk=block_id)
    port_in = PortIn.objects.create(
        pk=uuid4(),
        partner=block.partner,
        client_id=block.client_id,
        client_name=block.client_name,
        subscription_id=block.subscription_id,
        numbers=NumericRange(FIRST + place, FIRST + place + 1),
        donor="Telefoon NV",
        letter_name="mandat.pdf",
        letter_sha256="0" * 64,
        wanted_on=date(2099, 1, 1),
        requested_at=at,
        requested_by_id=ALICE.id,
        requested_by_name=ALICE.name,
    )
    PortInLetter.objects.create(port_in=port_in, partner=port_in.partner, media_type="application/pdf", content=PDF)
    return port_in.pk
