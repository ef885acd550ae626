import type { AdminQuestions } from '../core/admin.ts';
import { toChatError } from '../core/errors.ts';

/**
 * The same questions; `onDenied` hears of each that the database refuses, as it does once somebody is
 * admin no more.
 */
export function asAdmin(admin: AdminQuestions, onDenied: () => void): AdminQuestions {
  const heard = async (answer: Promise<unknown>): Promise<unknown> => {
    try {
      return await answer;
    } catch (thrown) {
      if (toChatError(thrown).kind === 'Denied') onDenied();
      throw thrown;
    }
  };
  return new Proxy(admin, {
    get: (target, name, receiver) => {
      const ask: unknown = Reflect.get(target, name, receiver);
      if (typeof ask !== 'function') return ask;
      return (...args: unknown[]) => heard(Reflect.apply(ask, target, args) as Promise<unknown>);
    },
  });
}
