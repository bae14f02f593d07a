"""Writes about partners: provisioning a schema, changing the look."""

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from extranet.audit import services as audit
from extranet.errors import InvalidInput, Refusal
from extranet.partners.models import Host, Partner
from extranet.tenancy.context import OWNER, PUBLIC, current_role

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

LOGO_BYTES = 200_000
LOGO_HEIGHT = 104  # four times the 26 px it is shown at: sharp on any screen


def provision_partner(*, partner: Partner, hosts: list[str], actor: "AbstractBaseUser | None", at: datetime) -> Partner:
    """Create a partner: row, host names, schema with all its tables. The first host is the primary one.

    Must run as the owner of the tables (command `provision`). Raises Refusal otherwise, ValidationError.
    """
    if current_role() != OWNER:
        raise Refusal(_("Créez le partenaire par la commande « provision »."), code="needs_owner")
    partner.full_clean()
    with transaction.atomic():
        partner.save()
        for number, name in enumerate(hosts):
            host = Host(domain=name, tenant=partner, is_primary=number == 0)
            host.full_clean()
            host.save()
        partner.create_schema(check_if_exists=True, verbosity=0)
        with connection.cursor() as cursor:  # the application reads what is migrated, and never writes it
            cursor.execute(
                f'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON "{partner.schema_name}".django_migrations'
                " FROM extranet_partner, extranet_operator"
            )
        audit.record(actor=actor, act="partner.provisioned", target=partner, at=at, partner=PUBLIC)
    return partner


@transaction.atomic
def change_branding(
    *, partner: Partner, changes: dict[str, str], logo: bytes | None, actor: "AbstractBaseUser", at: datetime
) -> Partner:
    """Change the look and the support contact of a partner; `logo` None keeps the present one, b"" removes it.

    Raises InvalidInput when the logo is not a picture. Terms: general.1
    """
    allowed = ("display_name", "brand_colour", "support_email", "support_phone", "language")
    partner = Partner.objects.select_for_update().get(pk=partner.pk)
    fields = [name for name in allowed if name in changes and getattr(partner, name) != changes[name]]
    before = {name: getattr(partner, name) for name in fields}
    for name in fields:
        setattr(partner, name, changes[name])
    if logo is not None:
        partner.logo, partner.logo_type = (_clean_logo(logo), "image/png") if logo else (None, "")
        fields += ["logo", "logo_type"]
        before["logo"] = "…"
    if not fields:
        return partner
    partner.full_clean()
    partner.save(update_fields=fields)
    now = {name: "…" if name == "logo" else getattr(partner, name) for name in before}
    audit.record(
        actor=actor,
        act="partner.branding_changed",
        target=partner,
        at=at,
        changes={name: [before[name], now[name]] for name in before},
    )
    return partner


def _clean_logo(content: bytes) -> bytes:
    """Decode and encode anew: nothing of the uploaded file but its pixels survives."""
    wrong = InvalidInput(
        _("Le logo doit être une image PNG, JPEG ou WebP de 200 ko au plus."),
        code="logo",
        fields={"logo": _("Choisissez une image PNG, JPEG ou WebP de 200 ko au plus.")},
    )
    if len(content) > LOGO_BYTES:
        raise wrong
    try:
        with Image.open(BytesIO(content), formats=["PNG", "JPEG", "WEBP"]) as picture:
            if picture.width * picture.height > 16_000_000:
                raise wrong
            clean = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise wrong from error
    clean.thumbnail((LOGO_HEIGHT * 8, LOGO_HEIGHT))
    out = BytesIO()
    clean.save(out, format="PNG", optimize=True)
    return out.getvalue()
