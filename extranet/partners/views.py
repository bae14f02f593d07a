"""A partner's look, as every page loads it, and the page where its administrator changes it."""

from hashlib import sha256

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import etag, require_http_methods, require_safe

from extranet.errors import InvalidInput
from extranet.partners.access import anonymous, needs
from extranet.partners.forms import BrandingForm
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest
from extranet.partners.services import change_branding

OPERATOR_COLOUR = Partner._meta.get_field("brand_colour").default


def _colour(request: HouseRequest) -> str:
    return str(request.partner.brand_colour if request.partner else OPERATOR_COLOUR)


def _tag_of_colour(request: HouseRequest) -> str:
    return f'"{_colour(request)}"'


def _logo(request: HouseRequest) -> bytes:
    return bytes(request.partner.logo or b"") if request.partner else b""


def _tag_of_logo(request: HouseRequest) -> str | None:
    logo = _logo(request)
    return f'"{sha256(logo).hexdigest()[:32]}"' if logo else None


@anonymous
@require_safe
@etag(_tag_of_colour)
def brand_css(request: HouseRequest) -> HttpResponse:
    """Send the partner's colour as the one line of its style sheet."""
    return _kept(HttpResponse(f":root {{ --brand: {_colour(request)}; }}\n", content_type="text/css"))


@anonymous
@require_safe
@etag(_tag_of_logo)
def brand_logo(request: HouseRequest) -> HttpResponse:
    """Send the partner's logo: the PNG we encoded ourselves."""
    logo = _logo(request)
    if not logo:
        raise Http404
    response = _kept(HttpResponse(logo, content_type="image/png"))
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _kept(response: HttpResponse) -> HttpResponse:
    """Let browsers keep an answer and ask each time whether it is still the right one."""
    response["Cache-Control"] = "private, no-cache"
    return response


@needs("read_settings")
@require_http_methods(["GET", "POST"])
def settings(request: HouseRequest) -> HttpResponse:
    """Show the look and the support contact; holders of the right change them."""
    may_edit = request.person.may("edit_branding")
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    # Another instance than the page's: a refused answer must not colour the page.
    partner = Partner.objects.get(pk=request.partner and request.partner.pk)
    form = BrandingForm(request.POST or None, request.FILES or None, instance=partner)
    if request.method == "POST" and form.is_valid() and _change(request, form):
        messages.success(request, _("La nouvelle apparence est en place."))
        return redirect("partners:settings")
    context = {"form": form, "may_edit": may_edit, "house": request.partner}
    return render(request, "partners/settings.html", context)


def _change(request: HouseRequest, form: BrandingForm) -> bool:
    """Change the look; False when the service refuses the picture, which the form then tells."""
    try:
        change_branding(
            partner=form.instance,
            changes=form.texts(),
            logo=form.logo_content(),
            actor=request.person.user,
            at=timezone.now(),
        )
    except InvalidInput as refusal:
        for name, sentence in refusal.fields.items():
            form.add_error(name, sentence)
        return False
    return True
