"""What stands in an archive under which name."""

from __future__ import annotations

from config.env import ROOT

DUMP = "database.dump"
SECRETS = "secrets.json"
SETTINGS = "settings.env"


def own_apps() -> set[str]:
    """The labels of our apps that have migrations."""
    return {folder.parent.name for folder in ROOT.glob("yichuang/**/migrations")}


def known_migrations() -> set[str]:
    """``app.name`` of every migration of this release."""
    return {
        f"{file.parent.parent.name}.{file.stem}" for file in ROOT.glob("yichuang/**/migrations/[0-9]*.py")
    }
