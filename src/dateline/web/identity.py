from dataclasses import dataclass
from typing import Literal

Role = Literal["reader", "coder", "adjudicator", "owner"]
ROLES: tuple[Role, ...] = ("reader", "coder", "adjudicator", "owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who is asking, and what they may do: each role may do all that the ones before it may."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Tell whether this is at least the role."""
        return ROLES.index(self.role) >= ROLES.index(role)
