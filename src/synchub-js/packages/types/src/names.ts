/** The name of the type that holds all models. */
export const modelsName = 'Models';

/**
 * A TypeScript name for each name of the server, no two alike: in PascalCase, with a number where one is taken.
 *
 * @param names - In order of precedence; a repeated one counts once.
 */
export function typeNames(names: Iterable<string>): ReadonlyMap<string, string> {
  const taken = new Set([modelsName]);
  const result = new Map<string, string>();
  for (const name of names) {
    if (!result.has(name)) {
      result.set(name, take(pascalCase(name), taken));
    }
  }
  return result;
}

/** A property's name as it stands in an interface: quoted where it must be. */
export function propertyName(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : quote(name);
}

/** A text as a literal. */
export function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function pascalCase(name: string): string {
  const words = name.split(/[^\p{ID_Continue}]+/u).filter(word => word !== '');
  const joined = words.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return joined === '' ? 'Unnamed' : /^\p{ID_Start}/u.test(joined) ? joined : `_${joined}`;
}

function take(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) {
    free = `${name}${number}`;
  }
  taken.add(free);
  return free;
}
