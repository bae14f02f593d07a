"""People: sign-in, second factor, memberships with roles, invitations."""
