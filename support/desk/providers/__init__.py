"""The roads a page takes to a person: mail, and short messages through an HTTP gateway."""
