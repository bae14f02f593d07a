"""How names are sorted and found: the database knows no language, so a plain key is kept beside each name."""

import unicodedata

# Letters that do not come apart into a base letter and a mark.
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})


def sort_key(name: str) -> str:
    """Return a name without case, accents, ligatures and double spaces: "Élan  Œuvre" is "elan oeuvre"."""
    # Folding may compose and decomposing may give capitals ("🄐" holds an A): both, twice, is stable.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name.casefold()).casefold())
    apart = unicodedata.normalize("NFKD", folded.translate(_LIGATURES))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(bare.split())
