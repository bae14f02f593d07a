"""The ways to the emergency side: a folder that files are exchanged through, and an HTTP gateway."""
