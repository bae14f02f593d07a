"""A photo that somebody attached, drawn: a telephone whose screen says that it is not registered."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 960, 720
DESK, CASE, SCREEN, KEY, INK = "#b9a88f", "#23262b", "#cfe3d4", "#4a4f57", "#17211b"
LINES: Final = (("11:20", 40), ("02 899 01 20", 56), ("Non enregistré", 72), ("Code 408", 40))


def photo_of_a_telephone() -> bytes:
    """Return the photo as PNG."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), DESK)
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((120, 60, 840, 660), radius=48, fill=CASE)
    pen.rounded_rectangle((180, 110, 780, 420), radius=16, fill=SCREEN)
    top = 124
    for text, size in LINES:
        pen.text((210, top), text, fill=INK, font=ImageFont.load_default(size))
        top += size + 16
    for number in range(12):
        left, row = 250 + number % 4 * 124, 452 + number // 4 * 64
        pen.rounded_rectangle((left, row, left + 92, row + 44), radius=10, fill=KEY)
    out = BytesIO()
    picture.save(out, format="PNG")
    return out.getvalue()
