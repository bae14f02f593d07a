"""Tests of doubts put to the operator."""
