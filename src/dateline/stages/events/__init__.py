from dateline.stages.events.stage import events_stage

__all__ = ["events_stage"]
