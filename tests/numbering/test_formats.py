"""Numbers as Belgians write them, in code and in templates."""

import pytest
from django.template import Context, Template

from extranet.numbering.formats import written, written_at_home, written_block
from extranet.numbering.models import Holding
from tests.contracts import hold


def spaced(text: str) -> str:
    """Return the text with plain spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("number", "abroad", "home"),
    [
        (3222268800, "+32 2 226 88 00", "02 226 88 00"),
        (3242234567, "+32 4 223 45 67", "04 223 45 67"),
        (3292234567, "+32 9 223 45 67", "09 223 45 67"),
        (3267123456, "+32 67 12 34 56", "067 12 34 56"),
        (3280212345, "+32 80 21 23 45", "080 21 23 45"),
        (32478123456, "+32 478 12 34 56", "0478 12 34 56"),
        (3280012345, "+32 800 12 345", "0800 12 345"),
        (3290212345, "+32 902 12 345", "0902 12 345"),
        (3278151234, "+32 78 15 12 34", "078 15 12 34"),
        (3270223344, "+32 70 22 33 44", "070 22 33 44"),
    ],
)
def test_each_kind_has_its_groups(number: int, abroad: str, home: str) -> None:
    assert spaced(written(number)) == abroad
    assert spaced(written_at_home(number)) == home
    assert " " not in written(number)


def test_a_number_of_elsewhere_keeps_its_digits() -> None:
    assert written(33142685300) == "+33142685300"
    with pytest.raises(ValueError, match="not a Belgian number"):
        written_at_home(33142685300)


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (3222268800, 3222268800, "+32 2 226 88 00"),
        (3222268800, 3222268899, "+32 2 226 88 00 – 99"),
        (3222268850, 3222269049, "+32 2 226 88 50 – 90 49"),
        (3222268800, 3222270000, "+32 2 226 88 00 – +32 2 227 00 00"),
        (3280012300, 3280012399, "+32 800 12 300 – 399"),
        (3222268800, 32478123456, "+32 2 226 88 00 – +32 478 12 34 56"),
    ],
)
def test_a_block_says_what_differs(first: int, last: int, shown: str) -> None:
    assert spaced(written_block(first, last)) == shown


@pytest.mark.django_db
def test_templates_write_numbers_and_blocks() -> None:
    template = Template("{% load numbers %}{{ one|number }}|{{ none|number }}|{{ holding|block }}|{{ none|block }}")
    holding: Holding = hold()
    page = template.render(Context({"one": 3222268800, "none": None, "holding": holding}))
    assert spaced(page) == "+32 2 226 88 00||+32 2 226 88 00 – 99|"
    assert str(holding) == written_block(holding.first, holding.last)
