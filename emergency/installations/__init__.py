"""Who installed what on a site, and how the cabling was left."""
