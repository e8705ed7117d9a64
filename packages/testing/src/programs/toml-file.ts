import { writeFile } from 'node:fs/promises';

/** Tables of a TOML file with their keys. */
export type TomlTables = Readonly<
  Record<string, Readonly<Record<string, string | number | boolean | readonly string[]>>>
>;

/** Writes a configuration file. */
export async function writeTomlFile(path: string, tables: TomlTables): Promise<void> {
  const text = Object.entries(tables).map(([name, keys]) => {
    // A JSON string is a basic string of TOML.
    const lines = Object.entries(keys).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`);
    return `[${name}]\n${lines.join('')}`;
  });
  await writeFile(path, text.join('\n'));
}
