"""An incident is noted by staff, published once its neutral text is whole, told about and ended.

Terms: general.7
"""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from support.desk import incidents
from support.desk.models import Incident, IncidentUpdate
from tests.cast import ALPHA, ERIK, SOFIE, person_of
from tests.desk.incidents.playing import NEWS, TEXTS, ended, noted, published, told
from tests.support.playing import OPEN

pytestmark = pytest.mark.usefixtures("contracts")


def publish(incident: Incident, **more: Any) -> Incident:
    """Publish an incident as Erik."""
    with acting(PUBLIC, OPERATOR):
        return incidents.publish_incident(incident_id=incident.pk, person=person_of(ERIK), at=OPEN, **more)


@pytest.mark.parametrize("code", ["fr", "nl", "de", "en"])
def test_a_text_that_misses_a_language_is_not_published(code: str) -> None:
    incident = noted(texts={**TEXTS, code: " "})
    with pytest.raises(InvalidInput) as refused:
        publish(incident)
    assert list(refused.value.fields) == [f"text_{code}"]


@pytest.mark.parametrize("name", ["ALLOcloud", "Alpha"])
def test_a_text_that_names_a_house_is_not_published(name: str) -> None:
    incident = noted(texts={**TEXTS, "nl": f"Storing bij {name}."})
    with pytest.raises(InvalidInput, match=name):
        publish(incident)
    with pytest.raises(InvalidInput, match=name):
        told(published(), texts={**NEWS, "nl": f"Storing bij {name}."})


def test_publishing_twice_is_once_and_a_page_read_before_a_change_is_refused() -> None:
    incident = noted()
    with pytest.raises(Stale):
        publish(incident, revision=incident.revision + 1)
    first = publish(incident, revision=incident.revision)
    assert publish(incident, revision=1).published_at == first.published_at


def test_a_double_click_notes_once_and_tells_once() -> None:
    one = uuid4()
    assert noted(incident_id=one).pk == noted(incident_id=one, title="Autre").pk
    incident, update = published(), uuid4()
    assert told(incident, update_id=update).pk == told(incident, update_id=update).pk
    with acting(PUBLIC, OPERATOR):
        assert IncidentUpdate.objects.count() == 1
    with pytest.raises(Stale):
        told(published(), update_id=update)


def test_what_is_not_published_is_not_told_about_and_what_is_over_stays_over() -> None:
    with pytest.raises(IllegalMove, match="Publiez"):
        told(noted())
    incident = published()
    assert ended(incident).is_last
    with pytest.raises(IllegalMove, match="terminé"):
        told(incident)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"families": ["fax"]}, "families"),
        ({"texts": {"fr": "x" * 501}}, "text_fr"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        noted(**changes)
    assert list(refused.value.fields) == [field]


def test_the_published_text_stays_and_its_name_may_change() -> None:
    incident = published()
    asked: dict[str, Any] = {
        "incident_id": incident.pk,
        "families": ["bt"],
        "started_at": incident.started_at,
        "person": person_of(ERIK),
        "at": OPEN,
    }
    with acting(PUBLIC, OPERATOR):
        with pytest.raises(IllegalMove, match="nouvelle"):
            incidents.change_incident(title="X", texts=NEWS, **asked)
        assert incidents.change_incident(title="X", texts=TEXTS, **asked).families == ["bt"]


def test_finance_keeps_no_incidents() -> None:
    with pytest.raises(NotAllowed):
        noted(by=SOFIE)


# ---------- The wall ----------
def test_a_partner_reads_published_incidents_only_and_changes_none() -> None:
    hidden, shown = noted(), published()
    told(shown)
    with acting(ALPHA, PARTNER):
        assert list(Incident.objects.values_list("pk", flat=True)) == [shown.pk]
        assert IncidentUpdate.objects.count() == 1
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            IncidentUpdate.objects.all().delete()
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Incident.objects.filter(pk=hidden.pk).update(title="X")
