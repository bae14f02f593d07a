"""Partners, their hosts and their branding."""
