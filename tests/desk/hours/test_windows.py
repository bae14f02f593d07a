"""Hours as text: strict, and written back as they are read."""

import pytest

from support.desk.rules.windows import (
    Fault,
    Window,
    WindowsRefused,
    in_order,
    read_windows,
    windows_from_json,
    windows_to_json,
    written_windows,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("08:30-18:00", [(510, 1080)]),
        ("8:30 - 18:00", [(510, 1080)]),
        ("8h30–12h00; 13h00–18h00", [(510, 720), (780, 1080)]),
        ("13:00-18:00, 08:30-12:00", [(510, 720), (780, 1080)]),
        ("00:00-24:00", [(0, 1440)]),
        ("08:30-12:00,12:00-18:00", [(510, 720), (720, 1080)]),
        ("", []),
        ("  ", []),
    ],
)
def test_hours_are_read(text: str, expected: list[tuple[int, int]]) -> None:
    assert [(window.opens, window.closes) for window in read_windows(text)] == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("fermé", Fault.NOT_A_WINDOW),
        ("08:30", Fault.NOT_A_WINDOW),
        ("8-18", Fault.NOT_A_WINDOW),
        ("08:30-18:00 13:00-14:00", Fault.NOT_A_WINDOW),
        ("08:30-18:00,", Fault.NOT_A_WINDOW),
        ("O8:30-18:00", Fault.NOT_A_WINDOW),
        ("٠٨:٣٠-١٨:٠٠", Fault.NOT_A_WINDOW),
        ("08:60-18:00", Fault.NOT_A_TIME),
        ("08:30-24:01", Fault.NOT_A_TIME),
        ("25:00-26:00", Fault.NOT_A_TIME),
        ("18:00-08:30", Fault.ENDS_BEFORE_START),
        ("08:30-08:30", Fault.ENDS_BEFORE_START),
        ("08:30-12:00, 11:59-18:00", Fault.OVERLAP),
        ("08:30-18:00, 08:30-18:00", Fault.OVERLAP),
    ],
)
def test_what_cannot_be_hours_is_refused(text: str, fault: Fault) -> None:
    with pytest.raises(WindowsRefused) as refused:
        read_windows(text)
    assert refused.value.fault is fault


def test_hours_are_stored_and_written_as_they_are_read() -> None:
    windows = read_windows("08:30-12:00, 13:00-24:00")
    assert windows_to_json(windows) == [["08:30", "12:00"], ["13:00", "24:00"]]
    assert windows_from_json(windows_to_json(windows)) == windows
    assert read_windows(written_windows(windows)) == windows


def test_windows_built_in_code_are_checked_too() -> None:
    with pytest.raises(WindowsRefused):
        in_order([Window(0, 100), Window(50, 200)])
