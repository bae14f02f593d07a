"""What each kind of person does, page by page."""
