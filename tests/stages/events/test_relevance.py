import pytest

OFF_TOPIC = {
    "sport": (
        "The Rebels attacked from kickoff and their striker scored a penalty before halftime. The goalkeeper saved a "
        "free kick, the midfielder hit the bar in stoppage time, and the coach praised his team after the match at a "
        "full stadium. They top the league with a game in hand this season."
    ),
    "markets": (
        "Shares plunged as investors fled. The benchmark index was bombed by weak earnings, analysts said, and bond "
        "yields rose while the dollar gained against the yen. Traders cut their forecast for revenue and profit."
    ),
    "entertainment": (
        "The film bombed at the box office despite its director and a famous actress. The sequel's trailer was "
        "attacked by fans, the studio delayed the premiere, and the album with its soundtrack fell. An Oscar "
        "nomination is unlikely."
    ),
}
KEPT = (
    "Fans and riot police clashed at the stadium after the match; two supporters were killed and the coach of the home "
    "team was injured. Police arrested forty people, and the league cancelled the season's last fixture. The "
    "goalkeeper, a midfielder and the referee were unhurt."
)


@pytest.mark.parametrize("topic", OFF_TOPIC)
def test_report_of_another_topic_is_not_coded_and_says_so(run_until, topic):
    doc = run_until("events", OFF_TOPIC[topic])
    assert doc.events == ()
    assert [note.code for note in doc.notes if note.field == "events"] == ["off-topic"]
    assert topic in next(note.reason for note in doc.notes if note.field == "events")


def test_riot_at_a_match_is_coded(run_until):
    doc = run_until("events", KEPT)
    assert "ASSAULT" in {event.type for event in doc.events}
