"""How forms are drawn: `FORM_RENDERER`, and controls that Django does not have."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.renderers import TemplatesSetting

from extranet.look.parts import Text


class HouseRenderer(TemplatesSetting):
    """Draws a plain `{{ form }}` with the fields of the house. The admin keeps its own."""

    form_template_name = "look/form.html"
    field_template_name = "look/_field.html"
    formset_template_name = "look/formset.html"


class DayInput(forms.DateInput):
    """A day, picked with the browser's calendar; such a control takes ISO days whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class FilesInput(forms.FileInput):
    """A control that takes several files. `accept`: what a phone offers to choose from; the content decides."""

    allow_multiple_selected = True

    def __init__(self, accept: str) -> None:
        super().__init__(attrs={"multiple": True, "accept": accept})


class FilesField(forms.Field):
    """Several files, as they came; the service says which are taken."""

    def __init__(self, *, accept: str, label: Text, help_text: Text) -> None:
        super().__init__(required=False, label=label, help_text=help_text, widget=FilesInput(accept))

    def clean(self, value: Any) -> list["UploadedFile[Any]"]:
        """Return the files that came."""
        return [one for one in value or () if isinstance(one, UploadedFile)]


class ExplainedRadios(forms.RadioSelect):
    """Radios with a line of explanation for some choices. `explanations`: value → sentence."""

    def __init__(self, *, explanations: Mapping[str, Text], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.explanations = explanations

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["explanation"] = self.explanations.get(str(value), "")
        return option


def kind_of(bound: forms.BoundField) -> str:
    """Return how a field is laid out: check, choices (radios), checks, group (several controls) or line."""
    widget = bound.field.widget
    if isinstance(widget, forms.RadioSelect) and not isinstance(widget, forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checks"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "group" if widget.use_fieldset else "line"


def first_control_id(bound: forms.BoundField) -> str:
    """Return the id an error links to: the control, or the first of a group."""
    if kind_of(bound) in ("choices", "checks", "group"):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id
