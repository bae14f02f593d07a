"""The names of the sprite: an icon that is not drawn must not leave an empty square on a page."""

import re
from functools import cache

from django.conf import settings

SPRITE = "img/icons.svg"


@cache
def icon_names() -> frozenset[str]:
    """Return the names drawn in the sprite."""
    drawn = (settings.BASE_DIR / "static" / SPRITE).read_text(encoding="utf-8")
    return frozenset(re.findall(r'<symbol id="([a-z]+)"', drawn))
