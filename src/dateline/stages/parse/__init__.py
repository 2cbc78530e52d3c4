from dateline.stages.parse.stage import parse_stage

__all__ = ["parse_stage"]
