"""The weights of confidence: a logistic model fitted by ``benchmarks/calibrate.py`` (``data/confidence.yaml``)."""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dateline.errors import KnowledgeError
from dateline.knowledge.datafiles import read_yaml

FILE = Path(__file__).parent / "data" / "confidence.yaml"
_LEAST, _MOST = 0.02, 0.98  # no coding is certain either way


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceWeights:
    """A logistic model: an intercept and one weight for each feature; a feature that is not named weighs nothing."""

    intercept: float
    weights: Mapping[str, float]
    hash: str

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the model's probability for the features of one coding, to two places.

        Example: a coding with no feature at all has the probability of the intercept.
        """
        score = self.intercept + sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return round(min(_MOST, max(_LEAST, 1 / (1 + math.exp(-score)))), 2)


@lru_cache(maxsize=4)
def load_confidence_weights(file: Path = FILE) -> ConfidenceWeights:
    """Read the weights.

    Raises:
        KnowledgeError: the file is missing or holds something other than numbers.
    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"the weights of confidence, {file}, cannot be read: {error}") from error
    page = read_yaml(raw)
    try:
        weights = {str(name): float(value) for name, value in page["weights"].items()}
        intercept = float(page["intercept"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise KnowledgeError(
            f"{file}: needs a number as `intercept` and a mapping of numbers as `weights` ({error!r}); "
            "benchmarks/calibrate.py writes it"
        ) from error
    return ConfidenceWeights(intercept=intercept, weights=weights, hash=hashlib.sha256(raw).hexdigest()[:16])
