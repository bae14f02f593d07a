"""Cache keys carry the place, so that no partner and no mount ever reads another's entry."""

from extranet.requests import current_origin
from extranet.tenancy.context import current_schema


def key_of_place(key: str, key_prefix: str, version: int) -> str:
    """Return the key for `key` in the current schema and mount (`KEY_FUNCTION` of the cache)."""
    return f"{current_schema()}:{current_origin().mount}:{key_prefix}:{version}:{key}"
