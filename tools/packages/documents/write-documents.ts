/**
 * `write-documents.ts FOLDER VERSION DAY`: writes man pages, completions and example configurations of the programs of
 * the checkout that it lies in, which must be compiled.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { product } from '../product.ts';
import { bashCompletion } from './bash-completion.ts';
import { commandTreeOf } from './command-tree.ts';
import { configurationFiles, configurationPage, exampleOf } from './configuration-file.ts';
import { programPage } from './program-page.ts';

const checkout = resolve(import.meta.dirname, '../../..');
const [folder, version, day] = process.argv.slice(2);
if (folder === undefined || version === undefined || day === undefined)
  throw new Error('write-documents FOLDER VERSION DAY');

function write(path: string, content: string | Uint8Array): void {
  const file = join(folder ?? '', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

const manual = (name: string, section: number, page: string): void =>
  write(`usr/share/man/man${section}/${name}.${section}.gz`, gzipSync(page, { level: 9 }));

for (const { name, manualSection: section, isService } of product.programs) {
  const tree = commandTreeOf(checkout, name);
  const own = configurationFiles.filter(({ program }) => program === name);
  const files = Object.fromEntries(own.map((file) => [file.path, `Its configuration, ${file.name}(5).`]));
  const others = product.programs.filter((other) => other.name !== name);
  const seeAlso = [
    ...own.map((file) => `${file.name}(5)`),
    ...others.map((other) => `${other.name}(${other.manualSection})`),
  ];
  manual(name, section, programPage({ tree, section, version, day, files, isService, seeAlso }));
  write(`usr/share/bash-completion/completions/${name}`, bashCompletion(tree));
}
for (const file of configurationFiles) {
  manual(file.name, 5, configurationPage(file, version, day));
  write(`usr/share/doc/${product.name}/examples/${file.name}`, exampleOf(file));
}
