def run_list() -> int:
    return 2


def run_show(name: str, type: str | None) -> int:
    return 2


def run_check(name: str) -> int:
    return 2
