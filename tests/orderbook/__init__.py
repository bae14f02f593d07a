"""Tests of the operator's order book."""
