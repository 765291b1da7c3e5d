const perValue = 8;

/**
 * About how many bytes a value takes once it is cloned: two for each character of a text or a member's name, eight for anything else
 * and for each object around it. What occurs twice in it counts once.
 */
export function approximateSize(value: unknown): number {
  const seen = new Set<object>();
  const open: unknown[] = [value];
  let bytes = 0;
  // With a stack of its own: content may be nested deeper than calls can be.
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string') {
      bytes += 2 * next.length;
    } else if (typeof next !== 'object' || next === null) {
      bytes += perValue;
    } else if (!seen.has(next)) {
      seen.add(next);
      bytes += perValue + enter(next, open);
    }
  }

  return bytes;
}

/** Opens an object's parts; returns what they take that are none themselves. */
function enter(value: object, open: unknown[]): number {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return value.byteLength;
  }

  if (value instanceof Map || value instanceof Set) {
    for (const part of value instanceof Map ? [...value].flat() : value) {
      open.push(part);
    }

    return 0;
  }

  let names = 0;
  for (const [name, part] of Object.entries(value)) {
    names += Array.isArray(value) ? 0 : 2 * name.length;
    open.push(part);
  }

  return names;
}
