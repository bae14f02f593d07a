"""The top floor: home, search; imports every department, nothing imports it."""
