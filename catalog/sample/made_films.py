"""Three films that ffmpeg makes on the spot, with a clock in the picture and a tick each second.

Two windows side by side show by clock, dial and tick whether they are in step. The scenes are in
`scenes`; this module turns layers into a filter graph and runs ffmpeg. Works with 5.1 and later.
"""

import subprocess
import tempfile
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.sample import scenes
from catalog.sample.canvas import CLOCK
from catalog.sample.scenes import FPS, Scene

TICK_PERIOD = 10  # seconds; the sound repeats after this, its first tick is the high one
TAIL_LINES = 12  # of ffmpeg's last words in an error


@dataclass(frozen=True, slots=True)
class MadeFilm:
    """One film: `slug` names its file, `seconds` is its length, `draw` paints its scene.

    `choice` says that there is more than one picture and sound to choose from, and subtitles.
    """

    slug: str
    title: str
    seconds: float
    draw: Callable[[], Scene]
    choice: bool = False


MADE_FILMS: tuple[MadeFilm, ...] = (
    MadeFilm("moon-over-water", "Луна над водой", 200, scenes.moon_over_water, choice=True),
    MadeFilm("night-express", "Вечерний экспресс", 180, scenes.night_express),
    MadeFilm("orbits", "Орбиты", 180, scenes.orbits),
)


class FilmNotMadeError(RuntimeError):
    """ffmpeg could not make a film; `tail` holds its last lines."""

    def __init__(self, slug: str, tail: str) -> None:
        self.slug = slug
        self.tail = tail
        super().__init__(f"{slug}: {tail or 'ffmpeg said nothing'}")


