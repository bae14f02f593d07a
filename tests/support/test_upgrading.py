"""A database of the release before is brought up with its tickets: their states read anew, the mirror with them."""

from uuid import UUID

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from support.desk.models import QueueEntry
from support.models import Audience, Ticket
from support.services import add_message, move_ticket
from tests.cast import ALICE, ALPHA, DORA, person_of
from tests.support.playing import OPEN, opened, under_contract

BEFORE = [("support", "0002_walls")]


def migrate(targets: list[tuple[str, str]]) -> None:
    """Bring Alpha's schema to a state of its migrations, as a deployment does."""
    with acting(ALPHA, OWNER):
        MigrationExecutor(connection).migrate(targets)


def waits(number: UUID) -> str:
    with acting(PUBLIC, OPERATOR):
        return QueueEntry.objects.get(partner=ALPHA, ticket_id=number).status


def test_tickets_that_wait_in_the_old_word_wait_for_somebody_and_go_on(committed_db: None) -> None:
    """Terms: general.7"""
    under_contract()
    with acting(ALPHA, PARTNER):
        clients, partners, other = opened(), opened(by=ALICE), opened()
    newest = [one for one in MigrationExecutor(connection).loader.graph.leaf_nodes() if one[0] == "support"]
    migrate(BEFORE)
    with acting(ALPHA, OWNER), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE support_ticket SET status = 'waiting_requester', acknowledged_at = opened_at WHERE id IN (%s, %s)",
            [clients.pk, partners.pk],
        )
    migrate(newest)
    assert (waits(clients.pk), waits(partners.pk), waits(other.pk)) == ("waiting_client", "waiting_partner", "new")
    with acting(ALPHA, PARTNER):
        ticket = Ticket.objects.get(pk=clients.pk)
        assert (ticket.status, ticket.reopenings, ticket.kind) == ("waiting_client", 0, "request")
        person = person_of(DORA)
        add_message(ticket_id=ticket.pk, text="Merci", audience=Audience.EVERYBODY, person=person, at=OPEN)
        assert waits(ticket.pk) == "acknowledged"
        move_ticket(ticket_id=ticket.pk, status=Ticket.Status.RESOLVED, person=person, at=OPEN, revision=None)
        add_message(ticket_id=ticket.pk, text="Encore", audience=Audience.EVERYBODY, person=person, at=OPEN)
        assert waits(ticket.pk) == "reopened"


def test_no_migration_is_missing(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
