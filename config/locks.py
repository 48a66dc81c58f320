"""What the locks say of the packages we run, as far as it can be known without a network (锁定文件).

Known here: every package is pinned to one version and named by its digests, nothing comes from
anywhere but an index, what was asked for is what is locked, the two lists agree, what is installed
is what is locked and fits together, and which licences that brings.

Not known here, and never claimed: whether a version has a vulnerability somebody published, was
withdrawn by its author (yanked), or is old. That takes a network: ``pip-audit -r
requirements/base.txt`` and ``npm audit`` on a machine that has one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from config.env import ROOT

LOCKS = ("base", "dev")
NOT_KNOWN = (
    "有没有已公布的漏洞、有没有被作者撤回、是不是最新：没有网络就无从知道。"
    "请在能上网的机器上运行 pip-audit -r requirements/base.txt 和 npm audit。"
)
_HASH = re.compile(r"--hash=(\w+):([0-9a-f]+)")
_DIGITS = {"sha256": 64, "sha384": 96, "sha512": 128}
# what may be used in a product under Apache-2.0 without giving anything up
_PERMISSIVE = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|Unlicense|Zlib|CC0|HPND|MIT-CMU|PostgreSQL"
    r"|LGPL|Lesser General Public|MPL|Mozilla Public|SIL Open Font|OFL|BlueOak)",
    re.I,
)


@dataclass(frozen=True)
class Locked:
    """One package of a lock."""

    name: str
    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def version(self) -> str:
        return next(iter(self.requirement.specifier)).version

    @property
    def is_for_us(self) -> bool:
        """Whether its marker holds on this machine."""
        return self.requirement.marker is None or self.requirement.marker.evaluate()


def read_lock(text: str) -> tuple[dict[str, Locked], list[str]]:
    """The packages of a requirements file, and what is wrong with its lines."""
    packages: dict[str, Locked] = {}
    faults = []
    for line in _entries(text):
        words = line.partition(" --hash=")[0].strip()
        try:
            requirement = Requirement(words)
        except InvalidRequirement:
            faults.append(f"{words[:60]}：不是“包==版本”")
            continue
        name = canonicalize_name(requirement.name)
        hashes = tuple(f"{kind}:{digest}" for kind, digest in _HASH.findall(line))
        faults += [f"{name}：{fault}" for fault in _faults_of_entry(requirement, hashes)]
        # one package may stand there twice, each for its own machines
        if name not in packages or not packages[name].is_for_us:
            packages[name] = Locked(name, requirement, hashes)
    return packages, faults


def _entries(text: str) -> Iterator[str]:
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line.partition(" #")[0].strip()


def _faults_of_entry(requirement: Requirement, hashes: tuple[str, ...]) -> Iterator[str]:
    operators = [specifier.operator for specifier in requirement.specifier]
    if requirement.url:
        yield "来自一个网址，不是软件源"
    elif operators != ["=="] or "*" in str(requirement.specifier):
        yield "没有固定到一个版本"
    if not hashes:
        yield "没有摘要"
    for entry in hashes:
        kind, _, digest = entry.partition(":")
        if len(digest) != _DIGITS.get(kind, 0):
            yield f"摘要不完整（{entry[:20]}…）"


def check_locks(root: Path = ROOT) -> list[str]:
    """What is wrong with the locks themselves; nothing when all is well."""
    faults: list[str] = []
    read: dict[str, dict[str, Locked]] = {}
    for name in LOCKS:
        read[name], wrong = read_lock((root / "requirements" / f"{name}.txt").read_text(encoding="utf-8"))
        faults += [f"requirements/{name}.txt：{fault}" for fault in wrong]
        asked = (root / "requirements" / f"{name}.in").read_text(encoding="utf-8")
        faults += [f"requirements/{name}.in：{fault}" for fault in _not_locked(asked, read[name])]
    faults += [
        f"{name}：base.txt 里是 {package.version}，dev.txt 里是 {read['dev'][name].version}"
        for name, package in read["base"].items()
        if name in read["dev"] and read["dev"][name].version != package.version
    ]
    document = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    return faults + [f"package-lock.json：{fault}" for fault in _faults_of_npm(document)]


def _not_locked(asked: str, locked: Mapping[str, Locked]) -> Iterator[str]:
    for line in _entries(asked):
        if line.startswith("-r "):
            continue
        requirement = Requirement(line)
        package = locked.get(canonicalize_name(requirement.name))
        if package is None:
            yield f"{requirement.name} 没有锁定，请运行 make lock"
        elif not requirement.specifier.contains(package.version, prereleases=True):
            yield f"{requirement.name} 锁定在 {package.version}，不合要求的 {requirement.specifier}"


def _faults_of_npm(document: Mapping[str, object]) -> Iterator[str]:
    packages = document.get("packages")
    if not isinstance(packages, dict) or document.get("lockfileVersion") != 3:
        yield "不是第 3 版的锁定文件"
        return
    for place, package in packages.items():
        if place and not re.match(r"sha(384|512)-", str(package.get("integrity", ""))):
            yield f"{place} 没有摘要"
        if "resolved" in package:
            yield f"{place} 写着下载地址"


# — what is installed —


def check_installed(lock: Mapping[str, Locked]) -> list[str]:
    """Where the installed packages are not those of the lock, or do not fit together."""
    faults = []
    for name, package in lock.items():
        if not package.is_for_us:
            continue
        found = _installed(name)
        if found is None:
            faults.append(f"{name} {package.version} 没有安装")
        elif found.version != package.version:
            faults.append(f"{name} 装的是 {found.version}，锁定的是 {package.version}")
        else:
            faults += [f"{name} {found.version} {words}" for words in _unmet(found)]
    return faults


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _unmet(package: Distribution) -> Iterator[str]:
    for line in package.requires or []:
        needed = Requirement(line)
        if needed.marker and not needed.marker.evaluate({"extra": ""}):
            continue
        found = _installed(needed.name)
        if found is None:
            yield f"要有 {needed}，没有安装"
        elif not needed.specifier.contains(found.version, prereleases=True):
            yield f"要有 {needed}，装的是 {found.version}"


def licences(lock: Mapping[str, Locked]) -> dict[str, str]:
    """Package → licence as it says itself; empty when it says nothing."""
    found = {name: _installed(name) for name, package in lock.items() if package.is_for_us}
    return {name: licence_of(package) for name, package in found.items() if package is not None}


def licence_of(package: Distribution) -> str:
    about = package.metadata
    expression = about["License-Expression"] or ""
    classified = [
        line.rpartition(" :: ")[2]
        for line in about.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    # the old field may hold the whole text
    old = (about["License"] or "").strip().splitlines()
    return expression or "；".join(classified) or (old[0][:80] if old else "")


def is_permissive(licence: str) -> bool:
    """Whether a licence asks for nothing that Apache-2.0 cannot give."""
    return bool(_PERMISSIVE.search(licence))
