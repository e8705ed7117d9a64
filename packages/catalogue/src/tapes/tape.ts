/** CTA's tape states (catalogue: 4.1). */
export const tapeStates = [
  'ACTIVE',
  'DISABLED',
  'REPACKING',
  'REPACKING_DISABLED',
  'BROKEN',
  'EXPORTED',
  'REPACKING_PENDING',
  'BROKEN_PENDING',
  'EXPORTED_PENDING',
] as const;

export type TapeState = (typeof tapeStates)[number];

/** States that a tape has only while its retrieve queue is drained; nobody asks for them. */
export type PendingTapeState = Extract<TapeState, `${string}_PENDING`>;

/** States that an operator may ask for. */
export type SettableTapeState = Exclude<TapeState, PendingTapeState>;
