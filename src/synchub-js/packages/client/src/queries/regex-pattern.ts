// What .NET and JavaScript read alike, token by token; what stands for itself comes last.
const token = /\\[wdsbWDSB]|\\[tnrfv]|\\[^\w\s]|\[\^?(?:\\[wdsWDStnrfv]|\\[^\w\s]|[^\]\\[])(?:\\[wdsWDStnrfv]|\\[^\w\s]|[^\]\\[])*\]|\((?:\?:)?(?!\?)|[)|*+?.^$]|\{\d+(?:,\d*)?\}|[^\\[\](){}|*+?.^$]/gy;

/**
 * A pattern of `$regex` as a test of texts. The server's syntax and meaning are .NET's, so only what both read alike is looked at here.
 * @returns A test that answers undefined where this side cannot tell: patterns beyond the common part, and classes such as `\w` or
 * letters of either case over a text that is not ASCII.
 */
export function regexTest(pattern: string): (text: string) => boolean | undefined {
  const ignoreCase = pattern.startsWith('(?i)');
  const tokens = (ignoreCase ? pattern.slice(4) : pattern).match(token) ?? [];
  if (tokens.join('').length !== pattern.length - (ignoreCase ? 4 : 0)) {
    return () => undefined;
  }

  // .NET's dot leaves out the line feed alone, and its $ also stands before a last one.
  const source = tokens.map(part => (part === '.' ? '[^\\n]' : part === '$' ? '(?=\\n?$)' : part)).join('');
  const isAsciiOnly = ignoreCase || tokens.some(part => /\\[wdsb]/i.test(part));
  let regex: RegExp;
  try {
    regex = new RegExp(source, ignoreCase ? 'i' : '');
  } catch {
    return () => undefined;
  }

  return text => (isAsciiOnly && !isAscii(text + pattern) ? undefined : regex.test(text));
}

function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}
