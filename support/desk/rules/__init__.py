"""The terms about the operator's hours and watch, pure."""
