"""Terms: general.1 - to order is to accept: exactly these texts, in one act, by this person, now."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from extranet.audit.models import AuditEvent
from extranet.errors import NotAllowed, Stale
from extranet.terms.evidence import canonical, digest_of
from extranet.terms.models import Acceptance, TermsText
from extranet.terms.parts import Language, Part
from extranet.terms.rules import is_current, language_of_act, required_parts
from extranet.terms.selectors import (
    TermsMissing,
    is_intact,
    newest_accepted,
    organisations_behind,
    texts_in_force,
)
from extranet.terms.services import Organisation, ShownText
from tests.cast import (
    ALICE,
    ALPHA,
    BETA,
    BOB,
    CHARLIE,
    CLIENT,
    DENIS,
    DIRECT,
    DIRECT_CLIENT,
    DORA,
    ERIK,
    FATOU,
    GITA,
    Member,
    place,
    user_of,
)
from tests.terms.acts import (
    BT_AND_SIP,
    FIRST_DAY,
    SECOND_DAY,
    accept,
    organisation_here,
    publish,
    shown_for,
    today,
)

SERVICES = [part for part in Part if part is not Part.GENERAL]
TILLEULS = Organisation(Acceptance.OrganisationKind.CLIENT, str(CLIENT), "Les Tilleuls ASBL", "0199000349")
GOOSSENS = Organisation(Acceptance.OrganisationKind.CLIENT, str(DIRECT_CLIENT), "Goossens BV", "0199000448")


# ---------- Rules ----------
@given(st.lists(st.sampled_from(SERVICES), min_size=1))
def test_an_order_accepts_the_general_terms_and_each_of_its_services_once(families: list[Part]) -> None:
    required = required_parts(families)
    assert required[0] is Part.GENERAL
    assert set(required[1:]) == set(families)
    assert list(required) == sorted(set(required), key=list(Part).index)


@pytest.mark.parametrize("families", [[], ["general"], ["general", "bt"], ["fax"]])
def test_an_order_of_no_known_service_asks_for_no_documents(families: list[str]) -> None:
    with pytest.raises(ValueError, match=r"service|fax"):
        required_parts(families)


def test_only_the_versions_in_force_are_current() -> None:
    in_force = {Part.GENERAL: 2, Part.BT: 3, Part.SIP: 1}
    parts = (Part.GENERAL, Part.BT)
    assert is_current({Part.GENERAL: 2, Part.BT: 3}, in_force, parts)
    assert not is_current({Part.GENERAL: 1, Part.BT: 3}, in_force, parts)
    assert not is_current({Part.GENERAL: 2}, in_force, parts)
    assert not is_current({Part.GENERAL: 2, Part.BT: 3}, {Part.GENERAL: 2}, parts)


def test_all_documents_of_an_act_are_in_one_language() -> None:
    both = {Language.FRENCH, Language.DUTCH}
    assert language_of_act({Part.GENERAL: both, Part.BT: both}, Language.DUTCH) is Language.DUTCH
    assert language_of_act({Part.GENERAL: both, Part.BT: {Language.FRENCH}}, Language.DUTCH) is Language.FRENCH


def test_the_digest_does_not_depend_on_the_order_of_facts() -> None:
    assert canonical({"b": "é", "a": 1}) == '{"a":1,"b":"é"}'.encode()
    assert digest_of({"b": [1, None], "a": "x"}) == digest_of({"a": "x", "b": [1, None]})
    assert digest_of({"a": "1"}) != digest_of({"a": 1})


# ---------- What is shown ----------
def test_the_texts_in_force_are_those_of_the_day_in_the_readers_language(
    second_edition: list[TermsText],
) -> None:
    before = texts_in_force(("bt", "general", "sip"), SECOND_DAY - timedelta(days=1), "nl")
    on_the_day = texts_in_force(("bt", "general", "sip"), SECOND_DAY, "nl")
    assert [str(text) for text in before.texts] == [
        "Conditions générales v1 (nl)",
        "Business Telephony v1 (nl)",
        "SIP Trunking v1 (nl)",
    ]
    assert [text.version.number for text in on_the_day.texts] == [2, 2, 1]
    assert not on_the_day.is_fallback


@pytest.mark.usefixtures("empty_register")
def test_one_text_missing_in_a_language_shows_all_of_them_in_french() -> None:
    publish("2026-05", FIRST_DAY, languages=("fr", "nl"))
    publish("2026-10", SECOND_DAY, languages=("fr",))
    shown = texts_in_force(("general", "sip"), SECOND_DAY, "nl")
    assert shown.is_fallback
    assert {text.language for text in shown.texts} == {"fr"}
    assert not texts_in_force(("telavox", "sip"), SECOND_DAY, "nl").is_fallback


def test_nothing_can_be_accepted_before_a_version_is_in_force(first_edition: list[TermsText]) -> None:
    with pytest.raises(TermsMissing, match="Aucune version de « Conditions générales » n’est en vigueur"):
        texts_in_force(("general", "bt"), FIRST_DAY - timedelta(days=1), "fr")


# ---------- The act ----------
def test_the_evidence_holds_everything_about_the_act(second_edition: list[TermsText]) -> None:
    place(ALPHA)
    at = timezone.now()
    accepted = accept(ALICE, at=at)
    kept = Acceptance.objects.get(pk=accepted.pk)
    assert kept.number == f"A-{today().year}-000001"
    assert (kept.partner, kept.organisation_kind, kept.organisation_id) == (ALPHA, "partner", ALPHA)
    assert (kept.organisation_name, kept.organisation_enterprise_number) == ("Alpha SRL", "0199000052")
    assert (kept.user_id, kept.user_name, kept.user_email) == (ALICE.id, ALICE.name, ALICE.email)
    assert (kept.user_role, kept.kind, kept.language) == ("partner_admin", "order", "fr")
    assert (kept.ip, kept.user_agent) == ("2001:db8:4f::1c", "Firefox 145")
    assert (kept.order_number, kept.client_name) == ("C-2024-0001", "Maison médicale Les Tilleuls")
    assert kept.services == ["bt", "sip"]
    assert kept.accepted_at == at
    assert abs(kept.recorded_at - at) < timedelta(minutes=1)
    assert kept.statement == (
        "J’ai lu et j’accepte, au nom de Alpha SRL, les textes suivants : "
        "Conditions générales v2, Business Telephony v2 et SIP Trunking v1."
    )
    assert [str(document) for document in kept.documents.all()] == [
        "Conditions générales v2 (fr)",
        "Business Telephony v2 (fr)",
        "SIP Trunking v1 (fr)",
    ]
    for document in kept.documents.all():
        assert document.sha256 == document.text.sha256
    assert is_intact(kept)


def test_the_act_is_in_the_audit_trail(second_edition: list[TermsText]) -> None:
    place(ALPHA)
    accepted = accept(BOB)
    event = AuditEvent.objects.get(act="terms.accepted", target_id=str(accepted.pk))
    assert (event.actor_id, event.partner) == (BOB.id, ALPHA)
    assert event.changes["digest"] == accepted.digest


def test_a_double_click_writes_one_act(second_edition: list[TermsText]) -> None:
    place(ALPHA)
    first = accept(ALICE)
    again = accept(ALICE, at=timezone.now())
    assert again == first
    assert Acceptance.objects.count() == 1
    assert AuditEvent.objects.filter(act="terms.accepted", target_id=str(first.pk)).count() == 1


def test_another_order_or_another_person_is_another_act_with_the_next_number(
    second_edition: list[TermsText],
) -> None:
    place(ALPHA)
    acts = [accept(ALICE), accept(ALICE, order_id=uuid4()), accept(BOB)]
    assert [act.number[-6:] for act in acts] == ["000001", "000002", "000003"]
    assert len({act.digest for act in acts}) == 3


def test_the_same_order_for_another_client_is_another_act(second_edition: list[TermsText]) -> None:
    place(ALPHA)
    assert accept(ALICE, client_name="Garage Piron").pk != accept(ALICE).pk


def test_a_direct_clients_administrator_accepts_for_itself(second_edition: list[TermsText]) -> None:
    place(DIRECT)
    accepted = accept(GITA, organisation=GOOSSENS)
    assert (accepted.organisation_kind, accepted.organisation_id) == ("client", str(DIRECT_CLIENT))
    assert accepted.user_role == "client_admin"


def test_a_clients_administrator_may_acknowledge_what_their_partner_ordered(
    second_edition: list[TermsText],
) -> None:
    place(ALPHA)
    accept(ALICE)
    known = accept(DORA, organisation=TILLEULS, kind=Acceptance.Kind.ACKNOWLEDGEMENT)
    assert (known.kind, known.organisation_id) == ("acknowledgement", str(CLIENT))


# ---------- Refused ----------
@pytest.mark.parametrize(
    ("member", "schema", "organisation", "kind"),
    [
        (CHARLIE, ALPHA, None, "order"),  # of another partner
        (ERIK, ALPHA, None, "order"),  # staff
        (FATOU, ALPHA, None, "order"),  # a colleague who does not order
        (ALICE, ALPHA, TILLEULS, "order"),  # for the client in its own name
        (DORA, ALPHA, TILLEULS, "order"),  # a partner's client does not order by itself
        (DENIS, ALPHA, TILLEULS, "acknowledgement"),  # not its administrator
        (ALICE, ALPHA, TILLEULS, "acknowledgement"),  # the partner in the client's place
        (GITA, DIRECT, TILLEULS, "order"),  # for another client
        (GITA, DIRECT, None, "order"),  # for the house
    ],
)
def test_nobody_accepts_for_somebody_else(
    second_edition: list[TermsText], member: Member, schema: str, organisation: Organisation | None, kind: str
) -> None:
    place(schema)
    with pytest.raises(NotAllowed, match="Vous ne pouvez pas accepter au nom de"):
        accept(member, organisation=organisation or organisation_here(schema), kind=kind)
    assert Acceptance.objects.count() == 0


def test_a_version_that_is_no_longer_in_force_is_refused(second_edition: list[TermsText]) -> None:
    place(ALPHA)
    with pytest.raises(Stale, match="Les conditions ont changé depuis que vous avez ouvert la page : relisez-les"):
        accept(ALICE, shown=shown_for(day=FIRST_DAY))


def test_a_version_that_is_not_yet_in_force_is_refused(first_edition: list[TermsText]) -> None:
    texts = publish("2026-10", (today() + timedelta(days=40)).replace(day=1) + timedelta(days=31))
    coming = {text.version.part: text for text in texts if text.language == "fr"}
    place(ALPHA)
    with pytest.raises(Stale):
        accept(ALICE, families=("bt",), shown=[ShownText(t.pk, t.sha256) for t in coming.values()])


def test_the_texts_shown_must_be_exactly_those_of_the_services(second_edition: list[TermsText]) -> None:
    place(ALPHA)
    general, telephony, trunking = shown_for()
    wrong = ShownText(general.text_id, "0" * 64)
    for shown in (
        [general, telephony],
        [general, telephony, trunking, trunking],
        [general, telephony, trunking, *shown_for(("meeting",))[1:]],
        [wrong, telephony, trunking],
        [*shown_for(language="nl")[:1], telephony, trunking],
        [],
    ):
        with pytest.raises(Stale):
            accept(ALICE, shown=shown)
    assert Acceptance.objects.count() == 0


def test_texts_of_one_other_language_are_accepted_in_it(second_edition: list[TermsText]) -> None:
    place(ALPHA)
    accepted = accept(ALICE, shown=shown_for(language="de"))
    assert accepted.language == "de"
    assert {document.language for document in accepted.documents.all()} == {"de"}


# ---------- A new version asks again ----------
def test_who_accepted_an_older_version_is_behind_until_they_order_again(
    first_edition: list[TermsText],
) -> None:
    place(ALPHA)
    accept(ALICE)
    assert organisations_behind(today()) == []
    publish("2026-10", SECOND_DAY)
    behind = organisations_behind(today())
    assert [(one.name, one.part, one.accepted, one.in_force) for one in behind] == [
        ("Alpha SRL", Part.BT, 1, 2),
        ("Alpha SRL", Part.GENERAL, 1, 2),
    ]
    accept(ALICE, order_id=uuid4())
    assert organisations_behind(today()) == []
    assert newest_accepted(partner=ALPHA, kind="partner", organisation_id=ALPHA)[Part.BT].number == 2


def test_an_acknowledgement_does_not_make_an_organisation_behind(first_edition: list[TermsText]) -> None:
    place(ALPHA)
    accept(DORA, organisation=TILLEULS, kind=Acceptance.Kind.ACKNOWLEDGEMENT)
    publish("2026-10", SECOND_DAY)
    assert organisations_behind(today()) == []


def test_a_partner_sees_only_its_own_register(second_edition: list[TermsText]) -> None:
    place(ALPHA)
    accept(ALICE, families=BT_AND_SIP)
    place(BETA)
    assert Acceptance.objects.count() == 0
    accept(CHARLIE)
    assert [act.user_name for act in Acceptance.objects.all()] == [user_of(CHARLIE).name]
