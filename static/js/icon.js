// An icon of the sprite for what scripts draw; the sprite's address comes from the page's <html data-sprite>.

const SVG = "http://www.w3.org/2000/svg";

/** A new decorative icon element. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${document.documentElement.dataset.sprite}#${name}`);
  svg.append(use);
  return svg;
}
