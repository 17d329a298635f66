/**
 * Changes on their way to the server: sent one after the other in the order of the clicks, so that
 * the last click wins. What is still under way is shown as chosen, not as the room last told it.
 */
export class Saving {
  #last = Promise.resolve();
  /** @type {Map<string, number>} how many changes of a thing are under way */
  #under = new Map();

  /** @param {string} key @returns {boolean} whether a change of it is under way */
  has(key) {
    return this.#under.has(key);
  }

  /** @template T @param {string} key @param {() => Promise<T>} work @returns {Promise<T>} of the work */
  run(key, work) {
    this.#under.set(key, (this.#under.get(key) ?? 0) + 1);
    const done = this.#last.then(work).finally(() => this.#end(key));
    this.#last = done.then(() => {}, () => {});
    return done;
  }

  #end(key) {
    const left = this.#under.get(key) - 1;
    if (left) this.#under.set(key, left);
    else this.#under.delete(key);
  }
}
