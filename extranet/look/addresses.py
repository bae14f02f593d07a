"""Addresses of pages that another URLconf may not have: the shell stands on hosts with different pages."""

from django.urls import NoReverseMatch, reverse


def address(url_name: str, **kwargs: str) -> str:
    """Return the address of a named page, empty where this URLconf has none."""
    try:
        return reverse(url_name, kwargs=kwargs)
    except NoReverseMatch:
        return ""
