"""Terms: meeting.2 - Web Meeting has its own document, though nothing specific is in it."""

from extranet.terms.parts import Part
from extranet.terms.rules import required_parts


def test_an_order_of_web_meeting_accepts_its_document_like_any_other() -> None:
    assert required_parts(["meeting"]) == (Part.GENERAL, Part.MEETING)
