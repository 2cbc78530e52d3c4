from dateline.syntax.arguments import Arguments, arguments, conjuncts, is_verbal
from dateline.syntax.tree import Tree

__all__ = ["Arguments", "Tree", "arguments", "conjuncts", "is_verbal"]
