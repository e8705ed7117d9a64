/** What `taped-in-trouble`, and the modules that it has in place of ours, find in their environment. */
export const troubleEnvironment = {
  /** Module that its disk workers run. */
  disk: 'CTA_TEST_DISK_MODULE',
  /** Module that opens its drive. */
  drive: 'CTA_TEST_DRIVE_MODULE',
  /** Path of a file: there is trouble while that is there. */
  sign: 'CTA_TEST_TROUBLE_SIGN',
} as const;

/** A drive service whose disk hangs, or whose disk workers die, while `sign` is there. */
export function onAlteredDisk(how: 'hanging-disk' | 'dying-disk', sign: string) {
  return inTrouble(troubleEnvironment.disk, how, sign);
}

/**
 * A drive service whose calls to the drive hang.
 * @param sign path of a file that names a call, as in "write 20": while it is there, from the 20th on they do not come back
 */
export function onHangingDrive(sign: string) {
  return inTrouble(troubleEnvironment.drive, 'hanging-drive', sign);
}

function inTrouble(what: string, module: string, sign: string) {
  const environment = { [what]: pathOf(module), [troubleEnvironment.sign]: sign };
  return { main: pathOf('taped-in-trouble'), environment };
}

function pathOf(module: string): string {
  return new URL(`${module}.ts`, import.meta.url).pathname;
}
