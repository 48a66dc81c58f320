"""What parties can do."""

from yichuang.foundation.parties.services.authorities import record_authority, revoke_authority
from yichuang.foundation.parties.services.finding import seek_party
from yichuang.foundation.parties.services.lookups import look_up_party
from yichuang.foundation.parties.services.people import record_party, unmask_party

__all__ = [
    "look_up_party",
    "record_authority",
    "record_party",
    "revoke_authority",
    "seek_party",
    "unmask_party",
]
