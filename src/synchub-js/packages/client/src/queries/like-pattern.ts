/**
 * Whether a text as a whole fits a pattern of `$like`: `%` is any text, `_` one code point, and a backslash takes the `%`, `_` or backslash after
 * it as it is. Takes time in proportion to the product of the two lengths at worst.
 */
export function isLike(text: string, pattern: string): boolean {
  let at = 0;
  let next = 0;
  let resumeText = -1;
  let resumePattern = -1;
  while (at < text.length) {
    const sign = pattern[next];
    const literal = sign === '\\' ? pattern[next + 1] : sign;
    if (sign === '%') {
      // Only the last % needs to be tried again: what came before it fits already, and as early as possible.
      resumePattern = ++next;
      resumeText = at;
    } else if (sign === '_') {
      at += codePointLength(text, at);
      next++;
    } else if (literal !== undefined && literal === text[at]) {
      at++;
      next += sign === '\\' ? 2 : 1;
    } else if (resumeText >= 0) {
      resumeText += codePointLength(text, resumeText);
      at = resumeText;
      next = resumePattern;
    } else {
      return false;
    }
  }

  return /^%*$/.test(pattern.slice(next));
}

/**
 * The operator and text that a pattern without wildcards, or with `%` at its ends only, comes down to; undefined where there is none.
 * A pattern of `%` alone is a prefix of no length.
 */
export function reduceLike(pattern: string): readonly ['$eq' | '$startsWith' | '$endsWith' | '$contains', string] | undefined {
  const parts = /^(%*)((?:\\[\\%_]|[^\\%_])*)(%*)$/s.exec(pattern);
  if (!parts) {
    return undefined;
  }

  const [, start, escaped = '', end] = parts;
  const text = escaped.replace(/\\(.)/gs, '$1');
  return [start ? (end ? '$contains' : text === '' ? '$startsWith' : '$endsWith') : end ? '$startsWith' : '$eq', text];
}

function codePointLength(text: string, index: number): number {
  return (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
}
