from dateline.stages.loaded.stage import loaded_stage

__all__ = ["loaded_stage"]
