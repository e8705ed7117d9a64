import { type Database, type DatabaseConfiguration, databaseOptions, openDatabase, sql } from '@cta/database';
import { clockFinding } from './clock-check.ts';
import { failed, type Finding, good, noticed } from './finding.ts';
import { missingPrivileges, type NeededPrivileges } from './privileges.ts';

/** What a drive service wants of one of its databases. */
export interface DatabaseNeeds {
  /** `Catalogue`, `SchedulerDB`. */
  readonly subject: string;
  readonly configuration: DatabaseConfiguration;
  /** Rejects where the schema is not one that this release works with. */
  readonly checkSchema: (db: Database) => Promise<void>;
  readonly privileges: NeededPrivileges;
  /** What else to look at where the schema is as it should be. */
  readonly contents?: (db: Database) => Promise<readonly Finding[]>;
}

const oldestVersion = 15;
/** Nobody waits at a start for as long as a service does. */
const longestAnswerMs = 10_000;

interface ServerFacts {
  readonly version: string;
  readonly major: number;
  readonly readOnly: boolean;
  readonly schemaUsable: boolean | null;
  readonly role: string;
  readonly nowMs: number;
}

/** Whether a database can be reached, logged in to and used. */
export async function examineDatabase(needs: DatabaseNeeds): Promise<readonly Finding[]> {
  const { configuration } = needs;
  const bounded = { connectTimeoutMs: Math.min(configuration.connect_timeout, longestAnswerMs) };
  const db = openDatabase({
    ...databaseOptions(configuration, 'cta-taped doctor'),
    ...bounded,
    statementTimeoutMs: longestAnswerMs,
  });
  try {
    const { subject, configuration: database } = needs;
    const askedMs = Date.now();
    const facts = await serverFacts(db, database.schema);
    const clock = clockFinding(subject, { askedMs, serverMs: facts.nowMs, answeredMs: Date.now() });
    return [...serverFindings(needs, facts), ...(await schemaFindings(needs, facts, db)), clock];
  } finally {
    await db.close();
  }
}

async function serverFacts(db: Database, schema: string): Promise<ServerFacts> {
  // The first statement opens the connection: the time of the second is that of the network alone.
  await db.query(sql`SELECT 1`);
  const [facts] = await db.query<ServerFacts>(sql`
    SELECT current_setting('server_version') AS version,
           current_setting('server_version_num')::int / 10000 AS major,
           current_setting('transaction_read_only') = 'on' AS "readOnly",
           (SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = ${schema}) AS "schemaUsable",
           current_user::text AS role,
           extract(epoch FROM clock_timestamp())::float8 * 1000 AS "nowMs"`);
  if (facts === undefined) throw new Error('a query without FROM has no row');
  return facts;
}

function serverFindings(
  { subject, configuration }: DatabaseNeeds,
  { version, major, readOnly, role }: ServerFacts,
): readonly Finding[] {
  const { host, pathname } = new URL(configuration.url);
  const reached = `PostgreSQL ${version} at ${host}${pathname} lets ${role} in`;
  const old = `PostgreSQL ${version}, at least ${oldestVersion} is needed`;
  return [
    major >= oldestVersion ? good(subject, reached) : noticed(subject, 'DATABASE_VERSION_UNSUPPORTED', old),
    ...(readOnly ? [noticed(subject, 'DATABASE_READ_ONLY', `${host}${pathname}`)] : []),
  ];
}

async function schemaFindings(needs: DatabaseNeeds, facts: ServerFacts, db: Database): Promise<readonly Finding[]> {
  const { subject, configuration, checkSchema, privileges, contents } = needs;
  const { schema } = configuration;
  if (facts.schemaUsable === null) return [noticed(subject, 'DATABASE_NOT_FOUND', `there is no schema ${schema}`)];
  if (!facts.schemaUsable) {
    return [privilegeFinding(subject, facts.role, [`USAGE on schema ${schema}`])];
  }
  const missing = await missingPrivileges(db, schema, privileges);
  if (missing.length > 0) return [privilegeFinding(subject, facts.role, missing)];
  try {
    await checkSchema(db);
  } catch (error) {
    return [failed(subject, error)];
  }
  return [
    good(subject, `schema ${schema} is of this release, and ${facts.role} has the privileges that it needs`),
    ...((await contents?.(db)) ?? []),
  ];
}

function privilegeFinding(subject: string, role: string, missing: readonly string[]): Finding {
  return noticed(subject, 'DATABASE_PRIVILEGES_MISSING', `role ${role} lacks ${missing.join('; ')}`);
}
