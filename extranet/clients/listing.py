"""A list on a page: sorted by a column that exists, a page at a time."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

PAGE_SIZE = 25
# What `?sort=` may say, and the columns it stands for.
Sorts = Mapping[str, Sequence[str]]
Row = TypeVar("Row", bound=Model)


def in_asked_order(rows: QuerySet[Row], request: HttpRequest, sorts: Sorts, *, default: str) -> QuerySet[Row]:
    """Return rows in the order `?sort=name` or `?sort=-name` asks for, else in the default one."""
    asked = request.GET.get("sort", default)
    if asked.removeprefix("-") not in sorts:
        asked = default
    sign = "-" if asked.startswith("-") else ""
    return rows.order_by(*(f"{sign}{column}" for column in sorts[asked.removeprefix("-")]))


def page_of(rows: QuerySet[Any], request: HttpRequest) -> Page[Any]:
    """Return the page `?page=` asks for, the nearest one when it does not exist."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
