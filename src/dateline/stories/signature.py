"""The signature of a text: shingles of letters, which a scan's wrong letters, line ends and hyphens harm least."""

import unicodedata
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.stories.rules import CopyRules
from dateline.stories.sketch import Signature, pack_numbers

_BASE = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
Hashes = npt.NDArray[np.uint64]


def fold_letters(text: str) -> str:
    """Return the letters and digits of a text, without case, accents, spaces, hyphens and line ends."""
    return "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if char.isalnum())


def sign_text(text: str, rules: CopyRules) -> Signature | None:
    """Return the signature of a text, or None where it has too few letters to be known by.

    The bands are minima over long shingles (Broder 1997; R-MinHash): each is a block by itself, so that a noisy scan or
    a cut copy, which share a tenth of the shingles, still meet. The sample keeps the shingles whose hash is a multiple
    of ``scale`` (Manber 1994): what two texts have in common is in both samples. Same text, same signature, everywhere.
    """
    folded = fold_letters(text)
    if len(folded) < rules.least:
        return None
    codes = np.frombuffer(folded.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    short, long = _hash_windows(codes, rules.shingle), _hash_windows(codes, rules.block_shingle)
    scale = 1
    while len(short) // scale > rules.sample:
        scale *= 2
    sample = (short[short % np.uint64(scale) == 0] & np.uint64(0xFFFFFFFF)).astype("<u4").tobytes()
    return Signature(letters=len(folded), scale=scale, bands=pack_numbers(_find_minima(long, rules)), sample=sample)


def _find_minima(hashes: Hashes, rules: CopyRules) -> list[int]:
    import rensa

    minima: Any = rensa.RMinHash.digest_matrix_from_token_hash_sets(
        [np.unique(hashes).tolist()], num_perm=rules.permutations, seed=rules.seed
    )
    rows: list[list[int]] = minima.to_rows()
    return rows[0]


def _hash_windows(codes: Hashes, width: int) -> Hashes:
    """Return a 64-bit hash of every window of so many letters, by arithmetic that is the same on every machine."""
    width = min(width, len(codes))
    count = len(codes) - width + 1
    hashes = np.zeros(count, dtype=np.uint64)
    for offset in range(width):
        hashes = hashes * np.uint64(_BASE) + codes[offset : offset + count]
    hashes ^= hashes >> np.uint64(30)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(27)
    hashes *= np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))
