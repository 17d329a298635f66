"""Static files by names that carry a hash: a browser keeps them, and asks for what is new."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

from accounts.templatetags.modules import IMPORT


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Modules import each other by hashed names too.

    Else a browser that keeps `./player.js` for ever would run yesterday's player in today's room.
    """

    # Django's own patterns for modules take types named in comments for imports, and those go round
    # in circles; a name is known when the names of all that it imports are.
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("*.js", ((IMPORT, '%(words)s"%(url)s"'),)),
    )
    max_post_process_passes = 12  # imports are seven deep
