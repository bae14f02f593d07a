"""Pages of acts on blocks, filled in as people do."""

from collections.abc import Mapping
from typing import Any, Final

from emergency.registry.models import Registration
from extranet.numbering.models import Holding
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALICE, STAFF, Member, client_for
from tests.registry.acts import revision_of

CONFIRMED: Final = {"confirmed": "1"}
SAINTES_TYPED: Final = {
    "street": "Avenue Léon Champagne",
    "house_number": "3",
    "postal_code": "1480",
    "municipality": "Saintes",
    "country": "BE",
    "language": "fr",
}


def words(response: Any) -> str:
    """Return what a page says, its spaces as people see them."""
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ").split())


def path_of(block: Holding, act: str = "", by: Member = ALICE) -> str:
    """Return where the page of an act on a block is, for this person."""
    mount = f"/at/{block.partner}" if by in STAFF else ""
    return f"{mount}/numbers/{block.pk}/{f'{act}/' if act else ''}"


def post(
    block: Holding, act: str, typed: Mapping[str, Any], *, by: Member = ALICE, revision: int | str | None = None
) -> Any:
    """Post the form of an act, from the page as it stands or as it was at `revision`."""
    shown = revision_of(block) if revision is None else revision
    return client_for(by).post(path_of(block, act, by), {"revision": shown, **typed})


def prefixed(prefix: str, typed: Mapping[str, str], **more: str) -> dict[str, str]:
    """Return fields as one of several forms of a page names them."""
    return {f"{prefix}-{name}": value for name, value in {**typed, **more}.items()}


def held_now() -> list[tuple[int, int, str]]:
    """Return first and last number of each block held now, and its address."""
    with acting(PUBLIC, OPERATOR):
        rows = Registration.objects.filter(recorded__upper_inf=True, valid__upper_inf=True).select_related("address")
        said = {row.holding_id: str(row.address) for row in rows}
        blocks = Holding.objects.filter(released_at__isnull=True).order_by("numbers")
        return [(one.first, one.last, said.get(one.pk, "")) for one in blocks]


def made_of(block: Holding) -> list[Holding]:
    """Return the blocks held now."""
    with acting(PUBLIC, OPERATOR):
        return list(Holding.objects.filter(released_at__isnull=True, partner=block.partner).order_by("numbers"))
