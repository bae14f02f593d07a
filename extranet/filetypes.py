"""What a file is, by its content and never by its name; and what is kept of it. Pure.

Pictures are decoded and written anew: nothing but what one sees is kept, no place, no device, no hidden second file.

Terms: general.7
Reading: allowed is what shows a fault: photos and screenshots, PDF, plain text (CSV, log), recordings (WAV, MP3) and
network captures. Archives are refused: nobody sees what they hold.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import pillow_heif
import puremagic
from PIL import Image, ImageOps

pillow_heif.register_heif_opener()

LONGEST_SIDE: Final = 2560
MOST_PIXELS: Final = 52_000_000
LONGEST_STEM: Final = 100
JPEG_QUALITY: Final = 85
PICTURES: Final = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
HEIF_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})
TEXT_ENDINGS: Final = frozenset({"txt", "csv", "log"})
PCAP_MAGICS: Final = frozenset({b"\xa1\xb2\xc3\xd4", b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\x4d\x3c\xb2\xa1"})
PCAPNG_ORDERS: Final = frozenset({b"\x1a\x2b\x3c\x4d", b"\x4d\x3c\x2b\x1a"})
# What a browser would run or draw, and what a shell would run, whatever it calls itself.
_MARKUP: Final = re.compile(
    r"^\s*<(\?xml|!--)|<\s*(!doctype|html|head|body|script|svg|style|iframe|object|embed|img)\b|<\?php", re.IGNORECASE
)
# A log may quote markup further down: browsers guess from the beginning only, and are told not to guess.
_GUESSED_FROM: Final = 2048
# Hidden to people and meant for programs: no log or table holds them.
_UNREADABLE: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_DANGEROUS: Final = ("x-msdownload", "x-dosexec", "x-executable", "x-elf", "x-mach-binary", "java-archive", "svg")
_EOF_WITHIN: Final = 1024


@dataclass(frozen=True)
class Kept:
    """What is kept of a file: clean bytes, their type, and the ending that its name gets."""

    content: bytes
    content_type: str
    ending: str


class NotAllowed(ValueError):
    """The content is none of what is taken."""


def kept_of(content: bytes, name: str) -> Kept:
    """Return what is kept of a file. The name only chooses between the endings of plain text.

    Raises NotAllowed for any other content, for one that only looks like an allowed one, and for a picture too large
    to be opened.
    """
    for looks_like, read in _READERS.items():
        if looks_like(content):
            return _without_danger(content, read(content))
    return _text(content, name)


def clean_name(name: str, ending: str) -> str:
    """Return a name without path, control or direction characters, with the ending of its content."""
    whole = readable(name)
    stem = (whole.rpartition(".")[0] or whole).strip(". ")[:LONGEST_STEM].strip(". ")
    return f"{stem or 'fichier'}.{ending}"


def readable(name: str) -> str:
    """Return the last part of a name as people may read it: nothing hidden, nothing that turns the rest around."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    spaced = "".join(" " if one.isspace() else one for one in last)
    seen = "".join(one for one in spaced if unicodedata.category(one)[0] != "C" and one not in '"<>:|?*%;')
    return " ".join(seen.split())


# ---------- Pictures ----------
def _is_picture(content: bytes) -> bool:
    return (
        content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a"))
        or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")
        or (content[4:8] == b"ftyp" and content[8:12] in HEIF_BRANDS)
    )


def _picture(content: bytes) -> Kept:
    """Return a picture drawn anew: its first frame, upright, no larger than a screen, without a word about itself."""
    try:
        with Image.open(BytesIO(content), formats=PICTURES) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotAllowed("too many pixels")
            is_drawn = opened.format in ("PNG", "GIF")
            # Smaller first: a JPEG is then decoded small at once, and never held whole.
            opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(opened)
            has_alpha = "A" in upright.getbands() or "transparency" in upright.info
            drawn = upright.convert("RGBA" if has_alpha else "RGB")
    except Exception as error:  # decoders of a dozen formats raise whatever a broken file makes them raise
        raise NotAllowed("not a whole picture") from error
    clean = Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())
    written = BytesIO()
    if is_drawn or has_alpha:
        clean.save(written, "PNG")
        return Kept(written.getvalue(), "image/png", "png")
    clean.save(written, "JPEG", quality=JPEG_QUALITY)
    return Kept(written.getvalue(), "image/jpeg", "jpg")


