import type { JsonObject } from '../json/json.js';
import { keyText, type SyncKey } from '../protocol/sync-key.js';
import { compareCodePoints } from './code-points.js';

/**
 * The key is every order's last tie-break, and only the server knows its type: its form in a row gives it away.
 * @param keyName The property of the rows that holds the key.
 */
export function compareKeys(left: SyncKey, right: SyncKey, row: JsonObject, keyName: string): number {
  const [one, other] = [keyText(left), keyText(right)];
  return typeof row[keyName] === 'number' && isInteger(one) && isInteger(other) ? Number(BigInt(one) - BigInt(other)) : compareCodePoints(one, other);
}

function isInteger(text: string): boolean {
  return /^-?\d+$/.test(text);
}
