import { type ConfigurationSchema, describeSchema, type KeyDescription } from '@cta/runtime';
import { configurationSchema as admin } from '../../apps/cta-admin/src/configuration.ts';
import { configurationSchema as maintd } from '../../apps/cta-maintd/src/configuration.ts';
import { configurationSchema as taped } from '../../apps/cta-taped/src/configuration.ts';

const programs: readonly { readonly title: string; readonly schema: ConfigurationSchema }[] = [
  { title: 'cta-taped', schema: taped },
  { title: 'cta-maintd', schema: maintd },
  { title: 'cta-admin', schema: admin },
];

function section(title: string, schema: ConfigurationSchema): string {
  const rows = describeSchema(schema).map(
    ({ key, type, default: standard, description, reloadable }) =>
      `| \`${key}\` | ${type} | ${defaultText(standard)} | ${reloadable ? 'yes' : ''} | ${description} |`,
  );
  return [`## ${title}`, '', '| key | type | default | reload | |', '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

/** A key without a default must be given, or may be left out. */
function defaultText(standard: KeyDescription['default']): string {
  if (standard === null) return '**required**';
  return standard === undefined ? '' : `\`${standard}\``;
}

/** docs/configuration.md: every key of every program. */
export function configurationPage(): string {
  return `${[
    '# Configuration',
    '',
    'TOML; an unknown key is refused, durations and sizes are written with their units.',
    '',
    'A running service reads its file again on SIGHUP (`systemctl reload`): new values of keys that say yes under *reload* count',
    'from the next time that they are looked at, and no session is touched; of the others the log names those that wait for the next start',
    '(S111). A file that is not good is refused with its code, and the old configuration stays in force.',
    '',
    '`--check-config` says whether a file is good, `--print-config` prints what is in force. This page is generated:',
    '`npm run generate`.',
    '',
    programs.map(({ title, schema }) => section(title, schema)).join('\n\n'),
  ].join('\n')}\n`;
}
