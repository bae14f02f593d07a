"""What a deployment must have before it may watch a night."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error


def check_two_ways(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a deployment that reaches people by mail alone.

    Terms: general.7
    Reading: at least two independent ways; without a gateway the second one writes files that nobody reads.
    """
    if settings.PAGE_HTTP_URL:
        return []
    return [
        Error(
            "Pages at night would go by mail alone: PAGE_HTTP_URL is not set.",
            hint="Set PAGE_HTTP_URL and PAGE_HTTP_TOKEN to the gateway that sends short messages.",
            id="desk.E001",
        )
    ]
