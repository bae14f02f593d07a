"""The answers of people, of settings, and of the routes every host has. The letters are those of expected.py."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.utils import timezone

from extranet.accounts.email_change import SALT
from extranet.accounts.models import ApiToken
from extranet.accounts.sealing import seal
from extranet.tenancy.context import current_schema
from tests.cast import ALICE, PASSWORD, TOTP_SECRET, user_of
from tests.routes.cells import Cell, Route
from tests.routes.expected_night import NIGHT
from tests.routes.world import token_of

NEW_PASSWORD: Final = "another-password-of-the-tests-2"
NEW_EMAIL: Final = "new@address.example"
BRANDING: Final = {
    "display_name": "Alpha",
    "brand_colour": "#102030",
    "support_email": "aide@alpha.example",
    "support_phone": "02 199 01 00",
    "language": "fr",
}


def somebody(cell: Cell) -> dict[str, UUID]:
    """Name a person of the owner's client."""
    return {"user_id": cell.world.people[cell.owner.name]}


def invitation(cell: Cell) -> dict[str, UUID]:
    """Name an invitation to the owner's client."""
    return {"invitation_id": cell.world.invitations[cell.owner.name]}


def link(cell: Cell) -> dict[str, str]:
    """Name the link in the mail of that invitation."""
    return {"token": token_of(cell.owner)}


def other_role(cell: Cell) -> dict[str, str]:
    """Post another role at the same client."""
    return {"role": "client_admin", "client": str(cell.owner.client_id)}


def invited(cell: Cell) -> dict[str, str]:
    """Post an invitation to the owner's client."""
    return {**other_role(cell), "name": "Ines Ibens", "email": "ines@new.example", "language": "fr"}


def new_address(cell: Cell) -> dict[str, str]:
    """Name the link by which this person changes their address."""
    user = user_of(cell.member or ALICE)
    facts = {"user_id": str(user.pk), "old": user.email, "new": NEW_EMAIL}
    return {"token": signing.dumps(facts, salt=SALT)}


def reset_link(_cell: Cell) -> dict[str, str]:
    """Name the link by which Alice gets a new password."""
    user = user_of(ALICE)
    return {"uidb36": user.pk.hex, "key": default_token_generator.make_token(user)}


def paper_code(_cell: Cell) -> dict[str, str]:
    """Post a recovery code."""
    return {"code": paper_codes()[0]}


def paper_codes() -> list[str]:
    """Return the recovery codes of everybody of the cast."""
    return list(RecoveryCodes(Authenticator(data={"seed": seal(TOTP_SECRET), "used_mask": 0})).generate_codes())


def posting(**answers: Any) -> Any:
    """Post the same answers whoever asks."""
    return lambda _cell: answers


def new_key(cell: Cell) -> dict[str, Any]:
    """Post a key for the owner's client."""
    return {
        "token_id": str(uuid4()),
        "name": "CRM",
        "role": "client_user",
        "client": str(cell.owner.client_id),
        "scopes": ["tickets.read"],
    }


def key(cell: Cell) -> dict[str, UUID]:
    """Name a key of the owner's client."""
    facts = {"name": "CRM", "prefix": "xn_", "scopes": ["tickets.read"], "role": "client_user"}
    made, _is_new = ApiToken.objects.get_or_create(
        digest=cell.owner.name,
        defaults={
            **facts,
            "partner": current_schema(),
            "client_id": cell.owner.client_id,
            "created_at": timezone.now(),
            "created_by_id": ALICE.id,
        },
    )
    return {"token_id": made.pk}


PEOPLE: Final[Mapping[str, Route]] = {
    "accounts:list-people": Route(get="YYY YNY YYY", post="MMM MNM MMM"),
    "accounts:invite-person": Route(get="YNN YNY NNY", post="YNN YNY NNY", posts=invited),
    "accounts:change-role": Route(get="YNN YNY NNY", post="YNN YNY NNY", of=somebody, posts=other_role),
    "accounts:remove-person": Route(get="YNN YNY NNY", post="YNN YNY NNY", of=somebody),
    "accounts:resend-invitation": Route(get="MNN MNM NNM", post="YNN YNY NNY", of=invitation),
    "accounts:revoke-invitation": Route(get="MNN MNM NNM", post="YNN YNY NNY", of=invitation),
    "accounts:list-keys": Route(get="YNN YNY NNN", post="MNN MNM NNN"),
    "list-calls": Route(get="YNN YNY NNN", post="MNN MNM NNN"),
    "accounts:new-key": Route(get="YNN YNY NNN", post="FNN FNF NNN", posts=new_key),
    "accounts:revoke-key": Route(get="YNN YNY NNN", post="YNN YNY NNN", of=key),
    "accounts:profile": Route(
        get="YYY YYY YYY", post="YYY YYY YYY", posts=posting(name="Somebody Else", language="nl")
    ),
    "partners:settings": Route(get="YYY NNN YYY", post="YNN NNN NNY", posts=lambda _cell: BRANDING),
}

