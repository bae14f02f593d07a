"""The people of a house: list, invite, change role, remove."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from extranet.accounts import invitations, services
from extranet.accounts.hooks import client_names
from extranet.accounts.models import Invitation, Membership
from extranet.accounts.people_forms import InvitationForm, RoleForm
from extranet.accounts.permissions import Right, needs
from extranet.accounts.presenting import invitation_lines, member_lines
from extranet.accounts.rules import roles_to_give
from extranet.accounts.selectors import members_for, pending_invitations_for
from extranet.errors import InvalidInput, Refusal
from extranet.partners.request import HouseRequest

PAGE_SIZE = 25
MOST_INVITATIONS = 50
MOST_SOUGHT = 80


@needs(Right.READ_PEOPLE)
@require_safe
def list_people(request: HouseRequest) -> HttpResponse:
    """Show members, a page at a time, and the invitations nobody has answered."""
    person, sought = request.person, request.GET.get("words", "").strip()[:MOST_SOUGHT]
    clients = dict(client_names())
    page = Paginator(members_for(person, sought=sought), PAGE_SIZE).get_page(request.GET.get("page"))
    waiting = pending_invitations_for(person)[:MOST_INVITATIONS]
    context = {
        "page_obj": page,
        "members": member_lines(page, person=person, clients=clients),
        "invitations": invitation_lines(waiting, at=timezone.now(), clients=clients),
        "sought": sought,
        "may_edit": person.may(Right.EDIT_PEOPLE),
        "may_edit_keys": person.may(Right.EDIT_KEYS),
    }
    return render(request, "accounts/list_people.html", context)


@needs(Right.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def invite_person(request: HouseRequest) -> HttpResponse:
    """Invite somebody, by mail."""
    form = InvitationForm(
        request.POST or None, initial={"language": request.partner and request.partner.language}, **_offer(request)
    )
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        invited = invitations.Invited(
            email=answers["email"],
            name=answers["name"],
            role=answers["role"],
            language=answers["language"],
            client_id=form.client_id,
        )
        try:
            invitations.invite_person(invited=invited, actor=request.person.user, at=timezone.now())
        except Refusal as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("L’invitation part à %(email)s.") % {"email": invited.email})
            return redirect("accounts:list-people")
    return render(request, "accounts/invite_person.html", {"form": form})


@needs(Right.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def change_role(request: HouseRequest, user_id: UUID) -> HttpResponse:
    """Give a member another role."""
    member = _member(request, user_id)
    shown = {"role": member.role, "client": str(member.client_id or "")}
    form = RoleForm(request.POST or None, initial=shown, **_offer(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_role(
                user_id=user_id,
                role=form.cleaned_data["role"],
                client_id=form.client_id,
                actor=request.person.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("%(person)s a son nouveau rôle.") % {"person": member.user.name})
            return redirect("accounts:list-people")
    return render(request, "accounts/change_role.html", {"form": form, "member": member})


@needs(Right.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def remove_person(request: HouseRequest, user_id: UUID) -> HttpResponse:
    """Take a member out of the house, after a question."""
    member, refusal = _member(request, user_id), ""
    if request.method == "POST":
        try:
            services.remove_person(user_id=user_id, actor=request.person.user, at=timezone.now())
        except Refusal as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("%(person)s n’a plus accès.") % {"person": member.user.name})
            return redirect("accounts:list-people")
    return render(request, "accounts/remove_person.html", {"member": member, "refusal": refusal})


@needs(Right.EDIT_PEOPLE)
@require_POST
def resend_invitation(request: HouseRequest, invitation_id: UUID) -> HttpResponse:
    """Send an invitation again, with a new link."""
    invitation = _invitation(request, invitation_id)
    invitations.resend_invitation(invitation_id=invitation.pk, actor=request.person.user, at=timezone.now())
    messages.success(request, _("L’invitation repart à %(email)s.") % {"email": invitation.email})
    return redirect("accounts:list-people")


@needs(Right.EDIT_PEOPLE)
@require_POST
def revoke_invitation(request: HouseRequest, invitation_id: UUID) -> HttpResponse:
    """Withdraw an invitation."""
    invitation = _invitation(request, invitation_id)
    invitations.revoke_invitation(invitation_id=invitation.pk, actor=request.person.user, at=timezone.now())
    messages.success(request, _("L’invitation de %(email)s est retirée.") % {"email": invitation.email})
    return redirect("accounts:list-people")


def _member(request: HouseRequest, user_id: UUID) -> Membership:
    return get_object_or_404(members_for(request.person), user_id=user_id)


def _invitation(request: HouseRequest, invitation_id: UUID) -> Invitation:
    return get_object_or_404(pending_invitations_for(request.person), pk=invitation_id)


def _offer(request: HouseRequest) -> dict[str, Any]:
    """Return what the person who asks may give: roles, and to the people of which clients."""
    person = request.person
    is_direct = bool(request.partner and request.partner.is_house)
    clients: Sequence[tuple[UUID, str]] = () if person.is_client else client_names()
    return {
        "roles": roles_to_give(person.role, is_direct=is_direct),
        "clients": clients,
        "own_client_id": person.client_id,
    }


def _tell(form: forms.Form, refusal: Refusal) -> None:
    """Put what a service refused beside the fields it refused, else above the form."""
    fields = refusal.fields if isinstance(refusal, InvalidInput) else {}
    if not fields:
        form.add_error(None, str(refusal))
    for name, sentence in fields.items():
        form.add_error(name if name in form.fields else None, sentence)
