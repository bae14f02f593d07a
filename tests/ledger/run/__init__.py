"""Tests of the run: started, worked, read, approved, issued."""
