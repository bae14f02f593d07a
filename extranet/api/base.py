"""What every call shares: a key with a role, the right its method needs, refusals told as problems."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar, Final, cast

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.parsers import JSONParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.api.errors import Changed, Malformed, TooLarge, WrongMedia
from extranet.errors import InvalidInput, NotAllowed, Refusal
from extranet.look.problems import problem, refusal_problem

BODY_BYTES: Final = 200_000
JSON: Final = "application/json"


class ShallowJSONParser(JSONParser):
    """Reads JSON; what is nested deeper than Python goes is no JSON of ours."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Return what was sent. Raises ParseError."""
        try:
            return super().parse(stream, media_type=media_type, parser_context=parser_context)
        except RecursionError as error:
            raise exceptions.ParseError from error


class Call(APIView):
    """A call of a key. `rights`: what the key's role needs, by method; the scope is declared in the routes."""

    authentication_classes: ClassVar[tuple[type, ...]] = ()
    permission_classes: ClassVar[tuple[type, ...]] = ()
    parser_classes: ClassVar[tuple[type, ...]] = (ShallowJSONParser,)
    renderer_classes: ClassVar[tuple[type, ...]] = (JSONRenderer,)
    http_method_names: ClassVar[list[str]] = ["get", "head", "post"]
    rights: ClassVar[Mapping[str, Right]] = {}
    media: ClassVar[str] = JSON
    body_bytes: ClassVar[int] = BODY_BYTES

    def perform_authentication(self, request: Request) -> None:
        """Leave it: the house's middleware has recognised the key."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a key that acts as nobody, a role without the right, and a body that is too long."""
        super().initial(request, *args, **kwargs)
        person = request.person
        if person is None:
            sentence = _("Cette clé n’a pas de rôle chez ce partenaire. Demandez-en une à un de ses administrateurs.")
            raise NotAllowed(sentence, code="key_without_role")
        # HEAD reads what GET reads: a size and a tag tell too.
        right = self.rights.get("GET" if request.method == "HEAD" else request.method or "")
        if right is not None and not person.may(right):
            sentence = _("Le rôle de cette clé ne permet pas cet acte. Demandez une clé d’un autre rôle.")
            raise NotAllowed(sentence, code="right_missing")
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > self.body_bytes:
            sentence = _("La demande dépasse %(bytes)s octets.") % {"bytes": self.body_bytes}
            raise TooLarge(sentence, code="body_too_large")

    @property
    def person(self) -> Person:
        """The key as a person of its role."""
        return cast("Person", self.request.person)

    def answers(self, form: type[Serializer], data: object) -> dict[str, Any]:
        """Return what was sent, in its form. Raises what `told_of` tells as a problem."""
        checked = form(data=data)
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)

    def handle_exception(self, exc: Exception) -> HttpResponse:
        """Return a refusal as a problem; whatever is not one goes its way."""
        told = told_of(exc, self.media)
        if told is None:
            raise exc
        return told


class AnyRenderer(BaseRenderer):
    """Lets a download through whatever the caller accepts."""

    media_type = "*/*"
    format = ""

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        """Return nothing: the answer is made already."""
        return b""


def fresh(data: Mapping[str, Any], *, status: int = HTTPStatus.OK, revision: int | None = None) -> Response:
    """Return an answer that nobody keeps; with the revision of what it shows as its tag."""
    response = Response(data, status=status)
    response["Cache-Control"] = "private, no-store"
    if revision is not None:
        response["ETag"] = f'"{revision}"'
    return response


# ---------- Refusals ----------
def told_of(exc: Exception, media: str) -> HttpResponse | None:
    """Return the problem that an exception is; None for one that is nobody's fault but ours."""
    if isinstance(exc, Changed):
        return problem(exc.status, exc.code, str(exc), more={"current": exc.current} if exc.current else {})
    if isinstance(exc, Refusal):
        return refusal_problem(exc)
    if isinstance(exc, Http404 | ObjectDoesNotExist):
        sentence = _("Il n’y a rien ici pour cette clé. Vérifiez l’adresse et les identifiants.")
        return problem(HTTPStatus.NOT_FOUND, "not_found", sentence)
    if isinstance(exc, exceptions.MethodNotAllowed):
        return problem(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", _("Cette adresse ne connaît pas ce verbe."))
    if isinstance(exc, exceptions.ValidationError):
        return refusal_problem(_invalid(exc))
    if isinstance(exc, exceptions.ParseError) and media == JSON:
        return refusal_problem(Malformed(_("Le corps n’est pas lisible : envoyez du JSON en UTF-8."), code="not_json"))
    if isinstance(exc, exceptions.UnsupportedMediaType | exceptions.ParseError):
        sentence = _("Envoyez « Content-Type: %(media)s ».") % {"media": media}
        is_type = isinstance(exc, exceptions.UnsupportedMediaType)
        refusal = WrongMedia(sentence, code="wrong_media") if is_type else Malformed(sentence, code="not_multipart")
        return refusal_problem(refusal)
    if isinstance(exc, exceptions.NotAcceptable):
        return problem(HTTPStatus.NOT_ACCEPTABLE, "not_acceptable", _("Les réponses sont en « application/json »."))
    return None


def _invalid(exc: exceptions.ValidationError) -> InvalidInput:
    return Malformed(_("Corrigez les champs nommés, puis renvoyez."), code="invalid", fields=dict(_flat(exc.detail)))


def _flat(detail: Any, path: str = "") -> list[tuple[str, str]]:
    """Return faults with the path of their field, whatever their depth."""
    if isinstance(detail, Mapping):
        pairs = [(f"{path}.{name}".strip("."), one) for name, one in detail.items()]
        return [found for name, one in pairs for found in _flat(one, name)]
    if isinstance(detail, list) and any(isinstance(one, Mapping | list) for one in detail):
        return [found for number, one in enumerate(detail) for found in _flat(one, f"{path}.{number}".strip("."))]
    sentences = detail if isinstance(detail, list) else [detail]
    name = path.removesuffix(".non_field_errors").removesuffix("non_field_errors") or "body"
    return [(name, " ".join(str(one) for one in sentences))]
