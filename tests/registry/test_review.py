"""Declarations that people must look at: the previous address stays in force until staff decide.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta
from typing import Final

import pytest
from django.core import mail
from django.db import ProgrammingError, transaction
from django.utils import timezone

from emergency.registry.facts import AddressFacts
from emergency.registry.judging import Doubt
from emergency.registry.models import Reason, Registration, Review
from emergency.registry.reviewing import accept_review, refuse_review
from emergency.registry.selectors import Status, lookup, waiting_reviews
from emergency.registry.tasks import mail_review_decided
from extranet.audit.models import AuditEvent
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import ALICE, ALPHA, BETA, BOB, CHARLIE, DORA, ERIK, SOFIE, Member, client_for, person_of, place
from tests.contracts import FIRST, hold
from tests.registry.acts import BRUSSELS, SAINTES, clock, declare, release, revision_of, say
from tests.registry.listing import load

pytestmark = pytest.mark.django_db
LILLE: Final = AddressFacts("Rue Nationale", "1", "59000", "Lille", country="FR")
EUPEN: Final = AddressFacts("Klosterstraße", "5", "4700", "Eupen", language="de")
GATE: Final = AddressFacts(
    "Zoning Nord", "", "1480", "Saintes", no_house_number_reason="Zoning sans numéros", access_note="Barrière nord"
)


def waiting(facts: AddressFacts = EUPEN, *, by: Member = ALICE) -> Review:
    """Declare what people must look at, on a block that is at Brussels."""
    block = hold()
    declare(block)
    said = say(block, facts, by=by)
    assert isinstance(said, Review)
    return said


def accept(review: Review, *, by: Member = ERIK) -> Registration:
    person = person_of(by, schema=ALPHA)
    with acting(ALPHA, OPERATOR):
        return accept_review(review_id=review.pk, person=person, at=timezone.now())


def refuse(review: Review, reason: str = "Ce numéro est à Bruxelles : vérifiez.", *, by: Member = ERIK) -> Review:
    person = person_of(by, schema=ALPHA)
    with acting(ALPHA, OPERATOR):
        return refuse_review(review_id=review.pk, reason=reason, person=person, at=timezone.now())


def street_of(number: int = FIRST) -> str:
    with acting(PUBLIC, OPERATOR):
        found = lookup(number)
    return found.declared.facts.street if found.declared else str(found.status)


@pytest.mark.parametrize(
    ("facts", "doubts"),
    [
        (LILLE, [Doubt.ABROAD]),
        (EUPEN, [Doubt.ZONE]),
        (GATE, [Doubt.NO_HOUSE_NUMBER]),
    ],
)
def test_what_is_unusual_waits_and_the_previous_address_stays(facts: AddressFacts, doubts: list[Doubt]) -> None:
    review = waiting(facts)
    assert review.doubts == doubts
    assert review.address.facts == facts
    assert street_of() == "Rue Haute"
    assert street_of(FIRST + 99) == "Rue Haute"


def test_where_nothing_was_declared_nothing_is_until_staff_decide() -> None:
    block = hold()
    assert isinstance(say(block, EUPEN), Review)
    assert street_of() == Status.NONE_DECLARED


def test_accepted_it_holds_from_that_instant_and_its_author_stays() -> None:
    review = waiting(by=DORA)
    before = clock()
    accepted = accept(review)
    with acting(PUBLIC, OPERATOR):
        said = lookup(FIRST).declared
        kept = Review.objects.get(pk=review.pk)
    assert said is not None
    assert (said.facts, said.author_name, said.author_side) == (EUPEN, DORA.name, "client")
    assert said.declared_at == review.declared_at < before < said.valid_from == said.recorded_since
    assert (kept.state, kept.reviewer_name, kept.registration_id) == ("accepted", ERIK.name, accepted.pk)
    assert accepted.reason == Reason.REVIEW
    with acting(PUBLIC, OPERATOR):
        former = lookup(FIRST, said.valid_from - timedelta(microseconds=1)).declared
    assert former is not None
    assert former.facts == BRUSSELS


def test_accepted_before_its_own_instant_it_holds_from_there() -> None:
    block = hold()
    coming = timezone.now() + timedelta(days=3)
    review = say(block, EUPEN, effective=coming)
    assert isinstance(review, Review)
    assert accept(review).valid.lower == coming
    assert street_of() == Status.NONE_DECLARED


def test_refused_nothing_changes_and_the_author_is_told_why() -> None:
    review = refuse(waiting())
    assert (review.state, review.reviewer_name) == ("refused", ERIK.name)
    assert street_of() == "Rue Haute"
    with acting(ALPHA, PARTNER):
        mail_review_decided(str(review.pk))
    (sent,) = mail.outbox
    assert sent.to == [ALICE.email]
    assert "Ce numéro est à Bruxelles : vérifiez." in sent.body
    page = client_for(ALICE).get(f"/numbers/{review.holding_id}/").content.decode()
    assert "n’a pas été acceptée" in page


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_a_refusal_needs_a_reason(reason: str) -> None:
    review = waiting()
    with pytest.raises(InvalidInput):
        refuse(review, reason)
    assert waiting_here() == [review]


def waiting_here() -> list[Review]:
    with acting(PUBLIC, OPERATOR):
        return waiting_reviews()


@pytest.mark.parametrize("decide", [accept, refuse])
def test_it_is_decided_once(decide: object) -> None:
    review = waiting()
    accept(review)
    with pytest.raises(IllegalMove) as caught:
        decide(review)  # type: ignore[operator]
    assert caught.value.code == "review_decided"


@pytest.mark.parametrize("by", [ALICE, BOB, DORA, SOFIE])
def test_only_those_who_look_after_addresses_decide(by: Member) -> None:
    review = waiting()
    person = person_of(by, schema=ALPHA)
    with acting(ALPHA, PARTNER), pytest.raises(NotAllowed):
        accept_review(review_id=review.pk, person=person, at=timezone.now())


def test_another_partners_review_is_not_there() -> None:
    review = waiting()
    person = person_of(ERIK, schema=BETA)
    with acting(BETA, OPERATOR), pytest.raises(Review.DoesNotExist):
        accept_review(review_id=review.pk, person=person, at=timezone.now())


def test_a_newer_declaration_takes_its_place() -> None:
    review = waiting()
    declare(review.holding, SAINTES)
    assert waiting_here() == []
    assert street_of() == SAINTES.street
    with pytest.raises(IllegalMove):
        accept(review)


def test_two_declarations_never_wait_together() -> None:
    first = waiting()
    second = say(first.holding, LILLE)
    assert waiting_here() == [second]


def test_two_clicks_keep_one_review() -> None:
    block = hold()
    revision = revision_of(block)
    first, second = (say(block, EUPEN, revision=revision) for _click in range(2))
    assert first == second
    with pytest.raises(Stale):
        say(block, LILLE, revision=revision)


def test_a_block_that_is_taken_back_waits_for_nothing() -> None:
    review = waiting()
    release(review.holding)
    assert waiting_here() == []
    with pytest.raises(IllegalMove):
        accept(review)


def test_the_database_lets_a_partner_decide_nothing() -> None:
    review = waiting()
    place(ALPHA)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(
            state="accepted", decided_at=clock(), registration=None, reviewer_name="x"
        )
    with pytest.raises(ProgrammingError, match="decided by the operator"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(state="refused", decided_at=clock())
    place(BETA)
    assert not Review.objects.exists()


def test_what_was_decided_is_in_the_trail() -> None:
    accept(waiting())
    place(PUBLIC, OPERATOR)
    acts = list(AuditEvent.objects.filter(act__startswith="address.").order_by("pk").values_list("act", flat=True))
    assert acts == ["address.declared", "address.review_asked", "address.review_accepted"]


# ---------- Pages ----------
def test_staff_decide_on_the_page_of_the_block() -> None:
    load()
    review = waiting()
    erik = client_for(ERIK)
    assert "Klosterstraße 5" in erik.get("/admin/").content.decode()
    path = f"/at/alpha/numbers/{review.holding_id}/decide-review/"
    assert "Accepter l’adresse" in erik.get(path).content.decode()
    refused = erik.post(path, {"review": review.pk, "refuse": "1", "reason": ""})
    assert "Dites à l’auteur pourquoi" in refused.content.decode()
    assert erik.post(path, {"review": review.pk, "accept": "1"}).status_code == 302
    assert street_of() == EUPEN.street
    assert erik.get(path).status_code == 302


@pytest.mark.parametrize(("by", "status"), [(ALICE, 403), (DORA, 403), (CHARLIE, 403)])
def test_nobody_else_has_that_page(by: Member, status: int) -> None:
    review = waiting()
    assert client_for(by).get(f"/numbers/{review.holding_id}/decide-review/").status_code == status
