"""The certificate of an acceptance: its facts in words, and its PDF.

Everything is said in the language of the texts accepted, whoever reads it and whenever.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import typst
from django.utils.translation import gettext as _
from django.utils.translation import override

from extranet.accounts.models import Role
from extranet.look import formats
from extranet.partners.models import Partner
from extranet.terms.evidence import instant
from extranet.terms.models import Acceptance, AcceptedDocument
from extranet.terms.parts import Language, Part

TEMPLATE = Path(__file__).with_name("certificate.typ")
ISSUER = ("OpenS (ALLOcloud), BE 0821.802.905", "Avenue Léon Champagne 3, 1480 Saintes")


@dataclass(frozen=True)
class Certificate:
    """A certificate as it is shown and printed. `act`: names and facts, in their order."""

    acceptance: Acceptance
    documents: tuple[AcceptedDocument, ...]
    partner_name: str
    partner_lines: tuple[str, ...]
    issuer_lines: tuple[str, ...]
    when: str
    role: str
    act: tuple[tuple[str, str], ...]


def certificate_of(acceptance: Acceptance, partner: Partner) -> Certificate:
    """Return the certificate of an act, worded in the language of the act.

    Terms: general.1
    """
    with override(acceptance.language):
        return Certificate(
            acceptance=acceptance,
            documents=tuple(acceptance.documents.order_by("id")),
            partner_name=partner.display_name,
            partner_lines=(
                f"{partner.legal_name}, {formats.enterprise_number(partner.enterprise_number)}",
                f"{partner.street}, {partner.postal_code} {partner.municipality}",
            ),
            issuer_lines=ISSUER,
            when=_("%(day)s à %(time)s")
            % {
                "day": formats.day(acceptance.accepted_at, "weekday"),
                "time": formats.time_of_day(acceptance.accepted_at, exact=True),
            },
            role=str(Role(acceptance.user_role).label),
            act=_act(acceptance),
        )


def _act(acceptance: Acceptance) -> tuple[tuple[str, str], ...]:
    number = formats.enterprise_number(acceptance.organisation_enterprise_number)
    services = ", ".join(str(Part(service).label) for service in acceptance.services)
    facts = (
        (_("Acte"), str(acceptance.get_kind_display())),
        (_("Organisation"), ", ".join(filter(None, (acceptance.organisation_name, number)))),
        (_("Commande"), acceptance.order_number),
        (_("Client"), acceptance.client_name),
        (_("Services"), services),
        (_("Personne"), f"{acceptance.user_name}, {acceptance.user_email}"),
        (_("Instant (UTC)"), instant(acceptance.accepted_at)),
        (_("Adresse IP"), acceptance.ip),
        (_("Navigateur"), acceptance.user_agent),
        (_("Langue affichée"), str(Language(acceptance.language).label)),
        (_("Phrase acceptée"), _("« %(statement)s »") % {"statement": acceptance.statement}),
    )
    return tuple((name, fact) for name, fact in facts if fact)


def certificate_pdf(certificate: Certificate) -> bytes:
    """Return the certificate as PDF/A, the same bytes each time. Reads no clock, no font of the machine.

    Terms: general.1
    """
    with override(certificate.acceptance.language):
        facts = _printed(certificate)
    pdf: bytes = typst.compile(
        str(TEMPLATE),
        format="pdf",
        sys_inputs={"facts": json.dumps(facts)},
        ignore_system_fonts=True,
        pdf_standards=["a-2b"],
        timestamp=int(certificate.acceptance.accepted_at.timestamp()),
    )
    return pdf


def _printed(certificate: Certificate) -> dict[str, str | Sequence[str] | Sequence[Sequence[str]]]:
    """Return every word of the PDF; the template holds none."""
    acceptance = certificate.acceptance
    return {
        "language": acceptance.language,
        "title": _("Certificat d’acceptation %(number)s") % {"number": acceptance.number},
        "day": list(map(str, acceptance.accepted_at.astimezone(UTC).timetuple()[:6])),
        "partner": (certificate.partner_name, *certificate.partner_lines),
        "issuer": (_("Établi par"), *certificate.issuer_lines),
        "sentence": _(
            "Le %(when)s (Europe/Bruxelles), %(name)s (%(role)s) a accepté au nom de %(organisation)s, "
            "en un seul acte, les textes ci-dessous."
        )
        % {
            "when": certificate.when,
            "name": acceptance.user_name,
            "role": certificate.role,
            "organisation": acceptance.organisation_name,
        },
        "texts": _("Textes"),
        "columns": (_("Document"), _("Version"), _("Langue"), _("Empreinte SHA-256 du texte montré")),
        "documents": [
            (
                str(document.get_part_display()),
                str(document.number),
                str(document.get_language_display()),
                document.sha256,
            )
            for document in certificate.documents
        ],
        "act_title": _("L’acte"),
        "act": certificate.act,
        "verify": _("Vérifier"),
        "verify_sentence": _(
            "Ce certificat ne change plus. Sa propre empreinte, à comparer sur la page « Vérifier » :"
        ),
        "digest": acceptance.digest,
    }
