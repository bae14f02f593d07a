"""`manage.py bill`: the button of finance, on the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from billing.ledger.management.commands import bill
from billing.ledger.models import BillingRun
from extranet.audit.models import AuditEvent
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.ledger.run.playing import Status, telephony, three_houses

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("bill", *arguments, stdout=out)
    return out.getvalue()


def state() -> str:
    """Where the only run stands."""
    with acting(PUBLIC, OPERATOR):
        return BillingRun.objects.get().status


def test_it_starts_the_run_and_says_where_it_stands() -> None:
    telephony()
    assert "Juillet 2026 : rassemble les faits." in said("2026-07")
    assert state() == Status.COLLECTING
    with acting(PUBLIC, OPERATOR):
        assert AuditEvent.objects.get(act="run.started").actor_name == "système"


def test_asked_to_wait_it_works_the_run_to_its_review() -> None:
    three_houses()
    told = said("2026-07", "--wait")
    assert state() == Status.REVIEW
    assert "Juillet 2026 : à relire." in told
    assert "factures 3" in told
    assert "184,00" in told


def test_a_second_time_changes_nothing_and_says_so() -> None:
    telephony()
    said("2026-07", "--wait")
    told = said("2026-07", "--wait")
    assert "Rien n’a changé" in told
    assert "Juillet 2026 : à relire." in told


@pytest.mark.parametrize(
    ("month", "words"),
    [
        ("juillet", "comme 2026-10"),
        ("2026-13", "comme 2026-10"),
        ("2026-06", "Le premier mois à facturer est juillet 2026"),
        ("2099-01", "n’est pas fini"),
    ],
)
def test_a_month_that_cannot_be_billed_ends_with_a_sentence(month: str, words: str) -> None:
    telephony()
    with pytest.raises(CommandError, match=words) as refused:
        said(month)
    assert refused.value.returncode == 1
    with acting(PUBLIC, OPERATOR):
        assert not BillingRun.objects.exists()


def test_the_help_says_what_it_does() -> None:
    assert "relisent et approuvent" in bill.Command.help
