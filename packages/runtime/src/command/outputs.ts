export interface OutputStream {
  write(text: string): unknown;
}

/** Where a command writes to. */
export interface Outputs {
  readonly out: OutputStream;
  readonly errors: OutputStream;
}
