import { z } from 'zod';

/** npm writes one value as itself and several as a list. */
const values = z.union([z.array(z.string()), z.string().transform((value) => [value])]);

const lockedPackage = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  license: z.string().optional(),
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  link: z.boolean().default(false),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().default(false) })).default({}),
  os: values.optional(),
  cpu: values.optional(),
  libc: values.optional(),
});

type LockedPackage = z.output<typeof lockedPackage>;

/** package-lock.json, version 3: every package by its folder. */
export const packageLock = z.object({ packages: z.record(z.string(), lockedPackage) });

export type PackageLock = z.output<typeof packageLock>;

/** A package that the product needs when it runs. */
export interface NeededPackage {
  /** Its folder in the checkout: `node_modules/pg`, `packages/scsi`. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Of its archive in the registry (SRI); not there for our own packages. */
  readonly integrity?: string;
  /** Folders of the packages that it needs itself. */
  readonly needs: readonly string[];
}

/** All that the packages in `roots` need when they run on 64-bit x86 Linux with glibc, themselves included, by folder. */
export function dependencyClosure(lock: PackageLock, roots: readonly string[]): readonly NeededPackage[] {
  const found = new Map<string, NeededPackage>();
  const toVisit = [...roots];
  for (let folder = toVisit.pop(); folder !== undefined; folder = toVisit.pop()) {
    if (found.has(folder)) continue;
    const needed = describe(lock, folder);
    found.set(folder, needed);
    toVisit.push(...needed.needs);
  }
  return [...found.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

function describe(lock: PackageLock, folder: string): NeededPackage {
  const locked = lock.packages[folder];
  if (locked === undefined) throw new Error(`package-lock.json does not know ${folder}`);
  const {
    name = folder.replace(/^(.*node_modules|apps)\//, ''),
    version = '',
    license = 'NOASSERTION',
    integrity,
  } = locked;
  return { folder, name, version, license, ...(integrity && { integrity }), needs: needsOf(lock, folder, locked) };
}

function needsOf(lock: PackageLock, folder: string, locked: LockedPackage): readonly string[] {
  const mustBeThere = Object.keys(locked.dependencies).concat(requiredPeers(locked));
  const needed = mustBeThere.filter(hasCode).map((name) => {
    const place = placeOf(lock, folder, name);
    if (place === undefined) throw new Error(`package-lock.json has no ${name}, which ${folder} needs`);
    return place;
  });
  const optional = Object.keys(locked.optionalDependencies)
    .map((name) => placeOf(lock, folder, name))
    .filter((place) => place !== undefined)
    .filter((place) => runsHere(lock.packages[place]));
  return [...new Set([...needed, ...optional])].sort();
}

function requiredPeers({ peerDependencies, peerDependenciesMeta }: LockedPackage): readonly string[] {
  return Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
}

/** Packages of types are for the compiler. */
function hasCode(name: string): boolean {
  return !name.startsWith('@types/');
}

/** Where Node.js finds a package: in the folder's own node_modules, or in those of the folders above it. */
function placeOf(lock: PackageLock, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    const locked = lock.packages[place];
    if (locked !== undefined) return locked.link ? locked.resolved : place;
    if (folder === '') return undefined;
  }
}

function runsHere(locked: LockedPackage | undefined): boolean {
  const { os = ['linux'], cpu = ['x64'], libc = ['glibc'] } = locked ?? {};
  return os.includes('linux') && cpu.includes('x64') && libc.includes('glibc');
}
