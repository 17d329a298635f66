/** What this browser remembers of its viewer; one that forbids it, or is full, forgets and goes on. */

export const kept = {
  /** @param {string} key @returns {string|null} */
  getItem(key) {
    try {
      return globalThis.localStorage.getItem(key);
    } catch {
      return null;
    }
  },

  /** @param {string} key @param {string} value */
  setItem(key, value) {
    try {
      globalThis.localStorage.setItem(key, value);
    } catch {
      // It holds until the page is left.
    }
  },
};
