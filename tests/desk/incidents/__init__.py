"""Tests of known incidents as the operator keeps them."""
