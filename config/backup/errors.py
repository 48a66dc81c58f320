"""Why a backup cannot be made or restored. Every instance is one sentence that says what to do.

    BackupRefusal
    ├── TargetTaken     the file, the folder or the database is not empty
    ├── ArchiveDamaged  the archive is not whole, or not one of ours
    ├── PassphraseWrong the archive does not open with this passphrase, or asks for one
    ├── ArchiveNewer    a later release made it
    ├── ProgramFailed   pg_dump or pg_restore did not do its work
    └── NotWritten      the disk is full, or the place may not be written

None of them leaves half a backup or half an installation behind.
"""

from __future__ import annotations

from config.installation import LaunchRefusal


class BackupRefusal(LaunchRefusal):
    """A backup cannot be made or restored; ``str()`` is the sentence for the terminal."""


class TargetTaken(BackupRefusal):
    """What is to be written is there already."""


class ArchiveDamaged(BackupRefusal):
    """The archive is not whole, or not one of ours."""


class PassphraseWrong(BackupRefusal):
    """The archive does not open with this passphrase, or asks for one."""


class ArchiveNewer(BackupRefusal):
    """A later release made the archive."""


class ProgramFailed(BackupRefusal):
    """A program of PostgreSQL did not do its work."""


class NotWritten(BackupRefusal):
    """The disk is full, or the place may not be written."""
