"""Documents of terms that the tests read."""

from pathlib import Path

HERE = Path(__file__).parent
DEMO = HERE.parents[1] / "extranet" / "terms" / "demo"
LANGUAGES = ("fr", "nl", "de", "en")


def irregular() -> str:
    """Return a document as irregular as the operator's own, in words of ours."""
    return (HERE / "irregular.fr.md").read_text(encoding="utf-8")


def demo(edition: str, language: str = "fr") -> str:
    """Return a document of the demo; `edition`: `2026-05` or `2026-10`."""
    return (DEMO / f"terms-{edition}.{language}.md").read_text(encoding="utf-8")
