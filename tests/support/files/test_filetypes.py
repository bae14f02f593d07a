"""What a file is, by its content: never by its name, never by what a browser claims."""

from io import BytesIO

import pytest
from PIL import Image

from extranet.filetypes import LONGEST_SIDE, NotAllowed, clean_name, kept_of
from tests.support.files.making import CAPTURE, GPS, HTML, LOG, MP3, PDF, PROGRAM, RECORDING, SVG, bomb, photo


def drawn(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize(
    ("content", "name", "content_type", "ending"),
    [
        (photo(), "panne.jpg", "image/jpeg", "jpg"),
        (photo(kind="PNG"), "ecran.png", "image/png", "png"),
        (photo(kind="WEBP"), "photo.webp", "image/jpeg", "jpg"),
        (photo(kind="GIF"), "film.gif", "image/png", "png"),
        (photo(kind="HEIF"), "IMG_0001.HEIC", "image/jpeg", "jpg"),
        (PDF, "rapport.pdf", "application/pdf", "pdf"),
        (LOG, "trace.log", "text/plain; charset=utf-8", "log"),
        (b"a;b\n1;2\n", "appels.csv", "text/csv; charset=utf-8", "csv"),
        (RECORDING, "appel.wav", "audio/wav", "wav"),
        (MP3, "appel.mp3", "audio/mpeg", "mp3"),
        (CAPTURE, "trace.pcap", "application/vnd.tcpdump.pcap", "pcap"),
    ],
)
def test_what_shows_a_fault_is_taken(content: bytes, name: str, content_type: str, ending: str) -> None:
    kept = kept_of(content, name)
    assert (kept.content_type, kept.ending) == (content_type, ending)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        HTML,
        SVG,
        b'<?xml version="1.0"?>' + SVG,
        b"\n\n  " + HTML,
        b"Bonjour\n" + SVG,
        PROGRAM,
        b"\x7fELF" + b"\x00" * 60,
        b"#!/bin/sh\nrm -rf /\n",
        b"PK\x03\x04" + b"\x00" * 60,
        b"<?php system($_GET['c']);",
        b"GIF89a" + HTML,
        b"\xff\xd8\xff\xe0" + PROGRAM,
        b"%PDF-1.7\n" + b"x" * 4000,
        b"RIFF\x00\x00\x00\x00WAVE" + PROGRAM,
        b"ID3\x03\x00\x00\x00\x00\x00\x02zz" + PROGRAM,
        b"texte\x00avec un trou",
        photo()[:200],
    ],
)
def test_what_only_looks_like_it_is_refused(content: bytes) -> None:
    with pytest.raises(NotAllowed):
        kept_of(content, "photo.jpg")


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_drawn() -> None:
    with pytest.raises(NotAllowed):
        kept_of(bomb(), "petit.png")


def test_a_photo_keeps_neither_its_place_nor_its_device() -> None:
    kept = kept_of(photo(with_place=True), "photo.jpg")
    assert b"Phone of Dora" not in kept.content
    assert not drawn(kept.content).getexif().get_ifd(GPS)
    assert not dict(drawn(kept.content).getexif())


def test_a_photo_stands_upright() -> None:
    kept = kept_of(photo(size=(60, 40), turned=6), "photo.jpg")
    assert drawn(kept.content).size == (40, 60)


def test_a_large_photo_is_made_smaller_and_still_stands_upright() -> None:
    kept = kept_of(photo(size=(4000, 2000)), "photo.jpg")
    assert drawn(kept.content).size == (LONGEST_SIDE, LONGEST_SIDE // 2)
    turned = kept_of(photo(size=(4000, 2000), turned=6, with_place=True), "photo.jpg")
    assert drawn(turned.content).size == (LONGEST_SIDE // 2, LONGEST_SIDE)
    assert not dict(drawn(turned.content).getexif())


def test_a_film_keeps_its_first_picture() -> None:
    kept = drawn(kept_of(photo(kind="GIF"), "film.gif").content)
    assert (kept.format, getattr(kept, "n_frames", 1)) == ("PNG", 1)
    red, _green, blue = kept.convert("RGB").getpixel((0, 0))  # type: ignore[misc]
    assert red > 150 > blue


def test_what_hides_behind_a_picture_is_not_kept() -> None:
    kept = kept_of(photo() + HTML + PROGRAM, "photo.jpg")
    assert b"<script>" not in kept.content
    assert b"MZ\x90" not in kept.content


def test_text_of_another_time_is_kept_in_utf_8() -> None:
    assert kept_of("très déçu".encode("cp1252"), "a.txt").content.decode() == "très déçu"
    assert kept_of("très déçu".encode("utf-16"), "a.txt").content.decode() == "très déçu"


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd", "passwd.txt"),
        ("C:\\photos\\panne.exe", "panne.txt"),
        ("facture\u202efdp.exe", "facturefdp.txt"),
        ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie x=1.txt"),
        ("", "fichier.txt"),
        ("...", "fichier.txt"),
        ('a"b;c.txt', "abc.txt"),
        ("Étage 3 – salle.jpeg", "Étage 3 – salle.txt"),
        ("x" * 300 + ".log", "x" * 100 + ".txt"),
    ],
)
def test_a_name_is_a_name_and_nothing_else(name: str, cleaned: str) -> None:
    assert clean_name(name, "txt") == cleaned
