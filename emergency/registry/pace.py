"""How long an address is trusted, and how long each side has to say it again: published by staff in versions.

Terms: telavox.7, bt.14, sip.4
"""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from emergency.registry.models import ReconfirmationPace
from extranet.accounts.models import Role, User
from extranet.audit import services as audit
from extranet.errors import InvalidInput, NotAllowed, Stale

PUBLISHERS: Final = frozenset({Role.STAFF_ADMIN})
LONGEST_NOTE: Final = 200
MOST: Final = {
    "age_months": 120,
    "client_days": 250,
    "partner_days": 250,
    "operator_days": 250,
    "reminder_days": 250,
    "most_a_day": 1000,
}
# Any number that no other advisory lock of the house uses.
_PUBLISHING: Final = 7_113_014


@dataclass(frozen=True)
class Pace:
    """The times of re-confirmation. Days are working days.

    `age_months`: an address that nobody said for so long is asked about; `most_a_day`: such questions a day and client.
    `client_days`, `partner_days`, `operator_days`: how long a question stands at a level; `reminder_days`: between
    two reminders there.
    """

    age_months: int = 12
    client_days: int = 10
    partner_days: int = 5
    operator_days: int = 5
    reminder_days: int = 3
    most_a_day: int = 10

    def days_at(self, side: str) -> int:
        """Return how long a question stands at a side."""
        return {"client": self.client_days, "partner": self.partner_days}.get(side, self.operator_days)


NAMES: Final = tuple(field.name for field in fields(Pace))


def pace_in_force(at: datetime) -> Pace:
    """Return the times published last until `at`; the ones above before any were.

    Terms: telavox.7, bt.14, sip.4
    """
    row = ReconfirmationPace.objects.filter(published_at__lte=at).order_by("-number").first()
    return Pace(**{name: getattr(row, name) for name in NAMES}) if row else Pace()


def newest_pace() -> ReconfirmationPace | None:
    """Return the version published last."""
    return ReconfirmationPace.objects.order_by("-number").first()


@transaction.atomic
def publish_pace(*, pace: Pace, note: str, actor: User, at: datetime, shown: int) -> ReconfirmationPace:
    """Publish the next version; questions that are asked or climb from `at` on take it, others keep theirs.

    `shown`: the number of the version the person saw, 0 for none. Raises NotAllowed, InvalidInput, Stale.

    Terms: telavox.7, bt.14, sip.4
    """
    if actor.staff_role not in PUBLISHERS:
        sentence = _("Seuls les administrateurs de l’opérateur publient ces délais : demandez-le à l’un d’eux.")
        raise NotAllowed(sentence, code="publishing_is_for_administrators")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PUBLISHING])
    newest = newest_pace()
    number = newest.number if newest else 0
    if number != shown:
        sentence = _("Des délais ont été publiés entre-temps (version %(number)s) : relisez-les.")
        raise Stale(sentence % {"number": number}, code="pace_has_changed")
    _check(pace, note, newest)
    row = ReconfirmationPace.objects.create(
        number=number + 1, note=note.strip(), published_at=at, published_by_name=actor.name, **asdict(pace)
    )
    changes = {name: [getattr(newest, name, None), value] for name, value in asdict(pace).items()}
    audit.record(actor=actor, act="pace.published", target=row, at=at, changes={"note": row.note, **changes})
    return row


def _check(pace: Pace, note: str, newest: ReconfirmationPace | None) -> None:
    faults = {}
    for name, value in asdict(pace).items():
        if not 1 <= value <= MOST[name]:
            faults[name] = _("Donnez un nombre entre 1 et %(most)s.") % {"most": MOST[name]}
    if not note.strip() or len(note) > LONGEST_NOTE:
        faults["note"] = _("Dites en quelques mots pourquoi les délais changent.")
    if not faults and newest is not None and all(getattr(newest, name) == new for name, new in asdict(pace).items()):
        faults["note"] = _("Rien ne change : ces délais sont déjà en vigueur.")
    if faults:
        raise InvalidInput(_("Rien n’est publié."), code="pace_refused", fields=faults)
