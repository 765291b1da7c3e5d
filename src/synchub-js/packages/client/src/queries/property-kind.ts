/**
 * What a property's JSON does not tell of it. An enum is the list of its wire names in the order of their numeric values, which is the order that
 * they are declared in unless they were given others.
 */
export type PropertyKind = 'text' | 'guid' | 'instant' | 'time' | 'double' | readonly string[];

/**
 * Kinds of properties by path (`dueAt`, `address.city`). Needed only where they make a difference that the JSON of a row does not show:
 * - an enum that an order names: without its kind it would be sorted as text;
 * - texts that look like an instant, a Guid or a time of day, and such values in a filter in another form than the wire's;
 * - a `double` beyond 2^53: without its kind an equal value may be a rounded integer of 64 bits, and is neither equal nor different.
 */
export type PropertyKinds = { readonly [path: string]: PropertyKind };

export function kindOf(kinds: PropertyKinds, path: string): PropertyKind | undefined {
  return Object.hasOwn(kinds, path) ? kinds[path] : undefined;
}
