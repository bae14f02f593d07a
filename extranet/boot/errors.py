"""The one way out of a start that cannot succeed."""


class BootError(Exception):
    """A start was refused; the message is one sentence for the person at the keyboard."""


def last_line(text: str) -> str:
    """Return the last line that says something, fit to be quoted inside a sentence."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else "no reason was given"
