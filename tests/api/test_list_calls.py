"""The page of the calls: everything the document has, for whoever makes keys."""

import pytest

from extranet.api.reading import groups_of
from extranet.api.schema import document
from tests.cast import ALICE, ALPHA, BOB, DORA, anonymous, client_for

pytestmark = pytest.mark.django_db
PAGE = "/people/keys/calls/"


def test_whoever_makes_keys_reads_every_call_with_its_scope_and_an_example() -> None:
    for member in (ALICE, DORA):
        page = client_for(member).get(PAGE).content.decode()
        for said in (one for methods in document()["paths"].values() for one in methods.values()):
            assert f'id="{said["operationId"]}"' in page
            assert said["x-scope"] in page
        assert "Idempotency-Key: crm-48211" in page
        assert "<script" not in page.partition("</main>")[0].partition("<main")[2]


def test_others_do_not() -> None:
    assert client_for(BOB).get(PAGE).status_code == 403
    assert anonymous(ALPHA).get(PAGE).status_code == 302


def test_the_page_of_keys_leads_to_it() -> None:
    assert PAGE in client_for(ALICE).get("/people/keys/").content.decode()


def test_examples_say_everything_that_must_be_there() -> None:
    calls = {call.anchor: call for group in groups_of(document(), host="https://a.example") for call in group.calls}
    declare = calls["declareAddress"]
    assert (declare.method, declare.scope) == ("POST", "emergency.write")
    assert declare.example.splitlines()[0].startswith("curl -s https://a.example/api/v1/emergency/blocks/c11e")
    for line in ('If-Match: "7"', "Idempotency-Key", '"street": "Rue Haute"', "Authorization: Bearer $KEY"):
        assert line in declare.example, line
    assert "number=%2B3222268800" in calls["lookUp"].example
    assert {"200", "201", "202", "412", "428"} <= {one.status for one in declare.answers}
    assert "-F files=@trace.log" in calls["uploadFiles"].example
    assert next(one for one in calls["readBlock"].answers if one.status == "200").fields
