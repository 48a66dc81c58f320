"""The web process stays small: what only the worker needs is not loaded with it."""

from __future__ import annotations

import os
import subprocess
import sys

from config.env import ROOT

HEAVY = {"tongsuopy", "typst", "pypinyin", "pyhanko", "numpy", "openpyxl", "uvicorn"}


def test_the_web_process_loads_nothing_of_the_workers(tmp_path):
    program = (
        "import sys, config.wsgi, config.urls\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
        "YICHUANG_SECRET_KEY": "a secret of this test",
        "YICHUANG_DATA_DIR": str(tmp_path),
    }

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    loaded = set(done.stdout.strip("[]\n").replace("'", "").split(", "))
    assert "django" in loaded
    assert loaded & HEAVY == set()
