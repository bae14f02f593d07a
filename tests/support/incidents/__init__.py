"""Tests of tickets that a known incident has joined."""
