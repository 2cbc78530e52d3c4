from dateline.review import Candidate, draw_sample, order_candidates

ADDRESSES = [f"d{n}#e1" for n in range(500)]


def test_a_sample_depends_on_its_seed_alone() -> None:
    assert draw_sample(ADDRESSES, 20, seed=1) == draw_sample(reversed(ADDRESSES), 20, seed=1)
    assert draw_sample(ADDRESSES, 20, seed=1) != draw_sample(ADDRESSES, 20, seed=2)
    assert draw_sample(ADDRESSES, 40, seed=1)[:20] == draw_sample(ADDRESSES, 20, seed=1)


def test_every_event_has_the_same_chance() -> None:
    drawn = [address for seed in range(400) for address in draw_sample(ADDRESSES, 50, seed=seed)]
    counts = [drawn.count(address) for address in ADDRESSES]
    assert min(counts) > 15
    assert max(counts) < 70  # 40 expected, five standard deviations


def test_orders() -> None:
    rows = [
        Candidate(address="a", serial=1, confidence=0.9),
        Candidate(address="b", serial=2, confidence=0.2, contradicted=1),
        Candidate(address="c", serial=3, confidence=0.5, contradicted=4),
    ]
    assert order_candidates("uncertain", rows) == ["b", "c", "a"]
    assert order_candidates("contradicted", rows) == ["c", "b", "a"]
    assert order_candidates("filter", rows) == ["a", "b", "c"]
