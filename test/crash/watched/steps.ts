import { appendFileSync, readFileSync } from 'node:fs';

/** Names of what the environment tells a program: where to note its steps, and the file that says where to kill whom. */
export const stepEnvironment = { notes: 'CRASH_STEP_NOTES', orders: 'CRASH_ORDERS' } as const;

/** A step, and the process that is killed when it is come to: the program itself where none is given. */
export interface KillOrder {
  readonly killAt: string;
  readonly victim?: number;
}

const { [stepEnvironment.notes]: notesFile = '', [stepEnvironment.orders]: ordersFile = '' } = process.env;
const passed = new Map<string, number>();
let part = '';
let seenOrders = '';

/**
 * A moment at which the program may die. It is known by its name, by the part of the run that it belongs to, and by how
 * often it was passed in that part before, in this thread: not by a number of its own, which would depend on what other
 * threads do meanwhile. An order is looked for each time, so that a running program can be given one.
 *
 * A call to the world outside has a step before it and none after: until the thread begins its next call, nobody outside
 * can tell one moment from the other.
 */
export function step(name: string): void {
  const orders = currentOrders();
  if (orders !== seenOrders) passed.clear();
  seenOrders = orders;
  const times = (passed.get(name) ?? 0) + 1;
  passed.set(name, times);
  const id = times === 1 ? `${part}${name}` : `${part}${name}, time ${times}`;
  appendFileSync(notesFile, `${id}\n`);
  const order = orders === '' ? undefined : (JSON.parse(orders) as KillOrder);
  if (id === order?.killAt) process.kill(order.victim ?? process.pid, 'SIGKILL');
}

/** The file comes and goes while the program runs. */
function currentOrders(): string {
  try {
    return readFileSync(ordersFile, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/** From here on steps belong to another part of the run, and are counted anew. */
export function beginPart(name: string): void {
  part = `${name}: `;
  passed.clear();
}
