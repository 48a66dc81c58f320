"""``yichuang doctor``: print every finding; exit 1 when there is a problem."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

from config.doctor.finding import State
from config.doctor.run import examine, in_words
from config.installation import Installation, running_supervisor


def doctor(installation: Installation, *, as_json: bool) -> int:
    """Examine and report. Returns the exit code."""
    findings = []
    for found in examine(as_running(installation)):
        findings.append(found)
        if not as_json:
            print(in_words(found), flush=True)
    counts = {state: sum(found.state is state for found in findings) for state in State}
    if as_json:
        document = {"ok": not counts[State.PROBLEM], "findings": [asdict(found) for found in findings]}
        print(json.dumps(document, ensure_ascii=False))
    else:
        print(f"\n{counts[State.PROBLEM]} 个问题，{counts[State.WARNING]} 个提醒，{counts[State.OK]} 项正常")
    return 1 if counts[State.PROBLEM] else 0


def as_running(installation: Installation) -> Installation:
    """The installation as it was started: under TLS or not, on which address."""
    running = running_supervisor(installation.state) or {}
    if not str(running.get("web", "")).startswith("https:"):
        return installation
    started = {"YICHUANG_HTTPS": "1", "YICHUANG_HOST": str(running.get("host", ""))}
    return replace(installation, given={**installation.given, **started})
