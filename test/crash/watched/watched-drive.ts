/** Stands in for @cta/hardware in the thread that owns the drive: the same drive, each command of which is a step. */
import { openTapeDrive as openReal, type TapeDrive } from '@cta/hardware';
import { beginPart } from './steps.ts';
import { watchedCalls } from './watched-calls.ts';

beginPart('start');

/** A session begins with a cartridge that becomes ready, and ends with one that was unloaded. */
export async function openTapeDrive(device: string, options: Parameters<typeof openReal>[1]): Promise<TapeDrive> {
  const drive = watchedCalls('drive', await openReal(device, options));
  let inSession = false;
  return new Proxy(drive, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      if (key === 'waitUntilReady') {
        inSession = true;
        beginPart('loaded');
      }
      if (key !== 'unload' || typeof member !== 'function') return member;
      return async (): Promise<void> => {
        await drive.unload();
        if (inSession) beginPart('rest');
      };
    },
  });
}
