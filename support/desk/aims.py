"""What the desk aims at: published in versions that never change, internal, never a promise.

Terms: general.8
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from extranet.accounts.models import Role, User
from extranet.audit import services as audit
from extranet.errors import InvalidInput, NotAllowed, Stale
from support.desk.models import Aim

PUBLISHERS: Final = frozenset({Role.STAFF_ADMIN})
LONGEST_MINUTES: Final = 525_600
LONGEST_NOTE: Final = 200
# Any number that no other advisory lock of the house uses.
_PUBLISHING: Final = 7_113_002


@dataclass(frozen=True)
class Aims:
    """Minutes until the first answer and until the ticket is resolved, for what is critical and for the rest."""

    critical_answer_minutes: int
    critical_solution_minutes: int
    answer_minutes: int
    solution_minutes: int


def aims_in_force(at: datetime) -> QuerySet[Aim]:
    """Return the aims published until `at`, those in force first; none before any were published."""
    return Aim.objects.filter(published_at__lte=at).order_by("-number")


def newest_aim() -> Aim | None:
    """Return the aims published last."""
    return Aim.objects.order_by("-number").first()


@transaction.atomic
def publish_aims(*, aims: Aims, note: str, actor: User, at: datetime, shown: int) -> Aim:
    """Publish the next version of the aims; tickets whose clock starts from `at` on take it.

    `shown`: the number of the version the person saw, 0 for none. Raises NotAllowed, InvalidInput, Stale.

    Terms: general.8
    Reading: targets are internal aims. What runs already keeps the aim it started with.
    """
    if actor.staff_role not in PUBLISHERS:
        raise NotAllowed(
            _("Seuls les administrateurs de l’opérateur publient les objectifs : demandez-le à l’un d’eux."),
            code="publishing_is_for_administrators",
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PUBLISHING])
    newest = newest_aim()
    number = newest.number if newest else 0
    if number != shown:
        sentence = _("Des objectifs ont été publiés entre-temps (version %(number)s) : relisez-les.")
        raise Stale(sentence % {"number": number}, code="aims_have_changed")
    _check(aims, note, newest)
    aim = Aim.objects.create(
        number=number + 1, note=note.strip(), published_at=at, published_by_name=actor.name, **asdict(aims)
    )
    changes = {name: [getattr(newest, name, None), value] for name, value in asdict(aims).items()}
    audit.record(actor=actor, act="aims.published", target=aim, at=at, changes={"note": aim.note, **changes})
    return aim


def _check(aims: Aims, note: str, newest: Aim | None) -> None:
    faults = {}
    for name, minutes in asdict(aims).items():
        if not 1 <= minutes <= LONGEST_MINUTES:
            faults[name] = _("Donnez un nombre de minutes entre 1 et %(most)s.") % {"most": LONGEST_MINUTES}
    for answer, solution in (
        ("critical_answer_minutes", "critical_solution_minutes"),
        ("answer_minutes", "solution_minutes"),
    ):
        if not faults and getattr(aims, answer) > getattr(aims, solution):
            faults[solution] = _("On répond avant de résoudre : donnez au moins autant de minutes ici.")
    if not note.strip() or len(note) > LONGEST_NOTE:
        faults["note"] = _("Dites en quelques mots pourquoi les objectifs changent.")
    if not faults and newest is not None and all(getattr(newest, name) == new for name, new in asdict(aims).items()):
        faults["note"] = _("Rien ne change : ces objectifs sont déjà en vigueur.")
    if faults:
        raise InvalidInput(_("Rien n’est publié."), code="aims_refused", fields=faults)
