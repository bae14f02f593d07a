"""Tests of the paging of the night."""
