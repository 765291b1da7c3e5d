import { everything, nothing, term, type FilterNode, type Term } from './filter-node.js';
import { reduceLike } from './like-pattern.js';
import { mergeRanges } from './range-merge.js';
import { complement, intersect, valueSetOf, writeValueSet, type ValueSet } from './value-set.js';
import { writeFilter } from './write-filter.js';

// Lists are merged up to the server's default limit, so that the result can be sent in turn.
const maxMergedValues = 1_000;

/**
 * Brings a filter into its canonical form, in which the same condition mostly reads the same. Every step is exact for all rows whatever the types
 * of their properties are, and none adds depth or terms. Where a step of the server's needs to know the type, the condition stays as it is.
 */
export function canonicalFilter(node: FilterNode): FilterNode {
  return visit(node, false);
}

function visit(node: FilterNode, negate: boolean): FilterNode {
  switch (node.kind) {
    case 'not':
      return visit(node.part, !negate);
    case 'term':
      return visitTerm(node, negate);
    default:
      return combine(node.parts.map(part => visit(part, negate)), (node.kind === 'all') !== negate ? 'all' : 'any');
  }
}

function visitTerm(node: Term, negate: boolean): FilterNode {
  const folded = foldText(node);
  const set = valueSetOf(folded);
  return set ? writeValueSet(negate ? complement(set) : set) : negate ? { kind: 'not', part: folded } : folded;
}

// A pattern without wildcards is an equality; a text that every text contains leaves "is not null". ($contains may be about elements.)
function foldText(node: Term): Term {
  const [op, text] = (node.op === '$like' && reduceLike(String(node.value))) || [node.op, node.value];
  const isAnyText = text === '' && (op === '$startsWith' || op === '$endsWith' || (op === '$contains' && node.op === '$like'));
  return isAnyText ? term(node.path, '$ne', null) : op === node.op ? node : term(node.path, op, text);
}

function combine(parts: readonly FilterNode[], kind: 'all' | 'any'): FilterNode {
  const flat = parts.flatMap(part => (part.kind === kind ? part.parts : [part]));
  const sets = mergeSets(flat, kind);
  return build(kind === 'all' ? mergeRanges(sets) : sets, kind);
}

function mergeSets(parts: readonly FilterNode[], kind: 'all' | 'any'): readonly FilterNode[] {
  const sets = new Map<string, ValueSet>();
  const rest: FilterNode[] = [];
  for (const part of parts) {
    const set = part.kind === 'term' ? valueSetOf(part) : undefined;
    const held = set && sets.get(set.path);
    const merged = set && held ? merge(held, set, kind) : set;
    if (merged && merged.values.size <= maxMergedValues) {
      sets.set(merged.path, merged);
    } else {
      rest.push(part);
    }
  }

  return [...rest, ...[...sets.values()].map(writeValueSet)];
}

function merge(left: ValueSet, right: ValueSet, kind: 'all' | 'any'): ValueSet | undefined {
  if (kind === 'all') {
    return intersect(left, right);
  }

  const neither = intersect(complement(left), complement(right));
  return neither && complement(neither);
}

function build(parts: readonly FilterNode[], kind: 'all' | 'any'): FilterNode {
  const [neutral, absorbing] = kind === 'all' ? [everything, nothing] : [nothing, everything];
  const byText = new Map(parts.map(part => [JSON.stringify(writeFilter(part)), part] as const));
  byText.delete(textOf(neutral));

  // What absorbs everything; or a condition beside its own opposite.
  if (byText.has(textOf(absorbing)) || [...byText.values()].some(part => part.kind === 'not' && byText.has(textOf(part.part)))) {
    return absorbing;
  }

  const sorted = [...byText.keys()].sort().map(text => byText.get(text) as FilterNode);
  const [only] = sorted;
  return sorted.length === 1 && only ? only : sorted.length === 0 ? neutral : { kind, parts: sorted };
}

function textOf(node: FilterNode): string {
  return JSON.stringify(writeFilter(node));
}
