"""Publishing and accepting in tests, with as few words as a test needs."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from django.utils import timezone

from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from extranet.terms.models import Acceptance, TermsText
from extranet.terms.rules import required_parts
from extranet.terms.selectors import texts_in_force
from extranet.terms.services import Occasion, Organisation, ShownText, accept_terms, publish_terms
from extranet.terms.wording import acceptance_statement
from extranet.times import brussels_day
from tests.cast import ALPHA, Member, user_of
from tests.terms.documents import LANGUAGES, demo

FIRST_DAY: Final = date(2024, 5, 1)
SECOND_DAY: Final = date(2024, 10, 1)
ORDER: Final = UUID("0d0e0000-0000-4000-8000-000000000001")
BT_AND_SIP: Final = ("sip", "bt")


def publish(edition: str, valid_from: date, *, languages: Iterable[str] = LANGUAGES) -> list[TermsText]:
    """Publish an edition of the demo as staff did, ten days before it began."""
    at = datetime(valid_from.year, valid_from.month - 1, 20, 9, tzinfo=UTC)
    texts = []
    with acting(PUBLIC, OPERATOR):
        for language in languages:
            texts += publish_terms(
                document=demo(edition, language),
                source_name=f"terms-{edition}.{language}.md",
                language=language,
                valid_from=valid_from,
                actor=None,
                at=at,
            )
    return texts


def today() -> date:
    """Return the Brussels day of the tests' acts: evidence is dated by the database's clock."""
    return brussels_day(timezone.now())


def shown_for(families: Iterable[str] = BT_AND_SIP, language: str = "fr", day: date | None = None) -> list[ShownText]:
    """Return what the page would show for an order of these services."""
    texts = texts_in_force(required_parts(families), day or today(), language).texts
    return [ShownText(text.pk, text.sha256) for text in texts]


def organisation_here(schema: str = ALPHA) -> Organisation:
    """Return a partner as the organisation that accepts."""
    return Organisation.of_partner(Partner.objects.get(schema_name=schema))


def accept(
    member: Member,
    *,
    organisation: Organisation | None = None,
    families: tuple[str, ...] = BT_AND_SIP,
    shown: list[ShownText] | None = None,
    order_id: UUID | None = ORDER,
    client_name: str = "Maison médicale Les Tilleuls",
    at: datetime | None = None,
    kind: str = Acceptance.Kind.ORDER,
) -> Acceptance:
    """Accept as `member`, for their partner, what the page shows now, in the place where the test stands."""
    shown = shown_for(families) if shown is None else shown
    found = TermsText.objects.select_related("version").in_bulk([one.text_id for one in shown])
    texts = [found[one.text_id] for one in shown]
    organisation = organisation or organisation_here(member.schema)
    return accept_terms(
        actor=user_of(member),
        organisation=organisation,
        occasion=Occasion(families, order_id, "C-2024-0001", client_name),
        shown=shown,
        statement=acceptance_statement(organisation.name, texts) if texts else "",
        ip="2001:db8:4f::1c",
        user_agent="Firefox 145",
        at=at or timezone.now(),
        kind=kind,
    )
