from dateline.stages.repair.stage import repair_stage

__all__ = ["repair_stage"]
