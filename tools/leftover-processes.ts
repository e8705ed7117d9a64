import { readdirSync, readFileSync } from 'node:fs';

/** Variable by which the processes of a test run are known, whoever their parent is by now. */
export const testRunVariable = 'CTA_TEST_RUN';

export interface LeftoverProcess {
  readonly processId: number;
  readonly command: string;
}

/** Processes that were started in a test run and are still there. */
export function leftoversOf(testRun: string): readonly LeftoverProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => {
      const environment = textOf(name, 'environ').split('\0');
      if (!environment.includes(`${testRunVariable}=${testRun}`)) return [];
      return [{ processId: Number(name), command: textOf(name, 'cmdline').replaceAll('\0', ' ').trim() }];
    })
    .filter(({ processId, command }) => processId !== process.pid && command !== '');
}

/** Empty where the process is gone, or somebody else's. */
function textOf(process: string, file: 'environ' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${process}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
