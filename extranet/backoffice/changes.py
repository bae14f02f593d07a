"""What an act changed, line by line, as pages show it."""

from dataclasses import dataclass

from extranet.audit.models import AuditEvent

PAIR = 2


@dataclass(frozen=True)
class Line:
    """One field: `before` is None where the act only states a fact."""

    name: str
    after: str
    before: str | None = None


def lines_of(event: AuditEvent) -> list[Line]:
    """Return the changes of an act. A pair is before and after, anything else a fact."""
    lines = []
    for name, value in event.changes.items():
        if isinstance(value, list) and len(value) == PAIR:
            lines.append(Line(name, after=_words(value[1]), before=_words(value[0])))
        else:
            lines.append(Line(name, after=_words(value)))
    return lines


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_words(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_words(one)}" for name, one in value.items())
    return "–" if value is None or value == "" else str(value)
