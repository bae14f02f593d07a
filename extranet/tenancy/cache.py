"""Cache keys carry the place, so that no partner and no mount ever reads another's entry."""

from extranet.requests import current_origin
from extranet.tenancy.context import current_schema

# Limits of sign-in, and codes that were used: they hold for whoever knocks at whatever door. Were they kept
# by place, each mount would be five more attempts at the same account.
EVERYWHERE = ("allauth:", "allauth.")


def key_of_place(key: str, key_prefix: str, version: int) -> str:
    """Return the key for `key` in the current schema and mount (`KEY_FUNCTION` of the cache)."""
    place = "" if key.startswith(EVERYWHERE) else f"{current_schema()}:{current_origin().mount}"
    return f"{place}:{key_prefix}:{version}:{key}"
