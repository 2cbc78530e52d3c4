"""Parts of a figure that is already given: "12 people, including three children", "two of them children"."""

from collections.abc import Sequence

from dateline.knowledge.number_words import NumberWords
from dateline.model import Number, Token
from dateline.stages.numbers.counting import Counted
from dateline.stages.numbers.figures import Figure
from dateline.stages.numbers.phrase import counted_noun
from dateline.syntax import Tree

_RECENT = 24  # figures back: a whole stands at most a sentence before its part
_BACK = 14
_HARMED = frozenset(
    {"dead", "victims", "wounded", "injured", "casualties", "killed", "arrested", "detained", "missing"}
)


def find_whole(
    tree: Tree,
    figure: Figure,
    counted: Counted | None,
    before: Sequence[tuple[Figure, Counted, Number]],
    words: NumberWords,
) -> tuple[Number, Counted] | None:
    """Return the figure that already counts these, or None.

    A part never exceeds its whole. Example: "Clashes left 14 dead: nine rebels and five soldiers" gives 14 and two
    parts. Known miss: a breakdown told a paragraph later without a word that says so.
    """
    fits = [row for row in before[-_RECENT:] if _may_hold(row, figure, counted)]
    if not fits:
        return None
    tokens = tree.tokens
    if _of_whole(tree, figure, words, before[-1][0]) or _named_harmed(tree, figure) is not None:
        return _pair(fits[-1])
    same = [row for row in fits if row[0].first.sent == figure.first.sent]
    if not same:
        return None
    start = max(same[-1][0].last.i + 1, figure.first.i - _BACK)
    between = tokens[start : figure.first.i]
    marks = [t for t in between if t.lower in words.sets["part"] or (t.text in (":", "—", "–", "--") and t.i > start)]
    if marks and not any(
        t.pos == "VERB" and t.tag in ("VBD", "VBZ", "VBP") for t in tokens[marks[-1].i + 1 : figure.first.i]
    ):
        return _pair(same[-1])
    last_figure, _, last_number = before[-1]
    if (
        last_number.part_of is not None
        and last_figure.first.sent == figure.first.sent
        and _joined(tokens, last_figure, figure)
    ):
        whole = next((row for row in same if row[2].id == last_number.part_of), None)
        return _pair(whole) if whole is not None else None
    return None


def _pair(row: tuple[Figure, Counted, Number]) -> tuple[Number, Counted]:
    return row[2], row[1]


def _may_hold(row: tuple[Figure, Counted, Number], figure: Figure, counted: Counted | None) -> bool:
    whole = row[2]
    if whole.part_of is not None or figure.first.sent - row[0].first.sent > 1:
        return False
    if counted is not None and counted.what != whole.what and counted.governor.i < figure.first.i - _BACK:
        return False
    given, limit = figure.best or figure.low or 0, whole.high or whole.best or whole.low or 0
    return given <= limit or whole.high is None


def find_among_dead(tree: Tree, figure: Figure, words: NumberWords) -> Counted | None:
    """What a figure counts that the report gives as some of the harmed: "the dead included two journalists"."""
    named = _named_harmed(tree, figure)
    if named is None or named.lower not in words.states:
        return None
    return Counted(what=words.states[named.lower], noun=counted_noun(tree, figure, words), governor=named)


def _of_whole(tree: Tree, figure: Figure, words: NumberWords, last: Figure) -> bool:
    """Tell whether words say so: "three of them", "five of the dead", "of whom three", "of the 12 dead, five"."""
    tokens = tree.tokens
    after = [t.lower for t in tokens[figure.last.i + 1 : figure.last.i + 4]]
    if after[:1] == ["of"] and set(after[1:2]) & words.sets["whole"]:
        return True
    if after[:2] == ["of", "the"] and after[2:3] and after[2] in _HARMED:
        return True
    before = [t.lower for t in tokens[max(0, figure.first.i - 2) : figure.first.i]]
    if before[:1] in (["of"], ["among"]) and set(before[1:]) & words.sets["whole"]:
        return True
    opening = [t.lower for t in tokens[max(0, last.first.i - 2) : last.first.i]]
    fronted = opening[-1:] == ["of"] or opening == ["of", "the"]
    return fronted and last.first.sent == figure.first.sent and figure.first.i - last.last.i <= 5


def _named_harmed(tree: Tree, figure: Figure) -> Token | None:
    """The word for the harmed in "the dead included two children" and "two children were among the dead"."""
    tokens = tree.tokens
    before = tokens[max(0, figure.first.i - 4) : figure.first.i]
    if before and before[-1].lower in ("included", "include", "were", "are") and any(t.lower == "the" for t in before):
        return next((t for t in before[-3:-1] if t.lower in _HARMED and t.sent == figure.first.sent), None)
    after = tokens[figure.last.i + 1 : figure.last.i + 9]
    at = next((n for n, t in enumerate(after) if t.lower == "among"), None)
    if at is None or not any(t.lower in ("were", "was", "are") for t in after[:at]):
        return None
    return next((t for t in after[at + 1 : at + 3] if t.lower in _HARMED), None)


def _joined(tokens: Sequence[Token], last: Figure, figure: Figure) -> bool:
    between = tokens[last.last.i + 1 : figure.first.i]
    return (
        len(between) <= 7
        and not any(t.pos in ("VERB", "AUX") or t.text in (";", ".") for t in between)
        and any(t.lower in (",", "and") for t in between)
    )
