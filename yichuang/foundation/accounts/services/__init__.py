"""Acts on accounts: people and posts, tokens, written authorisations, and what sign-in leaves behind.

``by`` is who manages the accounts; None is the command line of the server itself.
"""

from yichuang.foundation.accounts.services.authorisations import (
    authorise_representative,
    withdraw_authorisation,
)
from yichuang.foundation.accounts.services.people import (
    assign_post,
    close_account,
    create_user,
    end_post,
    set_password,
)
from yichuang.foundation.accounts.services.sign_in import record_account_event, record_failed_sign_in
from yichuang.foundation.accounts.services.tokens import create_token, issue_token, revoke_token

__all__ = [
    "assign_post",
    "authorise_representative",
    "close_account",
    "create_token",
    "create_user",
    "end_post",
    "issue_token",
    "record_account_event",
    "record_failed_sign_in",
    "revoke_token",
    "set_password",
    "withdraw_authorisation",
]
