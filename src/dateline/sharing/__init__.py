from dateline.sharing.profile import Profile, read_days, read_kilometres
from dateline.sharing.sharing import share_record
from dateline.sharing.stories import share_occurrences

__all__ = ["Profile", "read_days", "read_kilometres", "share_occurrences", "share_record"]
