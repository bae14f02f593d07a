"""Checks on what people type about an organisation."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.be import vat
from stdnum.exceptions import ValidationError as InvalidNumber


def compact_enterprise_number(typed: str) -> str:
    """Return ten digits for a Belgian enterprise number typed with BE, dots or spaces.

    Raises django ValidationError. Source: last two digits are 97 − (first eight mod 97).
    """
    try:
        return str(vat.validate(typed))
    except InvalidNumber as wrong:
        raise ValidationError(
            _("Ce numéro d’entreprise n’est pas valable. Dix chiffres, par exemple BE 0821.802.905."),
            code="enterprise_number",
        ) from wrong


def enterprise_number(value: str) -> None:
    """Refuse anything but ten digits that pass the check. Raises django ValidationError."""
    compact_enterprise_number(value)


SCHEMA = re.compile(r"[a-z][a-z0-9_]*")
TAKEN = re.compile(r"pg_.*|public|information_schema|extranet_.*")


def schema_name(value: str) -> None:
    """Refuse a name that is not plain, or that PostgreSQL or the operator uses. Raises django ValidationError."""
    if not SCHEMA.fullmatch(value) or TAKEN.fullmatch(value):
        raise ValidationError(
            _("Lettres minuscules, chiffres et soulignés seulement, et pas un nom réservé comme public."),
            code="schema_name",
        )
