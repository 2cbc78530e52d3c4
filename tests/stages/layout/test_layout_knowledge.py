from collections import Counter

import yaml

from dateline.knowledge.layout_lexicon import DATA, load_agencies, load_dateline_places, load_furniture
from dateline.stages.layout.paragraphs import furniture_kind


def test_no_form_belongs_to_two_agencies() -> None:
    rows = yaml.safe_load((DATA / "agencies.yaml").read_text(encoding="utf8"))
    forms = Counter(form for row in rows for form in {*row["forms"], row["full"]})
    assert [form for form, count in forms.items() if count > 1] == []
    assert len(rows) >= 60
    assert load_agencies()["Deutsche Presse-Agentur"] == "dpa"


def test_no_word_is_both_a_city_and_none() -> None:
    places = load_dateline_places()
    assert places.cities & places.not_places == frozenset()


def test_prose_is_no_furniture() -> None:
    for words in (
        "A court freed the editor of a newspaper on Monday, her lawyer said.",
        "Share prices fell in Accra on Monday.",
        "By Monday the army had left.",
        "Reporting by the newspaper led to three arrests.",
        "Follow-up talks will be held in Doha.",
        "Subscribers to the fund lost 3 million dollars, a judge found.",
        "Comments by the minister angered the union.",
        "Advertisements for the party were banned.",
        "This story has no end, Doe told reporters in Accra.",
    ):
        assert furniture_kind(words) is None, words


def test_furniture_is_told() -> None:
    kinds = {row.kind for row in load_furniture()}
    assert {"credit", "caption", "byline", "boilerplate", "quote-block"} == kinds
    for words, kind in (
        ("(AP Photo/Jane Doe)", "credit"),
        ("Photo: Jane Doe/AFP", "credit"),
        ("Reporting by Jane Doe; editing by John Roe", "credit"),
        ("FILE PHOTO: Ships wait near the port of Lower Ford.", "caption"),
        ("Pictured: The governor at the opening of a bridge.", "caption"),
        ("By Jane Doe and John Roe", "byline"),
        ("Sign up for our newsletter", "boilerplate"),
        ("Follow us on Telegram", "boilerplate"),
        ("Read more: Army leaves town", "boilerplate"),
        ("Share", "boilerplate"),
        ("3", "boilerplate"),
        ("Last updated: 3 May 2024", "boilerplate"),
        ("> We will not leave, it says.", "quote-block"),
    ):
        assert furniture_kind(words) == kind, words
