import type { JsonObject } from '../json/json.js';
import type { FilterNode } from './filter-node.js';

/** The wire form of a filter. */
export function writeFilter(node: FilterNode): JsonObject {
  switch (node.kind) {
    case 'all':
      return node.parts.length === 0 ? {} : { $and: node.parts.map(writeFilter) };
    case 'any':
      return { $or: node.parts.map(writeFilter) };
    case 'not':
      return { $not: writeFilter(node.part) };
    case 'term':
      return { [node.path]: { [node.op]: node.value } };
  }
}
