from dateline.stages.gate.segments import find_segments
from dateline.stages.gate.stage import gate_stage

__all__ = ["find_segments", "gate_stage"]
