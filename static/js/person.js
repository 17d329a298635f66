// A person's round mark: the same letters and colour as accounts/templatetags/look.py gives.

const TONES = 8;

/** First letters of the first two words. */
export function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean).slice(0, 2);
  return words.map((word) => Array.from(word)[0]).join("").toUpperCase() || "?";
}

/** Number of the person's colour: the same for the same name, everywhere. */
export function tone(name) {
  return Array.from(name).reduce((sum, letter) => sum + letter.codePointAt(0), 0) % TONES;
}

/** A new avatar element; `size` is "", "small" or "large". */
export function avatar(name, size = "") {
  const mark = document.createElement("span");
  mark.className = `avatar avatar--${tone(name)}${size ? ` avatar--${size}` : ""}`;
  mark.setAttribute("aria-hidden", "true");
  mark.textContent = initials(name);
  return mark;
}
