"""Every route, method, role and place, with the answer written down."""
