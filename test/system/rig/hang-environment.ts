/** What `hanging-drive` finds in its environment. */
export const hangEnvironment = {
  /** Path of a file that names a call to the drive, as in "write 20": while it is there, from the 20th on they do not come back. */
  sign: 'CTA_TEST_DRIVE_HANGS',
} as const;

/** A drive service whose calls to the drive hang as `sign` says. */
export function onHangingDrive(sign: string) {
  const main = new URL('hanging-drive-taped.ts', import.meta.url).pathname;
  return { main, environment: { [hangEnvironment.sign]: sign } };
}
