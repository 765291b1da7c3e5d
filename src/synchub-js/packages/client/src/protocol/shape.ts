/** Whether a value has a form. */
export type Shape = (value: unknown) => boolean;

export const anything: Shape = value => value !== undefined;
export const text: Shape = value => typeof value === 'string';
export const flag: Shape = value => typeof value === 'boolean';
export const whole: Shape = value => Number.isInteger(value);
export const key: Shape = value => text(value) || whole(value);

export function optional(shape: Shape): Shape {
  return value => value === undefined || shape(value);
}

export function listOf(shape: Shape): Shape {
  return value => Array.isArray(value) && value.every(shape);
}

/** An object with these members; others are passed over. */
export function record(members: { readonly [name: string]: Shape }): Shape {
  const entries = Object.entries(members);
  return value => typeof value === 'object' && value !== null && !Array.isArray(value) && entries.every(([name, shape]) => shape((value as { readonly [name: string]: unknown })[name]));
}

export function mapOf(shape: Shape): Shape {
  return value => record({})(value) && Object.values(value as object).every(shape);
}
