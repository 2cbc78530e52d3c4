"""RapidOCR, the second engine (extra ``dateline[scan]``): its models come in its wheel, and nothing is fetched."""

from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from dateline.ingest.paper.piece import Piece

if TYPE_CHECKING:
    from PIL.Image import Image


def has_rapidocr() -> bool:
    """Whether the engine and its runtime are installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


@lru_cache(maxsize=1)
def _engine() -> Any:
    import logging

    from rapidocr import RapidOCR

    one = {"EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1}
    engine = RapidOCR(params={"Global.log_level": "critical", **one})
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return engine


def read_with_rapidocr(picture: "Image") -> tuple[Piece, ...]:
    """Return the rows that RapidOCR reads on a picture."""
    import numpy as np

    found = _engine()(np.asarray(picture.convert("RGB")))
    if found.boxes is None or not found.txts:
        return ()
    scale = 72 / picture.info["dpi"][0]
    pieces = []
    for corners, text, sure in zip(found.boxes, found.txts, found.scores, strict=True):
        xs, ys = [float(x) * scale for x, _ in corners], [float(y) * scale for _, y in corners]
        box = (round(min(xs), 2), round(min(ys), 2), round(max(xs), 2), round(max(ys), 2))
        if text.strip():
            size = round(0.8 * (box[3] - box[1]), 2)
            pieces.append(Piece(text=text.strip(), box=box, size=size, confidence=round(float(sure), 4)))
    return tuple(pieces)
