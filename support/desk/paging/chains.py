"""Publishing the chain of a page: every change is a new version, a page keeps the one that drives it.

Terms: general.7
"""

from datetime import datetime
from typing import Final

import structlog
from django.db import connection, transaction
from django.utils.translation import gettext as _

from extranet.accounts.models import Role, User
from extranet.audit import services as audit
from extranet.errors import InvalidInput, NotAllowed, Stale
from support.desk.models import PagingChain
from support.desk.paging.chain import (
    DEFAULT,
    LONGEST_CLIMB,
    LONGEST_WAIT,
    MOST_STEPS,
    Chain,
    Fault,
    fault_of,
    read_chain,
)

log = structlog.get_logger("support.desk.paging")
LONGEST_NOTE: Final = 200
_CHAIN_LOCK: Final = 7_112_002


@transaction.atomic
def publish_chain(*, steps: Chain, note: str, actor: User, at: datetime, shown: int | None = None) -> PagingChain:
    """Publish the next chain: pages that open from now on follow it, those under way keep theirs.

    `shown`: the number of the version the person saw; None does not ask. Raises NotAllowed, Stale, InvalidInput.

    Terms: general.7
    """
    if actor.staff_role != Role.STAFF_ADMIN:
        raise NotAllowed(
            _("Seul un administrateur de l’opérateur publie la chaîne d’appel."), code="chain_is_for_administrators"
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
    newest = newest_chain()
    if shown is not None and shown != (newest.number if newest else 0):
        raise Stale(_("Une autre chaîne d’appel a été publiée entre-temps : relisez-la."), code="chain_has_changed")
    if not note.strip() or len(note) > LONGEST_NOTE:
        raise _wrong("note", _("Dites en quelques mots pourquoi la chaîne change."))
    fault = fault_of(steps)
    if fault is not None:
        raise _wrong("steps", sentence_of(fault))
    written = [step.as_json() for step in steps]
    if newest is not None and newest.steps == written:
        raise _wrong("steps", _("Rien ne change : modifiez une étape."))
    chain = PagingChain.objects.create(
        number=newest.number + 1 if newest else 1,
        steps=written,
        note=note.strip(),
        published_at=at,
        published_by_name=actor.name,
    )
    changes = {"note": note.strip(), "steps": [newest.steps if newest else [], written]}
    audit.record(actor=actor, act="chain.published", target=chain, at=at, changes=changes)
    return chain


def newest_chain() -> PagingChain | None:
    """Return the version published last."""
    return PagingChain.objects.order_by("-number").first()


def chain_numbered(number: int | None) -> tuple[int | None, Chain]:
    """Return a version and its steps; the newest for None or a number that is not there.

    A chain that cannot be read calls as the first one did: a page goes out whatever a row says.
    """
    row = PagingChain.objects.filter(number=number).first() if number is not None else None
    row = row or newest_chain()
    if row is None:
        return None, DEFAULT
    try:
        return row.number, read_chain(row.steps) or DEFAULT
    except (KeyError, TypeError, ValueError):
        log.exception("chain not readable", number=row.number)
        return row.number, DEFAULT


def sentence_of(fault: Fault) -> str:
    """Return why a chain cannot be published, with the way out."""
    sentences = {
        Fault.LENGTH: _("Donnez de une à %(most)s étapes."),
        Fault.UNREADABLE: _("Donnez à chaque étape une personne, ses moyens et ses minutes."),
        Fault.WAIT: _("Chaque étape attend de 1 à %(wait)s minutes."),
        Fault.START: _("La première étape appelle la personne de garde, par son premier moyen ou par tous."),
        Fault.SECOND_WAY: _("Ajoutez une étape qui appelle la personne de garde par son second moyen, ou par tous."),
        Fault.ADMINISTRATORS: _("Finissez par les administrateurs : la dernière étape se répète jusqu’à une réponse."),
        Fault.TOO_LONG: _("Raccourcissez les attentes : les administrateurs sont appelés dans les %(climb)s minutes."),
    }
    return sentences[fault] % {"most": MOST_STEPS, "wait": LONGEST_WAIT, "climb": LONGEST_CLIMB}


def _wrong(field: str, sentence: str) -> InvalidInput:
    return InvalidInput(sentence, code="chain_refused", fields={field: sentence})
