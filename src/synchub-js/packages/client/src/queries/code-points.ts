/**
 * Compares texts by code point, the order of their UTF-8 bytes. JavaScript's own `<` differs from it where one text has a character above
 * U+FFFF and the other one from U+E000 to U+FFFF.
 * @returns Negative, zero or positive as `left` comes before, is equal to or comes after `right`.
 */
export function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const order = rank(left.charCodeAt(index)) - rank(right.charCodeAt(index));
    if (order !== 0) {
      return order;
    }
  }

  return left.length - right.length;
}

// Surrogates stand for code points above all others, so they trade places with U+E000 to U+FFFF.
function rank(unit: number): number {
  return unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
