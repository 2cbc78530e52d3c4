from dataclasses import dataclass
from typing import Literal

Role = Literal["reader", "coder", "adjudicator", "owner"]
ROLES: tuple[Role, ...] = ("reader", "coder", "adjudicator", "owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who is asking, and what they may do: each role may do all that the ones before it may.

    ``remote`` is somebody who has logged in to a desk on a server, and can log out of it.
    """

    name: str
    role: Role
    remote: bool = False

    def may(self, role: Role) -> bool:
        """Tell whether this is at least the role."""
        return ROLES.index(self.role) >= ROLES.index(role)
