import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from dateline.knowledge.datafiles import read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Contexts:
    """The words around a name that say whether it is a place: knowledge/data/places/contexts.yaml."""

    locative_prepositions: frozenset[str]
    weak_prepositions: frozenset[str]
    place_nouns: frozenset[str]
    directions: frozenset[str]
    site_words: frozenset[str]
    body_words: frozenset[str]
    private_words: frozenset[str]
    person_names: frozenset[str]
    person_titles: frozenset[str]
    ignored: frozenset[str]
    street_words: frozenset[str]
    attack_nouns: frozenset[str]
    named_nouns: frozenset[str]
    place_verbs: frozenset[str]
    connectors: frozenset[str]
    name_articles: frozenset[str]
    named_after_heads: frozenset[str]
    doubtful_abbreviations: frozenset[str]
    list_gaps: frozenset[str]
    inside_gaps: frozenset[str]
    joined_words: frozenset[str]
    head_words: frozenset[str]
    disease_words: frozenset[str]
    seats: frozenset[str]
    articles_kept: frozenset[str]
    type_words: dict[str, str]
    web_domains: dict[str, str]
    key: str


def is_noun_of(word: str, nouns: frozenset[str]) -> bool:
    """Say whether a word is one of the nouns, or the plural of one."""
    return word in nouns or (word[-1:] == "s" and (word[:-1] in nouns or word[:-3] + "y" in nouns))


@lru_cache(maxsize=1)
def load_contexts() -> Contexts:
    """Load the lists of context words."""
    raw = files("dateline.knowledge").joinpath("data", "places", "contexts.yaml").read_bytes()
    data = read_yaml(raw)
    types = {str(word): str(kind) for word, kind in data.pop("type_words").items()}
    domains = {str(domain): str(country) for domain, country in data.pop("web_domains").items()}
    lists = {name: frozenset(str(word) for word in words) for name, words in data.items()}
    return Contexts(**lists, type_words=types, web_domains=domains, key=hashlib.sha256(raw).hexdigest()[:16])
