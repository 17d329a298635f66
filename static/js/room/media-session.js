/**
 * Keys of keyboards, headphones, lock screens and of the small window: the browser would stop this
 * film alone, so they become requests to the room. What the system shows of the film is told too.
 */

const STEP = 10; // s

/**
 * @param {import("./remote.js").Remote} remote @param {import("./player.js").Player} player
 * @param {() => boolean} allowed keys of one who may not control are heard and not obeyed
 * @param {{title: string, poster: string}} film
 */
export function listenToMediaKeys(remote, player, allowed, film) {
  const session = navigator.mediaSession;
  if (!session) return;
  /** @type {Record<string, (details: any) => void>} */
  const answers = {
    play: () => remote.play(),
    pause: () => remote.pause(),
    stop: () => remote.pause(),
    seekbackward: ({ seekOffset }) => remote.seekBy(-(seekOffset || STEP)),
    seekforward: ({ seekOffset }) => remote.seekBy(seekOffset || STEP),
    seekto: ({ seekTime }) => remote.seek(seekTime),
  };
  for (const [name, act] of Object.entries(answers)) {
    try {
      session.setActionHandler(/** @type {any} */ (name), (details) => allowed() && act(details));
    } catch {
      // A key that this browser does not know.
    }
  }
  session.metadata = new MediaMetadata(described(film, document.title));
  player.addEventListener("change", () => tell(session, player));
}

/** @param {{title: string, poster: string}} film @param {string} page @returns {MediaMetadataInit} */
function described({ title, poster }, page) {
  const artwork = poster ? [{ src: new URL(poster, location.href).href }] : [];
  return { title, artist: page.split(" · ").at(-1), artwork };
}

/** @param {MediaSession} session @param {import("./player.js").Player} player */
function tell(session, player) {
  const moves = ["playing", "scheduled", "waiting"].includes(player.phase);
  session.playbackState = moves ? "playing" : "paused";
  const position = Math.min(Math.max(0, player.wanted), player.duration);
  session.setPositionState?.({ duration: player.duration, position, playbackRate: player.anchor?.rate || 1 });
}
