/** Where the film is played from: a signed address that runs out, fetched anew when it does. */

const FIRST_WAIT = 1000; // ms before the first try after an error, doubled at each
const LONGEST_WAIT = 30000;

/**
 * Load the film and keep it loadable.
 * @param {HTMLVideoElement} video @param {string} url the first address
 * @param {string} api answers `{kind, url, expires_at}`
 */
export function keepSource(video, url, api) {
  let tries = 0;
  video.addEventListener("error", () => {
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries);
    tries += 1;
    setTimeout(() => renew(video, api), wait);
  });
  video.addEventListener("playing", () => (tries = 0));
  if (url) video.src = url;
  else renew(video, api); // the file was away when the page was made
}

/** @param {HTMLVideoElement} video @param {string} api */
async function renew(video, api) {
  try {
    const answer = await fetch(api, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    video.src = (await answer.json()).url;
  } catch {
    video.dispatchEvent(new Event("error")); // no network or no file now: later, more rarely
  }
}
