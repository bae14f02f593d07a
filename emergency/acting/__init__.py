"""Acts on blocks as pages: cut, join, move, correct, give away, and bring in."""
