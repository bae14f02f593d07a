"""People are asked once, by a link of which only a digest is kept; what they read stays.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from django.db import DatabaseError, transaction

from emergency.acknowledging.people import Asked
from emergency.acknowledging.reminding import remind_people
from emergency.acknowledging.rules import MOST_PEOPLE, Standing
from emergency.acknowledging.selectors import by_token, counts_of, missing_people, proposals, requests_of, standing_with
from emergency.acknowledging.services import (
    Shown,
    acknowledge_notice,
    ask_people,
    close_campaign,
    resend_notice,
    withdraw_person,
)
from emergency.models import Acknowledgement, Campaign, EarlierLink
from emergency.registry.notices import newest_notice, publish_notice, text_of, texts_of
from extranet.audit.models import AuditEvent
from extranet.clients.models import Client
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from tests.cast import (
    ALICE,
    ALPHA,
    ANNA,
    CHARLIE,
    CLIENT,
    DENIS,
    DORA,
    EMIL,
    FATOU,
    SIBLING,
    Member,
    person_of,
    user_of,
)
from tests.emergency.acknowledging.acts import (
    HUGO,
    MIEKE,
    NOW,
    ORIGIN,
    asked,
    device,
    link_in,
    mailed,
    new_version,
    question,
    read,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def token_of(path: str) -> str:
    return path.strip("/").rpartition("/")[2]


# ---------- The notice itself ----------
def test_the_first_version_is_there_in_four_languages_with_its_hash() -> None:
    assert newest_notice().pk == 1
    assert set(texts_of(1)) == {"fr", "nl", "de", "en"}
    for language in texts_of(1):
        text = text_of(1, language)
        assert text.sha256 == sha256(text.text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("PC", "tablette", "smartphone", "poste partagé", "pas garantie", "jamais bloqué", "à voix haute")),
        ("nl", ("pc", "tablet", "smartphone", "gedeeld toestel", "niet gegarandeerd", "nooit geblokkeerd", "luidop")),
        ("de", ("PC", "Tablet", "Smartphone", "geteilter", "nicht garantiert", "nie blockiert", "laut")),
        ("en", ("PC", "tablet", "smartphone", "shared desk", "not guaranteed", "never blocked", "aloud")),
    ],
)
def test_every_language_names_every_device_and_says_the_clause(language: str, words: tuple[str, ...]) -> None:
    text = text_of(1, language).text
    for word in (*words, "112", "hot-desking" if language != "de" else "Hot-Desking", "telavox.7 = bt.14 = sip.4"):
        assert word in text


def test_a_version_needs_all_four_languages() -> None:
    with acting(PUBLIC, OPERATOR), pytest.raises(InvalidInput) as refused:
        publish_notice(texts={"fr": "Avis", "nl": "  "}, after=1, actor=user_of(ANNA), at=NOW)
    assert set(refused.value.fields) == {"text_nl", "text_de", "text_en"}


def test_publishing_twice_makes_one_version_and_an_old_page_is_told() -> None:
    assert new_version().pk == 2
    with acting(PUBLIC, OPERATOR):
        assert publish_notice(texts=texts_of(2), after=1, actor=user_of(ANNA), at=NOW).pk == 2
        with pytest.raises(Stale):
            publish_notice(texts=dict.fromkeys(("fr", "nl", "de", "en"), "x"), after=1, actor=user_of(ANNA), at=NOW)


def test_no_partner_publishes_and_nobody_rewrites() -> None:
    with acting(ALPHA, PARTNER), pytest.raises(DatabaseError), transaction.atomic():
        publish_notice(texts=dict.fromkeys(("fr", "nl", "de", "en"), "x"), after=1, actor=user_of(ALICE), at=NOW)
    with acting(PUBLIC, OWNER), pytest.raises(DatabaseError), transaction.atomic():
        newest_notice().texts.update(text="x")


# ---------- Asking ----------
def test_each_person_gets_one_mail_in_their_language_with_a_link_on_the_partners_host() -> None:
    asked([HUGO, MIEKE])
    messages = {message.to[0]: message for message in mailed()}
    assert set(messages) == {HUGO.email, MIEKE.email}
    assert {to: one.extra_headers["Content-Language"] for to, one in messages.items()} == {
        HUGO.email: "fr",
        MIEKE.email: "nl",
    }
    french = str(messages[HUGO.email].body)
    for words in ("Hugo Henry", "Alice Aerts", "Delta Conseil", "http://alpha.test:8000/acknowledge/", "pas garantie"):
        assert words in french
    assert messages[HUGO.email].from_email.startswith("Alpha <")
    assert not mailed()


def test_only_a_digest_of_the_secret_is_kept() -> None:
    asked()
    token = token_of(link_in(mailed()[0]))
    with acting(ALPHA, PARTNER):
        kept = list(Acknowledgement.objects.values().get().values())
        assert sha256(token.encode()).hexdigest() in kept
        assert all(token not in str(value) for value in kept)
        assert not Message.objects.filter(args__contains=[token]).exists()
        assert all(token not in str(event.changes) for event in AuditEvent.objects.all())


def test_a_double_click_asks_once() -> None:
    first, second = asked([HUGO]), asked([HUGO])
    assert (len(first.asked), len(second.asked), second.known) == (1, 0, 1)
    assert first.campaign == second.campaign
    assert len(mailed()) == 1


def test_who_is_added_later_joins_the_open_campaign() -> None:
    campaign = asked([HUGO]).campaign
    assert asked([HUGO, MIEKE]).campaign == campaign
    assert [one.to[0] for one in mailed()] == [HUGO.email, MIEKE.email]


def test_whoever_has_read_this_version_is_not_asked_again_by_the_next_campaign() -> None:
    campaign = asked([HUGO, MIEKE]).campaign
    assert campaign
    read(question())
    with acting(ALPHA, PARTNER):
        close_campaign(campaign_id=campaign.pk, person=person_of(ALICE), at=NOW)
    assert [one.email for one in asked([HUGO, MIEKE]).asked] == [MIEKE.email]


@pytest.mark.parametrize("member", [FATOU, DENIS])
def test_who_may_not_declare_asks_nobody(member: Member) -> None:
    with pytest.raises(NotAllowed):
        asked(by=member)


@pytest.mark.parametrize(("member", "client_id"), [(EMIL, CLIENT), (DORA, SIBLING), (CHARLIE, CLIENT)])
def test_nobody_asks_the_people_of_another_client(member: Member, client_id: object) -> None:
    with pytest.raises(Client.DoesNotExist):
        asked(by=member, client_id=client_id)  # type: ignore[arg-type]


@pytest.mark.parametrize("due_on", [date(2026, 10, 20), date(2026, 1, 1), date(2028, 1, 1)])
def test_the_day_lies_ahead(due_on: date) -> None:
    with acting(ALPHA, PARTNER), pytest.raises(InvalidInput) as refused:
        ask_people(client_id=CLIENT, people=[HUGO], due_on=due_on, person=person_of(ALICE), at=NOW)
    assert "due_on" in refused.value.fields


def test_a_campaign_of_too_many_people_is_refused_and_nothing_is_written() -> None:
    many = [Asked(f"P{number}", f"p{number}@x.example", "fr") for number in range(MOST_PEOPLE + 1)]
    with pytest.raises(InvalidInput) as refused:
        asked(many)
    assert "Partagez la liste." in refused.value.fields["pasted"]
    with acting(ALPHA, PARTNER):
        assert not Campaign.objects.exists()
        assert not Acknowledgement.objects.exists()


def test_users_of_devices_that_move_and_members_are_proposed_once() -> None:
    device(person_name="Hugo Henry", person_email="Hugo@delta.example")
    device("tablet", name="Tablette", person_name="Hugo Henry", person_email="hugo@delta.example")
    device("desk_phone", name="Fixe", person_name="Rik", person_email="rik@delta.example")
    device("desk_phone", name="Accueil", is_shared_desk=True, person_name="Ada", person_email="ada@delta.example")
    device("computer", name="PC", person_name="Sans adresse")
    with acting(ALPHA, PARTNER):
        client = Client.objects.get(pk=CLIENT)
        found = {one.asked.email: one.reasons for one in proposals(client)}
        counts = counts_of([client], 1)[CLIENT]
    assert set(found) == {"hugo@delta.example", "ada@delta.example", DORA.email, DENIS.email}
    assert found["hugo@delta.example"] == ("GSM Hugo", "Tablette")
    assert (counts.unasked, counts.nameless) == (2, 1)


# ---------- Reading ----------
def test_reading_keeps_instant_language_version_text_and_origin_once() -> None:
    asked()
    row = read(question(), "nl", at=NOW + DAY)
    assert (row.acknowledged_at, row.read_language) == (NOW + DAY, "nl")
    assert row.text_sha256 == text_of(1, "nl").sha256
    assert (row.ip, row.user_agent) == (ORIGIN.ip, ORIGIN.user_agent)
    again = read(question(), "fr", at=NOW + 2 * DAY)
    assert (again.acknowledged_at, again.read_language) == (NOW + DAY, "nl")
    with acting(ALPHA, PARTNER):
        assert AuditEvent.objects.filter(act="notice.acknowledged").count() == 1


def test_what_was_acknowledged_never_changes_in_the_database_either() -> None:
    asked()
    row = read(question())
    with acting(ALPHA, OWNER), pytest.raises(DatabaseError), transaction.atomic():
        Acknowledgement.objects.filter(pk=row.pk).update(read_language="de")


@pytest.mark.parametrize("shown", [Shown("fr", "0" * 64), Shown("xx", "0" * 64), Shown("", "")])
def test_a_text_that_was_not_shown_is_not_acknowledged(shown: Shown) -> None:
    asked()
    with acting(ALPHA, PARTNER), pytest.raises(Stale):
        acknowledge_notice(acknowledgement_id=question().pk, shown=shown, origin=ORIGIN, user=None, at=NOW)
    assert question().acknowledged_at is None


# ---------- A new version ----------
def test_a_new_version_shows_who_read_the_old_one_as_to_ask_again() -> None:
    asked([HUGO, MIEKE])
    read(question(HUGO.email), "fr")
    read(question(MIEKE.email), "nl")
    new_version()
    with acting(ALPHA, PARTNER):
        assert {standing_with(question(one.email), 2) for one in (HUGO, MIEKE)} == {Standing.AGAIN}
        client = Client.objects.get(pk=CLIENT)
        assert counts_of([client], 2)[CLIENT].again == 2
        assert missing_people(person_of(ALICE)) == 2
        assert missing_people(person_of(EMIL)) == 0
    asked([HUGO], at=NOW + DAY)
    with acting(ALPHA, PARTNER):
        assert standing_with(question(HUGO.email), 2) is Standing.WAITING
        assert Campaign.objects.get(notice_number=1).closed_at == NOW + DAY
    read(question(HUGO.email), "en", at=NOW + DAY)
    with acting(ALPHA, PARTNER):
        assert standing_with(question(HUGO.email), 2) is Standing.READ
        assert Acknowledgement.objects.filter(person_email=HUGO.email, acknowledged_at__isnull=False).count() == 2


# ---------- Looking after a campaign ----------
def test_a_withdrawn_person_is_asked_nothing_until_asked_anew() -> None:
    asked()
    token = token_of(link_in(mailed()[0]))
    with acting(ALPHA, PARTNER):
        withdraw_person(acknowledgement_id=question().pk, person=person_of(DORA), at=NOW)
        withdraw_person(acknowledgement_id=question().pk, person=person_of(DORA), at=NOW + DAY)
        assert question().withdrawn_at == NOW
    with pytest.raises(IllegalMove, match="Alice Aerts"):
        read(question())
    assert len(asked(at=NOW + DAY).asked) == 1
    assert token_of(link_in(mailed()[0])) != token
    assert read(question()).acknowledged_at


def test_who_has_read_is_not_withdrawn() -> None:
    asked()
    read(question())
    with acting(ALPHA, PARTNER), pytest.raises(IllegalMove):
        withdraw_person(acknowledgement_id=question().pk, person=person_of(ALICE), at=NOW)


def test_a_link_sent_again_works_beside_the_first_one_and_once_a_day() -> None:
    asked()
    first = token_of(link_in(mailed()[0]))
    with acting(ALPHA, PARTNER):
        with pytest.raises(IllegalMove, match="Attendez demain"):
            resend_notice(acknowledgement_id=question().pk, person=person_of(ALICE), at=NOW)
        resend_notice(acknowledgement_id=question().pk, person=person_of(ALICE), at=NOW + DAY)
    second = token_of(link_in(mailed()[0]))
    assert first != second
    with acting(ALPHA, PARTNER):
        assert by_token(first) == by_token(second) == question()
        assert by_token(first + "x") is None
        assert EarlierLink.objects.count() == 1


@pytest.mark.parametrize("member", [EMIL, CHARLIE])
def test_nobody_looks_after_the_campaign_of_another_client(member: Member) -> None:
    campaign = asked().campaign
    assert campaign
    row = question()
    with acting(member.schema, PARTNER):
        person = person_of(member)
        for act in (withdraw_person, resend_notice):
            with pytest.raises(Acknowledgement.DoesNotExist):
                act(acknowledgement_id=row.pk, person=person, at=NOW)
        with pytest.raises(Campaign.DoesNotExist):
            close_campaign(campaign_id=campaign.pk, person=person, at=NOW)


def test_a_member_is_asked_by_their_own_address_within_their_own_client() -> None:
    asked([Asked("Denis", DENIS.email, "fr"), Asked("Emil", EMIL.email, "fr")])
    with acting(ALPHA, PARTNER):
        assert requests_of(person_of(DENIS)).count() == 1
        assert requests_of(person_of(EMIL)).count() == 0
        assert requests_of(person_of(DORA)).count() == 0


# ---------- Reminders ----------
def test_reminders_go_once_each_and_only_to_who_has_not_read() -> None:
    asked([HUGO, MIEKE])
    mailed()
    read(question(MIEKE.email))
    due = datetime(2026, 10, 27, 8, tzinfo=UTC)  # nine in Brussels: the clock went back on the 25th
    with acting(ALPHA, PARTNER):
        assert remind_people(at=due - timedelta(minutes=1)) == 0
        assert remind_people(at=due) == 1
        assert remind_people(at=due) == 0
        assert remind_people(at=due + timedelta(hours=1)) == 0
    messages = mailed()
    assert [message.to[0] for message in messages] == [HUGO.email]
    assert messages[0].subject.startswith("Rappel")
    with acting(ALPHA, PARTNER):
        assert remind_people(at=due + 7 * DAY) == 1
        assert question().reminders == 2


def test_nobody_is_reminded_of_what_is_asked_no_more() -> None:
    campaign = asked([HUGO, MIEKE]).campaign
    assert campaign
    due = datetime(2026, 10, 27, 8, tzinfo=UTC)
    with acting(ALPHA, PARTNER):
        withdraw_person(acknowledgement_id=question(HUGO.email).pk, person=person_of(ALICE), at=NOW)
        close_campaign(campaign_id=campaign.pk, person=person_of(ALICE), at=NOW)
        close_campaign(campaign_id=campaign.pk, person=person_of(ALICE), at=NOW + DAY)
        assert remind_people(at=due) == 0
    assert not mailed()
