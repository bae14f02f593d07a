"""A page that asks before an action commits somebody: what will happen, to whom; the safe answer first."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from extranet.backoffice.faces import HouseAdmin
from extranet.look.parts import Text

ANSWER = "confirmed"


@dataclass(frozen=True)
class Question:
    """`outcome` says in one sentence what happens next; `button` is verb and object."""

    action: str
    title: Text
    outcome: Text
    button: Text
    is_dangerous: bool = False


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the person pressed the button of the question."""
    return ANSWER in request.POST


def ask(face: HouseAdmin, request: HttpRequest, chosen: QuerySet[Any], question: Question) -> TemplateResponse:
    """Show the question about the rows chosen; its button sends the same action again, confirmed."""
    context = {
        **face.admin_site.each_context(request),
        "title": question.title,
        "question": question,
        "chosen": list(chosen),
        "field": ACTION_CHECKBOX_NAME,
        "answer": ANSWER,
        "opts": face.opts,
    }
    return TemplateResponse(request, "backoffice/confirm.html", context)
