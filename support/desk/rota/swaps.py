"""Exchanging stretches of a watch: asked by who holds one, in force once the other person accepts.

Terms: general.7
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.models import User
from extranet.audit import services as audit
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Refusal
from extranet.look import formats
from extranet.outbox.services import enqueue
from support.desk.models import RotaOverride, Swap
from support.desk.rota.coverage import HORIZON, gaps_ahead, list_in_words, missing_of
from support.desk.rota.selectors import FIRST_LAYER, LAYERS, watch_between
from support.desk.rota.services import alone
from support.desk.rota.timeline import shifts
from support.desk.rules.hours import Span
from support.desk.rules.rota import Override

MAIL = "desk.mail_swap"
LONGEST_NOTE = 200


@transaction.atomic
def ask_swap(*, other_id: UUID, layer: int, given: Span, taken: Span, note: str, actor: User, at: datetime) -> Swap:
    """Ask `other_id` to take `given`, a stretch of the actor's watch, and to give `taken`, one of theirs, in return.

    The other person is told by mail. Asking the same twice is asking once. Raises NotAllowed, InvalidInput.

    Terms: general.7
    Reading: nothing changes until the other one accepts.
    """
    if not actor.is_staff:
        raise NotAllowed(_("La garde est assurée par le personnel de l’opérateur."), code="watch_is_for_staff")
    alone()
    if layer not in LAYERS:
        raise _wrong("given", _("Choisissez le premier ou le second niveau."))
    other = User.objects.filter(pk=other_id, is_active=True).first()
    if other is None or other.pk == actor.pk:
        raise _wrong("taken", _("Choisissez la garde d’une autre personne."))
    asked = {
        "layer": layer,
        "asker_id": actor.pk,
        "other_id": other.pk,
        "given_starts_at": given.starts_at,
        "given_ends_at": given.ends_at,
        "taken_starts_at": taken.starts_at,
        "taken_ends_at": taken.ends_at,
    }
    known = Swap.objects.filter(**asked, status=Swap.Status.ASKED).first()
    if known is not None:
        return known
    swap = Swap(**asked, asker_name=actor.name, other_name=other.name, note=note.strip()[:LONGEST_NOTE], asked_at=at)
    _check(swap, at)
    swap.save(force_insert=True)
    audit.record(actor=actor, act="swap.asked", target=swap, at=at, changes=_facts(swap))
    enqueue(MAIL, str(swap.pk), Swap.Status.ASKED.value)
    return swap


@transaction.atomic
def accept_swap(*, swap_id: UUID, actor: User, at: datetime) -> Swap:
    """Accept an exchange asked of the actor: two overrides put each on call for the other's stretch, in one act.

    Raises Swap.DoesNotExist, NotAllowed, IllegalMove when it is answered already, InvalidInput when a stretch began
    or changed hands since, Refusal with the gaps it would leave.

    Terms: general.7
    Reading: nobody accepts for somebody else, administrators neither: who watches knows it from their own act.
    """
    swap = _answered(swap_id, Swap.Status.ACCEPTED, actor, at, is_for_other=True)
    _check(swap, at)
    _refuse_new_gaps(swap, at)
    RotaOverride.objects.bulk_create(
        RotaOverride(
            user_id=user_id,
            user_name=name,
            layer=swap.layer,
            swap_id=swap.pk,
            starts_at=stretch.starts_at,
            ends_at=stretch.ends_at,
            reason=_("Échange de garde"),
            created_at=at,
            created_by_name=actor.name,
        )
        for user_id, name, stretch in (
            (swap.other_id, swap.other_name, given_of(swap)),
            (swap.asker_id, swap.asker_name, taken_of(swap)),
        )
    )
    return _kept(swap, actor, at)


@transaction.atomic
def refuse_swap(*, swap_id: UUID, actor: User, at: datetime) -> Swap:
    """Refuse an exchange asked of the actor. Raises Swap.DoesNotExist, NotAllowed, IllegalMove."""
    swap = _answered(swap_id, Swap.Status.REFUSED, actor, at, is_for_other=True)
    return _kept(swap, actor, at)


@transaction.atomic
def withdraw_swap(*, swap_id: UUID, actor: User, at: datetime) -> Swap:
    """Take back an exchange the actor asked for. Raises Swap.DoesNotExist, NotAllowed, IllegalMove."""
    swap = _answered(swap_id, Swap.Status.WITHDRAWN, actor, at, is_for_other=False)
    return _kept(swap, actor, at)


def open_swaps(at: datetime) -> list[Swap]:
    """Return the exchanges that still may be answered, the next stretch first."""
    asked = Swap.objects.filter(status=Swap.Status.ASKED, given_starts_at__gt=at, taken_starts_at__gt=at)
    return list(asked.order_by("given_starts_at", "asked_at"))


def given_of(swap: Swap) -> Span:
    """Return the stretch that the asker gives."""
    return Span(swap.given_starts_at, swap.given_ends_at)


def taken_of(swap: Swap) -> Span:
    """Return the stretch that the asker takes in return."""
    return Span(swap.taken_starts_at, swap.taken_ends_at)


def holds(user_id: UUID, stretch: Span, layer: int) -> bool:
    """Whether a person is on call in a layer for the whole of a stretch."""
    watch = watch_between(stretch.starts_at, stretch.ends_at, layer)
    found = shifts(watch, stretch.starts_at, stretch.ends_at)
    return [(one.member, one.starts_at, one.ends_at) for one in found] == [
        (user_id, stretch.starts_at, stretch.ends_at)
    ]


def _answered(swap_id: UUID, status: Swap.Status, actor: User, at: datetime, *, is_for_other: bool) -> Swap:
    """Return the swap, locked, moved to `status` and not yet kept: acts on the watch come one after another."""
    alone()
    swap = Swap.objects.select_for_update().get(pk=swap_id)
    if actor.pk != (swap.other_id if is_for_other else swap.asker_id):
        name = swap.other_name if is_for_other else swap.asker_name
        raise NotAllowed(
            _("Seule la personne concernée répond à cet échange : %(name)s.") % {"name": name},
            code="swap_is_of_others",
        )
    if (swap.status, status) not in Swap.MOVES:
        raise IllegalMove(
            _("Cet échange est déjà %(state)s : rechargez la page.") % {"state": swap.get_status_display()},
            code=f"swap_{swap.status}",
        )
    swap.status, swap.answered_at = status, at
    return swap


def _kept(swap: Swap, actor: User, at: datetime) -> Swap:
    """Keep the answer and tell the one who waits for it; every answer is an act of the audit trail."""
    swap.save(update_fields=("status", "answered_at"))
    changes = _facts(swap)
    match Swap.Status(swap.status):
        case Swap.Status.ACCEPTED:
            audit.record(actor=actor, act="swap.accepted", target=swap, at=at, changes=changes)
        case Swap.Status.REFUSED:
            audit.record(actor=actor, act="swap.refused", target=swap, at=at, changes=changes)
        case _:
            audit.record(actor=actor, act="swap.withdrawn", target=swap, at=at, changes=changes)
    enqueue(MAIL, str(swap.pk), swap.status)
    return swap


def _check(swap: Swap, at: datetime) -> None:
    """Refuse what cannot be exchanged: a stretch that began, that is not held, or people who cannot be reached."""
    for field, stretch, user_id, name in (
        ("given", given_of(swap), swap.asker_id, swap.asker_name),
        ("taken", taken_of(swap), swap.other_id, swap.other_name),
    ):
        if stretch.ends_at <= stretch.starts_at:
            raise _wrong(field, _("Choisissez une fin après le début."))
        if stretch.starts_at <= at:
            raise _wrong(field, _("Cette période a déjà commencé : choisissez-en une à venir."))
        if not holds(user_id, stretch, swap.layer):
            told = _("%(name)s n’est pas de garde du %(start)s au %(end)s : choisissez une période de sa garde.")
            named = {
                "name": name,
                "start": formats.instant(stretch.starts_at),
                "end": formats.instant(stretch.ends_at),
            }
            raise _wrong(field, told % named)
    missing = missing_of(
        [swap.asker_id, swap.other_id], {swap.asker_id: swap.asker_name, swap.other_id: swap.other_name}
    )
    if missing:
        raise _wrong("taken", " ".join(missing))


def _refuse_new_gaps(swap: Swap, at: datetime) -> None:
    if swap.layer != FIRST_LAYER:
        return
    watch = watch_between(at, at + HORIZON)
    exchanged = (
        Override(swap.other_id, swap.given_starts_at, swap.given_ends_at, at),
        Override(swap.asker_id, swap.taken_starts_at, swap.taken_ends_at, at),
    )
    before = set(gaps_ahead(watch, at))
    found = [
        gap for gap in gaps_ahead(replace(watch, overrides=(*watch.overrides, *exchanged)), at) if gap not in before
    ]
    if found:
        sentence = _(
            "Avec cet échange, personne de joignable ne serait de garde : %(gaps)s. Choisissez d’autres périodes."
        )
        raise Refusal(sentence % {"gaps": list_in_words(found)}, code="watch_has_gaps")


def _facts(swap: Swap) -> dict[str, object]:
    return {
        "with": [swap.asker_name, swap.other_name],
        "layer": swap.layer,
        "given": [swap.given_starts_at, swap.given_ends_at],
        "taken": [swap.taken_starts_at, swap.taken_ends_at],
    }


def _wrong(field: str, sentence: str) -> InvalidInput:
    return InvalidInput(sentence, code="swap_refused", fields={field: sentence})
