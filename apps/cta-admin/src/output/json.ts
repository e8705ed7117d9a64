/** A value as protobuf's JSON mapping has it: 64-bit integers, which are bigints here, as strings; undefined left out. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
}
