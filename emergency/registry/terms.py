"""Under which version of the terms an address is declared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extranet.numbering.models import Holding
from extranet.partners.models import Partner
from extranet.terms.models import Acceptance, TermsText
from extranet.terms.parts import Language, Part
from extranet.terms.selectors import newest_accepted, newest_versions


@dataclass(frozen=True)
class TermsOfDeclaration:
    """A version of the part about the block's service; all empty when none was ever in force.

    `is_accepted`: the organisation accepted it; else it is the one in force that day.
    """

    part: str = ""
    number: int | None = None
    sha256: str = ""
    is_accepted: bool = False


def terms_of(holding: Holding, *, language: str, day: date) -> TermsOfDeclaration:
    """Return the newest version that the organisation bound by them has accepted, else the one in force on `day`.

    That is the partner, or at the house, where there is none, the direct client.

    Terms: general.1, telavox.7, bt.14, sip.4
    """
    return terms_of_all([holding], language=language, day=day)[0]


def terms_of_all(holdings: Sequence[Holding], *, language: str, day: date) -> list[TermsOfDeclaration]:
    """Return the versions for many blocks, in their order; each organisation and service is asked about once.

    Terms: general.1, telavox.7, bt.14, sip.4
    """
    partners = {holding.partner for holding in holdings}
    houses = set(Partner.objects.filter(schema_name__in=partners, is_house=True).values_list("schema_name", flat=True))
    keys = [
        (holding.partner, str(holding.client_id) if holding.partner in houses else "", Part(holding.family))
        for holding in holdings
    ]
    known = {key: _terms(*key, language=language, day=day) for key in dict.fromkeys(keys)}
    return [known[key] for key in keys]


def _terms(partner: str, direct_client: str, part: Part, *, language: str, day: date) -> TermsOfDeclaration:
    kind, organisation_id = (
        (Acceptance.OrganisationKind.CLIENT, direct_client)
        if direct_client
        else (Acceptance.OrganisationKind.PARTNER, partner)
    )
    accepted = newest_accepted(partner=partner, kind=kind, organisation_id=organisation_id).get(part)
    if accepted is not None:
        return TermsOfDeclaration(part, accepted.number, accepted.sha256, is_accepted=True)
    version = newest_versions(day).get(part)
    if version is None:
        return TermsOfDeclaration()
    texts = dict(TermsText.objects.filter(version=version).values_list("language", "sha256"))
    sha256 = texts.get(language) or texts.get(Language.FRENCH, "")
    return TermsOfDeclaration(part, version.number, sha256)
