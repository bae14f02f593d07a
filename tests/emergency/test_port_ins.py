"""Numbers that come from another operator: requested with a letter, followed, decided, and told by mail.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.utils import timezone

from extranet.numbering.letters import read_letter
from extranet.numbering.models import Holding, PortIn, PortInLetter
from extranet.numbering.porting import DECIDED_MAIL, PORTED_IN, request_port_in
from extranet.numbering.tasks import mail_port_in_decided
from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import (
    ALICE,
    ALPHA,
    BETA,
    BETA_CLIENT,
    BOB,
    CHARLIE,
    CLIENT,
    DENIS,
    DIRECT,
    DIRECT_CLIENT,
    DORA,
    EMIL,
    ERIK,
    FATOU,
    GITA,
    SIBLING,
    SOFIE,
    Member,
    client_for,
    person_of,
)
from tests.contracts import FIRST, hold, subscribe
from tests.emergency.acting import words
from tests.support.files.making import LOG, PDF, photo, upload

pytestmark = pytest.mark.django_db
DAY: Final = (timezone.now() + timedelta(days=30)).date()
LIST: Final = "/numbers/port-ins/"
REQUEST: Final = "/numbers/port-ins/request/"


def typed(**changed: Any) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "port_in": str(UUID(int=7)),
        "first": "067 12 34 00",
        "last": "99",
        "donor": "Telefoon NV",
        "wanted_on": DAY.isoformat(),
    }
    if "subscription" not in changed:
        asked["subscription"] = str(subscribe().pk)
    return {**asked, **changed}


def ask(by: Member = ALICE, content: bytes = PDF, name: str = "mandat.pdf", **changed: Any) -> Any:
    form = {**typed(**changed), "confirmed": "1", "letter": upload(name, content)}
    return client_for(by).post(REQUEST, form)


def request(client_id: UUID = CLIENT, schema: str = ALPHA, by: Member = ALICE, first: str = "067 12 34 00") -> PortIn:
    subscription = subscribe(schema, client_id)
    with acting(schema, PARTNER):
        return request_port_in(
            port_in_id=uuid4(),
            subscription=subscription,
            first=first,
            last="",
            donor="Telefoon NV",
            letter=read_letter("mandat.pdf", PDF),
            wanted_on=DAY,
            person=person_of(by, schema=schema),
            at=timezone.now(),
        )


def asked() -> list[PortIn]:
    with acting(PUBLIC, OPERATOR):
        return list(PortIn.objects.select_related("holding"))


def sent(name: str) -> list[Message]:
    with acting(PUBLIC, OPERATOR):
        return list(Message.objects.filter(name=name))


# ---------- Requesting ----------
def test_the_numbers_are_read_back_before_the_letter_is_asked() -> None:
    page = words(client_for(ALICE).post(REQUEST, typed(first="32 67 12 34 00")))
    for said in ("+32 67 12 34 00 – 99", "100 numéros", "Telefoon NV", "Le « + » manquait", 'type="file"', "bt.14"):
        assert said in page
    assert not asked()


def test_confirmed_with_a_letter_it_is_requested_and_the_letter_kept() -> None:
    response = ask()
    (port_in,) = asked()
    assert response.url == f"{LIST}{port_in.pk}/"
    assert (port_in.state, port_in.first, port_in.count) == ("requested", 3267123400, 100)
    with acting(ALPHA, PARTNER):
        assert bytes(PortInLetter.objects.get(port_in=port_in).content) == PDF
    letter = client_for(ALICE).get(f"{LIST}{port_in.pk}/letter/")
    assert letter.content == PDF
    assert letter["Content-Disposition"] == 'attachment; filename="mandat.pdf"'
    assert "sandbox" in letter["Content-Security-Policy"]


def test_a_photo_of_the_letter_is_taken_and_drawn_anew() -> None:
    ask(content=photo(with_place=True), name="scan.exe")
    (port_in,) = asked()
    assert port_in.letter_name == "scan.jpg"
    with acting(ALPHA, PARTNER):
        kept = PortInLetter.objects.get(port_in=port_in)
    assert kept.media_type == "image/jpeg"
    assert bytes(kept.content) != photo(with_place=True)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (LOG, "ni un PDF ni une image"),
        (b"MZ not a letter", "ni un PDF ni une image"),
        (b"%PDF-1.7 cut", "ni un PDF ni une image"),
        (b"%PDF-" + b"0" * 10_000_001, "trop lourde, 10 Mo au plus"),
    ],
    ids=["log", "program", "cut", "large"],
)
def test_a_file_that_is_no_letter_is_refused(content: bytes, sentence: str) -> None:
    assert sentence in words(ask(content=content))
    assert not asked()


def test_without_a_letter_nothing_is_requested() -> None:
    page = words(client_for(ALICE).post(REQUEST, {**typed(), "confirmed": "1"}))
    assert "Joignez la lettre d’autorisation" in page
    assert not asked()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"first": "067 12 34 0"}, "Il manque"),
        ({"first": ""}, "Donnez le premier numéro."),
        ({"donor": ""}, "Nommez l’opérateur"),
        ({"wanted_on": "2020-01-01"}, "pour un jour à venir"),
        ({"wanted_on": ""}, "Donnez le jour souhaité."),
        ({"subscription": str(UUID(int=9))}, "Choisissez un abonnement de la liste."),
        ({"port_in": "no id"}, ""),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(changed: dict[str, Any], sentence: str) -> None:
    response = ask(**changed)
    assert response.status_code == 200
    assert sentence in words(response)
    assert not asked()


def test_a_second_click_requests_once() -> None:
    form = typed()
    for _click in range(2):
        assert ask(**form).status_code == 302
    assert len(asked()) == 1


def test_numbers_on_their_way_or_here_already_are_not_requested_again() -> None:
    ask()
    assert "déjà demandé" in words(ask(port_in=str(uuid4())))
    hold(FIRST, FIRST + 9)
    assert "déjà ici" in words(ask(port_in=str(uuid4()), first="02 226 88 05", last=""))
    assert len(asked()) == 1


def test_what_another_partner_requests_is_not_told() -> None:
    request(BETA_CLIENT, BETA, CHARLIE)
    assert ask(last="").status_code == 302


def test_a_direct_clients_administrator_requests_for_itself_alone() -> None:
    own = subscribe(DIRECT, DIRECT_CLIENT)
    assert ask(by=GITA, subscription=str(own.pk)).status_code == 302
    (port_in,) = asked()
    assert port_in.client_id == DIRECT_CLIENT


@pytest.mark.parametrize(
    ("member", "status"), [(BOB, 200), (FATOU, 403), (DORA, 403), (DENIS, 403), (EMIL, 403), (GITA, 200)]
)
def test_who_may_request(member: Member, status: int) -> None:
    assert client_for(member).get(REQUEST).status_code == status


# ---------- Following ----------
def test_each_sees_the_requests_that_are_theirs() -> None:
    own, sibling = request(), request(SIBLING, first="067 12 35 00")
    theirs = request(BETA_CLIENT, BETA, CHARLIE)
    assert {own.pk, sibling.pk} == seen(ALICE)
    assert {own.pk} == seen(DORA) == seen(DENIS)
    assert {sibling.pk} == seen(EMIL)
    assert {theirs.pk} == seen(CHARLIE)
    for member, port_in in ((EMIL, own), (DORA, sibling), (ALICE, theirs), (CHARLIE, own)):
        for page in ("", "letter/"):
            assert client_for(member).get(f"{LIST}{port_in.pk}/{page}").status_code == 404
    assert client_for(ERIK).get(f"/at/{ALPHA}{LIST}{theirs.pk}/").status_code == 404


def seen(member: Member) -> set[UUID]:
    page = client_for(member).get(LIST)
    return {port_in.pk for port_in in page.context["page_obj"]}


# ---------- Deciding ----------
def decide(port_in: PortIn, by: Member = ERIK, **form: str) -> Any:
    mount = f"/at/{port_in.partner}" if by in (ERIK, SOFIE) else ""
    return client_for(by).post(f"{mount}{LIST}{port_in.pk}/decide/", form)


def confirm(port_in: PortIn, day: str = DAY.isoformat()) -> Any:
    return decide(port_in, confirm="1", planned_on=day)


def arrive(port_in: PortIn, day: str, at: str, **more: Any) -> Any:
    return decide(port_in, complete="1", since_day=day, since_time=at, **more)


def test_staff_confirm_a_day_and_the_requester_is_written_to(mailoutbox: list[mail.EmailMessage]) -> None:
    port_in = request()
    assert confirm(port_in).status_code == 302
    (message,) = sent(DECIDED_MAIL)
    deliver(message)
    (letter,) = mailoutbox
    assert letter.to == [ALICE.email]
    assert "laisse partir ces numéros" in letter.body
    assert f"/numbers/port-ins/{port_in.pk}/" in letter.body
    assert confirm(port_in).status_code == 302
    assert len(sent(DECIDED_MAIL)) == 1


def deliver(message: Message) -> None:
    with acting(message.partner, OPERATOR):
        mail_port_in_decided(*message.args)


def test_staff_refuse_with_a_reason_that_the_requester_reads(mailoutbox: list[mail.EmailMessage]) -> None:
    port_in = request()
    assert "Dites pourquoi" in words(decide(port_in, refuse="1", reason=" "))
    for _click in range(2):
        assert decide(port_in, refuse="1", reason="Signature absente").status_code == 302
    (message,) = sent(DECIDED_MAIL)
    deliver(message)
    assert "Signature absente" in mailoutbox[0].body
    assert "Signature absente" in words(client_for(DORA).get(f"{LIST}{port_in.pk}/"))


def test_what_arrived_is_held_without_an_address_and_told_above(mailoutbox: list[mail.EmailMessage]) -> None:
    port_in = request()
    confirm(port_in)
    now = timezone.localtime() - timedelta(minutes=5)
    for _click in range(2):
        assert arrive(port_in, f"{now:%Y-%m-%d}", f"{now:%H:%M}").status_code == 302
    (done,) = asked()
    assert done.state == "done"
    assert done.holding is not None
    assert [message.args for message in sent(PORTED_IN)] == [[str(done.holding.pk)]]
    for message in sent(DECIDED_MAIL):
        deliver(message)
    assert any("pas encore d’adresse" in letter.body for letter in mailoutbox)
    page = words(client_for(ALICE).get(f"/numbers/{done.holding.pk}/"))
    assert "n’a pas d’adresse" in page


@pytest.mark.parametrize(
    ("day", "at", "sentence"),
    [
        ("2026-03-29", "02:30", "n’existe pas"),
        ("2026-10-25", "02:30", "montre cette heure deux fois"),
        ("2099-01-01", "10:00", "Cet instant est à venir"),
        ("", "10:00", "obligatoire"),
        ("2026-03-29", "", "Donnez l’heure."),
    ],
)
def test_an_arrival_that_cannot_be_is_refused_with_the_way_out(day: str, at: str, sentence: str) -> None:
    port_in = request()
    confirm(port_in)
    assert sentence in words(arrive(port_in, day, at))
    with acting(PUBLIC, OPERATOR):
        assert not Holding.objects.exists()


def test_the_hour_that_exists_twice_is_taken_once_it_is_said_which() -> None:
    port_in = request()
    confirm(port_in)
    assert arrive(port_in, "2026-10-25", "02:30", since_turn="second").status_code == 302
    with acting(PUBLIC, OPERATOR):
        assert f"{Holding.objects.get().held.lower:%H:%M}" == "01:30"


def test_numbers_that_somebody_holds_do_not_arrive_and_nothing_says_who() -> None:
    port_in = request()
    confirm(port_in)
    hold(port_in.first, port_in.last, schema=BETA, client_id=BETA_CLIENT)
    page = words(arrive(port_in, "2026-11-02", "10:00"))
    assert "n’est pas libre" in page
    assert "Beta" not in page
    assert asked()[0].state == "confirmed"


def test_a_day_that_is_past_is_not_confirmed_and_a_wrong_state_is_said() -> None:
    port_in = request()
    assert "Ce jour est passé." in words(confirm(port_in, "2020-01-01"))
    assert arrive(port_in, "2026-11-02", "10:00").status_code == 409
    decide(port_in, refuse="1", reason="Signature absente")
    assert confirm(port_in).status_code == 409


@pytest.mark.parametrize(("member", "status"), [(ERIK, 302), (SOFIE, 403), (ALICE, 403), (DORA, 403), (EMIL, 403)])
def test_who_may_decide(member: Member, status: int) -> None:
    assert decide(request(), by=member, confirm="1", planned_on=DAY.isoformat()).status_code == status


def test_the_operators_list_leads_to_each_request_at_its_partner() -> None:
    port_in, theirs = request(), request(BETA_CLIENT, BETA, CHARLIE)
    browser = client_for(ERIK)
    page = words(browser.get("/admin/numbering/portin/"))
    for one in (port_in, theirs):
        assert f"/at/{one.partner}/numbers/port-ins/{one.pk}/" in page
    page = words(browser.get("/admin/numbering/portin/", {"partner": BETA, "state": "requested"}))
    assert f"/numbers/port-ins/{port_in.pk}/" not in page
