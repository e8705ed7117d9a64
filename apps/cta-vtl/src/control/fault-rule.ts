import { ConditionError } from '@cta/conditions';
import { z } from '@cta/runtime';
import { type FaultPlan, type FaultRule, type Sense, type SenseKey, senseKeys } from '@cta/vtl';

/** Commands that rules name: operation code, and the bits that tell two uses of one apart. */
const commands = {
  'TEST UNIT READY': { opcode: 0x00 },
  REWIND: { opcode: 0x01 },
  READ: { opcode: 0x08 },
  WRITE: { opcode: 0x0a },
  'WRITE FILEMARKS': { opcode: 0x10 },
  /** WRITE FILEMARKS with count 0 that waits. */
  FLUSH: {
    opcode: 0x10,
    cdb: [
      { byte: 1, mask: 0x01, value: 0 },
      { byte: 4, mask: 0xff, value: 0 },
    ],
  },
  SPACE: { opcode: 0x11 },
  LOCATE: { opcode: 0x2b },
  UNLOAD: { opcode: 0x1b, cdb: [{ byte: 4, mask: 0x01, value: 0 }] },
  'MOVE MEDIUM': { opcode: 0xa5 },
  /** MOVE MEDIUM out of a drive, whose element addresses begin at 0100h. */
  DISMOUNT: { opcode: 0xa5, cdb: [{ byte: 4, mask: 0xff, value: 0x01 }] },
  /** MOVE MEDIUM out of a slot, whose element addresses begin at 0400h. */
  MOUNT: { opcode: 0xa5, cdb: [{ byte: 4, mask: 0xff, value: 0x04 }] },
  'READ ELEMENT STATUS': { opcode: 0xb8 },
} as const satisfies Readonly<Record<string, Pick<FaultRule, 'opcode' | 'cdb'>>>;

type CommandName = keyof typeof commands;

export const commandNames = Object.keys(commands) as readonly CommandName[];

const keyNames = new Map<number, SenseKey>(Object.entries(senseKeys).map(([name, key]) => [key, name as SenseKey]));

/** Sense data as KEY/ASC/ASCQ in hexadecimal digits: "3/0C/00". */
const sense = z
  .string()
  .regex(/^[0-9A-F]\/[0-9A-F]{1,2}\/[0-9A-F]{1,2}$/i, 'expected KEY/ASC/ASCQ in hexadecimal digits, such as 3/0C/00')
  .transform((text, context): Sense => {
    const [key = 0, asc = 0, ascq = 0] = text.split('/').map((digits) => Number.parseInt(digits, 16));
    const name = keyNames.get(key);
    if (name !== undefined) return { key: name, asc, ascq };
    context.addIssue({ code: 'custom', message: `there is no sense key ${key.toString(16)}` });
    return z.NEVER;
  });

const fault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['sense', 'sense-after', 'deferred-write-error']), sense }),
  z.strictObject({ kind: z.literal('status'), status: z.int().min(1).max(255) }),
  z.strictObject({ kind: z.literal('delay'), delayMs: z.int().min(0) }),
  z.strictObject({ kind: z.enum(['hang', 'lie', 'corrupt']) }),
]);

const byte = z.int().min(0).max(255);

const ruleSchema = z.strictObject({
  unit: z.string().min(1).optional(),
  command: z.enum(commandNames).optional(),
  opcode: byte.optional(),
  cdb: z.array(z.strictObject({ byte: z.int().min(0).max(15), mask: byte, value: byte })).optional(),
  skip: z.int().min(0).optional(),
  times: z.union([z.int().min(1), z.literal('always')]).optional(),
  fault,
});

/** A fault rule as it is written in JSON: with a command's name, sense data as text, and times "always". */
export type FaultRuleText = z.input<typeof ruleSchema>;

/** @throws VALUE_INVALID with all that is wrong */
export function parseFaultRule(value: unknown): FaultRule {
  const parsed = ruleSchema.safeParse(value);
  if (!parsed.success) throw new ConditionError('VALUE_INVALID', { message: z.prettifyError(parsed.error) });
  const { unit, command, opcode, cdb, skip, times, fault } = parsed.data;
  return {
    fault,
    ...(unit !== undefined && { unit }),
    ...(opcode !== undefined && { opcode }),
    ...(command !== undefined && commands[command]),
    ...(cdb !== undefined && { cdb }),
    ...(skip !== undefined && { skip }),
    ...(times !== undefined && { times: times === 'always' ? Infinity : times }),
  };
}

/** A planned fault as JSON can tell it. */
export function plannedFaultText({ id, rule, timesLeft }: ReturnType<FaultPlan['list']>[number]) {
  const { times: _, ...rest } = rule;
  return { id, rule: rest, timesLeft: timesLeft === Infinity ? 'always' : timesLeft };
}
