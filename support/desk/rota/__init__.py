"""Who is on call, and how that person is reached."""
