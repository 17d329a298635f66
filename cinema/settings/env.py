"""Where settings come from: the environment, the file `.env` beside the code, secrets in files."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.FileAwareEnv()
environ.Env.read_env(BASE_DIR / ".env")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)  # that add to X-Forwarded-For
