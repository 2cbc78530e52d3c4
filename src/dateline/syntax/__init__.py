from dateline.syntax.tree import Tree

__all__ = ["Tree"]
