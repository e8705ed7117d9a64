import { readFile } from 'node:fs/promises';

/** Somebody of /etc/passwd. */
export interface ServerAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Whom a server of root's is run as: the first of these that the system knows. */
const substitutesOfRoot = ['postgres', 'nobody'] as const;

/** PostgreSQL refuses to run as root. @returns who runs it instead; undefined where we can ourselves */
export async function serverAccount(): Promise<ServerAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = parsePasswd(await readFile('/etc/passwd', 'utf8'));
  for (const name of substitutesOfRoot) {
    const account = accounts.get(name);
    if (account !== undefined) return account;
  }
  throw new Error(`PostgreSQL cannot run as root, and /etc/passwd has none of: ${substitutesOfRoot.join(', ')}`);
}

/** @param text lines `name:password:uid:gid:comment:home:shell` */
function parsePasswd(text: string): ReadonlyMap<string, ServerAccount> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [name, , uid, gid] = line.split(':');
      return name === undefined || gid === undefined ? [] : [[name, { name, uid: Number(uid), gid: Number(gid) }]];
    }),
  );
}
