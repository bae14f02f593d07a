"""The glossary names every model of the project."""

from typing import Final

from django.apps import apps

from extranet.boot.places import ROOT

PACKAGES: Final = ("extranet", "support", "emergency", "billing")
GLOSSARY: Final = ROOT / "docs" / "glossary.md"


def test_every_model_stands_in_the_glossary() -> None:
    told = GLOSSARY.read_text(encoding="utf-8")
    ours = [model for model in apps.get_models() if model.__module__.partition(".")[0] in PACKAGES]
    missing = sorted(model.__name__ for model in ours if f"`{model.__name__}`" not in told)
    assert ours
    assert not missing, f"give {missing} a line in docs/glossary.md"
