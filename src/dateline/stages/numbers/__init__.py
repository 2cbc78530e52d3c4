from dateline.stages.numbers.stage import numbers_stage

__all__ = ["numbers_stage"]
