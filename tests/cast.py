"""The fixed cast of the tests: who they are, and how they sign in.

Alpha is a partner with two clients, Beta the partner next door, `direct` the operator's own house of direct
clients, two of them. Ids never change; rows are written by `rows.py` into the template database.
"""

import time
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings
from django.test import Client

from extranet.accounts.models import SECOND_FACTOR_ROLES, Role, User
from extranet.accounts.people import Person, person_in
from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting, house_connection

PASSWORD: Final = "a-password-of-the-tests-1"
TOTP_SECRET: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

ALPHA: Final = "alpha"
BETA: Final = "beta"
DIRECT: Final = "direct"
HOSTS: Final[dict[str, str]] = {
    ALPHA: "alpha.test",
    BETA: "beta.test",
    DIRECT: "direct.test",
    PUBLIC: settings.OPERATOR_HOST,
}

CLIENT: Final = UUID("c11e0000-0000-4000-8000-00000000000a")
SIBLING: Final = UUID("c11e0000-0000-4000-8000-00000000000b")
BETA_CLIENT: Final = UUID("c11e0000-0000-4000-8000-00000000000c")
DIRECT_CLIENT: Final = UUID("c11e0000-0000-4000-8000-00000000000d")
DIRECT_SIBLING: Final = UUID("c11e0000-0000-4000-8000-00000000000e")


@dataclass(frozen=True)
class Member:
    """One of the cast. `schema` is where they sign in: `public`, the operator's host, for staff."""

    number: int
    name: str
    role: Role
    schema: str
    client_id: UUID | None = None

    @property
    def id(self) -> UUID:
        """The person's id, the same in every run."""
        return UUID(f"0e090000-0000-4000-8000-{self.number:012d}")

    @property
    def email(self) -> str:
        """The address they sign in with."""
        return f"{self.name.split()[0].lower()}@{self.schema}.example"

    @property
    def host(self) -> str:
        """The host whose door is theirs."""
        return HOSTS[self.schema]

    @property
    def has_second_factor(self) -> bool:
        """Whether the role asks for a second factor; then the cast has one."""
        return self.role in SECOND_FACTOR_ROLES


ALICE: Final = Member(1, "Alice Aerts", Role.PARTNER_ADMIN, ALPHA)
BOB: Final = Member(2, "Bob Bastin", Role.TECHNICIAN, ALPHA)
FATOU: Final = Member(3, "Fatou Fall", Role.FINANCE, ALPHA)
CHARLIE: Final = Member(4, "Charlie Claes", Role.PARTNER_ADMIN, BETA)
DORA: Final = Member(5, "Dora Delvaux", Role.CLIENT_ADMIN, ALPHA, CLIENT)
DENIS: Final = Member(6, "Denis Dubois", Role.CLIENT_USER, ALPHA, CLIENT)
EMIL: Final = Member(7, "Emil Evers", Role.CLIENT_ADMIN, ALPHA, SIBLING)
GITA: Final = Member(8, "Gita Goossens", Role.CLIENT_ADMIN, DIRECT, DIRECT_CLIENT)
ERIK: Final = Member(9, "Erik Eeckhout", Role.STAFF_SUPPORT, PUBLIC)
SOFIE: Final = Member(10, "Sofie Smets", Role.STAFF_FINANCE, PUBLIC)
ANNA: Final = Member(11, "Anna Adam", Role.STAFF_ADMIN, PUBLIC)

STAFF: Final = (ERIK, SOFIE, ANNA)
CAST: Final = (ALICE, BOB, FATOU, CHARLIE, DORA, DENIS, EMIL, GITA, *STAFF)


def place(schema: str, role: str = PARTNER) -> None:
    """Stand in `schema` as `role` until the test ends or moves on."""
    house_connection().go(schema, role)


def user_of(member: Member) -> User:
    """Return the row of a member of the cast."""
    with acting(PUBLIC, OPERATOR):
        return User.objects.get(pk=member.id)


def person_of(member: Member, *, schema: str | None = None) -> Person:
    """Return the person a request by `member` has; `schema`: where staff stand, their own page by default."""
    stands_in = schema or member.schema
    role = OPERATOR if member in STAFF else PARTNER
    with acting(stands_in, role):
        partner = Partner.objects.filter(schema_name=stands_in).first()
        person = person_in(user_of(member), home=member.schema, partner=partner)
    assert person is not None
    return person


def client_for(member: Member, *, host: str | None = None) -> Client:
    """Return a browser in which `member` has signed in at their own door, second factor included.

    `host`: where the browser then goes, their own host by default. Cookies go along whatever the host, as
    in a stolen session.
    """
    client = Client(SERVER_NAME=member.host)
    with acting(PUBLIC, OPERATOR):
        client.force_login(user_of(member))
        session = client.session
        session["home"] = member.schema
        methods: list[dict[str, object]] = [{"method": "password", "at": time.time(), "email": member.email}]
        if member.has_second_factor:
            methods.append({"method": "mfa", "at": time.time(), "type": "totp"})
        session["account_authentication_methods"] = methods
        session.save()
    client.defaults["SERVER_NAME"] = host or member.host
    return client


def anonymous(schema: str) -> Client:
    """Return a browser on the host of `schema` in which nobody has signed in."""
    return Client(SERVER_NAME=HOSTS[schema])
