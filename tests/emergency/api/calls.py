"""Calls of keys about numbers, as a machine makes them; and the answers of the API held against its document."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from emergency.registry.facts import AddressFacts
from extranet.api.schema import document
from extranet.numbering.models import Holding
from tests.registry.acts import BRUSSELS, revision_of
from tests.support.api.calls import Caller

ROOT: Final = "/api/v1/emergency"
BLOCKS: Final = f"{ROOT}/blocks"
LOOKUP: Final = f"{ROOT}/lookup"
METHODS: Final = ("get", "post", "put", "patch", "delete")


def of(block: Holding, part: str = "") -> str:
    """Return the address of a block, or of a part of it."""
    return f"{BLOCKS}/{block.pk}" + (f"/{part}" if part else "")


def address(facts: AddressFacts = BRUSSELS) -> dict[str, str]:
    """Return an address as a machine sends it."""
    return {name: value for name, value in asdict(facts).items() if value}


def tag(block: Holding) -> str:
    """Return what `If-Match` takes now."""
    return f'"{revision_of(block)}"'


def say(caller: Caller, block: Holding, facts: AddressFacts = BRUSSELS, **more: Any) -> Any:
    """Declare an address on the revision that is there, under a key of its own."""
    sent = {"if_match": tag(block), "idempotency_key": str(uuid4()), **more.pop("headers", {})}
    return caller.post(of(block, "registrations"), {"address": address(facts), **more}, **sent)


def act(caller: Caller, path: str, said: Mapping[str, Any], **headers: str) -> Any:
    """Act under a key of idempotency of its own."""
    return caller.post(path, said, **{"idempotency_key": str(uuid4()), **headers})


def operations(prefix: str = ROOT) -> dict[tuple[str, str], Any]:
    """Return the operations of the document under a prefix, by method and path."""
    return {
        (method, path): said
        for path, methods in document()["paths"].items()
        for method, said in methods.items()
        if method in METHODS and path.startswith(prefix)
    }


def faults_of(answer: Any, method: str, path: str) -> list[str]:
    """Return where an answer is not of the shape that the document gives it."""
    content = operations()[method, path]["responses"][str(answer.status_code)]["content"]
    shape = content[answer.headers["Content-Type"].split(";")[0]]["schema"]
    whole = {**shape, "components": document()["components"]}
    return [f"{one.json_path}: {one.message}" for one in Draft202012Validator(whole).iter_errors(answer.json())]


def send(caller: Caller, content: bytes, *, name: str = "adresses.csv", **more: str) -> Any:
    """Send a file of addresses. `idempotency_key`: the header, its own by default."""
    headers = {**caller._headers, "Idempotency-Key": more.pop("idempotency_key", str(uuid4()))}
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    return caller._browser.post(f"{ROOT}/imports", {"file": file, **more}, headers=headers)