def make_film(
    film: MadeFilm,
    out: Path,
    ffmpeg: str,
    seconds: float | None = None,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Write the film to `out`, which appears only when it is whole.

    `seconds` makes it shorter or longer than planned, `progress` is told the share done (0..1).
    An interrupted run leaves nothing but can be started again. Raises `FilmNotMadeError`.
    """
    length = film.seconds if seconds is None else seconds
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        with tempfile.TemporaryDirectory(prefix="made-film-") as folder:
            scene = film.draw()
            _lay_out(scene, Path(folder))
            command = [ffmpeg, *_arguments(film, scene, length), str(part.absolute())]
            run_ffmpeg(command, Path(folder), film.slug, length, progress)
        part.replace(out)
    except OSError as error:
        raise FilmNotMadeError(film.slug, str(error)) from error
    finally:
        part.unlink(missing_ok=True)


def _lay_out(scene: Scene, folder: Path) -> None:
    """Put what ffmpeg reads into one folder, so that no path has to be escaped in the graph."""
    (folder / "clock.ttf").write_bytes(CLOCK.read_bytes())
    for number, picture in enumerate((scene.backdrop, *(layer.picture for layer in scene.layers))):
        picture.save(folder / f"{number}.png", compress_level=1)


def _arguments(film: MadeFilm, scene: Scene, seconds: float) -> list[str]:
    inputs = [
        part
        for n in range(len(scene.layers) + 1)
        for part in ("-framerate", str(FPS), "-i", f"{n}.png")
    ]
    graph = ";".join([*_picture(scene, seconds), sound(scene.chord)])
    video = "-c:v libx264 -preset veryfast -crf 26 -profile:v high -pix_fmt yuv420p -bf 0"
    # Flat shapes that glide gain nothing from a long search: a fifth of the work is saved.
    quick = "-x264-params subme=0:me=dia:ref=1:rc-lookahead=5:aq-mode=0"
    key_frames = f"-g {FPS} -keyint_min {FPS} -sc_threshold 0"
    rest = "-c:a aac -b:a 80k -movflags +faststart -f mp4 -progress pipe:1 -nostats -y"
    return [
        *("-hide_banner", "-loglevel", "error", "-nostdin", *inputs),
        *("-filter_complex", graph, "-map", "[picture]", "-map", "[sound]"),
        *("-t", f"{seconds:g}", "-r", str(FPS), "-metadata", f"title={film.title}"),
        *f"{video} {quick} {key_frames} {rest}".split(),
    ]


def _picture(scene: Scene, seconds: float) -> list[str]:
    """Filters that lay the layers over the backdrop one after another and write the clock."""
    chroma = "yuv444" if scene.fine else "yuv420"
    still = "loop=-1:1:0,setpts=N"  # inputs have a time base of one frame
    steps = [f"[0:v]format={chroma}p,{still}[on0]"]
    for number, layer in enumerate(scene.layers, start=1):
        moving = f",{still},{layer.effect}" if layer.effect else ""
        steps.append(f"[{number}:v]format=yuva{chroma[3:]}p{moving}[layer{number}]")
        steps.append(
            f"[on{number - 1}][layer{number}]overlay=x='{layer.x}':y='{layer.y}'"
            f":format={chroma}:eof_action={'pass' if layer.ends else 'repeat'}[on{number}]"
        )
    last = len(scene.layers)
    out_at = max(0.0, seconds - 1.5)
    fades = f"fade=t=in:d=1,fade=t=out:st={out_at:g}:d=1.5"
    steps.append(f"[on{last}]{fades},{_clock()},format=yuv420p[picture]")
    return steps


def _clock() -> str:
    """Time of the frame as mm:ss.cc; rounded first, because 3.48 * 100 is 347.999… to a machine."""
    hundredths = "round(t*100)"
    parts = (
        f"%{{eif\\:floor({hundredths}/6000)\\:d\\:2}}",
        f"\\:%{{eif\\:mod(floor({hundredths}/100)\\,60)\\:d\\:2}}",
        f".%{{eif\\:mod({hundredths}\\,100)\\:d\\:2}}",
    )
    look = "fontfile=clock.ttf:fontsize=112:fontcolor=0xfff6e6:shadowcolor=black@0.55:shadowy=4"
    return f"drawtext={look}:x={scenes.CLOCK_AT[0]}:y={scenes.CLOCK_AT[1]}:text='{''.join(parts)}'"


def sound(chord: Sequence[float], tick: int = 880) -> str:
    """A soft tick (Hz) each second, an octave higher each tenth, over a quiet chord, as a graph.

    Ten seconds are computed and looped; tones of a whole number of tenths of a hertz have no seam.
    """
    ticks = f"0.11*sin(2*PI*if(lt(t,1),{2 * tick},{tick})*t)*exp(-42*mod(t,1))"
    tones = "+".join(f"sin(2*PI*{tone:.1f}*t)" for tone in chord)
    breath = f"0.012*({tones})*(0.7-0.3*cos(2*PI*t/{TICK_PERIOD}))"
    samples = 48000 * TICK_PERIOD
    return f"aevalsrc='{ticks}+{breath}':s=48000:d={TICK_PERIOD},aloop=-1:{samples}[sound]"


def run_ffmpeg(
    command: list[str],
    folder: Path,
    slug: str,
    seconds: float = 0.0,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Run ffmpeg in `folder`; `progress` hears the share of `seconds` done.

    Raises FilmNotMadeError with its last words.
    """
    with (folder / "words.txt").open("w+b") as words:
        running = subprocess.Popen(  # noqa: S603
            command, cwd=folder, stdout=subprocess.PIPE, stderr=words, text=True
        )
        try:
            _follow(running, seconds, progress or (lambda share: None))
            failed = running.wait() != 0
        finally:
            if running.poll() is None:
                running.kill()
                running.wait()
        if failed:
            words.seek(0)
            lines = words.read().decode(errors="replace").strip().splitlines()
            raise FilmNotMadeError(slug, "\n".join(lines[-TAIL_LINES:]))


def _follow(
    running: "subprocess.Popen[str]", seconds: float, progress: Callable[[float], None]
) -> None:
    """Turn ffmpeg's own report (`out_time_us=…`, which may be N/A at first) into shares."""
    for line in running.stdout or ():
        name, _, value = line.strip().partition("=")
        if seconds and name == "out_time_us" and value.isdigit():
            progress(min(1.0, int(value) / 1_000_000 / seconds))
