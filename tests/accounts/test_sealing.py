"""Secrets of second factors are unreadable in the database."""

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import override_settings

from extranet.accounts.sealing import SealBroken, seal, unseal
from tests.cast import ALICE, TOTP_SECRET


def test_a_sealed_secret_opens_again_and_never_looks_the_same() -> None:
    assert unseal(seal("JBSWY3DP")) == "JBSWY3DP"
    assert seal("JBSWY3DP") != seal("JBSWY3DP")


def test_a_former_key_still_opens_what_it_sealed() -> None:
    sealed = seal("JBSWY3DP")
    former = settings.SECRET_KEY
    with override_settings(SECRET_KEY="another key " * 6):
        with pytest.raises(SealBroken, match="SECRET_KEY_FALLBACKS"):
            unseal(sealed)
        with override_settings(SECRET_KEY_FALLBACKS=[former]):
            assert unseal(sealed) == "JBSWY3DP"


def test_the_database_holds_no_secret_in_clear(db: None) -> None:
    kept = [str(one.data) for one in Authenticator.objects.filter(user_id=ALICE.id)]
    assert kept
    assert all(TOTP_SECRET not in one for one in kept)
