"""Filters of pages that show numbers."""

from django import template

from extranet.numbering import formats
from extranet.numbering.models import Holding

register = template.Library()


@register.filter
def number(digits: int | None) -> str:
    """A number in its international form; nothing for nothing."""
    return "" if digits is None else formats.written(digits)


@register.filter
def block(holding: Holding | None) -> str:
    """A block from its first to its last number, of anything with `first` and `last`; nothing for nothing."""
    return "" if holding is None else formats.written_block(holding.first, holding.last)
