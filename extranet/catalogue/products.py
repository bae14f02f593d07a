"""Writes about products: a new one, and what may change of one that is on sale."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.models import User
from extranet.audit import services as audit
from extranet.catalogue.models import Product
from extranet.catalogue.services import PUBLISHERS
from extranet.errors import InvalidInput, NotAllowed


@dataclass(frozen=True)
class ProductFacts:
    """What may change of a product; orders placed keep the name and unit they were placed with."""

    name_fr: str
    name_nl: str
    name_de: str
    name_en: str
    unit_fr: str
    unit_nl: str
    unit_de: str
    unit_en: str
    is_fax: bool
    position: int
    is_retired: bool


@transaction.atomic
def add_product(*, code: str, family: str, facts: ProductFacts, actor: User, at: datetime) -> Product:
    """Add a product. It goes on sale with the next price list that holds it. Raises NotAllowed, InvalidInput."""
    _require_publisher(actor)
    product = Product(code=code, family=family, **asdict(facts))
    _check(product)
    product.save(force_insert=True)
    changes = {"code": code, "family": family, **asdict(facts)}
    audit.record(actor=actor, act="product.added", target=product, at=at, changes=changes)
    return product


@transaction.atomic
def change_product(*, product_id: int, facts: ProductFacts, actor: User, at: datetime) -> Product:
    """Change names, units and place of a product, or take it off sale. Its code and service stay.

    Raises Product.DoesNotExist, NotAllowed, InvalidInput.
    """
    _require_publisher(actor)
    product = Product.objects.select_for_update().get(pk=product_id)
    changes = {
        name: [getattr(product, name), value]
        for name, value in asdict(facts).items()
        if getattr(product, name) != value
    }
    if not changes:
        return product
    for name, (_before, after) in changes.items():
        setattr(product, name, after)
    _check(product)
    product.save(update_fields=list(changes))
    audit.record(actor=actor, act="product.changed", target=product, at=at, changes=changes)
    return product


def _require_publisher(actor: User) -> None:
    if actor.staff_role not in PUBLISHERS:
        raise NotAllowed(
            _("Seules les finances et les administrateurs de l’opérateur changent le catalogue."),
            code="catalogue_is_for_staff",
        )


def _check(product: Product) -> None:
    try:
        product.full_clean()
    except ValidationError as error:
        fields = {name: " ".join(sentences) for name, sentences in error.message_dict.items()}
        raise InvalidInput(_("Le produit n’est pas enregistré."), code="product", fields=fields) from error
