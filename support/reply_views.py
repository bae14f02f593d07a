"""The partner's saved replies: listed, written in four languages, taken away."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from extranet.accounts.permissions import Right, needs
from extranet.errors import InvalidInput
from extranet.partners.models import LANGUAGES
from extranet.partners.request import HouseRequest
from support.asking import LONGEST_TEXT
from support.forms import tell
from support.models import SavedReply
from support.organising import replies
from support.organising.replies import CODES, LONGEST_TITLE, replies_of


class ReplyForm(forms.Form):
    """A saved reply: its title and its text in each language."""

    reply = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("Titre"), max_length=LONGEST_TITLE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in LANGUAGES:
            self.fields[f"text_{code}"] = forms.CharField(
                label=gettext_lazy("Texte (%(language)s)") % {"language": name},
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
            )


@needs(Right.WORK_TICKETS)
@require_safe
def list_replies(request: HouseRequest) -> HttpResponse:
    """Show the saved replies, and in which languages each has a text."""
    rows = [
        (reply, [str(name) for code, name in LANGUAGES if getattr(reply, f"text_{code}")])
        for reply in replies_of(request.person)
    ]
    return render(request, "support/list_replies.html", {"rows": rows})


@needs(Right.WORK_TICKETS)
@require_http_methods(["GET", "POST"])
def new_reply(request: HouseRequest) -> HttpResponse:
    """Write a new reply."""
    return _edit(request, None)


@needs(Right.WORK_TICKETS)
@require_http_methods(["GET", "POST"])
def edit_reply(request: HouseRequest, reply_id: UUID) -> HttpResponse:
    """Change a reply, unless it changed since the page was read."""
    return _edit(request, get_object_or_404(replies_of(request.person), pk=reply_id))


@needs(Right.WORK_TICKETS)
@require_POST
def remove_reply(request: HouseRequest, reply_id: UUID) -> HttpResponse:
    """Take a reply away."""
    reply = get_object_or_404(SavedReply, pk=reply_id)
    replies.remove_reply(reply_id=reply.pk, person=request.person, at=timezone.now())
    messages.success(request, _("La réponse type est retirée."))
    return redirect("support:list-replies")


def _edit(request: HouseRequest, reply: SavedReply | None) -> HttpResponse:
    initial: dict[str, Any] = {"reply": uuid4()}
    if reply is not None:
        texts = {f"text_{code}": getattr(reply, f"text_{code}") for code in CODES}
        initial = {"reply": reply.pk, "revision": reply.revision, "title": reply.title, **texts}
    form = ReplyForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        answers = form.cleaned_data
        try:
            replies.save_reply(
                reply_id=reply.pk if reply is not None else answers["reply"],
                title=answers["title"],
                texts={code: answers[f"text_{code}"] for code in CODES},
                person=request.person,
                at=timezone.now(),
                revision=None if reply is None else answers["revision"] or 0,
            )
        except InvalidInput as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("La réponse type est enregistrée."))
            return redirect("support:list-replies")
    return render(request, "support/edit_reply.html", {"form": form, "reply": reply})
