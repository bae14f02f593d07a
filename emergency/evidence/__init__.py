"""Everything known about one number, as a file whose fingerprint shows any change."""
