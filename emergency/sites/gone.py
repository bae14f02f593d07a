"""What went away between the page and the click: closed, retired, given back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse

from extranet.clients.models import Client, Device, Site
from extranet.numbering.models import Holding


def gone_is_404(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 404, as for whatever is not there, when a service does not find it any more."""

    @wraps(view)
    def told(*args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except (Client.DoesNotExist, Site.DoesNotExist, Device.DoesNotExist, Holding.DoesNotExist) as error:
            raise Http404 from error

    return told
