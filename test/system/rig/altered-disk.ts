/** What `altered-disk-taped` finds in its environment. */
export const diskEnvironment = {
  /** Module that its disk workers run. */
  module: 'CTA_TEST_DISK_MODULE',
  /** Path of a file: the disk is in trouble while that is there. */
  sign: 'CTA_TEST_DISK_SIGN',
} as const;

/** A drive service whose disk hangs, or whose disk workers die, while `sign` is there. */
export function onAlteredDisk(how: 'hanging-disk' | 'dying-disk', sign: string) {
  return {
    main: pathOf('altered-disk-taped'),
    environment: { [diskEnvironment.module]: pathOf(how), [diskEnvironment.sign]: sign },
  };
}

function pathOf(module: string): string {
  return new URL(`${module}.ts`, import.meta.url).pathname;
}
