import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A certificate that is signed by itself, so that who has it can trust it, and its key. Both are PEM. */
export interface TestCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** Whom it is of, as OpenSSL writes it; by default a server of this machine: `IP:127.0.0.1`. */
  readonly subject?: string;
  /** Whether it has expired a day ago, or does so in a day. */
  readonly hasExpired?: boolean;
}

const execute = promisify(execFile);
const openssl = (words: readonly string[]) => execute('openssl', words);

/** Has one made by the `openssl` command, for the test that calls. */
export async function makeCertificate(options: CertificateOptions = {}): Promise<TestCertificate> {
  const { subject = 'IP:127.0.0.1', hasExpired = false } = options;
  const folder = await mkdtemp(join(tmpdir(), 'cta-certificate-'));
  const request = join(folder, 'request');
  const key = join(folder, 'key');
  const certificate = join(folder, 'certificate');
  try {
    const keyKind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key];
    const names = ['-subj', '/CN=test', '-addext', `subjectAltName=${subject}`];
    await openssl(['req', '-new', ...keyKind, ...names, '-out', request]);
    const validity = ['-days', hasExpired ? '-1' : '1'];
    const signing = ['-signkey', key, '-copy_extensions', 'copyall'];
    await openssl(['x509', '-req', '-in', request, ...signing, ...validity, '-out', certificate]);
    return { certificate: await readFile(certificate, 'utf8'), key: await readFile(key, 'utf8') };
  } finally {
    await rm(folder, { recursive: true });
  }
}
