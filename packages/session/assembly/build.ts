/** Compiles adler32.ts; run as a program it writes the module that src/checksum carries. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

export const adler32ModulePath = fileURLToPath(new URL('../src/checksum/adler32-wasm.ts', import.meta.url));

/** @returns source of src/checksum/adler32-wasm.ts: the compiled kernel as base64, so that a built package carries it. */
export async function adler32Module(): Promise<string> {
  const source = fileURLToPath(new URL('./adler32.ts', import.meta.url));
  const options = ['--baseDir', '/', '--outFile', 'adler32.wasm', '-O3', '--runtime', 'stub', '--noAssert'];
  const memory = ['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'];
  const features = ['--enable', 'simd', '--enable', 'threads'];
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main([source, ...options, ...memory, ...features], {
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') binary = contents;
    },
  });
  if (error !== null || binary === undefined) throw new Error(`asc: ${stderr.toString()}`, { cause: error });
  const lines =
    Buffer.from(binary)
      .toString('base64')
      .match(/.{1,100}/g) ?? [];
  return [
    '/** Generated from assembly/adler32.ts by assembly/build.ts. Do not edit. */',
    `export const adler32Wasm =\n${lines.map((line) => `  '${line}'`).join(' +\n')};`,
    '',
  ].join('\n');
}

if (import.meta.main) writeFileSync(adler32ModulePath, await adler32Module());
