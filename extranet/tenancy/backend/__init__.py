"""The database backend of the house, named by `ENGINE` in the settings."""
