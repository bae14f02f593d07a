"""Reading the terms, and the certificates of who accepted them."""

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from extranet.accounts.permissions import Right, needs, signed_in
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest
from extranet.terms import certificate as certificates
from extranet.terms.models import Acceptance, Part
from extranet.terms.presenting import text_to_read
from extranet.terms.selectors import acceptances_visible_to, find_certificate, is_intact
from extranet.times import brussels_day


@signed_in
@require_safe
def read_part(request: HttpRequest, part: str) -> HttpResponse:
    """Show a part of the terms: what is in force or `?version=`, in the reader's language or `?language=`.

    Terms: general.1
    """
    if part not in Part.values:
        raise Http404
    reading = text_to_read(
        part=Part(part),
        day=brussels_day(timezone.now()),
        number=request.GET.get("version", ""),
        language=request.GET.get("language", "") or get_language() or "",
    )
    if reading is None:
        raise Http404
    return render(request, "terms/read_part.html", {"reading": reading, "parts": Part})


@needs(Right.READ_ACCEPTANCES)
@require_safe
def certificate(request: HttpRequest, acceptance_id: UUID) -> HttpResponse:
    """Show the certificate of an acceptance, in the language of the texts accepted.

    Terms: general.1
    """
    shown = _certificate(request, acceptance_id)
    return render(request, "terms/certificate.html", {"certificate": shown})


@needs(Right.READ_ACCEPTANCES)
@require_safe
def certificate_pdf(request: HttpRequest, acceptance_id: UUID) -> HttpResponse:
    """Send the certificate as PDF.

    Terms: general.1
    """
    shown = _certificate(request, acceptance_id)
    pdf = certificates.certificate_pdf(shown)
    name = f"{shown.acceptance.number}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@needs(Right.READ_ACCEPTANCES)
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Say whether a certificate's number or digest is in the register, and whether its digest still holds.

    Terms: general.1
    """
    words = request.GET.get("certificate", "").strip()
    found = find_certificate(cast("HouseRequest", request).person, words) if words else None
    context = {"words": words, "found": found, "is_intact": found is not None and is_intact(found)}
    return render(request, "terms/verify.html", context)


def _certificate(request: HttpRequest, acceptance_id: UUID) -> certificates.Certificate:
    house = cast("HouseRequest", request)
    acceptance: Acceptance = get_object_or_404(acceptances_visible_to(house.person), pk=acceptance_id)
    return certificates.certificate_of(acceptance, cast("Partner", house.partner))
