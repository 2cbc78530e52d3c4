from dateline.stages.times.stage import times_stage

__all__ = ["times_stage"]
