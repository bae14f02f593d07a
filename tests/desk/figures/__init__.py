"""Tests of the figures of the operator's desk, and of what both counts are made from."""
