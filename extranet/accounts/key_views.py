"""The keys of a house: list, make, withdraw. A secret is shown once, in the answer that made it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from extranet.accounts.hooks import client_names
from extranet.accounts.key_forms import KeyForm
from extranet.accounts.keys import create_key, keys_for, person_of_key, revoke_key, roles_of_keys
from extranet.accounts.models import ApiToken
from extranet.accounts.permissions import Right, needs
from extranet.accounts.tokens import Unrecognised
from extranet.errors import InvalidInput, Refusal
from extranet.look.parts import Badge, Tone
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest

MOST_KEYS = 200


@dataclass(frozen=True)
class KeyLine:
    """A key as its list shows it."""

    key: ApiToken
    client: str
    permits: str
    state: Badge
    is_open: bool


@needs(Right.EDIT_KEYS)
@require_safe
def list_keys(request: HouseRequest) -> HttpResponse:
    """Show the keys of the house, or of the client whose administrator asks."""
    names, at = dict(client_names()), timezone.now()
    lines = [_line(one, names, request.partner, at) for one in keys_for(request.person)[:MOST_KEYS]]
    return render(request, "accounts/list_keys.html", {"lines": lines})


@needs(Right.EDIT_KEYS)
@require_http_methods(["GET", "POST"])
def new_key(request: HouseRequest) -> HttpResponse:
    """Make a key, and show its secret in the answer: after a redirect it would have to be kept in between."""
    person = request.person
    form = KeyForm(
        request.POST or None,
        roles=roles_of_keys(person.role),
        clients=() if person.is_client else client_names(),
        own_client_id=person.client_id,
    )
    if request.method == "POST" and form.is_valid():
        try:
            issued = create_key(wanted=form.wanted(), person=person, at=timezone.now())
        except InvalidInput as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name if name in form.fields else None, sentence)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "accounts/key_created.html", {"issued": issued})
    return render(request, "accounts/new_key.html", {"form": form})


@needs(Right.EDIT_KEYS)
@require_http_methods(["GET", "POST"])
def revoke(request: HouseRequest, token_id: UUID) -> HttpResponse:
    """Withdraw a key, after a question."""
    key = get_object_or_404(keys_for(request.person), pk=token_id)
    if request.method == "POST":
        revoke_key(token_id=key.pk, person=request.person, at=timezone.now())
        messages.success(request, _("La clé « %(name)s » est retirée.") % {"name": key.name})
        return redirect("accounts:list-keys")
    return render(request, "accounts/revoke_key.html", {"key": key})


def _line(key: ApiToken, names: Mapping[UUID, str], partner: Partner | None, at: datetime) -> KeyLine:
    state = _state(key, partner, at)
    return KeyLine(
        key=key,
        client=names.get(key.client_id, "") if key.client_id else "",
        permits=", ".join(str(ApiToken.Scope(scope).label) for scope in key.scopes),
        state=state,
        is_open=key.revoked_at is None,
    )


def _state(key: ApiToken, partner: Partner | None, at: datetime) -> Badge:
    if key.revoked_at is not None:
        return Badge(_("Retirée"))
    if key.expires_at is not None and key.expires_at <= at:
        return Badge(_("Échue"), Tone.WARN)
    try:
        person_of_key(key, partner)
    except Unrecognised:
        return Badge(_("Sans créateur"), Tone.WARN)
    return Badge(_("Valable"), Tone.OK)
