"""The marks of two invented partners, drawn: a picture file would be somebody's."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

SIZE: Final = 416
SHOWN: Final = 104
WHITE: Final = "#ffffff"


def _river(pen: ImageDraw.ImageDraw, colour: str) -> None:
    pen.rounded_rectangle((0, 0, SIZE, SIZE), radius=96, fill=colour)
    for top in (96, 208):
        pen.arc((40, top, 208, top + 120), 180, 360, fill=WHITE, width=36)
        pen.arc((172, top - 4, 376, top + 124), 0, 180, fill=WHITE, width=36)


def _dyke(pen: ImageDraw.ImageDraw, colour: str) -> None:
    pen.ellipse((0, 0, SIZE, SIZE), fill=colour)
    for left in (92, 180, 268):
        pen.polygon([(left, 316), (left + 56, 316), (left + 108, 100), (left + 52, 100)], fill=WHITE)


DRAWINGS: Final[Mapping[str, Callable[[ImageDraw.ImageDraw, str], None]]] = {"senne": _river, "dijle": _dyke}


def mark_of(schema: str, colour: str) -> bytes | None:
    """Return a partner's mark as PNG; None for one that sells under the operator's."""
    drawing = DRAWINGS.get(schema)
    if drawing is None:
        return None
    picture = Image.new("RGBA", (SIZE, SIZE), (0, 0, 0, 0))
    drawing(ImageDraw.Draw(picture), colour)
    out = BytesIO()
    picture.resize((SHOWN, SHOWN), Image.Resampling.LANCZOS).save(out, format="PNG")
    return out.getvalue()
