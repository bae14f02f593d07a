"""The OpenAPI document of the operator's host: valid, whole, and true to what is taken."""

import json
from typing import Any, cast

import pytest
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from extranet.platforms.describing import DOCUMENT, PATH
from extranet.platforms.reading import read_snapshot
from extranet.platforms.urls import urlpatterns
from extranet.tenancy.context import PUBLIC
from tests.cast import anonymous

pytestmark = pytest.mark.django_db


def test_anybody_reads_it_on_the_operators_host() -> None:
    answer = anonymous(PUBLIC).get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json() == DOCUMENT


def test_it_is_valid_and_has_every_route_of_platforms() -> None:
    cast("Any", validate_schema)(DOCUMENT)
    paths = {"/api/v1/platforms/" + str(one.pattern).replace("<str:", "{").replace(">", "}") for one in urlpatterns}
    assert set(DOCUMENT["paths"]) == paths == {PATH}


def test_its_example_is_what_is_taken_and_its_shape_refuses_what_is_not() -> None:
    shape = DOCUMENT["components"]["schemas"]["Snapshot"]
    assert read_snapshot(json.dumps(shape["example"]).encode()).counts
    check = Draft202012Validator(shape)
    assert check.is_valid(shape["example"])
    assert not check.is_valid({"day": "2026-10-03", "counts": {}, "more": 1})


def test_a_refusal_has_the_shape_it_gives() -> None:
    answer = anonymous(PUBLIC).post(PATH.format(account="BT-1"), {}, content_type="application/json")
    assert answer.status_code == 401
    Draft202012Validator(DOCUMENT["components"]["schemas"]["Problem"]).validate(answer.json())
