import { nothing, type FilterNode, type Term } from './filter-node.js';
import { areSortable } from './literals.js';
import { readings } from './readings.js';

/** Of several bounds that one property must keep to, only the tightest say something; and some leave no room at all. */
export function mergeRanges(parts: readonly FilterNode[]): readonly FilterNode[] {
  const all = parts.filter(isRange);
  let merged = parts;
  for (const path of new Set(all.map(range => range.path))) {
    const ranges = all.filter(range => range.path === path);
    if (ranges.length > 1 && areSortable(ranges.map(range => range.value))) {
      merged = [...merged.filter(part => !ranges.some(range => range === part)), ...tightest(ranges)];
    }
  }

  return merged;
}

function tightest(ranges: readonly Term[]): readonly FilterNode[] {
  const lower = ranges.filter(isLower).reduce<Term | undefined>((best, range) => tighter(best, range, 1), undefined);
  const upper = ranges.filter(range => !isLower(range)).reduce<Term | undefined>((best, range) => tighter(best, range, -1), undefined);
  if (lower && upper) {
    const order = compare(lower, upper);
    return order > 0 || (order === 0 && (isExclusive(lower) || isExclusive(upper))) ? [nothing] : [lower, upper];
  }

  return [lower ?? upper].filter(range => range !== undefined);
}

function tighter(best: Term | undefined, range: Term, sign: number): Term {
  const order = best ? sign * compare(range, best) : 1;
  return !best || order > 0 || (order === 0 && isExclusive(range)) ? range : best;
}

function compare(left: Term, right: Term): number {
  return left.value === right.value ? 0 : readings(left.value, right.value, 'double')[0] ?? 0;
}

function isRange(part: FilterNode): part is Term {
  return part.kind === 'term' && /^\$[gl]te?$/.test(part.op);
}

function isLower(range: Term): boolean {
  return range.op.startsWith('$g');
}

function isExclusive(range: Term): boolean {
  return !range.op.endsWith('e');
}
