from dateline.engine.local import Recipe, build_pipeline, run_here, run_in_processes

__all__ = ["Recipe", "build_pipeline", "run_here", "run_in_processes"]
