/** The window of a stream or a connection before anybody changes it (RFC 9113 §6.9.2). */
export const FIRST_WINDOW: i32 = 65535;
const MAX_WINDOW: i32 = 0x7fffffff;

/** How much the server lets us send (RFC 9113 §6.9). Nothing waits for it: one call fits into any first window. */
export class Window {
  private initial: i32 = FIRST_WINDOW;
  /** What was added to it, less what was sent. */
  private change: i32;

  /** @param sent how many bytes were sent; at most FIRST_WINDOW */
  constructor(sent: i32) {
    this.change = -sent;
  }

  /** WINDOW_UPDATE. @returns false if it is 0, or makes the window too large */
  add(increment: i32): bool {
    if (this.change > 0 && increment > MAX_WINDOW - this.change) return false;
    this.change += increment;
    return increment > 0 && this.change <= MAX_WINDOW - this.initial;
  }

  /** SETTINGS_INITIAL_WINDOW_SIZE: 0 to MAX_WINDOW. @returns false if that makes the window too large */
  setInitial(initial: i32): bool {
    this.initial = initial;
    return this.change <= MAX_WINDOW - initial;
  }
}
