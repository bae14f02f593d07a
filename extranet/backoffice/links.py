"""Links of the operator's pages, into a partner's house above all, and words that stay on one line."""

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from extranet.look.parts import Text


def address_at(schema: str, url_name: str, **kwargs: object) -> str:
    """Return the address of a page under the mount of the partner `schema`, from under another mount too.

    Raises NoReverseMatch.
    """
    path = reverse(url_name, urlconf=settings.MOUNTED_URLCONF, kwargs=kwargs)
    return f"/at/{schema}/{path.removeprefix(get_script_prefix())}"


def address_home(url_name: str, **kwargs: object) -> str:
    """Return the address of a page on the operator's own pages, from under a mount too. Raises NoReverseMatch."""
    path = reverse(url_name, urlconf=settings.OPERATOR_URLCONF, kwargs=kwargs)
    return f"/{path.removeprefix(get_script_prefix())}"


def link(address: str, words: Text) -> SafeString:
    """Return a link."""
    return format_html('<a href="{}">{}</a>', address, words)


def nowrap(words: Text) -> SafeString:
    """Return words that stay on one line: a number, a day, an amount."""
    return format_html('<span class="nowrap">{}</span>', words)
