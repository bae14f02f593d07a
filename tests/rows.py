"""Writes the cast into a database that has just been migrated. Runs as the owner of the tables.

The terms are the demo's older ones, in French and Dutch, and prices are round, so that orders can be placed.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from extranet.accounts.models import Membership, User
from extranet.accounts.sealing import seal
from extranet.boot.places import ROOT
from extranet.catalogue.families import Family
from extranet.catalogue.models import Product
from extranet.catalogue.services import publish_price_list
from extranet.clients.models import Client
from extranet.partners.models import Partner
from extranet.partners.services import provision_partner
from extranet.tenancy.context import OWNER, PUBLIC, acting
from extranet.terms.services import publish_terms
from extranet.times import brussels_day
from tests.cast import (
    ALPHA,
    BETA,
    BETA_CLIENT,
    CAST,
    CLIENT,
    DIRECT,
    DIRECT_CLIENT,
    DIRECT_SIBLING,
    HOSTS,
    PASSWORD,
    SIBLING,
    TOTP_SECRET,
    Member,
)

FOUNDED_AT: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)
ENTERPRISE_NUMBERS: Final = {ALPHA: "0199000052", BETA: "0199000151", DIRECT: "0199000250"}
# Id, schema, name, enterprise number.
CLIENTS: Final = (
    (CLIENT, ALPHA, "Delta Conseil", "0199000349"),
    (SIBLING, ALPHA, "Epsilon Édition", "0199000448"),
    (BETA_CLIENT, BETA, "Zêta Transport", "0199000547"),
    (DIRECT_CLIENT, DIRECT, "Gamma Bois", "0199000646"),
    (DIRECT_SIBLING, DIRECT, "Iota Soins", "0199000745"),
)
LANGUAGES: Final = ("fr", "nl")
# Code, family, monthly price, whether it transports fax.
PRODUCTS: Final = (
    ("telavox-plus", Family.TELAVOX, Decimal("15.00"), False),
    ("bt-user", Family.BT, Decimal("8.00"), False),
    ("bt-fax", Family.BT, Decimal("5.00"), True),
    ("sip-channel", Family.SIP, Decimal("9.40"), False),
    ("meeting-host", Family.MEETING, Decimal("7.8125"), False),
)


def write() -> None:
    """Write partners, clients, people with password and second factor, terms and prices."""
    with acting(PUBLIC, OWNER):
        for schema in (ALPHA, BETA, DIRECT):
            _partner(schema)
        for client_id, schema, name, enterprise_number in CLIENTS:
            with acting(schema, OWNER):
                _client(client_id, name, enterprise_number)
        for member in CAST:
            _person(member)
        _terms()
        _prices()


def _partner(schema: str) -> None:
    partner = Partner(
        schema_name=schema,
        legal_name=f"{schema.title()} SRL",
        enterprise_number=ENTERPRISE_NUMBERS[schema],
        street="Rue de l’Essai 1",
        postal_code="1000",
        municipality="Bruxelles",
        is_house=schema == DIRECT,
        display_name=schema.title(),
        brand_colour="#0b5cad",
        support_email=f"support@{schema}.example",
        support_phone="02 555 01 00",
    )
    provision_partner(partner=partner, hosts=[HOSTS[schema]], actor=None, at=FOUNDED_AT)


def _client(client_id: UUID, name: str, enterprise_number: str) -> None:
    Client.objects.create(
        id=client_id,
        name=name,
        legal_name=f"{name} SRL",
        enterprise_number=enterprise_number,
        street="Quai de l’Essai 2",
        postal_code="1070",
        municipality="Anderlecht",
        contact_name="Camille Contact",
        contact_email=f"contact@{enterprise_number}.example",
        contact_phone="02 199 02 00",
        created_at=FOUNDED_AT,
    )


def _person(member: Member) -> None:
    is_staff = member.schema == PUBLIC
    user = User.objects.create(
        id=member.id,
        email=member.email,
        name=member.name,
        password=make_password(PASSWORD),
        staff_role=member.role if is_staff else "",
    )
    if not is_staff:
        Membership.objects.create(user=user, partner_id=member.schema, role=member.role, client_id=member.client_id)
    if member.has_second_factor:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": seal(TOTP_SECRET)})
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": seal(TOTP_SECRET), "used_mask": 0}
        )


def _terms() -> None:
    for language in LANGUAGES:
        file = ROOT / "extranet" / "terms" / "demo" / f"terms-2026-05.{language}.md"
        publish_terms(
            document=file.read_text(encoding="utf-8"),
            source_name=file.name,
            language=language,
            valid_from=brussels_day(FOUNDED_AT),
            actor=None,
            at=FOUNDED_AT,
        )


def _prices() -> None:
    for position, (code, family, _price, is_fax) in enumerate(PRODUCTS):
        names = {f"name_{language}": f"{code} {language}" for language in ("fr", "nl", "de", "en")}
        units = {f"unit_{language}": f"unit {language}" for language in ("fr", "nl", "de", "en")}
        Product.objects.create(code=code, family=family, position=position, is_fax=is_fax, **names, **units)
    prices = {code: price for code, _family, price, _is_fax in PRODUCTS}
    publish_price_list(prices=prices, valid_from=brussels_day(FOUNDED_AT), actor=None, at=FOUNDED_AT)