COMMON: Final[Mapping[str, Route]] = {
    # ---------- The door ----------
    "account_login": Route(get="YYY YYY YYY", post="YYY YYY YYY", stranger="YF"),
    "account_logout": Route(get="YYY YYY YYY", post="LLL LLL LLL", stranger="LL"),
    "account_reset_password": Route(
        get="YYY YYY YYY", post="YYY YYY YYY", stranger="YY", posts=posting(email=ALICE.email)
    ),
    "account_reset_password_done": Route(get="YYY YYY YYY", post="MMM MMM MMM", stranger="YM"),
    "account_reset_password_from_key": Route(
        get="YYY YYY YYY", post="YYY YYY YYY", stranger="YY", of=reset_link, is_shared=True
    ),
    "account_reset_password_from_key_done": Route(get="YYY YYY YYY", post="MMM MMM MMM", stranger="YM"),
    "mfa_authenticate": Route(get="YYY YYY YYY", post="YYY YYY YYY", stranger="LL"),
    "invitations:accept-invitation": Route(
        get="YYY YYY YYY", post="FFF FFF FFF", stranger="YF", of=link, is_shared=True, operator="HH"
    ),
    # ---------- One's own account ----------
    "account_reauthenticate": Route(get="YYY YYY YYY", post="YYY YYY YYY", posts=posting(password=PASSWORD)),
    "account_change_password": Route(
        get="YYY YYY YYY",
        post="YYY YYY YYY",
        posts=posting(oldpassword=PASSWORD, password1=NEW_PASSWORD, password2=NEW_PASSWORD),
    ),
    "account_change_email": Route(get="YYY YYY YYY", post="YYY YYY YYY", posts=posting(email=NEW_EMAIL)),
    "account_confirm_email": Route(get="YYY YYY YYY", post="YYY YYY YYY", of=new_address, is_shared=True),
    "mfa_index": Route(get="YYY YYY YYY", post="MMM MMM MMM"),
    "mfa_reauthenticate": Route(get="YYY YYY YYY", post="YYY YYY YYY", posts=paper_code),
    "mfa_activate_totp": Route(get="YYY YYY YYY", post="YYY YYY YYY"),
    "mfa_deactivate_totp": Route(get="YHY HHH YYY", post="YHY HHH YYY"),
    "mfa_view_recovery_codes": Route(get="YHY HHH YYY", post="MMM MMM MMM"),
    "mfa_generate_recovery_codes": Route(get="YYY YYY YYY", post="YYY YYY YYY"),
    "mfa_download_recovery_codes": Route(
        get="MMM MMM MMM", post="YNY NNN YYY", posts=lambda _cell: {"code": paper_codes()}
    ),
    # ---------- The look ----------
    "set-language": Route(get="MMM MMM MMM", post="YYY YYY YYY", stranger="MY", posts=posting(language="nl")),
    "set-theme": Route(get="MMM MMM MMM", post="YYY YYY YYY", stranger="MY", posts=posting(theme="dark")),
    "brand-css": Route(get="YYY YYY YYY", post="MMM MMM MMM", stranger="YM"),
    "brand-logo": Route(get="YYY YYY YYY", post="MMM MMM MMM", stranger="YM", operator="HM"),
}

# Only on the operator's own host.
OPERATOR_ONLY: Final[Mapping[str, Route]] = {
    "home": Route(get="YYY YYY YYY", post="YYY YYY YYY", stranger="YY"),
    # For machines: no session opens it, whoever's.
    "platforms:record-snapshot": Route(
        get="TTT TTT TTT", post="TTT TTT TTT", stranger="TT", of=lambda _cell: {"account": "BT-0412"}, operator="TT"
    ),
    # The document that describes it is for anybody.
    "openapi": Route(get="YYY YYY YYY", post="MMM MMM MMM", stranger="YM"),
    **NIGHT,
}
