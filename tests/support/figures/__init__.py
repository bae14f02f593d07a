"""Tests of the figures of support at a partner."""
