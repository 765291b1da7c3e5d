/**
 * An entity's key. Integers of up to 32 bits are numbers on the wire, all others are strings: Guids, texts, 64-bit integers in digits, binary
 * as base64. A number and its digits are the same key.
 */
export type SyncKey = string | number;

/** The text that tells keys apart: a number and its digits have the same. */
export function keyText(key: SyncKey): string {
  return String(key);
}
