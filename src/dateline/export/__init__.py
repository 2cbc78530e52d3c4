from dateline.export.frame import events_frame

__all__ = ["events_frame"]
