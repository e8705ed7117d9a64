import { z } from 'zod';

/** What a configuration file may hold: a table that takes no keys but those of its shape. */
export type ConfigurationSchema = z.ZodObject<z.core.$ZodLooseShape, z.core.$strict>;

/**
 * A table of a configuration file, `[drive]`. One that the file leaves out stands for an empty one: its keys have their
 * defaults, and each that has none is reported as missing.
 */
export function section<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
): z.ZodPrefault<z.ZodObject<z.core.util.Writeable<Shape>, z.core.$strict>> {
  const table = z.strictObject(shape);
  return table.prefault({} as z.input<typeof table>);
}
