from dateline.stages.predicates.stage import predicates_stage

__all__ = ["predicates_stage"]
