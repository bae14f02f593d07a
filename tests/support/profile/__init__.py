"""Tests of the partner's support profile."""
