// The small player of a film's page: asks where to play from only when somebody wants to watch.

for (const solo of document.querySelectorAll("[data-solo]")) {
  const video = solo.querySelector("video");
  const start = solo.querySelector("button");
  const problem = solo.querySelector("[role=alert]");

  const refuse = () => {
    problem.textContent = gettext("Видео не открылось. Попробуйте ещё раз через минуту.");
    problem.hidden = false;
    video.hidden = true;
    start.hidden = false;
    start.removeAttribute("aria-busy");
  };

  start.addEventListener("click", async () => {
    start.setAttribute("aria-busy", "true");
    problem.hidden = true;
    try {
      const answer = await fetch(solo.dataset.source, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`video address: ${answer.status}`);
      video.src = (await answer.json()).url;
    } catch {
      refuse();
      return;
    }
    start.hidden = true;
    video.hidden = false;
    video.focus();
    video.play().catch(() => {}); // a browser may want a second click: the controls are there
  });
  video.addEventListener("error", refuse);
}
