"""The walk: each kind of person plays their journeys in a real browser, on a site of its own."""
