"""A pack on paper: the same facts in words, with the digest of the file.

Terms: telavox.7, bt.14, sip.4
"""

import json
from datetime import UTC
from pathlib import Path
from typing import Final

import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from emergency.evidence.packing import Pack
from emergency.evidence.wording import sections_of, sentences_of
from extranet.look import formats
from extranet.partners.models import Partner

TEMPLATE: Final = Path(__file__).with_name("evidence.typ")


def evidence_pdf(pack: Pack, partner: Partner) -> bytes:
    """Return a pack as PDF/A in the language of the reader, the same bytes each time; no clock and no font is read.

    Terms: telavox.7, bt.14, sip.4
    """
    pdf: bytes = typst.compile(
        str(TEMPLATE),
        format="pdf",
        sys_inputs={"facts": json.dumps(_printed(pack, partner))},
        ignore_system_fonts=True,
        pdf_standards=["a-2b"],
        timestamp=int(pack.question.known_at.timestamp()),
    )
    return pdf


def _printed(pack: Pack, partner: Partner) -> dict[str, object]:
    """Return every word of the PDF; the template holds none."""
    facts = dict(pack.facts)
    known = pack.question.known_at
    return {
        "language": (get_language() or "fr")[:2],
        "title": _("Dossier de preuve, %(number)s") % {"number": facts["asked"]["written"]},  # type: ignore[call-overload,index]
        "day": list(map(str, known.astimezone(UTC).timetuple()[:6])),
        "partner": [partner.display_name, partner.legal_name],
        "known": _("Selon ce qui était su le %(at)s.") % {"at": formats.instant(known, exact=True)},
        "sentences": sentences_of(facts),
        "sections": [{"title": one.title, "columns": one.columns, "rows": one.rows} for one in sections_of(facts)],
        "nothing": _("Rien n’est connu."),
        "verify": _("Vérifier"),
        "verify_sentence": _(
            "Empreinte SHA-256 du fichier JSON de ce dossier. La page « Vérifier un dossier » de l’extranet dit si un"
            " fichier est resté tel qu’il a été établi."
        ),
        "digest": pack.sha256,
    }
