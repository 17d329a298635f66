"""Work of the catalogue for Celery; each task is a few lines around a service."""

import logging
from pathlib import Path

from celery import shared_task

from catalog.etl.loading import load_catalog

logger = logging.getLogger(__name__)


@shared_task(soft_time_limit=900, time_limit=960)
def load_catalog_file(path: str) -> str:
    """Load a partner's file that lies where the worker can read it; may run twice (R026).

    Returns the counts as one line. Raises what `load_catalog` raises.
    """
    report = load_catalog(Path(path))
    for line in report.lines()[1:]:
        logger.warning("catalog.load %s", line)
    logger.info("catalog.loaded %s", report)
    return str(report)
