"""`{% more_files key %}`: the control that adds files to a message, with what is taken as the settings say."""

from typing import Any

from django import template

from support.files import ACCEPTED, taken_words

register = template.Library()


@register.inclusion_tag("support/_more_files.html")
def more_files(key: str) -> dict[str, Any]:
    """Draw the control. `key`: what makes its id one of a kind on the page."""
    return {"key": key, "accepted": ACCEPTED, "taken": taken_words()}
