/** Where one reads in the chat's list: at its end and along with it, or somewhere above. */

const NEAR_END = 80; // px from the end that still count as «reading the latest»

export class Scroll {
  /** @param {HTMLElement} scroller @param {HTMLElement} list */
  constructor(scroller, list) {
    Object.assign(this, { scroller, list });
    this.live = true; // the list reaches to the end of the log
    this.following = true;
    new ResizeObserver(() => this.following && this.toEnd()).observe(scroller);
  }

  get atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.following = this.live && scrollHeight - scrollTop - clientHeight < NEAR_END;
    return this.following;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.following = this.live;
  }

  /** Bring a line into the middle and mark it for a moment. @param {any} item */
  toItem(item) {
    this.following = false;
    item.hidden = false;
    item.scrollIntoView({ block: "center" });
    item.classList.remove("is-found");
    void item.offsetWidth; // restarts the animation
    item.classList.add("is-found");
    item.focus({ preventScroll: true });
  }

  /** Remember where what is read stands; call the answer to put it there again. */
  anchor() {
    if (this.following) return () => this.toEnd();
    const top = this.scroller.getBoundingClientRect().top;
    const seen = [...this.list.children].find((item) => item.getBoundingClientRect().bottom > top);
    const was = seen?.getBoundingClientRect().top ?? 0;
    return () => {
      if (seen?.isConnected) this.scroller.scrollTop += seen.getBoundingClientRect().top - was;
    };
  }
}
