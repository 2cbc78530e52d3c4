from dateline.stages.layout.stage import layout_stage

__all__ = ["layout_stage"]
