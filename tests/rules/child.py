"""Runs what might crash the interpreter, in another one."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

SETUP = """
import sys
from rules.engine import DurableEngine
from rules.language import *
from tests.rules.builders import *
chance = Random(1)
under = chance.vocabulary(8)
rules = chance.rule_set(under, 40)
cases = {str(n): chance.facts(under) for n in range(20)}
engine = DurableEngine()
"""


def survives(code: str, timeout: float = 60, **environment: str) -> str:
    """What the code prints after SETUP, once it has ended well; `timeout` in seconds."""
    command = [sys.executable, "-X", "faulthandler", "-c", SETUP + code]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=timeout, check=False)
    assert done.returncode == 0, f"code {done.returncode}\n{done.stderr}"
    return done.stdout
