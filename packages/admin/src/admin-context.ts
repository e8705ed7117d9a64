import type { Author } from '@cta/catalogue';
import type { Database } from '@cta/database';

/** What an operator's command works with: both databases, and who is behind it, for the audit columns. */
export interface AdminContext {
  readonly catalogueDb: Database;
  readonly schedulerDb: Database;
  readonly author: Author;
}
