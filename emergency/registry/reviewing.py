"""Reviews: a declaration that people must look at first is kept, and decided once; meanwhile nothing changes.

Terms: telavox.7, bt.14, sip.4
Reading: foreign addresses, addresses outside the zone of the number and addresses without a house number wait for
staff. What was in force stays in force; where nothing was, nothing is declared.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from emergency.registry.judging import Doubt
from emergency.registry.keeping import numbers_of
from emergency.registry.models import Address, Reason, Registration, Review
from emergency.registry.telling import tell_other_side
from emergency.registry.timeline import Area
from emergency.registry.writing import Authorship, after_all_known, authorship_of, register
from extranet.accounts.models import User
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.audit import services as audit
from extranet.errors import IllegalMove, InvalidInput, NotAllowed
from extranet.numbering.models import Holding
from extranet.numbering.services import Locked, lock_sheet, raise_revision
from extranet.outbox.services import enqueue
from extranet.tenancy.context import current_schema
from extranet.tenancy.inserting import insert_together

DECIDED_MAIL: Final = "registry.mail_review_decided"
LONGEST_REASON: Final = 300


def waiting_for(holding: Holding) -> Review | None:
    """Return the declaration of a block that waits for staff."""
    return waiting_of([holding]).get(holding.pk)


def waiting_of(holdings: Iterable[Holding]) -> dict[UUID, Review]:
    """Return, by block, the declaration that waits for staff; in one query."""
    waiting = Review.objects.filter(holding__in=[one.pk for one in holdings], state=Review.State.WAITING)
    return {review.holding_id: review for review in waiting.select_related("address", "holding")}


@dataclass(frozen=True)
class Asked:
    """A declaration that staff must look at: on which block, why, and from when its author wants it to hold."""

    holding: Holding
    address: Address
    author: Authorship
    doubts: tuple[Doubt, ...]
    effective: datetime | None


def ask_for_reviews(asked: Sequence[Asked], *, actor: User, at: datetime) -> list[Review]:
    """Keep declarations that staff must look at. Their sheets are locked, and no other one waits for these blocks.

    Terms: telavox.7, bt.14, sip.4
    """
    reviews = insert_together([_review(one) for one in asked])
    for one, review in zip(asked, reviews, strict=True):
        changes = {
            "address": str(one.address),
            "doubts": list(review.doubts),
            "from": one.effective,
            "review": review.pk,
        }
        audit.record(actor=actor, act="address.review_asked", target=one.holding, at=at, changes=changes)
    return reviews


def _review(asked: Asked) -> Review:
    holding, author = asked.holding, asked.author
    return Review(
        holding=holding,
        partner=holding.partner,
        client_id=holding.client_id,
        numbers=numbers_of(Area(holding.first, holding.last + 1, author.declared_at)),
        address=asked.address,
        effective=asked.effective,
        doubts=[doubt.value for doubt in asked.doubts],
        **asdict(author),
    )


def replace_waiting(holding: Holding, *, instant: datetime) -> None:
    """End what waits for a block: a newer declaration, or the end of the block, takes its place."""
    waiting = waiting_for(holding)
    if waiting is not None:
        end_waiting([waiting], instant=instant)


def end_waiting(reviews: Sequence[Review], *, instant: datetime) -> None:
    """End declarations that wait: newer ones take their place."""
    for review in reviews:
        review.move_to(Review.State.REPLACED, at=instant)
    known = Review.objects.filter(pk__in=[review.pk for review in reviews])
    known.update(state=Review.State.REPLACED, decided_at=instant)


@transaction.atomic
def accept_review(*, review_id: UUID, person: Person, at: datetime) -> Registration:
    """Let a declaration that waited hold from now on, or from its author's later instant; told once committed.

    Its author stays its author; who looked at it is kept beside. Raises Review.DoesNotExist, NotAllowed, IllegalMove.

    Terms: telavox.7, bt.14, sip.4
    """
    review, locked = _locked(review_id, person)
    holding = locked.holding
    instant = after_all_known([holding], locked.instant)
    review.move_to(Review.State.ACCEPTED, at=instant)
    since = max(instant, review.effective or instant, holding.held.lower)
    taken = Area(holding.first, holding.last + 1, since)
    registration, before = register(
        holding, taken, review.address, authorship_of(review), instant=instant, reason=Reason.REVIEW
    )
    review.registration = registration
    _decide(review, person)
    raise_revision(locked.sheet)
    changes = {
        "address": [[str(row.address) for row in before], str(review.address)],
        "author": review.author_name,
        "from": since,
        "review": review.pk,
    }
    audit.record(actor=person.user, act="address.review_accepted", target=holding, at=at, changes=changes)
    tell_other_side(registration)
    return registration


@transaction.atomic
def refuse_review(*, review_id: UUID, reason: str, person: Person, at: datetime) -> Review:
    """Refuse a declaration that waited, with the reason that its author is told; what was in force stays.

    Raises Review.DoesNotExist, NotAllowed, InvalidInput, IllegalMove.

    Terms: telavox.7, bt.14, sip.4
    """
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        sentence = _("Dites à l’auteur pourquoi, et ce qu’il peut corriger, en 300 signes au plus.")
        raise InvalidInput(sentence, code="reason_missing", fields={"reason": sentence})
    review, locked = _locked(review_id, person)
    review.move_to(Review.State.REFUSED, at=locked.instant)
    review.decision_reason = said
    _decide(review, person)
    raise_revision(locked.sheet)
    changes = {"address": str(review.address), "reason": said, "review": review.pk}
    audit.record(actor=person.user, act="address.review_refused", target=locked.holding, at=at, changes=changes)
    return review


def _locked(review_id: UUID, person: Person) -> tuple[Review, Locked]:
    if not person.may(Right.REVIEW_ADDRESSES):
        sentence = _("Une adresse à relire est décidée par l’opérateur. Attendez sa réponse, ou écrivez-lui.")
        raise NotAllowed(sentence, code="may_not_review")
    holding_id = Review.objects.values_list("holding_id", flat=True).get(pk=review_id, partner=current_schema())
    locked = lock_sheet(holding_id=holding_id, revision=None)
    review = Review.objects.select_related("address", "holding").get(pk=review_id)
    if locked.holding.released_at is not None:
        sentence = _("Le bloc %(block)s a été repris : il n’a plus d’adresse à déclarer.") % {"block": locked.holding}
        raise IllegalMove(sentence, code="block_released")
    return review, locked


def _decide(review: Review, person: Person) -> None:
    review.reviewer_id, review.reviewer_name = person.user.pk, person.user.name
    review.save(
        update_fields=["state", "decided_at", "reviewer_id", "reviewer_name", "decision_reason", "registration"]
    )
    enqueue(DECIDED_MAIL, str(review.pk))
