"""Forms about invoices."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _


class InvoiceFilter(forms.Form):
    """What narrows the list of invoices: the year of the months billed."""

    year = forms.TypedChoiceField(required=False, label=_("Année"), coerce=int, empty_value=None)

    def __init__(self, data: QueryDict, *, years: Iterable[int]) -> None:
        super().__init__(data)
        year = self.fields["year"]
        assert isinstance(year, forms.TypedChoiceField)
        year.choices = [("", _("Toutes les années")), *((str(one), str(one)) for one in years)]
