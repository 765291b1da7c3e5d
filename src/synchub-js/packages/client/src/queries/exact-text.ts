/** A kind of value that has several texts. */
export type ExactKind = 'instant' | 'guid' | 'time';

interface Form {
  readonly written: RegExp;
  readonly read: (text: string) => string | undefined;
}

// How the server writes each kind in rows, and what any of its texts is read as.
const forms: { readonly [K in ExactKind]: Form } = {
  instant: { written: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/, read: readInstant },
  guid: { written: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/, read: readGuid },
  time: { written: /^\d\d:\d\d:\d\d(\.\d{7})?$/, read: readTime },
};

/** Which kind a text of a row looks like; undefined for none. */
export function exactKindOf(text: string): ExactKind | undefined {
  return (Object.keys(forms) as ExactKind[]).find(kind => forms[kind].written.test(text));
}

/** One text for each value of a kind, in the order of the values; undefined where the text is none of it. */
export function exactText(kind: ExactKind, text: string): string | undefined {
  return forms[kind].read(text);
}

// ISO 8601 with up to 16 digits of a second, of which seven count; without an offset it is UTC.
function readInstant(text: string): string | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,16}))?)?(?:Z|([+-])(\d\d):(\d\d))?)?$/.exec(text);
  if (!parts) {
    return undefined;
  }

  const [, day, minute = '00:00', second = '00', fraction = '', sign, hours = 0, minutes = 0] = parts;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  const time = new Date(Date.parse(`${day}T${minute}:${second}Z`) - offset);
  return Number.isNaN(time.getTime()) ? undefined : `${time.toISOString().slice(0, 19)}.${fraction.slice(0, 7).padEnd(7, '0')}Z`;
}

// Its digits alone: all forms have the same, in the same order.
function readGuid(text: string): string | undefined {
  const digits = text.replace(/[\s{}()-]/g, '').toLowerCase();
  return /^[\da-f]{32}$/.test(digits) ? digits : undefined;
}

function readTime(text: string): string | undefined {
  const parts = /^(\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?$/.exec(text);
  return parts ? `${parts[1]}:${parts[2] ?? '00'}.${(parts[3] ?? '').padEnd(7, '0')}` : undefined;
}
