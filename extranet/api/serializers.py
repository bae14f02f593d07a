"""What calls of all departments may say."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from extranet.api.asking import CURSOR_LENGTH

PAGE = 50
LONGEST_PAGE = 200


class Strict(serializers.Serializer):
    """Refuses fields it does not know: a name misspelt is told, not overlooked."""

    def to_internal_value(self, data: object) -> object:
        """Return what was sent, checked."""
        if isinstance(data, dict):
            strangers = sorted(str(name) for name in data if name not in self.fields)
            if strangers:
                raise serializers.ValidationError({name: [_("Ce champ n’existe pas ici.")] for name in strangers})
        return super().to_internal_value(data)


class NothingIn(Strict):
    """An act that says nothing but itself."""


class PagesIn(Strict):
    """Where a list begins, and how long a page of it is."""

    cursor = serializers.CharField(
        required=False, max_length=CURSOR_LENGTH, help_text="`next_cursor` of the page before."
    )
    limit = serializers.IntegerField(min_value=1, max_value=LONGEST_PAGE, default=PAGE)


class InstantField(serializers.DateTimeField):
    """An instant with its offset: without one nobody knows which is meant, twice a year not even we."""

    default_error_messages = {
        "naive": _("Donnez l’instant avec son décalage : 2026-06-30T23:59:59Z ou …+02:00 (« %2B » dans une adresse)."),
        "invalid": _(
            "Ce n’est pas un instant : écrivez 2026-06-30T23:59:59Z ou …+02:00 (« %2B » au lieu de « + » dans une "
            "adresse)."
        ),
    }

    def enforce_timezone(self, value: datetime) -> Any:
        """Return the instant. Raises ValidationError for one without an offset."""
        if value.tzinfo is None:
            self.fail("naive")
        return super().enforce_timezone(value)
