"""Tests of sign-in, of people and of invitations."""
