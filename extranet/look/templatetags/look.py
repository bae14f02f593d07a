"""Tags and filters of pages. `docs/look.md` shows each."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from extranet.look import formats
from extranet.look.addresses import address
from extranet.look.forms import first_control_id, kind_of
from extranet.look.icons import SPRITE, icon_names
from extranet.look.parts import Badge, Step, Text, Tone

register = template.Library()
register.filter("initials", formats.initials)
register.filter("enterprise_number", formats.enterprise_number)
register.filter("control_kind", kind_of)


# ---------- Figures and dates ----------
@register.filter
def money(amount: Decimal | None) -> str:
    """Euros with two decimals; nothing for nothing."""
    return "" if amount is None else formats.money(amount)


@register.filter
def unit_price(amount: Decimal | None) -> str:
    """A price of one unit, two to four decimals; nothing for nothing."""
    return "" if amount is None else formats.unit_price(amount)


@register.filter
def quantity(number: int | Decimal | None) -> str:
    """A count or a measure; nothing for nothing."""
    return "" if number is None else formats.quantity(number)


@register.filter
def day(on: date | None, style: str = "long") -> str:
    """A day in words, `long`, `weekday` or `short`; nothing for nothing."""
    return "" if on is None else formats.day(on, style)


@register.filter
def instant(at: datetime | None, style: str = "") -> str:
    """Day and time in Brussels, with `"seconds"` for evidence; nothing for nothing."""
    return "" if at is None else formats.instant(at, exact=style == "seconds")


@register.filter
def time_of_day(at: datetime | None) -> str:
    """The time in Brussels; nothing for nothing."""
    return "" if at is None else formats.time_of_day(at)


# ---------- Small parts ----------
@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """An icon of the sprite, always beside a word. Raises ValueError for a name that is not drawn."""
    if name not in icon_names():
        raise ValueError(f"{name!r} is not in {SPRITE}")
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f"icon {classes}".strip(),
        static(SPRITE),
        name,
    )


@register.simple_tag
def clause(name: str) -> SafeString:
    """The number of a clause, linked to the text where the terms can be read from here."""
    part, _, _ = name.partition(".")
    url = address("terms:read-part", part=part)
    if not url:
        return format_html('<span class="clause">{}</span>', name)
    return format_html('<a class="clause" href="{}#{}">{}</a>', url, name.replace(".", "-"), name)


@register.inclusion_tag("look/_badge.html")
def badge(state: Badge | None = None, *, label: Text = "", tone: str = "", icon: str = "") -> dict[str, Any]:
    """The word of a state, from a `Badge` or from its parts. Raises ValueError for an unknown tone."""
    return {"state": state or Badge(label=label, tone=Tone(tone), icon=icon)}


@register.simple_block_tag
def crumbs(content: str) -> SafeString:
    """The trail of parents; content is `<li>`s."""
    return format_html('<nav aria-label="{}"><ol class="crumbs">{}</ol></nav>', gettext("Fil d’Ariane"), content)


@register.inclusion_tag("look/_stepper.html")
def stepper(steps: Iterable[Step], current: str, *, label: Text = "") -> dict[str, Any]:
    """The steps of a path; those before `current` are done."""
    listed = list(steps)
    reached = [step.key for step in listed].index(current)
    return {
        "steps": [(step, place < reached) for place, step in enumerate(listed)],
        "current": current,
        "label": label,
    }


# ---------- Forms ----------
@register.simple_tag
def control(bound: forms.BoundField, *, label: Text = "", mid: bool = False) -> SafeString:
    """The control alone, drawn as ours; `label` names it where no visible label does."""
    attrs: dict[str, Any] = {"aria-label": label} if label else {}
    if kind_of(bound) in ("line", "group"):
        own = str(bound.field.widget.attrs.get("class", ""))
        attrs["class"] = f"input{' mid' if mid else ''} {own}".strip()
    return bound.as_widget(attrs=attrs)


@register.simple_tag
def field(
    bound: forms.BoundField, *, wide: bool = False, mid: bool = False, label: Text = "", hint: Text = ""
) -> SafeString:
    """A whole field: label, control, hint and error, tied to each other."""
    if label:
        bound.label = label
    if hint:
        bound.help_text = hint
    return render_to_string("look/_field.html", {"field": bound, "wide": wide, "mid": mid})


@register.inclusion_tag("look/_error_summary.html")
def error_summary(form: "forms.BaseForm | forms.BaseFormSet[Any]", title: Text = "") -> dict[str, Any]:
    """What must be corrected, on top, with links to the fields; nothing when there is nothing."""
    single = [form] if isinstance(form, forms.BaseForm) else form.forms
    general = [] if isinstance(form, forms.BaseForm) else list(form.non_form_errors())
    answers = []
    for one in single:
        general += one.non_field_errors()
        general += [error for hidden in one.hidden_fields() for error in hidden.errors]
        answers += [
            (first_control_id(bound), bound.label, str(bound.label)[-1:] in "?.", bound.errors)
            for bound in one.visible_fields()
            if bound.errors
        ]
    count = len(answers)
    return {
        "title": title or gettext("Rien n’a été enregistré."),
        "to_correct": ngettext("Une réponse est à corriger.", "%(count)s réponses sont à corriger.", count)
        % {"count": count}
        if count
        else "",
        "general": general,
        "answers": answers,
    }


# ---------- Lists ----------
@register.inclusion_tag("look/_pager.html", takes_context=True)
def pager(context: Context, page_obj: Page[Any]) -> dict[str, Any]:
    """Where the reader is in a long list, and the other pages."""
    pages = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    return {"request": context["request"], "page_obj": page_obj, "pages": list(pages)}


@register.inclusion_tag("look/_sort_header.html", takes_context=True)
def sort_header(
    context: Context, name: str, label: Text, *, numeric: bool = False, default: str = ""
) -> dict[str, Any]:
    """The head of a column that sorts; a second press turns the order round."""
    request = context["request"]
    in_force = request.GET.get("sort", default)
    direction = {name: "ascending", f"-{name}": "descending"}.get(in_force, "")
    following = f"-{name}" if direction == "ascending" else name
    return {
        "request": request,
        "label": label,
        "numeric": numeric,
        "direction": direction,
        "following": following,
    }
