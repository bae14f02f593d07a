"""The worked cases told in words, each played in a file named after it."""
