"""Sets the wall clock of one process wrong: by the seconds that the file `SKEW_FILE` holds.

Put on PYTHONPATH by tests of the common clock; the file may be written anew at any time.
"""

import datetime
import os
import time
from pathlib import Path

FILE = Path(os.environ["SKEW_FILE"])
true_time = time.time


def skewed_time() -> float:
    return true_time() + float(FILE.read_text())


class SkewedDatetime(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(skewed_time(), tz)


time.time = skewed_time
datetime.datetime = SkewedDatetime  # type: ignore[misc]
