from dateline.sharing.profile import Profile, read_days, read_kilometres
from dateline.sharing.sharing import share_occurrences, share_record

__all__ = ["Profile", "read_days", "read_kilometres", "share_occurrences", "share_record"]
