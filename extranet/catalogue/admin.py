"""Products, and price lists: a list is published whole, from the prices in force, and never edited."""

from dataclasses import fields as fields_of
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from extranet.backoffice.faces import BackOfficeAdmin, ModelForm, ReadOnlyInline, actor_of
from extranet.catalogue.families import Family
from extranet.catalogue.models import Price, PriceList, Product
from extranet.catalogue.products import ProductFacts, add_product, change_product
from extranet.catalogue.selectors import price_list_in_force, prices_on
from extranet.catalogue.services import PUBLISHERS, publish_price_list
from extranet.look import formats
from extranet.look.forms import DayInput
from extranet.money import to_cents
from extranet.times import brussels_day

FACTS = tuple(field.name for field in fields_of(ProductFacts))


@admin.register(Product)
class ProductAdmin(BackOfficeAdmin):
    """Products. Taken off sale by a flag, never deleted; code and service stay once given."""

    editors = adders = PUBLISHERS
    adding_title = _("Ajouter un produit")
    list_display = ("code", "family", "name_fr", "unit_fr", "position", "is_fax", "is_on_sale")
    list_filter = ("family", "is_retired")
    search_fields = ("code", "name_fr", "name_nl", "name_de", "name_en")
    search_help_text = _("Code ou nom")
    fieldsets = (
        (None, {"fields": ("code", "family", "position", "is_fax", "is_retired")}),
        (_("Noms"), {"fields": ("name_fr", "name_nl", "name_de", "name_en")}),
        (_("Unités"), {"fields": ("unit_fr", "unit_nl", "unit_de", "unit_en")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        """Return the products with whether the list in force prices them."""
        products: QuerySet[Product] = super().get_queryset(request)
        in_force = price_list_in_force(brussels_day(timezone.now()))
        priced = Price.objects.filter(product=OuterRef("pk"), price_list=in_force)
        return products.annotate(is_priced=Exists(priced))

    def get_readonly_fields(self, request: HttpRequest, obj: Product | None = None) -> tuple[str, ...]:
        """Return code and service once the product exists: orders and lines name them."""
        return ("code", "family") if obj else ()

    @admin.display(description=_("en vente"), boolean=True)
    def is_on_sale(self, product: Any) -> bool:
        """Whether it can be ordered today: it has a price and is not retired."""
        return product.is_priced and not product.is_retired

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:
        """Add or change the product."""
        facts = ProductFacts(**{name: form.cleaned_data[name] for name in FACTS})
        actor, at = actor_of(request), timezone.now()
        if change:
            change_product(product_id=obj.pk, facts=facts, actor=actor, at=at)
        else:
            add_product(code=obj.code, family=obj.family, facts=facts, actor=actor, at=at)

    def sentence_after_adding(self, obj: Product) -> str:
        """Say when the product can be ordered."""
        return gettext("%(code)s est ajouté. Il sera en vente avec la prochaine liste de prix qui le contient.") % {
            "code": obj.code
        }


class PriceInline(ReadOnlyInline):
    """The prices of a list."""

    model = Price
    fields = ("product_name", "family", "price")
    readonly_fields = ("product_name", "family", "price")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Price]:
        """Return the prices with their products."""
        prices: QuerySet[Price] = super().get_queryset(request)
        return prices.select_related("product")

    @admin.display(description=_("produit"))
    def product_name(self, price: Price) -> str:
        """Name and code."""
        return f"{price.product.name} ({price.product.code})"

    @admin.display(description=_("service"))
    def family(self, price: Price) -> str:
        """The service."""
        return price.product.get_family_display()

    @admin.display(description=_("par mois, HTVA"))
    def price(self, price: Price) -> str:
        """The monthly price in euros."""
        return formats.unit_price(price.unit_price)


class PublishForm(ModelForm):
    """The day, and one price a product on sale: those fields are added for each request, named by the code."""

    class Meta:
        model = PriceList
        fields = ("valid_from",)
        widgets = {"valid_from": DayInput()}


@admin.register(PriceList)
class PriceListAdmin(BackOfficeAdmin):
    """Price lists. Adding is publishing: the form starts from the prices in force."""

    adders = PUBLISHERS
    adding_title = _("Publier une liste de prix")
    save_label = _("Publier la liste")
    list_display = ("__str__", "valid_from", "is_in_force", "products", "published_at", "published_by_name")
    inlines = (PriceInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PriceList]:
        """Return the lists with the number of their prices, and which one today's orders follow."""
        lists: QuerySet[PriceList] = super().get_queryset(request)
        in_force = price_list_in_force(brussels_day(timezone.now()))
        is_current = ExpressionWrapper(Q(pk=in_force.pk if in_force else None), BooleanField())
        return lists.annotate(price_count=Count("prices"), is_current=is_current)

    @admin.display(description=_("produits"))
    def products(self, price_list: Any) -> int:
        """How many products have a price."""
        return int(price_list.price_count)

    @admin.display(description=_("en vigueur"), boolean=True)
    def is_in_force(self, price_list: Any) -> bool:
        """Whether today's orders take their prices here."""
        return bool(price_list.is_current)

    def get_inlines(self, request: HttpRequest, obj: PriceList | None) -> Any:
        """Return the prices of a list that exists; the form of a new one holds its own."""
        return self.inlines if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: PriceList | None = None) -> Any:
        """Return the facts of a list, or the day and the prices to give, service by service."""
        if obj:
            return [(None, {"fields": ("number", "valid_from", "published_at", "published_by_name")})]
        on_sale = self._on_sale()
        by_family = {family: [one.code for one in on_sale if one.family == family] for family in Family}
        prices = [(family.label, {"fields": codes}) for family, codes in by_family.items() if codes]
        return [(None, {"fields": ("valid_from",), "description": _outcome()}), *prices]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form of publishing, with a field for each product on sale."""
        if obj:
            return super().get_form(request, obj, change, **kwargs)
        current = {price.product_id: price.unit_price for price in prices_on(brussels_day(timezone.now()))}
        fields = {one.code: _price_field(one, current.get(one.pk)) for one in self._on_sale()}
        form = cast("Any", type(PublishForm))("PublishForm", (PublishForm,), fields)
        return super().get_form(request, obj, change, form=form, **kwargs)

    def _on_sale(self) -> list[Product]:
        return list(Product.objects.filter(is_retired=False))

    def save_model(self, request: HttpRequest, obj: PriceList, form: Any, change: bool) -> None:
        """Publish the list."""
        codes = [product.code for product in self._on_sale()]
        published = publish_price_list(
            prices={code: form.cleaned_data[code] for code in codes},
            valid_from=form.cleaned_data["valid_from"],
            actor=actor_of(request),
            at=timezone.now(),
        )
        obj.number = published.number

    def sentence_after_adding(self, obj: PriceList) -> str:
        """Say from when the prices hold."""
        facts = {"list": obj, "day": formats.day(obj.valid_from)}
        return gettext("La liste %(list)s est publiée. Les commandes prennent ses prix dès le %(day)s.") % facts


def _outcome() -> str:
    return gettext(
        "La liste publiée ne change plus. Les commandes passées dès ce jour prennent ses prix ; "
        "celles passées avant gardent les leurs."
    )


def _price_field(product: Product, current: Decimal | None) -> forms.DecimalField:
    return forms.DecimalField(
        label=capfirst(product.name),
        help_text=product.unit,
        initial=None if current is None else _shortest(current),
        min_value=0,
        max_digits=12,
        decimal_places=4,
    )


def _shortest(price: Decimal) -> Decimal:
    """Return the price with two decimals where four say no more."""
    cents = to_cents(price)
    return cents if cents == price else price
