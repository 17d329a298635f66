"""`manage.py load_sample_films`: the sample cinema, with posters and films to watch."""

import shutil
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from catalog import sample_films
from catalog.etl.loading import load_catalog
from catalog.sample.made_films import FilmNotMadeError


class Command(BaseCommand):
    help = (
        "Load the sample films, draw their posters and make three films with ffmpeg. "
        "What is there already is left alone: a second run takes a second."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        sample_films.add_length(parser)

    def handle(self, *args: Any, video_seconds: float | None, **options: Any) -> None:
        sample_films.load_genres()
        report = load_catalog(sample_films.FILMS)
        if report.inserted or report.updated or report.skipped:
            for line in report.lines():
                self._say(f"films: {line}")
        rows = sample_films.sample_rows()
        self._hang_posters(rows)
        self._make_films(rows, video_seconds)

    def _hang_posters(self, rows: dict[str, sample_films.Row]) -> None:
        tasks = sample_films.missing_posters(rows)
        if tasks:
            sample_films.hang_posters(tasks, self._progress(f"drawing {len(tasks)} posters"))

    def _make_films(self, rows: dict[str, sample_films.Row], seconds: float | None) -> None:
        tasks = sample_films.missing_films(rows, seconds)
        if tasks and not shutil.which(settings.FFMPEG_BINARY):
            self._say(
                f"ffmpeg was not found ({settings.FFMPEG_BINARY}), so there is no film to watch: "
                "install ffmpeg, or name it in FFMPEG_BINARY, and start again"
            )
            return
        for number, task in enumerate(tasks, start=1):
            what = f"making film {number} of {len(tasks)}: {task.film.title}"
            try:
                sample_films.store_film(task, self._progress(what))
            except FilmNotMadeError as error:
                self._say(f"\nthe film was not made and stays without video: {error}")

    def _progress(self, what: str) -> Callable[[float], None]:
        """Tell how far a long work is: in one line on a terminal, else at every quarter."""
        terminal, told = self.stdout.isatty(), [-1]

        def tell(share: float) -> None:
            percent = min(100, int(share * 100))
            step = percent if terminal else percent // 25
            if step == told[0]:
                return
            told[0] = step
            begin, end = ("\r", "\n" if percent == 100 else "") if terminal else ("", "\n")
            self.stdout.write(f"{begin}{what} … {percent} %", ending=end)
            self.stdout.flush()

        tell(0)
        return tell

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
