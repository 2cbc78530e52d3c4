from dateline.stages.places.stage import places_stage

__all__ = ["places_stage"]
