"""Publishing who watches the nights, and taking the watch for a while. Refused while a minute would be left alone.

Terms: general.7
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from extranet.accounts.models import Role, User
from extranet.audit import services as audit
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Refusal, Stale
from support.desk.models import Rota, RotaMember, RotaOverride
from support.desk.rota.coverage import HORIZON, gaps_ahead, list_in_words, missing_of
from support.desk.rota.selectors import FIRST_LAYER, LAYERS, newest_rota, override_of, watch_between
from support.desk.rota.timeline import Version, Watch
from support.desk.rules.hours import Span
from support.desk.rules.rota import Handover

SUNDAY: Final = 6
# The clocks change on Sundays between these: such a handover would exist twice, or not at all.
CLOCKS_CHANGE: Final = (time(2), time(3))
_WATCH_LOCK: Final = 7_112_001


@transaction.atomic
def publish_rota(
    *,
    member_ids: Sequence[UUID],
    handover_weekday: int,
    handover_time: time,
    starts_at: datetime | None,
    actor: User | None,
    at: datetime,
    shown: int | None = None,
    layer: int = FIRST_LAYER,
) -> Rota:
    """Publish the next rota: from `starts_at` (None: at once) each member in turn, handing over at that wall time.

    `member_ids`: the first one watches until the first handover. `shown`: the number of the version the person
    saw, 0 for none; None does not ask. `actor` None is a command run by the operator. `layer`: 1 is called first,
    2 backs it up; numbers run over both.
    Raises NotAllowed, InvalidInput, Stale, Refusal with the gaps while a minute of the next 90 days is uncovered.

    Terms: general.7
    Reading: the first layer alone must cover every minute; the second is optional, also empty from a day on, but
    whoever is in it has two proved ways too.
    """
    _require_publisher(actor)
    _check_layer(layer)
    alone()
    newest = newest_rota()
    if shown is not None and shown != (newest.number if newest else 0):
        raise Stale(_("Un autre rôle de garde a été publié entre-temps : relisez-le."), code="rota_has_changed")
    names = _names_of(member_ids)
    starts_at = _checked_start(starts_at, at)
    _check_handover(handover_weekday, handover_time)
    _check_members(member_ids, names, layer)
    number = newest.number + 1 if newest else 1
    version = Version(number, Handover(starts_at, handover_weekday, handover_time, tuple(member_ids)))
    if layer == FIRST_LAYER:
        _refuse_gaps(_with(watch_between(at, at + HORIZON), version), at)
    rota = Rota.objects.create(
        number=number,
        layer=layer,
        starts_at=starts_at,
        handover_weekday=handover_weekday,
        handover_time=handover_time,
        published_at=at,
        published_by_id=actor.pk if actor else None,
        published_by_name=actor.name if actor else "",
    )
    RotaMember.objects.bulk_create(
        RotaMember(rota=rota, position=position, user_id=user_id, user_name=names[user_id])
        for position, user_id in enumerate(member_ids)
    )
    changes = {"layer": layer, "starts_at": starts_at, "members": [names[user_id] for user_id in member_ids]}
    audit.record(actor=actor, act="rota.published", target=rota, at=at, changes=changes)
    return rota


def gaps_with(
    *,
    member_ids: Sequence[UUID],
    handover_weekday: int,
    handover_time: time,
    starts_at: datetime | None,
    at: datetime,
    layer: int = FIRST_LAYER,
) -> tuple[Watch, tuple[Span, ...]]:
    """Return the watch of a layer as it would be with such a rota, and what it leaves uncovered. Writes nothing."""
    newest = newest_rota()
    version = Version(
        newest.number + 1 if newest else 1,
        Handover(starts_at or at, handover_weekday, handover_time, tuple(member_ids)),
    )
    watch = _with(watch_between(at, at + HORIZON, layer), version)
    return watch, gaps_ahead(watch, at)


@transaction.atomic
def take_watch(
    *,
    user_id: UUID,
    starts_at: datetime | None,
    ends_at: datetime,
    reason: str,
    actor: User | None,
    at: datetime,
    layer: int = FIRST_LAYER,
) -> RotaOverride:
    """Put somebody on call in a layer for a period, instead of whoever the rota names; from now without `starts_at`.

    Staff take the watch themselves; an administrator may give it to anybody. Raises NotAllowed, InvalidInput.

    Terms: general.7
    """
    if actor is not None and actor.pk != user_id and actor.staff_role != Role.STAFF_ADMIN:
        raise NotAllowed(
            _("Vous prenez la garde vous-même ; un administrateur peut la confier à quelqu’un d’autre."),
            code="others_watch_is_for_administrators",
        )
    _check_layer(layer)
    alone()
    starts_at = _checked_start(starts_at, at)
    if ends_at <= starts_at:
        raise _wrong("ends_at", _("Choisissez une fin après le début."))
    names = _names_of([user_id])
    missing = missing_of([user_id], names)
    if missing:
        raise _wrong("user_id", " ".join(missing))
    override = RotaOverride.objects.create(
        user_id=user_id,
        user_name=names[user_id],
        layer=layer,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason.strip()[:200],
        created_at=at,
        created_by_name=actor.name if actor else "",
    )
    changes = {"layer": layer, "starts_at": starts_at, "ends_at": ends_at}
    audit.record(actor=actor, act="watch.taken", target=override, at=at, changes=changes)
    return override


@transaction.atomic
def cancel_override(*, override_id: UUID, actor: User, at: datetime) -> RotaOverride:
    """End an override now, or before it began: the rota names the person on call again.

    Raises RotaOverride.DoesNotExist, NotAllowed, IllegalMove, Refusal with the gaps it would leave.

    Terms: general.7
    """
    alone()
    override = RotaOverride.objects.select_for_update().get(pk=override_id)
    if actor.pk != override.user_id and actor.staff_role != Role.STAFF_ADMIN:
        raise NotAllowed(
            _("Seuls la personne elle-même et un administrateur annulent un remplacement."),
            code="others_watch_is_for_administrators",
        )
    if override.cancelled_at is not None or override.ends_at <= at:
        raise IllegalMove(_("Ce remplacement est déjà annulé ou terminé : rechargez la page."), code="override_is_over")
    if override.swap_id is not None:
        raise IllegalMove(
            _("Ce remplacement fait partie d’un échange : demandez l’échange inverse, ou prenez la garde."),
            code="override_is_of_a_swap",
        )
    if override.layer == FIRST_LAYER:
        without = override_of(override)
        watch = watch_between(at, at + HORIZON)
        remaining = tuple(one for one in watch.overrides if one != without)
        _refuse_gaps(replace(watch, overrides=remaining), at)
    override.cancelled_at = at
    override.save(update_fields=("cancelled_at",))
    audit.record(actor=actor, act="watch.cancelled", target=override, at=at)
    return override


def alone() -> None:
    """Let one act at a time change the watch: two that each leave no gap could leave one together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WATCH_LOCK])


