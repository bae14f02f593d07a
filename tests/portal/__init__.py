"""Tests of home, search and the page of a client."""
