"""Show the Markdown of a paragraph as HTML: paragraphs, line breaks, bold, links, lists, sub-titles.

Only this shape is known; everything else is text. Every piece of text passes `escape`, so whatever a
document holds, no tag of it reaches the page. Pure.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape

INLINE = re.compile(
    r"\[(?P<text>[^\[\]]+)\]\((?P<target>[^()\s]*)\)"
    r"|<(?P<address>https?://[^\s<>]+)>"
    r"|\*\*(?=\S)(?P<bold>.+?)(?<=\S)\*\*"
)
BULLET = re.compile(r"(\s*)[-*+]\s+(.*)")
SUBTITLE = re.compile(r"\s*#{1,6}\s+(.*)")


def render_body(markdown: str, *, level: int = 4) -> str:
    """Return the HTML of a paragraph's body; sub-titles become `<h{level}>`."""
    return "".join(_blocks(markdown.split("\n"), level))


def render_inline(text: str) -> str:
    """Return one run of text as HTML, with its bold, links and hard line breaks."""
    html, done = [], 0
    for found in INLINE.finditer(text):
        html.append(_text(text[done : found.start()]))
        html.append(_inline(found))
        done = found.end()
    return "".join([*html, _text(text[done:])])


def _inline(found: re.Match[str]) -> str:
    if found["bold"] is not None:
        return f"<b>{render_inline(found['bold'])}</b>"
    if found["address"] is not None:
        return _link(found["address"], escape(found["address"]))
    label = _text(found["text"].replace("**", ""))
    return _link(found["target"], label) if found["target"].startswith(("http://", "https://")) else label


def _link(address: str, label: str) -> str:
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{label}</a>'


def _text(text: str) -> str:
    return re.sub(r" {2,}\n", "<br>\n", escape(text))


def _blocks(lines: Sequence[str], level: int) -> Iterator[str]:
    """Yield the HTML of each block: a block ends at an empty line, a sub-title or the start of a list."""
    rest = list(lines)
    while rest:
        subtitle = SUBTITLE.fullmatch(rest[0])
        if not rest[0].strip():
            rest.pop(0)
        elif subtitle:
            yield f"<h{level}>{render_inline(subtitle[1].strip())}</h{level}>"
            rest.pop(0)
        elif BULLET.fullmatch(rest[0]):
            yield _list(_take_list(rest))
        else:
            yield f"<p>{render_inline(_take_paragraph(rest))}</p>"


def _take_paragraph(rest: list[str]) -> str:
    taken = [rest.pop(0)]
    while rest and rest[0].strip() and not SUBTITLE.fullmatch(rest[0]) and not BULLET.fullmatch(rest[0]):
        taken.append(rest.pop(0))
    return "\n".join(taken).rstrip()


def _take_list(rest: list[str]) -> list[tuple[int, str]]:
    """Take the entries of a list off `rest`: how deep each is written, and its text."""
    entries: list[tuple[int, str]] = []
    while rest and rest[0].strip() and not SUBTITLE.fullmatch(rest[0]):
        line = rest.pop(0)
        bullet = BULLET.fullmatch(line)
        if bullet:
            entries.append((len(bullet[1].expandtabs(4)), bullet[2]))
        else:
            depth, text = entries[-1]
            entries[-1] = (depth, f"{text}\n{line.strip()}")
    return entries


def _list(entries: Sequence[tuple[int, str]]) -> str:
    """Return entries as a list; deeper ones are a list inside the entry before them."""
    html, position = [], 0
    while position < len(entries):
        depth, text = entries[position]
        inner = position + 1
        while inner < len(entries) and entries[inner][0] > depth:
            inner += 1
        below = _list(entries[position + 1 : inner]) if inner > position + 1 else ""
        html.append(f"<li>{render_inline(text.rstrip())}{below}</li>")
        position = inner
    return f"<ul>{''.join(html)}</ul>"
