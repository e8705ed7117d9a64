/** A program of the product, as it is installed. */
export interface Program {
  readonly name: string;
  /** Section of the manual: 1 for commands of users, 8 for services and what administrators run. */
  readonly manualSection: 1 | 8;
  readonly isService: boolean;
}

/** What packages say of the product, and what goes into them. */
export const product = {
  name: 'cta-tape-server',
  summary: 'Tape server of the CERN Tape Archive',
  description: [
    'Drive service (one process for each drive), maintenance service, commands of',
    'operators and a virtual tape library of the CERN Tape Archive, with the runtime',
    'that they need. Services are disabled until an administrator enables them.',
  ],
  license: 'GPL-3.0-or-later',
  maintainer: 'CTA tape server developers <cta-tape-server@localhost>',
  programs: [
    { name: 'cta-taped', manualSection: 8, isService: true },
    { name: 'cta-maintd', manualSection: 8, isService: true },
    { name: 'cta-admin', manualSection: 1, isService: false },
    { name: 'cta-catalogue', manualSection: 8, isService: false },
    { name: 'cta-vtl', manualSection: 1, isService: false },
  ],
  /** Packages of CTA's own programs, which have the same names. */
  conflicts: ['cta-taped', 'cta-maintd', 'cta-cli'],
  /** What the runtime and its addons are linked with, what scripts call, and a systemd that looks into /etc/credstore. */
  debianDependencies: ['libc6 (>= 2.28)', 'libstdc++6 (>= 8)', 'libgcc-s1', 'systemd (>= 251)'],
  rpmDependencies: ['glibc >= 2.28', 'libstdc++', 'libgcc', 'diffutils', 'systemd >= 251'],
} as const satisfies { readonly programs: readonly Program[]; readonly [key: string]: unknown };

/** What is packed: a version of the product, made of one commit. */
export interface Build {
  readonly version: string;
  /** Packages of the same version are told apart by it. */
  readonly revision: string;
  /** Full name of the commit that is packed. */
  readonly commit: string;
  /** Seconds since 1970 of that commit: the time that everything in the packages bears. */
  readonly epoch: number;
}

/** Folder name of an installed release: two builds of one commit are the same bytes, and so the same release. */
export function releaseName({ version, commit }: Build): string {
  return `${version}-${commit.slice(0, 12)}`;
}
