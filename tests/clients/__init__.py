"""Tests of client pages and services."""
