import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { ConditionError } from '@cta/conditions';
import { z } from 'zod';
import { keyTypes } from './key-type.ts';

/** Where a secret is. It holds the path only, so that neither a log nor a printed configuration can give it away. */
export class SecretFile {
  readonly path: string;
  /** As the configuration has it: the path, or `credential:NAME`. */
  readonly reference: string;

  constructor(reference: string, environment: NodeJS.ProcessEnv = process.env) {
    this.reference = reference;
    this.path = pathOf(reference, environment);
  }

  /** The path of one that is no credential: the service itself opens it, and must be allowed to. */
  get plainPath(): string | undefined {
    return credential.test(this.reference) ? undefined : this.path;
  }

  /**
   * The secret as it is in the file now, without the blanks around it; read anew each time, so that it can be changed
   * without a restart.
   *
   * @throws SECRET_UNREADABLE where the file cannot be read or is empty.
   */
  async read(signal?: AbortSignal): Promise<string> {
    try {
      return this.#secretIn(await readFile(this.path, { encoding: 'utf8', ...(signal && { signal }) }));
    } catch (error) {
      signal?.throwIfAborted();
      throw this.#conditionOf(error);
    }
  }

  /**
   * For who needs the secret later, and wants to know now whether it is there.
   *
   * @throws SECRET_UNREADABLE where the file cannot be read or is empty.
   */
  requireReadable(): void {
    try {
      this.#secretIn(readFileSync(this.path, 'utf8'));
    } catch (error) {
      throw this.#conditionOf(error);
    }
  }

  #secretIn(content: string): string {
    const secret = content.trim();
    if (secret === '') throw this.#unreadable('is empty');
    return secret;
  }

  #conditionOf(error: unknown): ConditionError {
    return error instanceof ConditionError ? error : this.#unreadable('cannot be read', error);
  }

  #unreadable(why: string, cause?: unknown): ConditionError {
    return new ConditionError('SECRET_UNREADABLE', {
      message: `${this.path} ${why}`,
      details: { file: this.path },
      cause,
    });
  }
}

const type = {
  name: 'file of a secret',
  expected: 'the absolute path of a file that holds the secret, or credential:NAME, not the secret itself',
};

/** Names that systemd takes for credentials, as far as they can be file names, too. */
const credential = /^credential:([\w.@-]*[\w@-])$/;

/** Where systemd keeps what it hands to services; who is not started by it, and may, reads there. */
const credentialStore = '/etc/credstore';

/** A credential is a file in a folder that systemd makes for the service alone (systemd.exec(5), LoadCredential=). */
function pathOf(reference: string, environment: NodeJS.ProcessEnv): string {
  const [, name] = credential.exec(reference) ?? [];
  return name === undefined ? reference : join(environment['CREDENTIALS_DIRECTORY'] ?? credentialStore, name);
}

/**
 * A key that names the file of a secret, or a credential that systemd hands to the service; the secret never stands in the
 * configuration.
 */
export function secretFile(): z.ZodCodec<z.ZodString, z.ZodCustom<SecretFile, SecretFile>> {
  const codec = z.codec(z.string(), z.instanceof(SecretFile), {
    decode(reference, context) {
      if (isAbsolute(reference) || credential.test(reference)) return new SecretFile(reference);
      // Whatever was written there may be the secret itself: it goes no further.
      context.issues.push({ code: 'custom', message: type.expected, params: { secret: true }, input: undefined });
      return z.NEVER;
    },
    encode: (file) => file.reference,
  });
  keyTypes.add(codec, type);
  return codec;
}
