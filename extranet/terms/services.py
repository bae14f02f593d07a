"""Publishing terms, and accepting them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.models import Membership, Role, User
from extranet.accounts.permissions import Right, rights_of
from extranet.audit import services as audit
from extranet.errors import NotAllowed, Stale
from extranet.partners.models import Partner
from extranet.tenancy.context import current_schema
from extranet.terms.evidence import digest_of
from extranet.terms.models import Acceptance, AcceptanceCounter, AcceptedDocument, TermsText, TermsVersion
from extranet.terms.parts import Language, Part
from extranet.terms.publishing import Outcome, PlannedPart, plan_publication
from extranet.terms.reading import Paragraph
from extranet.terms.rules import required_parts
from extranet.terms.selectors import texts_in_force
from extranet.times import brussels_day


@dataclass(frozen=True)
class Organisation:
    """For whom an act is done. `organisation_id`: the partner's schema, or the client's UUID as text."""

    kind: str
    organisation_id: str
    name: str
    enterprise_number: str

    @classmethod
    def of_partner(cls, partner: Partner) -> "Organisation":
        """Return the partner as an organisation that accepts."""
        kind = Acceptance.OrganisationKind.PARTNER
        return cls(kind, partner.schema_name, partner.legal_name, partner.enterprise_number)

    def copied(self) -> dict[str, Any]:
        """Return the columns of the evidence that this fills."""
        return {
            "organisation_kind": self.kind,
            "organisation_id": self.organisation_id,
            "organisation_name": self.name,
            "organisation_enterprise_number": self.enterprise_number,
        }


@dataclass(frozen=True)
class Occasion:
    """What the texts are accepted for. `families`: the services, values of `Part`."""

    families: tuple[str, ...]
    order_id: UUID | None = None
    order_number: str = ""
    client_name: str = ""

    def copied(self) -> dict[str, Any]:
        """Return the columns of the evidence that this fills."""
        return {
            "services": sorted(set(self.families), key=list(Part).index),
            "order_id": self.order_id,
            "order_number": self.order_number,
            "client_name": self.client_name,
        }


@dataclass(frozen=True)
class ShownText:
    """A text as the page showed it."""

    text_id: int
    sha256: str


# ---------- Publishing ----------
@transaction.atomic
def publish_terms(
    *, document: str, source_name: str, language: str, valid_from: date, actor: User | None, at: datetime
) -> list[TermsText]:
    """Publish the parts of a document that are new, all or nothing, and return their texts.

    A part whose exact text is already that of the newest version makes none. `actor` None is a command
    run by the operator. Raises NotAllowed, TermsUnreadable, InvalidInput.

    Terms: general.1
    """
    if actor is not None and actor.staff_role != Role.STAFF_ADMIN:
        raise NotAllowed(
            _("Seul un administrateur de l’opérateur publie des conditions. Adressez-vous à l’un d’eux."),
            code="publishing_is_for_staff",
        )
    day = brussels_day(at)
    plan = plan_publication(document=document, language=language, valid_from=valid_from, day=day)
    texts = []
    for planned in plan:
        if planned.outcome is Outcome.UNCHANGED:
            continue
        version = _version(planned, valid_from=valid_from, actor=actor, at=at)
        text = _text(planned, version, language=language, source_name=source_name, at=at)
        changes = {
            "language": language,
            "sha256": text.sha256,
            "valid_from": valid_from,
            "source": source_name,
        }
        audit.record(actor=actor, act="terms.published", target=version, at=at, changes=changes)
        texts.append(text)
    return texts


def _version(planned: PlannedPart, *, valid_from: date, actor: User | None, at: datetime) -> TermsVersion:
    part = planned.read.part
    if planned.outcome is Outcome.LANGUAGE:
        return TermsVersion.objects.get(part=part, number=planned.number)
    return TermsVersion.objects.create(
        part=part,
        number=planned.number,
        valid_from=valid_from,
        published_at=at,
        published_by_name=actor.name if actor else "",
    )


def _text(planned: PlannedPart, version: TermsVersion, *, language: str, source_name: str, at: datetime) -> TermsText:
    read = planned.read
    return TermsText.objects.create(
        version=version,
        language=language,
        title=read.title,
        text=read.text,
        sha256=read.sha256,
        paragraphs=[_stored(paragraph) for paragraph in read.paragraphs],
        source_name=source_name,
        imported_at=at,
    )


def _stored(paragraph: Paragraph) -> dict[str, str | int]:
    return {
        "clause": paragraph.clause,
        "number": paragraph.number,
        "item": paragraph.item,
        "title": paragraph.title,
        "body": paragraph.body,
    }


# ---------- Accepting ----------
@transaction.atomic
def accept_terms(
    *,
    actor: User,
    organisation: Organisation,
    occasion: Occasion,
    shown: Sequence[ShownText],
    statement: str,
    ip: str,
    user_agent: str,
    at: datetime,
    kind: str = Acceptance.Kind.ORDER,
) -> Acceptance:
    """Record that `actor` accepted the texts shown, for their organisation, in one act.

    `shown` must be exactly the documents of the services ordered that are in force on the Brussels day of
    `at`, all in one language. The same act again returns the first acceptance. Raises NotAllowed for
    somebody else's organisation, Stale when the texts changed since the page was opened, TermsMissing.

    Terms: general.1
    """
    role = _role_for(actor, organisation, kind)
    documents = _accepted_documents(occasion.families, shown, brussels_day(at))
    acceptance = Acceptance(
        partner=current_schema(),
        kind=kind,
        user_id=actor.pk,
        user_name=actor.name,
        user_email=actor.email,
        user_role=role,
        accepted_at=at,
        ip=ip,
        user_agent=user_agent,
        language=documents[0].language,
        statement=statement,
        documents_digest=digest_of([document.facts() for document in documents]),
        **organisation.copied(),
        **occasion.copied(),
    )
    # The counter's row is the lock of the register: a second click waits here, then finds the first act.
    counter = _locked_counter(brussels_day(at).year)
    first = _same_act(acceptance)
    if first is not None:
        return first
    _write(acceptance, documents, counter)
    changes = {"digest": acceptance.digest, "documents": [str(document) for document in documents]}
    audit.record(actor=actor, act="terms.accepted", target=acceptance, at=at, changes=changes)
    return acceptance


def _role_for(actor: User, organisation: Organisation, kind: str) -> str:
    """Return the role in which `actor` binds the organisation. Raises NotAllowed."""
    here = current_schema()
    membership = Membership.objects.filter(user=actor, partner_id=here).select_related("partner").first()
    if membership is None:
        raise _not_for(organisation)
    own = (
        (Acceptance.OrganisationKind.CLIENT, str(membership.client_id))
        if membership.client_id
        else (Acceptance.OrganisationKind.PARTNER, here)
    )
    if own != (organisation.kind, organisation.organisation_id):
        raise _not_for(organisation)
    if kind == Acceptance.Kind.ACKNOWLEDGEMENT:
        is_entitled = membership.role == Role.CLIENT_ADMIN
    else:
        is_entitled = Right.PLACE_ORDERS in rights_of(membership.role, is_direct=membership.partner.is_house)
    if not is_entitled:
        raise _not_for(organisation)
    return membership.role


def _not_for(organisation: Organisation) -> NotAllowed:
    return NotAllowed(
        _(
            "Vous ne pouvez pas accepter au nom de %(name)s. "
            "Demandez-le à une personne qui commande pour cette organisation."
        )
        % {"name": organisation.name},
        code="accepting_for_somebody_else",
    )


def _accepted_documents(families: Sequence[str], shown: Sequence[ShownText], day: date) -> list[AcceptedDocument]:
    """Return the texts in force as documents, when `shown` is exactly them. Raises Stale."""
    known = TermsText.objects.filter(pk__in=[one.text_id for one in shown])
    language = known.values_list("language", flat=True).first() or Language.FRENCH
    expected = texts_in_force(required_parts(families), day, language).texts
    in_force = sorted((text.pk, text.sha256) for text in expected)
    if in_force != sorted((one.text_id, one.sha256) for one in shown):
        raise Stale(
            _("Les conditions ont changé depuis que vous avez ouvert la page : relisez-les."),
            code="terms_changed",
        )
    return [
        AcceptedDocument(
            text=text,
            partner=current_schema(),
            part=text.version.part,
            number=text.version.number,
            language=text.language,
            sha256=text.sha256,
            title=text.title,
        )
        for text in expected
    ]


def _locked_counter(year: int) -> AcceptanceCounter:
    AcceptanceCounter.objects.get_or_create(year=year)
    return AcceptanceCounter.objects.select_for_update().get(year=year)


def _same_act(acceptance: Acceptance) -> Acceptance | None:
    return Acceptance.objects.filter(
        partner=acceptance.partner,
        order_id=acceptance.order_id,
        user_id=acceptance.user_id,
        organisation_id=acceptance.organisation_id,
        client_name=acceptance.client_name,
        documents_digest=acceptance.documents_digest,
    ).first()


def _write(acceptance: Acceptance, documents: Sequence[AcceptedDocument], counter: AcceptanceCounter) -> None:
    """Give the act the next number of its year and its digest, and write it with its documents."""
    counter.last += 1
    counter.save(update_fields=("last",))
    acceptance.number = f"A-{counter.year}-{counter.last:06d}"
    acceptance.digest = acceptance.digest_with(list(documents))
    acceptance.save(force_insert=True)
    for document in documents:
        document.acceptance = acceptance
        document.save(force_insert=True)
