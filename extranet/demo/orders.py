"""Plays one order of the script through the services, step after step, as its orderer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import translation

from extranet.accounts.models import User
from extranet.demo.script import Order
from extranet.ordering import services
from extranet.ordering.models import Order as Draft
from extranet.ordering.rules import Answers, FaxUse, YesNo, questions_for
from extranet.requests import Origin, originating
from extranet.terms.rules import required_parts
from extranet.terms.selectors import texts_in_force
from extranet.terms.services import ShownText
from extranet.times import brussels_day

# An address and a browser nobody has: from the range kept for documentation.
ORIGIN: Final = Origin(
    ip="192.0.2.17", user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
)
PAUSE: Final = timedelta(minutes=3)
LEAD_TIME: Final = timedelta(days=14)


def play_order(order: Order, *, client_id: UUID, actor: User, at: datetime) -> None:
    """Place the order, or bring it as far as the script says: `state` is the step it waits at."""
    order_id = _id_of(order, client_id)
    with originating(ORIGIN), translation.override(actor.language):
        draft = services.start_order(order_id=order_id, client_id=client_id, actor=actor, at=at)
        play = _Play(order, draft, actor)
        last = "declarations" if order.state == "discarded" else order.state
        for name, step in (
            ("lines", play.choose),
            ("declarations", play.declare),
            ("terms", play.accept),
            ("review", play.place),
        ):
            if name == last:
                break
            at += PAUSE
            draft.refresh_from_db()
            step(at)
        if order.state == "discarded":
            draft.refresh_from_db()
            play.discard(at + PAUSE)


def _id_of(order: Order, client_id: UUID) -> UUID:
    return uuid5(NAMESPACE_URL, f"extranet-demo:{client_id}:{order.days}")


@dataclass(frozen=True)
class _Play:
    """One order on its way."""

    order: Order
    draft: Draft
    actor: User

    def choose(self, at: datetime) -> None:
        services.choose_lines(
            order_id=self.draft.pk,
            revision=self.draft.revision,
            quantities=self.order.lines,
            starts_on=brussels_day(at + LEAD_TIME),
            actor=self.actor,
            at=at,
        )

    def declare(self, at: datetime) -> None:
        services.declare(
            order_id=self.draft.pk,
            revision=self.draft.revision,
            answers=self._answers(),
            actor=self.actor,
            at=at,
        )

    def accept(self, at: datetime) -> None:
        parts = required_parts(self.draft.families)
        texts = texts_in_force(parts, brussels_day(at), self.actor.language).texts
        services.accept_order_terms(
            order_id=self.draft.pk,
            revision=self.draft.revision,
            shown=[ShownText(text.pk, text.sha256) for text in texts],
            ip=ORIGIN.ip,
            user_agent=ORIGIN.user_agent,
            actor=self.actor,
            at=at,
        )

    def place(self, at: datetime) -> None:
        services.place_order(
            order_id=self.draft.pk,
            revision=self.draft.revision,
            price_list=self.draft.price_list or 0,
            actor=self.actor,
            at=at,
        )

    def discard(self, at: datetime) -> None:
        services.discard_order(order_id=self.draft.pk, revision=self.draft.revision, actor=self.actor, at=at)

    def _answers(self) -> Answers:
        if not questions_for(self.draft.families):
            return Answers()
        carries_fax = self.draft.lines.filter(product__is_fax=True).exists()
        fax_use = FaxUse.SOME if carries_fax else FaxUse.NONE
        return Answers(
            alarm_or_lift_lines=YesNo.NO,
            automatic_diallers=YesNo.NO,
            fax_use=FaxUse.HEAVY if self.order.heavy_fax else fax_use,
            has_read_fax_advice=self.order.heavy_fax,
        )
