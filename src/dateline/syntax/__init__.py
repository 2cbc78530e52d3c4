from dateline.syntax.arguments import Arguments, arguments, conjuncts, gerund_governor, is_verbal
from dateline.syntax.tree import Tree

__all__ = ["Arguments", "Tree", "arguments", "conjuncts", "gerund_governor", "is_verbal"]
