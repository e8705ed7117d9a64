/** `npm run bench NAME [arguments]`: runs bench/NAME.ts. */
import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { root, step } from './step.ts';

const [name = '', ...args] = process.argv.slice(2);
const file = join('bench', `${name}.ts`);
if (name === '' || !existsSync(join(root, file))) {
  const known = await Array.fromAsync(glob('bench/*.ts', { cwd: root }));
  console.error(
    `which benchmark? one of ${known
      .map((path) => path.slice('bench/'.length, -'.ts'.length))
      .sort()
      .join(', ')}`,
  );
  process.exit(2);
}
step('build', 'tsc', ['-b']);
// Without the condition of the sources: what is measured is what would be shipped.
step(`bench ${name}`, 'node', [file, ...args]);
