"""The notice about devices that move on the operator's own pages: every version read, a new one published.

Terms: telavox.7, bt.14, sip.4
"""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from emergency.registry.models import NomadicNotice, NoticeText
from emergency.registry.notices import LONGEST, checked_texts, newest_notice, publish_notice, texts_of
from extranet.backoffice.faces import ADMINISTRATORS, BackOfficeAdmin, ReadOnlyAdmin, ReadOnlyInline, actor_of
from extranet.backoffice.site import HouseAdminSite
from extranet.backoffice.site import Page as StaffPage
from extranet.errors import InvalidInput, Stale
from extranet.look.parts import Difference
from extranet.look.views import stale_page
from extranet.partners.models import LANGUAGES
from extranet.terms.rendering import render_body


class TextInline(ReadOnlyInline):
    """The languages of a version, each with its exact text."""

    model = NoticeText
    fields = ("language", "text", "sha256")


@admin.register(NomadicNotice)
class NomadicNoticeAdmin(ReadOnlyAdmin, BackOfficeAdmin):
    """Versions of the notice, the newest first; none is ever changed."""

    list_display = ("number", "published_at", "published_by_name")
    inlines = (TextInline,)


class NoticeForm(forms.Form):
    """A version in all four languages. `after`: the newest version when the page was opened."""

    after = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in LANGUAGES:
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("Texte en %(language)s") % {"language": name},
                required=False,
                max_length=LONGEST + 1000,
                widget=forms.Textarea(attrs={"rows": 14, "cols": 90, "lang": code}),
            )

    def texts(self) -> dict[str, str]:
        """Return the texts by language."""
        return {code: self.cleaned_data.get(f"text_{code}", "") for code, _name in LANGUAGES}

    def tell(self, refusal: InvalidInput) -> None:
        """Put what the service refused beside the fields it refused."""
        for name, sentence in refusal.fields.items():
            self.add_error(name, sentence)


@require_http_methods(["GET", "POST"])
def publish_nomadic_notice(request: HttpRequest) -> HttpResponse:
    """Take the four texts, show them as people will read them, and publish them once confirmed.

    Terms: telavox.7, bt.14, sip.4
    """
    newest = newest_notice()
    begun = {f"text_{code}": text for code, text in texts_of(newest.pk).items()} | {"after": newest.pk}
    form = NoticeForm(request.POST or None, initial=begun)
    shown: list[tuple[str, str, str]] = []
    if form.is_valid() and "edit" not in request.POST:
        try:
            texts = checked_texts(form.texts())
            if "confirmed" in request.POST:
                return _published(request, form)
            shown = [(code, str(name), mark_safe(render_body(texts[code]))) for code, name in LANGUAGES]  # noqa: S308
        except InvalidInput as refusal:
            form.tell(refusal)
        except Stale as refusal:
            return stale_page(request, refusal, differences=_differences(form))
    context = {
        **admin.site.each_context(request),
        "title": gettext("Publier un avis d’usage nomade"),
        "form": form,
        "shown": shown,
        "newest": newest,
    }
    return TemplateResponse(request, "registry/publish_notice.html", context)


def _published(request: HttpRequest, form: NoticeForm) -> HttpResponse:
    notice = publish_notice(
        texts=form.texts(), after=form.cleaned_data["after"], actor=actor_of(request), at=timezone.now()
    )
    sentence = gettext("La version %(number)s est publiée : qui a lu la précédente est à redemander.")
    messages.success(request, sentence % {"number": notice.pk})
    return redirect("admin:registry_nomadicnotice_changelist")


def _differences(form: NoticeForm) -> list[Difference]:
    yours, now = form.texts(), texts_of(newest_notice().pk)
    return [Difference(name, yours[code], now[code]) for code, name in LANGUAGES if yours[code] != now[code]]


cast("HouseAdminSite", admin.site).add_page(
    StaffPage(
        section="registry",
        route="registry/notice/publish/",
        name="publish-nomadic-notice",
        title=_("Publier un avis d’usage nomade"),
        view=publish_nomadic_notice,
        viewers=ADMINISTRATORS,
    )
)
