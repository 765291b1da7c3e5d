/** A kind of value that has several texts. */
export type ExactKind = 'instant' | 'guid' | 'time';

interface Form {
  readonly written: RegExp;
  readonly read: (text: string) => string | undefined;
}

// Each form with what it is read as: one text for each value, as the server writes it in rows, so that the order of texts is that of values.
const forms: { readonly [K in ExactKind]: Form } = {
  instant: { written: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/, read: readInstant },
  guid: { written: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/, read: readGuid },
  time: { written: /^\d\d:\d\d:\d\d(\.\d{7})?$/, read: readTime },
};

/** Which kind a text of a row looks like; undefined for none. */
export function exactKindOf(text: string): ExactKind | undefined {
  return (Object.keys(forms) as ExactKind[]).find(kind => forms[kind].written.test(text));
}

/** The one text of a value of a kind; undefined where the text is none of it. */
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

function readGuid(text: string): string | undefined {
  const digits = /^\s*(?:[\da-f]{32}|([{(]?)[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}[)}]?)\s*$/i.test(text) ? text.replace(/[\s{}()-]/g, '').toLowerCase() : '';
  return digits === '' ? undefined : [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-');
}

function readTime(text: string): string | undefined {
  const parts = /^(\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?$/.exec(text);
  return parts ? `${parts[1]}:${parts[2] ?? '00'}.${(parts[3] ?? '').padEnd(7, '0')}` : undefined;
}
