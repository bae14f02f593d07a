"""Secrets of second factors, encrypted before they reach the database: a stolen copy of it signs nobody in."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealBroken(ValueError):
    """A kept secret opens with none of the keys: `SECRET_KEY` was changed without a fallback."""


def seal(secret: str) -> str:
    """Return `secret` encrypted under the present `SECRET_KEY` (Fernet: AES-128-CBC and HMAC-SHA-256)."""
    return _cipher(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what `seal` was given, under the present key or a fallback. Raises SealBroken."""
    try:
        return _cipher(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBroken(
            "A second factor cannot be opened: add the previous SECRET_KEY to SECRET_KEY_FALLBACKS."
        ) from error


@lru_cache(maxsize=4)
def _cipher(*keys: str) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"extranet second factor").derive(key.encode())
