"""Schemas, database roles and mounts: where a request or a task stands, and as whom."""
