"""The calendar behind its signed address: no sign-in, nothing but who is on call."""

from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import override
from django.views.decorators.http import require_safe

from extranet.accounts.permissions import anonymous
from support.desk.rota.feed import calendar_for, feed_of


@anonymous
@require_safe
def rota_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give the calendar; 304 while the reader has it already, 404 for an address that is none or was renewed.

    Terms: general.7
    """
    feed = feed_of(token)
    if feed is None:
        raise Http404
    with override(feed.reader.language):
        body = calendar_for(feed, timezone.now())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag = f'"{sha256(body).hexdigest()[:32]}"'
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Content-Disposition"] = 'inline; filename="garde.ics"'
    return get_conditional_response(request, etag=etag, response=response) or response
