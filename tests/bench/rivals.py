"""The reference of `make bench-sync`: other rules, simulated on the same network."""

import json
import os
import shutil
import subprocess
from pathlib import Path

COMPARE = Path(__file__).resolve().parent / "rules" / "compare.mjs"


def steady(network: str) -> dict[str, float]:
    """Return rule → p95 of the spread while playing (ms); empty without Node."""
    node = shutil.which("node")
    if node is None:
        print("not run: the rules of others (no node found)")
        return {}
    environment = {**os.environ, "NETWORK": network, "FORMAT": "json"}
    done = subprocess.run([node, COMPARE], env=environment, capture_output=True, check=True)
    found: dict[str, dict[str, dict[str, float]]] = json.loads(done.stdout)
    return {rule: figures["p95"] for rule, figures in found[network].items()}
