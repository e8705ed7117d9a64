import { ConditionError } from '@cta/conditions';
import { z } from '@cta/runtime';
import type { TapeDriveUnit, VirtualLibrary } from '@cta/vtl';
import { parseFaultRule, plannedFaultText } from './fault-rule.ts';

/** A request to the door: the names in its path, and its body. */
interface ControlRequest {
  readonly names: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What a request does; undefined where there is nothing to tell. */
type Handler = (library: VirtualLibrary, request: ControlRequest) => unknown;

interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly pattern: URLPattern;
  readonly handle: Handler;
}

/** What can be done to a library that is being served: faults, and what hands do. */
const routes: readonly Route[] = [
  route('GET', '/faults', ({ faults }) => faults.list().map(plannedFaultText)),
  route('POST', '/faults', ({ faults }, { body }) => ({ id: faults.add(parseFaultRule(body)) })),
  route('DELETE', '/faults', ({ faults }) => faults.clear()),
  route('DELETE', '/faults/:id', ({ faults }, { names }) => {
    const id = Number(names['id']);
    if (!faults.list().some((planned) => planned.id === id)) throw noSuch('fault', names['id']);
    faults.remove(id);
  }),
  route('GET', '/cartridges', (library) => library.cartridges()),
  route('POST', '/cartridges', (library, { body }) => library.addCartridge(parsed(blankCartridge, body))),
  route('POST', '/cartridges/:vid/take-out', (library, { names }) => library.takeOut(names['vid'] ?? '')),
  route('POST', '/cartridges/:vid/put-in', (library, { names }) => library.putIn(names['vid'] ?? '')),
  route('POST', '/cartridges/:vid/write-protect', (library, { names, body }) =>
    library.setWriteProtect(names['vid'] ?? '', parsed(writeProtection, body).on),
  ),
  route('GET', '/drives', ({ drives }) =>
    drives.map(({ identity, bayState }) => ({ serial: identity.serial, bayState })),
  ),
  route('POST', '/drives/:serial/power-cycle', (library, request) => driveOf(library, request).powerCycle()),
  route('POST', '/drives/:serial/tape-alerts', (library, request) => {
    const drive = driveOf(library, request);
    for (const flag of parsed(alerts, request.body).flags) drive.raiseTapeAlert(flag);
  }),
  route('DELETE', '/drives/:serial/tape-alerts', (library, request) => driveOf(library, request).clearTapeAlerts()),
  route('POST', '/power-cycle', (library) => library.powerCycle()),
];

const blankCartridge = z
  .strictObject({ vid: z.string(), capacityBytes: z.int().min(1).optional() })
  .transform(({ vid, capacityBytes }) => ({ vid, ...(capacityBytes === undefined ? {} : { capacityBytes }) }));
const writeProtection = z.strictObject({ on: z.boolean() });
const alerts = z.strictObject({ flags: z.array(z.int().min(1).max(64)).min(1) });

/** @throws NO_SUCH_ENTITY, VALUE_INVALID, and what the library refuses with */
export function control(library: VirtualLibrary, method: string, path: string, body: unknown): unknown {
  for (const { method: itsMethod, pattern, handle } of routes) {
    const match = itsMethod === method ? pattern.exec({ pathname: path }) : null;
    if (match !== null) return handle(library, { names: match.pathname.groups as Record<string, string>, body });
  }
  throw noSuch('request', `${method} ${path}`);
}

function route(method: Route['method'], pathname: string, handle: Handler): Route {
  return { method, pattern: new URLPattern({ pathname }), handle };
}

function driveOf({ drives }: VirtualLibrary, { names }: ControlRequest): TapeDriveUnit {
  const drive = drives.find(({ identity }) => identity.serial === names['serial']);
  if (drive === undefined) throw noSuch('drive', names['serial']);
  return drive;
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new ConditionError('VALUE_INVALID', { message: z.prettifyError(result.error) });
}

function noSuch(kind: string, name = ''): ConditionError {
  return new ConditionError('NO_SUCH_ENTITY', { message: `${kind} ${name}`, details: { kind, name } });
}
