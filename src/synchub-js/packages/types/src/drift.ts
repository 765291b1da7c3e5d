/**
 * What differs between a file and what it should be: lines that should not be there with a minus, missing ones with a plus, each with its
 * number. Null where nothing does; line endings do not count, since checkouts change them.
 */
export function drift(actual: string, expected: string): string | null {
  const before = lines(actual);
  const after = lines(expected);
  const start = shared(before, after);
  const end = shared(before.slice(start).reverse(), after.slice(start).reverse());
  const result = compare(before.slice(start, before.length - end), after.slice(start, after.length - end), start + 1);
  return result.length === 0 ? null : result.join('\n');
}

function lines(text: string): readonly string[] {
  return text.replaceAll('\r\n', '\n').split('\n');
}

function shared(left: readonly string[], right: readonly string[]): number {
  let count = 0;
  while (count < left.length && count < right.length && left[count] === right[count]) {
    count++;
  }
  return count;
}

/** Along a longest common subsequence. */
function compare(before: readonly string[], after: readonly string[], firstLine: number): readonly string[] {
  const lengths = before.map(() => after.map(() => 0));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    const row = lengths[i] ?? [];
    for (let j = after.length - 1; j >= 0; j--) {
      row[j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const result: string[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      i++;
      j++;
    } else if (j >= after.length || (i < before.length && at(i + 1, j) >= at(i, j + 1))) {
      result.push(`-${firstLine + i}: ${before[i++] ?? ''}`);
    } else {
      result.push(`+${firstLine + j}: ${after[j++] ?? ''}`);
    }
  }
  return result;
}
