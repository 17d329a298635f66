/** The film in a window of its own over other windows; in step as ever, for it is the same element. */

/**
 * @param {HTMLButtonElement} button hidden until the browser is known to be able to
 * @param {any} video
 */
export function bindPictureInPicture(button, video) {
  const standard = document.pictureInPictureEnabled && video.requestPictureInPicture;
  const apple = video.webkitSupportsPresentationMode?.("picture-in-picture");
  button.hidden = !standard && !apple;
  button.addEventListener("click", () => (standard ? toggle(video) : toggleApple(video)));
  const show = () => button.setAttribute("aria-pressed", String(isOut(video)));
  for (const event of ["enterpictureinpicture", "leavepictureinpicture", "webkitpresentationmodechanged"]) {
    video.addEventListener(event, show);
  }
  show();
}

const isOut = (video) =>
  document.pictureInPictureElement === video || video.webkitPresentationMode === "picture-in-picture";

async function toggle(video) {
  try {
    if (isOut(video)) await document.exitPictureInPicture();
    else await video.requestPictureInPicture();
  } catch {
    // Nothing loaded yet, or the browser does not want to now: the film stays where it is.
  }
}

const toggleApple = (video) =>
  video.webkitSetPresentationMode(isOut(video) ? "inline" : "picture-in-picture");
