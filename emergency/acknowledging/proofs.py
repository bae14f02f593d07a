"""The proof of one acknowledgement: its facts, the exact text and its hash, as page and PDF.

Everything is said in the language in which the notice was read, whoever asks for it and whenever.

Terms: telavox.7, bt.14, sip.4
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import typst
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from emergency.models import Acknowledgement
from emergency.registry.notices import text_of
from extranet.look import formats
from extranet.partners.models import Partner
from extranet.terms.evidence import instant
from extranet.terms.rendering import render_body

TEMPLATE = Path(__file__).with_name("proof.typ")


@dataclass(frozen=True)
class Proof:
    """A proof as it is shown and printed. `is_intact`: the text kept has the hash that was acknowledged."""

    row: Acknowledgement
    title: str
    sentence: str
    facts: tuple[tuple[str, str], ...]
    text: str
    html: SafeString
    is_intact: bool


def proof_of(row: Acknowledgement, partner: Partner) -> Proof:
    """Return the proof of what somebody acknowledged. Raises ValueError when they have not.

    Terms: telavox.7, bt.14, sip.4
    """
    if row.acknowledged_at is None:
        raise ValueError("nothing was acknowledged")
    text = text_of(row.campaign.notice_number, row.read_language).text
    with override(row.read_language):
        words = {
            "name": row.person_name,
            "day": formats.day(row.acknowledged_at, "weekday"),
            "time": formats.time_of_day(row.acknowledged_at, exact=True),
            "number": row.campaign.notice_number,
        }
        return Proof(
            row=row,
            title=_("Prise de connaissance, usage nomade"),
            sentence=_(
                "Le %(day)s à %(time)s (Europe/Bruxelles), %(name)s a confirmé avoir lu et compris la version "
                "%(number)s de l’avis ci-dessous."
            )
            % words,
            facts=_facts(row, partner),
            text=text,
            html=mark_safe(render_body(text)),  # noqa: S308 - escaped there
            is_intact=sha256(text.encode()).hexdigest() == row.text_sha256,
        )


def _facts(row: Acknowledgement, partner: Partner) -> tuple[tuple[str, str], ...]:
    assert row.acknowledged_at is not None
    facts = (
        (_("Personne"), f"{row.person_name}, {row.person_email}"),
        (_("Organisation"), row.campaign.client.legal_name),
        (_("Partenaire"), partner.legal_name),
        (_("Demandée par"), f"{row.campaign.started_by_name}, {instant(row.asked_at)}"),
        (_("Instant (UTC)"), instant(row.acknowledged_at)),
        (_("Version et langue"), f"{row.campaign.notice_number}, {row.read_language}"),
        (_("Empreinte SHA-256 du texte"), row.text_sha256),
        (_("Adresse IP"), row.ip or ""),
        (_("Navigateur"), row.user_agent),
        (_("Conditions"), "telavox.7, bt.14, sip.4"),
    )
    return tuple((str(name), fact) for name, fact in facts if fact)


def proof_pdf(proof: Proof) -> bytes:
    """Return the proof as PDF/A, the same bytes each time.

    Terms: telavox.7, bt.14, sip.4
    """
    assert proof.row.acknowledged_at is not None
    facts: dict[str, str | Sequence[Sequence[str]] | Sequence[int]] = {
        "language": proof.row.read_language,
        "title": proof.title,
        "sentence": proof.sentence,
        "facts": proof.facts,
        "text": proof.text.replace("**", ""),
        "day": list(proof.row.acknowledged_at.utctimetuple()[:6]),
    }
    pdf: bytes = typst.compile(
        str(TEMPLATE),
        format="pdf",
        sys_inputs={"facts": json.dumps(facts)},
        ignore_system_fonts=True,
        pdf_standards=["a-2b"],
        timestamp=int(proof.row.acknowledged_at.timestamp()),
    )
    return pdf
