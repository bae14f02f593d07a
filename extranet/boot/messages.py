"""Compile the message catalogues, so that no gettext needs to be installed.

`python -m extranet.boot.messages` compiles what is newer than its compiled form.
"""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from extranet.boot.places import ROOT


def compile_catalogues(locale: Path = ROOT / "locale") -> list[Path]:
    """Compile each `<language>/LC_MESSAGES/*.po` that changed; return the files written."""
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
        # Written aside: a process that starts now reads the old catalogue or the new one, never half of one.
        fresh = target.with_suffix(f".{os.getpid()}")
        with fresh.open("wb") as file:
            write_mo(file, catalogue)
        fresh.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    for path in compile_catalogues():
        print(path.relative_to(ROOT))
