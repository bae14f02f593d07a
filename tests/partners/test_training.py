"""The register of training: staff write and withdraw, each partner reads its own, days are days of Brussels.

Terms: general.3
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.errors import InvalidInput, Stale
from extranet.partners.models import Training
from extranet.partners.training import (
    TrainingFacts,
    narrowed,
    record_training,
    soon_untrained,
    trained_on,
    training_state,
    trainings_of,
)
from extranet.partners.training_rules import Period, TrainingState, is_valid_on, state_on
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from tests.cast import ALICE, ALPHA, ANNA, BETA, BOB, CHARLIE, DIRECT, DORA, ERIK, FATOU, SOFIE, client_for, user_of
from tests.partners.training import AT, COURSE, INES, trained, withdrawn

pytestmark = pytest.mark.django_db
PERIOD = Period(date(2026, 1, 12), date(2027, 1, 11))
FACTS = TrainingFacts(ALPHA, "Ines Installateur", INES, COURSE, date(2026, 1, 12), date(2027, 1, 11))
LIST = "/numbers/installations/training/"
ADMIN = "/admin/partners/training/"
ADDED = {
    "partner": ALPHA,
    "person_name": "Ines Installateur",
    "person_email": INES,
    "course": COURSE,
    "given_on": "2026-01-12",
    "expires_on": "2099-01-11",
}


# ---------- Days ----------
@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 1, 11), TrainingState.NOT_YET),
        (date(2026, 1, 12), TrainingState.VALID),
        (date(2026, 11, 11), TrainingState.VALID),
        (date(2026, 11, 12), TrainingState.EXPIRES_SOON),
        (date(2027, 1, 11), TrainingState.EXPIRES_SOON),
        (date(2027, 1, 12), TrainingState.EXPIRED),
    ],
)
def test_a_training_counts_from_its_day_to_its_last_day(day: date, state: TrainingState) -> None:
    assert state_on(PERIOD, day) is state
    assert is_valid_on(PERIOD, day) == (state in (TrainingState.VALID, TrainingState.EXPIRES_SOON))


def test_a_withdrawal_counts_from_its_own_day_and_does_not_reach_back() -> None:
    ended = replace(PERIOD, withdrawn_on=date(2026, 6, 1))
    assert is_valid_on(ended, date(2026, 5, 31))
    assert state_on(ended, date(2026, 6, 1)) is TrainingState.WITHDRAWN


def test_the_day_of_a_withdrawal_is_a_day_of_brussels() -> None:
    ended = withdrawn(trained(), at=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    assert training_state(ended, date(2026, 11, 20)) is TrainingState.EXPIRES_SOON
    assert training_state(ended, date(2026, 11, 21)) is TrainingState.WITHDRAWN


# ---------- Who is trained ----------
def test_a_person_is_known_by_their_address_whatever_its_case() -> None:
    training = trained(email=" Ines@Cables.example ")
    assert training.person_email == INES
    with acting(ALPHA, PARTNER):
        assert trained_on(ALPHA, "INES@cables.example", date(2026, 11, 20)) == training
        assert trained_on(ALPHA, "", date(2026, 11, 20)) is None
        assert trained_on(ALPHA, "somebody@cables.example", date(2026, 11, 20)) is None
        assert trained_on(ALPHA, INES, date(2027, 1, 12)) is None


def test_of_several_trainings_the_longest_counts_and_a_renewed_one_does_not_alarm() -> None:
    trained()
    with acting(ALPHA, PARTNER):
        assert [row.person_email for row in soon_untrained(ALPHA, date(2026, 12, 1))] == [INES]
    renewed = trained(given=date(2026, 11, 2), until=date(2027, 11, 1))
    with acting(ALPHA, PARTNER):
        assert trained_on(ALPHA, INES, date(2026, 12, 1)) == renewed
        assert soon_untrained(ALPHA, date(2026, 12, 1)) == []


def test_each_partner_reads_its_own_register_and_another_partners_training_is_worth_nothing() -> None:
    trained(BETA)
    trained(DIRECT)
    with acting(ALPHA, PARTNER):
        assert not Training.objects.exists()
        assert trained_on(ALPHA, INES, date(2026, 11, 20)) is None
    with acting(ALPHA, OPERATOR):
        assert trained_on(ALPHA, INES, date(2026, 11, 20)) is None


@pytest.mark.parametrize("show", ["valid", "soon", "expired", "withdrawn"])
def test_the_filters_say_what_the_rule_says(show: str) -> None:
    today = date(2026, 11, 20)
    for number, until in enumerate((today - timedelta(1), today, today + timedelta(60), today + timedelta(61))):
        trained(email=f"{number}@cables.example", until=until)
        withdrawn(trained(email=f"w{number}@cables.example", until=until))
    meant = {
        "valid": {TrainingState.VALID, TrainingState.EXPIRES_SOON},
        "soon": {TrainingState.EXPIRES_SOON},
        "expired": {TrainingState.EXPIRED},
        "withdrawn": {TrainingState.WITHDRAWN},
    }[show]
    with acting(ALPHA, PARTNER):
        rows = trainings_of(ALPHA)
        expected = {row.pk for row in rows if training_state(row, today) in meant}
        assert {row.pk for row in narrowed(rows, show, today)} == expected != set()


# ---------- Writing ----------
@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (replace(FACTS, person_name=" "), "person_name"),
        (replace(FACTS, person_email="ines"), "person_email"),
        (replace(FACTS, course=" "), "course"),
        (replace(FACTS, given_on=date(2026, 11, 21), expires_on=date(2027, 1, 1)), "given_on"),
        (replace(FACTS, expires_on=date(2026, 1, 11)), "expires_on"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(facts: TrainingFacts, field: str) -> None:
    with acting(PUBLIC, OPERATOR), pytest.raises(InvalidInput) as refused:
        record_training(facts=facts, actor=user_of(ERIK), at=AT)
    assert set(refused.value.fields) == {field}


def test_the_same_training_is_there_once_and_again_after_it_was_withdrawn() -> None:
    first = trained()
    with pytest.raises(InvalidInput, match="déjà inscrite"):
        trained(email=INES.upper())
    withdrawn(first)
    assert trained().pk != first.pk


def test_a_withdrawal_needs_a_reason_and_happens_once() -> None:
    training = trained()
    with pytest.raises(InvalidInput):
        withdrawn(training, reason="  ")
    withdrawn(training)
    with pytest.raises(Stale):
        withdrawn(training, reason="Encore")
    with acting(PUBLIC, OPERATOR):
        assert Training.objects.get().withdrawn_reason == "Inscrite par erreur"
        acts = list(AuditEvent.objects.filter(act__startswith="training.").order_by("pk"))
    assert [(one.act, one.partner, one.actor_name) for one in acts] == [
        ("training.recorded", ALPHA, ERIK.name),
        ("training.withdrawn", ALPHA, ERIK.name),
    ]


def test_the_database_refuses_what_the_register_never_does() -> None:
    training = trained()
    with acting(ALPHA, PARTNER):
        for forbidden in (
            "INSERT INTO public.partners_training DEFAULT VALUES",
            "DELETE FROM public.partners_training",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(forbidden)
        with pytest.raises(DatabaseError), transaction.atomic():
            Training.objects.update(expires_on=date(2030, 1, 1))
    with acting(PUBLIC, OWNER):
        with pytest.raises(DatabaseError), transaction.atomic():
            Training.objects.update(expires_on=date(2030, 1, 1))
        with pytest.raises(DatabaseError), transaction.atomic():
            Training.objects.update(withdrawn_at=AT)
        with pytest.raises(DatabaseError), transaction.atomic():
            training.delete()
    withdrawn(Training(pk=training.pk))
    with acting(PUBLIC, OWNER), pytest.raises(DatabaseError), transaction.atomic():
        Training.objects.update(withdrawn_at=None, withdrawn_reason="")


# ---------- The operator's page ----------
def test_staff_add_and_withdraw_on_the_operators_page() -> None:
    browser = client_for(ERIK)
    assert "general.3" in browser.get(f"{ADMIN}add/").content.decode()
    assert browser.post(f"{ADMIN}add/", ADDED).status_code == 302
    with acting(PUBLIC, OPERATOR):
        training = Training.objects.get()
    again = browser.post(f"{ADMIN}add/", ADDED)
    assert "déjà inscrite" in again.content.decode()
    page = f"{ADMIN}{training.pk}/change/"
    assert "Retirer cette formation" in browser.get(page).content.decode()
    assert browser.post(page, {"reason": " "}).status_code == 200
    assert client_for(ANNA).post(page, {"reason": "N’installe plus", "expires_on": "2100-01-01"}).status_code == 302
    html = browser.get(page).content.decode()
    assert "N’installe plus" in html
    assert "Retirer cette formation" not in html
    assert browser.post(page, {"reason": "Encore"}).status_code == 403
    with acting(PUBLIC, OPERATOR):
        assert Training.objects.get().expires_on == date(2099, 1, 11)


def test_the_finances_of_the_operator_read_the_register_and_write_nothing() -> None:
    training, browser = trained(), client_for(SOFIE)
    assert browser.get(ADMIN).status_code == 200
    assert browser.post(f"{ADMIN}add/", ADDED).status_code == 403
    assert browser.post(f"{ADMIN}{training.pk}/change/", {"reason": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("query", "is_shown"), [("?state=valid", False), ("?state=withdrawn", True), ("?partner=beta", False)]
)
def test_the_operators_list_is_narrowed_by_state_and_partner(query: str, is_shown: bool) -> None:
    withdrawn(trained())
    html = client_for(ERIK).get(f"{ADMIN}{query}").content.decode()
    assert (INES in html) == is_shown


# ---------- The partner's page ----------
def test_a_partner_reads_its_register_and_who_will_not_be_trained_soon() -> None:
    today = timezone.localdate()
    trained(until=today + timedelta(days=30), at=timezone.now())
    trained(BETA, name="Zoé Zeta", email="zoe@beta.example", at=timezone.now())
    for member in (ALICE, BOB, FATOU):
        html = client_for(member).get(LIST).content.decode()
        for words in ("Ines Installateur", COURSE, "Expire bientôt", "1 personne ne sera plus formée", "general.3"):
            assert words in html
        assert "Zoé Zeta" not in html
    assert "Zoé Zeta" in client_for(CHARLIE).get(LIST).content.decode()
    assert client_for(DORA).get(LIST).status_code == 403
    assert "Personnes formées" in client_for(ALICE).get("/settings/").content.decode()


def test_the_file_holds_what_the_list_shows() -> None:
    withdrawn(trained(name="=1+1"))
    trained(email="other@cables.example", name="Omar")
    file = client_for(ALICE).get(f"{LIST}export/?show=withdrawn").content.decode()
    assert "'=1+1" in file
    assert "Inscrite par erreur" in file
    assert "Omar" not in file


def test_an_empty_register_says_what_to_do() -> None:
    assert "Demandez-en une" in client_for(ALICE).get(LIST).content.decode()
