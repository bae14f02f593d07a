"""Files as people send them, and as attackers do; all made here, none from outside."""

import struct
import zlib
from io import BytesIO
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

GPS: Final = 0x8825
HTML: Final = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'
PROGRAM: Final = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200
PDF: Final = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
LOG: Final = "10:01 INVITE 02 226 88 00 échoue\n<134>Nov 24 10:02 sip: <?xml …> 486\n".encode()
WAV: Final = b"RIFF" + struct.pack("<I", 36 + 8) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
RECORDING: Final = WAV + b"data" + struct.pack("<I", 8) + b"\x00" * 8
MP3: Final = (b"\xff\xfb\x90\x64" + b"\x00" * 413) * 3
CAPTURE: Final = b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00" + b"\x00" * 16


def photo(*, size: tuple[int, int] = (60, 40), kind: str = "JPEG", with_place: bool = False, turned: int = 1) -> bytes:
    """Return a picture; `with_place`: with the coordinates a phone writes, `turned`: its EXIF orientation."""
    picture = Image.new("RGB", size, (200, 30, 30))
    exif = picture.getexif()
    if turned != 1:
        exif[0x0112] = turned
    if with_place:
        exif[0x010F] = "Phone of Dora"
        exif.get_ifd(GPS)[2] = (50.0, 50.0, 1.0)
    written = BytesIO()
    if kind == "GIF":
        other = Image.new("RGB", size, (0, 0, 200))
        picture.save(written, kind, save_all=True, append_images=[other])
    else:
        picture.save(written, kind, **({"exif": exif} if turned != 1 or with_place else {}))
    return written.getvalue()


def bomb(*, side: int = 20_000) -> bytes:
    """Return a PNG of a few bytes that claims four hundred million pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00" * 50)) + chunk(b"IEND", b"")
    )


def upload(name: str, content: bytes, content_type: str = "application/octet-stream") -> SimpleUploadedFile:
    """Return a file as a browser posts it, with whatever type it claims."""
    return SimpleUploadedFile(name, content, content_type)
