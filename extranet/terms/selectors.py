"""Reads of the terms and of the register of acceptances."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.errors import Refusal
from extranet.partners.models import Partner
from extranet.terms.models import Acceptance, AcceptedDocument, TermsText, TermsVersion
from extranet.terms.parts import Language, Part
from extranet.terms.rules import language_of_act


class TermsMissing(Refusal):
    """A document that must be accepted has no version in force: nothing can be ordered."""

    status = 409


@dataclass(frozen=True)
class TextsInForce:
    """The documents of one act, all in `language`, in the order of `Part`. `asked`: what the reader reads."""

    asked: Language
    language: Language
    texts: tuple[TermsText, ...]

    @property
    def is_fallback(self) -> bool:
        """Whether they are shown in French because one of them is missing in the language asked."""
        return self.asked is not self.language


@dataclass(frozen=True)
class OrganisationBehind:
    """An organisation that accepted an older version of a part than the one in force."""

    partner: str
    partner_name: str
    kind: str
    organisation_id: str
    name: str
    part: Part
    accepted: int
    accepted_at: datetime
    in_force: int


def newest_versions(day: date) -> dict[Part, TermsVersion]:
    """Return the version of each part in force on a Brussels day; a part without one is left out."""
    begun = TermsVersion.objects.filter(valid_from__lte=day)
    newest = begun.order_by("part", "-valid_from").distinct("part")
    return {Part(version.part): version for version in newest}


def texts_in_force(parts: Iterable[str], day: date, language: str) -> TextsInForce:
    """Return the documents to show for `parts` on a Brussels day, all in one language.

    That is `language` where every one of them exists in it, else French. Raises TermsMissing when a
    part has no version in force.

    Terms: general.1
    """
    versions = newest_versions(day)
    wanted = [part for part in Part if part in set(parts)]
    for part in wanted:
        if part not in versions:
            raise TermsMissing(
                _("Aucune version de « %(part)s » n’est en vigueur. L’opérateur doit la publier d’abord.")
                % {"part": part.label},
                code="terms_missing",
            )
    texts = TermsText.objects.filter(version__in=[versions[part] for part in wanted]).select_related("version")
    found = {(Part(text.version.part), Language(text.language)): text for text in texts}
    available = {part: {language for has, language in found if has is part} for part in wanted}
    asked = Language(language)
    chosen = language_of_act(available, asked)
    return TextsInForce(asked, chosen, tuple(found[part, chosen] for part in wanted))


def acceptances_visible_to(person: Person) -> QuerySet[Acceptance]:
    """Return the acceptances of the person's partner; a client's people see those of their client only."""
    register = Acceptance.objects.filter(partner=person.schema)
    if not person.is_client:
        return register
    return register.filter(organisation_kind=Acceptance.OrganisationKind.CLIENT, organisation_id=str(person.client_id))


def acceptances_of(*, partner: str, kind: str, organisation_id: str) -> list[Acceptance]:
    """Return what an organisation accepted, newest first, with its documents."""
    register = Acceptance.objects.filter(partner=partner, organisation_kind=kind, organisation_id=organisation_id)
    return list(register.prefetch_related("documents"))


def newest_accepted(*, partner: str, kind: str, organisation_id: str) -> dict[Part, AcceptedDocument]:
    """Return, for each part an organisation accepted with an order, the newest version it accepted."""
    documents = AcceptedDocument.objects.filter(
        acceptance__partner=partner,
        acceptance__kind=Acceptance.Kind.ORDER,
        acceptance__organisation_kind=kind,
        acceptance__organisation_id=organisation_id,
    ).select_related("acceptance")
    newest = documents.order_by("part", "-number", "-acceptance__accepted_at").distinct("part")
    return {Part(document.part): document for document in newest}


def organisations_behind(day: date) -> list[OrganisationBehind]:
    """Return, over all partners the reader may see, who accepted a part but not its version in force.

    One row an organisation and part. Only orders count: an acknowledgement orders nothing.

    Terms: general.1
    """
    in_force = {part: version.number for part, version in newest_versions(day).items()}
    older = Q()
    for part, number in in_force.items():
        older |= Q(part=part, newest__lt=number)
    if not older:
        return []
    accepted = (
        AcceptedDocument.objects.filter(acceptance__kind=Acceptance.Kind.ORDER)
        .order_by()
        .values("partner", "part", "acceptance__organisation_kind", "acceptance__organisation_id")
        .annotate(
            newest=Max("number"),
            partner_name=Subquery(Partner.objects.filter(schema_name=OuterRef("partner")).values("display_name")[:1]),
            name=Max("acceptance__organisation_name"),
            accepted_at=Max("acceptance__accepted_at"),
        )
        .filter(older)
        .order_by("name", "partner", "acceptance__organisation_id", "part")
    )
    return [
        OrganisationBehind(
            partner=row["partner"],
            partner_name=row["partner_name"],
            kind=row["acceptance__organisation_kind"],
            organisation_id=row["acceptance__organisation_id"],
            name=row["name"],
            part=Part(row["part"]),
            accepted=row["newest"],
            accepted_at=row["accepted_at"],
            in_force=in_force[Part(row["part"])],
        )
        for row in accepted
    ]


def is_intact(acceptance: Acceptance) -> bool:
    """Return whether the digest recomputed from the register is the one given with the certificate."""
    return acceptance.digest_with(list(acceptance.documents.order_by("id"))) == acceptance.digest


def find_certificate(person: Person, words: str) -> Acceptance | None:
    """Return the acceptance whose number or digest a person pasted, None when it is not in their register."""
    sought = "".join(words.split())
    named = Q(number=sought.upper()) | Q(digest=sought.lower())
    return acceptances_visible_to(person).filter(named).first()
