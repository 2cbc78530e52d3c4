from dateline.stages.claims.stage import claims_stage

__all__ = ["claims_stage"]
