"""Fields and error summaries: what a screen reader hears is what the eye sees."""

from typing import Any

import pytest
from django import forms

from extranet.look.forms import DayInput, ExplainedRadios
from tests.look.stage import rendered


class ClientForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label="Dénomination",
        help_text="Comme à la Banque.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    town = forms.CharField(label="Commune", required=False, widget=forms.TextInput(attrs={"class": "own"}))
    language = forms.ChoiceField(label="Langue", choices=[("fr", "français")])
    use = forms.ChoiceField(
        label="Usage",
        choices=[("voice", "Téléphonie"), ("alarm", "Alarme")],
        widget=ExplainedRadios(explanations={"alarm": "Refusé."}),
        help_text="Un seul.",
    )
    told = forms.MultipleChoiceField(
        label="Prévenir", choices=[("c", "Le client")], widget=forms.CheckboxSelectMultiple, required=False
    )
    since = forms.DateField(label="Dès le", widget=DayInput, required=False)
    plan = forms.FileField(label="Plan", required=False)
    accepted = forms.BooleanField(label="J’accepte", help_text="En un seul acte.")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        if self.data.get("town") == "Nulle part":
            raise forms.ValidationError("Ce client existe déjà.")
        return self.cleaned_data


def test_a_label_names_its_control() -> None:
    drawn = rendered("{% field form.name %}", form=ClientForm())
    assert '<label for="id_name">Dénomination</label>' in drawn
    assert 'id="id_name"' in drawn
    assert 'class="input"' in drawn
    assert 'autocomplete="organization"' in drawn


def test_a_hint_is_read_with_its_control() -> None:
    drawn = rendered("{% field form.name %}", form=ClientForm())
    assert 'aria-describedby="id_name_helptext"' in drawn
    assert '<span class="hint" id="id_name_helptext">Comme à la Banque.</span>' in drawn


def test_an_error_is_read_with_its_control() -> None:
    drawn = rendered("{% field form.name %}", form=ClientForm({}))
    assert 'class="field bad"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn
    assert 'id="id_name_error"' in drawn


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert "(facultatif)" in rendered("{% field form.town %}", form=ClientForm())
    assert "(facultatif)" not in rendered("{% field form.name %}", form=ClientForm())


def test_a_widget_keeps_the_class_it_had() -> None:
    assert 'class="input mid own"' in rendered("{% field form.town mid=True %}", form=ClientForm())


def test_label_and_hint_can_be_said_by_the_page() -> None:
    drawn = rendered('{% field form.town label="Localité" hint="En français." wide=True %}', form=ClientForm())
    assert ">Localité <" in drawn
    assert 'aria-describedby="id_town_helptext"' in drawn
    assert 'class="field full"' in drawn


def test_radios_are_a_group_with_a_legend_and_explanations() -> None:
    drawn = rendered("{% field form.use %}", form=ClientForm({}))
    assert '<fieldset class="field bad" aria-describedby="id_use_helptext id_use_error">' in drawn
    assert "<legend>Usage</legend>" in drawn
    assert '<div class="choices">' in drawn
    assert '<label class="check" for="id_use_1">' in drawn
    assert '<span class="hint">Refusé.</span>' in drawn
    assert 'class="input"' not in drawn


def test_check_boxes_are_a_group_without_frame() -> None:
    drawn = rendered("{% field form.told %}", form=ClientForm())
    assert "<legend>Prévenir" in drawn
    assert "choices" not in drawn
    assert 'for="id_told_0"' in drawn


def test_one_check_box_stands_in_its_label() -> None:
    drawn = rendered("{% field form.accepted %}", form=ClientForm({}))
    assert '<label class="check" for="id_accepted">' in drawn
    assert 'aria-describedby="id_accepted_helptext id_accepted_error"' in drawn
    assert 'id="id_accepted_helptext"' in drawn


def test_a_day_is_given_to_the_browser_as_it_wants_it() -> None:
    drawn = rendered("{% field form.since %}", form=ClientForm({"since": "2026-11-24"}))
    assert 'type="date"' in drawn
    assert 'value="2026-11-24"' in drawn


def test_a_hidden_field_is_drawn_bare() -> None:
    assert rendered("{% field form.version %}", form=ClientForm()) == (
        '<input type="hidden" name="version" id="id_version">'
    )


def test_a_control_alone_is_named() -> None:
    drawn = rendered('{% control form.language label="Langue du client" %}', form=ClientForm())
    assert 'aria-label="Langue du client"' in drawn
    assert "<label" not in drawn


def test_a_plain_form_has_the_fields_of_the_house() -> None:
    drawn = rendered("{{ form }}", form=ClientForm({"town": "Nulle part"}))
    assert drawn.count('class="field') == 8
    assert 'class="banner danger full" role="alert"' in drawn
    assert '<input type="hidden" name="version" id="id_version">' in drawn


def test_a_summary_counts_and_links_the_answers_to_correct() -> None:
    drawn = rendered('{% error_summary form "Rien n’est commandé." %}', form=ClientForm({"language": "fr"}))
    assert 'role="alert" tabindex="-1" autofocus' in drawn
    assert "<h2>Rien n’est commandé. 3 réponses sont à corriger.</h2>" in drawn
    assert '<a href="#id_name">Dénomination : ' in drawn
    assert '<a href="#id_use_0">Usage : ' in drawn
    assert '<a href="#id_accepted">' in drawn


def test_one_answer_is_counted_in_the_singular() -> None:
    form = ClientForm({"language": "fr", "use": "voice", "accepted": "on"})
    assert "Rien n’a été enregistré. Une réponse est à corriger." in rendered("{% error_summary form %}", form=form)


def test_what_no_field_caused_is_said_without_a_link() -> None:
    drawn = rendered("{% error_summary form %}", form=ClientForm({"town": "Nulle part"}))
    assert "<li>Ce client existe déjà.</li>" in drawn


@pytest.mark.parametrize("form", [ClientForm(), None])
def test_no_summary_without_errors(form: ClientForm | None) -> None:
    drawn = rendered("{% error_summary form %}", form=form or forms.formset_factory(ClientForm)())
    assert drawn == ""


def test_a_summary_of_several_forms_links_into_each() -> None:
    lines = forms.formset_factory(ClientForm, extra=0, min_num=2, validate_min=True)
    given = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "A", "form-1-name": "B"}
    drawn = rendered("{% error_summary form %}", form=lines(given))
    assert 'href="#id_form-0-accepted"' in drawn
    assert 'href="#id_form-1-accepted"' in drawn


def test_a_plain_formset_draws_its_forms_and_its_count() -> None:
    drawn = rendered("{{ formset }}", formset=forms.formset_factory(ClientForm, extra=2)())
    assert 'name="form-TOTAL_FORMS" value="2"' in drawn
    assert 'for="id_form-1-name"' in drawn
