"""How Chromium is started for tests and measurements."""

CHROMIUM_FLAGS = (
    "--no-sandbox",  # tests may run as root in a container
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
)
SOUND_ALLOWED = "--autoplay-policy=no-user-gesture-required"
