"""Why the embedded database cannot be had. Every instance is one sentence that says what to do.

    DatabaseRefusal
    ├── PortTaken        another program listens on the remembered port
    ├── DiskFull         too little room to make or to start the database
    ├── FolderClosed     the data folder cannot be entered, or belongs to somebody else
    ├── FolderDamaged    the data folder is not a whole database of this version
    ├── PasswordRefused  the server on the port does not know this installation's passwords
    ├── StillHeld        what a killed server left behind does not go away (tried several times)
    ├── DidNotStart      anything else PostgreSQL gave as its reason
    ├── DidNotStop       the server outlived every request to stop
    └── NoSystemUser     running as root and the database's own user cannot be made

None of them destroys or changes data.
"""

from __future__ import annotations


class DatabaseRefusal(Exception):
    """The embedded database cannot be had; ``str()`` is the sentence for the terminal."""


class PortTaken(DatabaseRefusal):
    """Another program listens on the remembered port."""


class DiskFull(DatabaseRefusal):
    """Too little room to make or to start the database."""


class FolderClosed(DatabaseRefusal):
    """The data folder cannot be entered, or belongs to somebody else."""


class FolderDamaged(DatabaseRefusal):
    """The data folder is not a whole database of this version."""


class PasswordRefused(DatabaseRefusal):
    """The server on the port does not know this installation's passwords."""


class StillHeld(DatabaseRefusal):
    """What a killed server left behind does not go away."""


class DidNotStart(DatabaseRefusal):
    """Anything else PostgreSQL gave as its reason."""


class DidNotStop(DatabaseRefusal):
    """The server outlived every request to stop."""


class NoSystemUser(DatabaseRefusal):
    """Running as root, and the database's own user cannot be made."""
