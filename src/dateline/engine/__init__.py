from dateline.engine.local import Recipe, build_pipeline, run_here, run_in_processes
from dateline.engine.revising import compare_codings

__all__ = ["Recipe", "build_pipeline", "compare_codings", "run_here", "run_in_processes"]
