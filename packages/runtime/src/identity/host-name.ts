import { hostname } from 'node:os';

/** Name of this machine without its domain, as it stands in CTA's log lines, labels and tables. */
export function hostName(): string {
  return hostname().split('.', 1).join('');
}
