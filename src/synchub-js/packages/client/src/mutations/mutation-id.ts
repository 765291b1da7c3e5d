/** A name for a mutation that no other has, 32 hexadecimal digits. (`randomUUID` is there in secure contexts only.) */
export function newMutationId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}