# ---------- Documents, recordings, captures ----------
def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-")


def _pdf(content: bytes) -> Kept:
    if b"%%EOF" not in content[-_EOF_WITHIN:]:
        raise NotAllowed("a PDF without its end")
    return Kept(content, "application/pdf", "pdf")


def _is_wav(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WAVE"


def _wav(content: bytes) -> Kept:
    # The chunk of the format comes first or just behind a short one, and the size is that of the file.
    size = int.from_bytes(content[4:8], "little") + 8
    if b"fmt " not in content[12:4096] or b"data" not in content[12:65536] or size < len(content) - 1:
        raise NotAllowed("not a whole recording")
    return Kept(content, "audio/wav", "wav")


def _is_mp3(content: bytes) -> bool:
    return content.startswith(b"ID3") or _frame_length(content[:4]) > 0


def _mp3(content: bytes) -> Kept:
    """Return a recording in which one frame follows another."""
    start = 0
    if content.startswith(b"ID3"):
        parts = content[6:10]
        if len(parts) < 4 or max(parts) > 0x7F:
            raise NotAllowed("not a whole recording")
        start = 10 + (parts[0] << 21 | parts[1] << 14 | parts[2] << 7 | parts[3])
    length = _frame_length(content[start : start + 4])
    if not length or not _frame_length(content[start + length : start + length + 4]):
        raise NotAllowed("not a whole recording")
    return Kept(content, "audio/mpeg", "mp3")


_BIT_RATES: Final = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SAMPLE_RATES: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def _frame_length(head: bytes) -> int:
    """Return the length of the layer III frame with this head; 0 when it is none.

    Source: ISO/IEC 11172-3 and 13818-3, the head of an audio frame.
    """
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bits, samples = head[2] >> 4, head[2] >> 2 & 3
    if version not in _SAMPLE_RATES or layer != 1 or bits in (0, 15) or samples == 3:
        return 0
    rate = _BIT_RATES[3 if version == 3 else 2][bits] * 1000
    return (144 if version == 3 else 72) * rate // _SAMPLE_RATES[version][samples] + (head[2] >> 1 & 1)


def _is_capture(content: bytes) -> bool:
    return content[:4] in PCAP_MAGICS or (content[:4] == b"\n\r\r\n" and content[8:12] in PCAPNG_ORDERS)


def _capture(content: bytes) -> Kept:
    if len(content) < 24:
        raise NotAllowed("not a whole capture")
    ending = "pcap" if content[:4] in PCAP_MAGICS else "pcapng"
    return Kept(content, "application/vnd.tcpdump.pcap", ending)


_READERS: Final[Mapping[Callable[[bytes], bool], Callable[[bytes], Kept]]] = {
    _is_picture: _picture,
    _is_pdf: _pdf,
    _is_wav: _wav,
    _is_mp3: _mp3,
    _is_capture: _capture,
}


# ---------- Plain text ----------
def _text(content: bytes, name: str) -> Kept:
    """Return plain text in UTF-8. Raises NotAllowed for markup, programs and what is no text."""
    text = _decoded(content)
    if not text.strip() or _UNREADABLE.search(text) or text.startswith("#!") or _MARKUP.search(text[:_GUESSED_FROM]):
        raise NotAllowed("not plain text")
    ending = name.rpartition(".")[2].lower()
    content_type = "text/csv" if ending == "csv" else "text/plain"
    return Kept(text.encode(), f"{content_type}; charset=utf-8", ending if ending in TEXT_ENDINGS else "txt")


def _decoded(content: bytes) -> str:
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotAllowed("no text")


def _without_danger(content: bytes, kept: Kept) -> Kept:
    """Return what is kept, unless a second reader of contents sees a program in what came and stays as it is."""
    if kept.content is not content:
        return kept
    try:
        seen = {one.mime_type for one in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        return kept
    if any(word in mime for mime in seen for word in _DANGEROUS):
        raise NotAllowed("also a program")
    return kept
