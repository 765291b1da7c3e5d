/**
 * Lets the keyboard's focus stay with a card that leaves one column and appears in another: elements cannot move between columns, so the focus
 * would be lost with the old one.
 */
export class CardFocus {
  #id: string | undefined;

  /** A card has got the focus, or wants it. */
  take(id: string): void {
    this.#id = id;
  }

  /** The user has gone elsewhere. */
  release(id: string): void {
    if (this.#id === id) {
      this.#id = undefined;
    }
  }

  /** Whether a card that has just appeared is to have the focus. */
  belongsTo(id: string): boolean {
    const holder = document.activeElement;
    return this.#id === id && (holder === null || holder === document.body || holder.closest<HTMLElement>('.card')?.dataset['id'] === id);
  }
}
