/** Something that the caller can put right; its message is a sentence for them. */
export class TypesError extends Error {
  override readonly name = 'TypesError';
}
