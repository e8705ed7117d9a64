import { type Build, product } from './product.ts';

/** What a build makes, by the names that Debian and RPM want. */
export interface PackageFiles {
  readonly deb: string;
  readonly rpm: string;
  /** The bill of materials, which is in each package, too. */
  readonly bill: string;
}

export function packageFiles({ version, revision }: Pick<Build, 'version' | 'revision'>): PackageFiles {
  return {
    deb: `${product.name}_${version}-${revision}_amd64.deb`,
    rpm: `${product.name}-${version}-${revision}.x86_64.rpm`,
    bill: `${product.name}-${version}.cdx.json`,
  };
}
