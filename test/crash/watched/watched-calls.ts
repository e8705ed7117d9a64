import { step } from './steps.ts';

/** The same object, each call of which is preceded by a step. */
export function watchedCalls<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key) {
      const member: unknown = Reflect.get(object, key, object);
      if (typeof member !== 'function' || typeof key === 'symbol') return member;
      return async (...given: readonly unknown[]): Promise<unknown> => {
        step(`before ${name} ${key}`);
        return Reflect.apply(member, object, given);
      };
    },
  });
}
