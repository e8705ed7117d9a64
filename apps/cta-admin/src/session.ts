import { userInfo } from 'node:os';
import type { AdminContext } from '@cta/admin';
import { type Database, openDatabase } from '@cta/database';
import { hostName } from '@cta/runtime';
import { type Configuration, readConfiguration } from './configuration.ts';
import type { OfInstance } from './output/instance-columns.ts';
import type { Printer } from './output/printer.ts';
import type { Column } from './output/table.ts';

/** What a command works with. Configuration is read and databases are opened by the first that needs them. */
export class Session {
  readonly printer: Printer;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly #configurationPath: string;
  #configuration: Configuration | undefined;
  #admin: AdminContext | undefined;

  constructor(options: {
    readonly printer: Printer;
    readonly signal: AbortSignal;
    readonly configurationPath: string;
  }) {
    this.printer = options.printer;
    this.signal = options.signal;
    this.#configurationPath = options.configurationPath;
  }

  get configuration(): Configuration {
    this.#configuration ??= readConfiguration(this.#configurationPath);
    return this.#configuration;
  }

  get admin(): AdminContext {
    this.#admin ??= {
      catalogueDb: open(this.configuration.catalogue),
      schedulerDb: open(this.configuration.scheduler),
      author: { user: userInfo().username, host: hostName() },
    };
    return this.#admin;
  }

  /** Prints a list of items, each with the instance that it is of. */
  readonly list = <Item>(columns: readonly Column<OfInstance<Item>>[], items: readonly Item[]): void => {
    const instanceName = this.configuration.instance_name;
    this.printer.list(
      columns,
      items.map((item) => ({ ...item, instanceName })),
    );
  };

  async close(): Promise<void> {
    await Promise.all([this.#admin?.catalogueDb.close(), this.#admin?.schedulerDb.close()]);
  }
}

function open({ url, password_file: password, schema }: Configuration['catalogue']): Database {
  return openDatabase({
    url,
    schema,
    applicationName: 'cta-admin',
    ...(password === undefined ? {} : { passwordFile: password.path }),
  });
}
