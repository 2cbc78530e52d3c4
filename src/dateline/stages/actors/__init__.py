from dateline.stages.actors.stage import actors_stage

__all__ = ["actors_stage"]
