"""Which provider serves a way."""

from django.conf import settings

from support.desk.models import WayKind
from support.desk.providers.base import Addressed, Message, NotSent, Provider
from support.desk.providers.gateway import FileProvider, HttpProvider
from support.desk.providers.mail import MailProvider


class MissingProvider:
    """A road that production does not have: every step fails with its reason, for all to see."""

    def send(self, step: Addressed, message: Message) -> None:
        """Raise NotSent."""
        raise NotSent("PAGE_HTTP_URL is not set")


def provider_for(kind: str) -> Provider:
    """Return the provider of a kind of way, by the settings of the moment. Raises ValueError for no such kind."""
    match WayKind(kind):
        case WayKind.EMAIL:
            return MailProvider()
        case WayKind.HTTP:
            if settings.PAGE_HTTP_URL:
                return HttpProvider()
            return MissingProvider() if settings.IS_PRODUCTION else FileProvider()
