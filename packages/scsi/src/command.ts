import type { FieldView } from './field-view.ts';

/** A command that brings no data, and may carry a parameter list. */
export interface Order {
  /** The standard's name, for errors and logs. */
  readonly name: string;
  readonly cdb: Uint8Array;
  readonly dataOut?: Uint8Array;
}

/** A command that brings an answer, and what the answer means. */
export interface Query<T> {
  readonly name: string;
  readonly cdb: Uint8Array;
  /** The most bytes that are asked for; the same number is in the CDB. */
  readonly allocationBytes: number;
  /** Pure over the bytes that came; refuses short or contradictory ones through the view. */
  readonly decode: (answer: FieldView) => T;
}
