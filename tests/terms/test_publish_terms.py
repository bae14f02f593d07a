"""Publishing: what is new becomes a version, what is not does not, and history is not rewritten.

Terms: general.1
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from extranet.audit.models import AuditEvent
from extranet.errors import InvalidInput, NotAllowed
from extranet.tenancy.context import OPERATOR, PUBLIC
from extranet.terms.marks import TermsUnreadable
from extranet.terms.models import TermsText, TermsVersion
from extranet.terms.publishing import Outcome, plan_publication
from extranet.terms.services import publish_terms
from tests.cast import ALICE, ANNA, ERIK, Member, place, user_of
from tests.terms.acts import FIRST_DAY, SECOND_DAY
from tests.terms.documents import demo, irregular

NOON: Final = datetime(2024, 9, 20, 12, tzinfo=UTC)


def _publish(
    document: str, valid_from: date, *, language: str = "fr", actor: Member | None = ANNA, at: datetime = NOON
) -> list[str]:
    """Publish as an administrator of the operator and name what came of it."""
    place(PUBLIC, OPERATOR)
    texts = publish_terms(
        document=document,
        source_name="terms.md",
        language=language,
        valid_from=valid_from,
        actor=user_of(actor) if actor else None,
        at=at,
    )
    return [f"{text.version.part} {text.version.number} {text.language}" for text in texts]


@pytest.mark.usefixtures("empty_register")
def test_the_first_publication_makes_version_one_of_every_part_from_any_day() -> None:
    assert _publish(irregular(), date(2001, 1, 1)) == [
        "general 1 fr", "telavox 1 fr", "bt 1 fr", "sip 1 fr", "meeting 1 fr",
    ]  # fmt: skip
    version = TermsVersion.objects.get(part="sip")
    assert (version.valid_from, version.published_at, version.published_by_name) == (
        date(2001, 1, 1),
        NOON,
        ANNA.name,
    )
    text = TermsText.objects.get(version=version)
    assert text.text in irregular()
    assert [paragraph.clause for paragraph in text.readable()] == [
        "sip.1",
        "sip.2",
        "sip.3",
        "sip.4",
        "sip.5",
    ]
    assert (text.source_name, text.imported_at) == ("terms.md", NOON)


@pytest.mark.usefixtures("empty_register")
def test_each_text_published_is_in_the_audit_trail() -> None:
    _publish(demo("2026-05"), FIRST_DAY)
    events = AuditEvent.objects.filter(act="terms.published", at=NOON).order_by("id")
    assert [event.target_label for event in events][:2] == ["Conditions générales v1", "Telavox UCaaS v1"]
    assert events[0].actor_id == ANNA.id
    assert events[0].changes["valid_from"] == "2024-05-01"


@pytest.mark.usefixtures("empty_register")
def test_only_parts_that_changed_make_a_new_version() -> None:
    _publish(demo("2026-05"), FIRST_DAY)
    assert _publish(demo("2026-10"), SECOND_DAY) == ["general 2 fr", "bt 2 fr"]
    assert _publish(demo("2026-10"), SECOND_DAY) == []


@pytest.mark.usefixtures("empty_register")
def test_the_same_day_adds_a_language_to_the_same_version() -> None:
    _publish(demo("2026-05"), FIRST_DAY)
    assert _publish(demo("2026-05", "nl"), FIRST_DAY, language="nl") == [
        "general 1 nl", "telavox 1 nl", "bt 1 nl", "sip 1 nl", "meeting 1 nl",
    ]  # fmt: skip
    _publish(demo("2026-10"), SECOND_DAY)
    assert _publish(demo("2026-10", "nl"), SECOND_DAY, language="nl") == ["general 2 nl", "bt 2 nl"]


@pytest.mark.usefixtures("empty_register")
def test_going_back_to_an_older_text_is_a_new_version() -> None:
    _publish(demo("2026-05"), FIRST_DAY)
    _publish(demo("2026-10"), SECOND_DAY)
    assert _publish(demo("2026-05"), SECOND_DAY + timedelta(days=1)) == ["general 3 fr", "bt 3 fr"]


@pytest.mark.usefixtures("empty_register")
def test_a_new_version_may_begin_today() -> None:
    _publish(demo("2026-05"), FIRST_DAY)
    assert _publish(demo("2026-10"), NOON.date()) == ["general 2 fr", "bt 2 fr"]


@pytest.mark.parametrize(
    ("edition", "language", "valid_from", "words"),
    [
        ("2026-10", "fr", FIRST_DAY, "la version 1 du 2024-05-01 a un autre texte"),
        ("2026-10", "fr", FIRST_DAY - timedelta(days=1), "la version 1 commence le 2024-05-01"),
        ("2026-10", "fr", NOON.date() - timedelta(days=1), "la version 1 est en vigueur"),
        ("2026-10", "nl", SECOND_DAY, "une version commence par son texte français"),
    ],
)
@pytest.mark.usefixtures("empty_register")
def test_history_is_not_rewritten(edition: str, language: str, valid_from: date, words: str) -> None:
    _publish(demo("2026-05"), FIRST_DAY)
    with pytest.raises(InvalidInput) as refused:
        _publish(demo(edition, language), valid_from, language=language)
    assert refused.value.fields["valid_from"] == refused.value.message
    assert words in refused.value.message
    assert TermsVersion.objects.count() == 5


@pytest.mark.usefixtures("empty_register")
def test_a_version_to_come_may_be_followed_by_a_later_one_only() -> None:
    _publish(demo("2026-05"), FIRST_DAY)
    _publish(demo("2026-10"), SECOND_DAY)
    with pytest.raises(InvalidInput, match="la version 2 commence le 2024-10-01"):
        _publish(demo("2026-05"), SECOND_DAY - timedelta(days=1))


@pytest.mark.usefixtures("empty_register")
def test_a_document_in_another_language_than_said_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        _publish(demo("2026-05", "nl"), FIRST_DAY, language="fr")
    assert "est en néerlandais, pas en français" in refused.value.fields["language"]


@pytest.mark.usefixtures("empty_register")
def test_a_document_that_cannot_be_read_publishes_nothing() -> None:
    with pytest.raises(TermsUnreadable):
        _publish(demo("2026-05").replace("### 5. Automates d'appel", "### 6. Automates"), FIRST_DAY)
    assert not TermsVersion.objects.exists()


@pytest.mark.parametrize("actor", [ALICE, ERIK])
@pytest.mark.usefixtures("empty_register")
def test_only_the_operators_administrators_publish(actor: Member) -> None:
    with pytest.raises(NotAllowed, match="Seul un administrateur de l’opérateur publie"):
        _publish(demo("2026-05"), FIRST_DAY, actor=actor)


@pytest.mark.usefixtures("empty_register")
def test_the_plan_says_beforehand_what_publishing_does() -> None:
    _publish(demo("2026-05"), FIRST_DAY)
    plan = plan_publication(document=demo("2026-10"), language="fr", valid_from=SECOND_DAY, day=NOON.date())
    assert [(one.read.part.value, one.outcome, one.number) for one in plan] == [
        ("general", Outcome.NEW, 2),
        ("telavox", Outcome.UNCHANGED, 1),
        ("bt", Outcome.NEW, 2),
        ("sip", Outcome.UNCHANGED, 1),
        ("meeting", Outcome.UNCHANGED, 1),
    ]
