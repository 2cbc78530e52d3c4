import pytest
import yaml

from dateline.errors import KnowledgeError
from dateline.stories.rules import RULES, load_rules


@pytest.fixture
def tables():
    return yaml.safe_load(RULES.read_text(encoding="utf8"))


def test_every_type_and_status_of_the_contract_has_a_family_and_a_class():
    rules = load_rules()
    assert len(rules.family) == 16
    assert len(rules.status_class) == 10
    assert rules.fit("ASSAULT", "COERCE") and rules.fit("AID", "AID") and not rules.fit("AID", "ASSAULT")


def test_a_missing_table_is_named(tables, tmp_path):
    del tables["points"]
    path = tmp_path / "linking.yaml"
    path.write_text(yaml.safe_dump(tables), encoding="utf8")
    with pytest.raises(KnowledgeError, match="'points'"):
        load_rules(path)


def test_a_pair_of_types_that_never_meets_is_refused(tables, tmp_path):
    tables["compatible"].append(["AID", "ASSAULT"])
    path = tmp_path / "linking.yaml"
    path.write_text(yaml.safe_dump(tables), encoding="utf8")
    with pytest.raises(KnowledgeError, match="AID/ASSAULT"):
        load_rules(path)
