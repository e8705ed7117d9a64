/**
 * What the thread that owns the drive opens in place of @cta/hardware: the same drive, but the thread stands still in the
 * calls that a certain file names, for as long as that is there, as in a driver that does not come back.
 */
import { readFileSync } from 'node:fs';
import { openTapeDrive as openReal, type TapeDrive } from '@cta/hardware';
import { troubleEnvironment } from './trouble-environment.ts';

const sign = process.env[troubleEnvironment.sign] ?? '';
const never = new Int32Array(new SharedArrayBuffer(4));

export async function openTapeDrive(device: string, options: Parameters<typeof openReal>[1]): Promise<TapeDrive> {
  const calls = new Map<PropertyKey, number>();
  while (isHanging('open', 1)) Atomics.wait(never, 0, 0, 20);
  return new Proxy(await openReal(device, options), {
    get(drive, key) {
      const member: unknown = Reflect.get(drive, key, drive);
      if (typeof member !== 'function') return member;
      return (...parameters: unknown[]): unknown => {
        const count = (calls.get(key) ?? 0) + 1;
        calls.set(key, count);
        while (isHanging(key, count)) Atomics.wait(never, 0, 0, 20);
        return Reflect.apply(member, drive, parameters);
      };
    },
  });
}

/** The file says which call hangs, and from the how-manieth of the process on: "write 20". */
function isHanging(call: PropertyKey, count: number): boolean {
  try {
    const [name, from = '1'] = readFileSync(sign, 'utf8').split(' ');
    return name === call && count >= Number(from);
  } catch {
    return false; // It is not there.
  }
}
