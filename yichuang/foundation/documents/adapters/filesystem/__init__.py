"""A store in a folder: ``ab/cd/abcd…``, named by digest, readable by the owner only.

After a power cut a file is there whole or not at all, and with it the folders that lead to it.
"""

from __future__ import annotations

from pathlib import Path

from yichuang.foundation.documents.errors import StorageUnavailable
from yichuang.kernel.disk import replace_private, sync_folder


class FilesystemStore:
    """Ciphertexts as files of mode 0600 in folders of mode 0700."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, digest: bytes, ciphertext: bytes) -> None:
        path = self._path(digest)
        try:
            self._make_folder(path.parent)
            replace_private(path, ciphertext)
        except OSError as error:
            raise StorageUnavailable(
                f"文件没有保存：{error.strerror}，请稍后再试或者联系系统管理员"
            ) from error

    def get(self, digest: bytes) -> bytes | None:
        try:
            return self._path(digest).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageUnavailable(f"文件读不出来：{error.strerror}，请联系系统管理员") from error

    def _path(self, digest: bytes) -> Path:
        name = digest.hex()
        return self.root / name[:2] / name[2:4] / name

    def _make_folder(self, folder: Path) -> None:
        """Make ``folder`` and what is missing above it, each forced to disk in its parent."""
        if folder.is_dir():
            return
        if folder != self.root:
            self._make_folder(folder.parent)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(folder.parent)