def _with(watch: Watch, version: Version) -> Watch:
    return replace(watch, versions=(*watch.versions, version))


def _refuse_gaps(watch: Watch, at: datetime) -> None:
    found = gaps_ahead(watch, at)
    if found:
        sentence = _(
            "Hors des heures de support, personne de joignable n’est de garde : %(gaps)s. Avancez le début, ou "
            "confiez d’abord ces périodes à quelqu’un par un remplacement."
        )
        raise Refusal(sentence % {"gaps": list_in_words(found)}, code="watch_has_gaps")


def _checked_start(starts_at: datetime | None, at: datetime) -> datetime:
    if starts_at is None:
        return at
    if starts_at < at:
        raise _wrong("starts_at", _("Choisissez un début à venir, ou laissez vide pour maintenant."))
    return starts_at.astimezone(UTC)


def _check_handover(weekday: int, at: time) -> None:
    if not 0 <= weekday <= SUNDAY:
        raise _wrong("handover_weekday", _("Choisissez un jour de la semaine."))
    if at.second or at.microsecond:
        raise _wrong("handover_time", _("Indiquez une heure en heures et minutes."))
    if weekday == SUNDAY and CLOCKS_CHANGE[0] <= at < CLOCKS_CHANGE[1]:
        raise _wrong(
            "handover_time",
            _(
                "Le dimanche entre 2 h et 3 h, l’heure n’existe pas en mars et existe deux fois en octobre : "
                "choisissez une heure avant 2 h, ou dès 3 h."
            ),
        )


def _check_layer(layer: int) -> None:
    if layer not in LAYERS:
        raise _wrong("layer", _("Choisissez le premier ou le second niveau."))


def _check_members(member_ids: Sequence[UUID], names: dict[UUID, str], layer: int) -> None:
    if not member_ids and layer == FIRST_LAYER:
        raise _wrong("members", _("Choisissez au moins une personne."))
    if len(set(member_ids)) != len(member_ids):
        raise _wrong("members", _("Une personne n’a qu’une place dans le rôle : retirez le double."))
    missing = missing_of(member_ids, names)
    if missing:
        raise _wrong("members", " ".join(missing))


def _names_of(user_ids: Sequence[UUID]) -> dict[UUID, str]:
    return dict(User.objects.filter(pk__in=list(user_ids)).values_list("pk", "name"))


def _require_publisher(actor: User | None) -> None:
    if actor is not None and actor.staff_role != Role.STAFF_ADMIN:
        raise NotAllowed(
            _("Seul un administrateur de l’opérateur publie le rôle de garde."), code="rota_is_for_administrators"
        )


def _wrong(field: str, sentence: str) -> InvalidInput:
    return InvalidInput(sentence, code="watch_refused", fields={field: sentence})
