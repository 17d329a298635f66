/** The page's language: Django's catalogue if it was loaded, the Russian source text if not. */

const NAME = 24; // signs of a name in a line that says more than the name

const catalogue = /** @type {any} */ (globalThis);

/** @param {string} text @returns {string} */
export const gettext = (text) => catalogue.gettext?.(text) ?? text;

/** @param {string} one @param {string} many @param {number} count @returns {string} */
export const ngettext = (one, many, count) =>
  catalogue.ngettext?.(one, many, count) ?? (count === 1 ? one : many);

/** Put named values into `%(name)s` places. @param {string} text @param {Record<string, any>} values */
export function interpolate(text, values) {
  return text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name] ?? ""));
}

/** @param {string} name @returns {string} as much of it as one line of a phone can spare */
export function brief(name) {
  const signs = [...name];
  return signs.length > NAME ? `${signs.slice(0, NAME).join("").trimEnd()}…` : name;
}

/** @param {number} seconds @returns {string} 1:02:03 or 2:03 */
export function clockText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part, i) => (i ? String(part).padStart(2, "0") : part)).join(":");
}

/**
 * The hour in the zone of the person's profile, as on the archive's page; the browser's own zone
 * for a name that this browser does not know.
 * @param {number} at ms @returns {string} 21:05
 */
export function timeOfDay(at) {
  const page = globalThis.document?.documentElement;
  /** @type {Intl.DateTimeFormatOptions} */
  const form = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  try {
    return new Date(at).toLocaleTimeString(page?.lang || "ru", { ...form, timeZone: page?.dataset.timeZone });
  } catch {
    return new Date(at).toLocaleTimeString(page?.lang || "ru", form);
  }
}

/** @param {number} rate @returns {string} 1,25× or 1.25×, as the page's language writes numbers */
export function rateText(rate) {
  const language = globalThis.document?.documentElement.lang || "ru";
  return `${rate.toLocaleString(language, { maximumFractionDigits: 2 })}×`;
}
