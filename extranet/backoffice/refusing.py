"""A service's refusal, told on the form of the admin beside what the person typed."""

from collections.abc import Callable
from typing import Any, cast

from django import forms

from extranet.errors import InvalidInput, Refusal


def refused(form: type[forms.BaseForm], refusal: Refusal) -> Any:
    """Return `form` with the refusal among its errors, at the fields it names."""
    sentences = dict(refusal.fields) if isinstance(refusal, InvalidInput) else {}

    def clean(self: Any) -> Any:
        cleaned = cast("Any", form).clean(self)
        for name, sentence in sentences.items():
            self.add_error(name if name in self.fields else None, sentence)
        if not sentences:
            self.add_error(None, str(refusal))
        return cleaned

    members: dict[str, Callable[..., Any]] = {"clean": clean}
    return cast("Any", type(form))(f"Refused{form.__name__}", (form,), members)
