import { type OldOption, oldOptions } from '../../apps/cta-taped/src/convert/old-options.ts';

function row({ category, key, fate }: OldOption): string {
  const keys = fate.type === 'becomes' ? fate.keys.map((name) => `\`${name}\``).join(', ') : '–';
  return `| \`${category} ${key}\` | ${keys} | ${fate.note} |`;
}

/** docs/coming-from-cta.md: what becomes of each option of CTA's drive service. */
export function comingFromCtaPage(): string {
  return `${[
    '# Coming from CTA: the configuration of a drive',
    '',
    '    cta-taped convert /etc/cta/cta-taped.conf --changer /dev/sg3 --output /etc/cta/cta-taped-DRIVE.toml',
    '',
    "makes a configuration of ours of one of CTA's. What has no counterpart is explained, on the error output and in a comment of the",
    'new file; an option that CTA does not know is named. The old file is only read, a new one that exists is not overwritten.',
    'The status is 0 where the new file is good, and 78 where something must still be given, which is then named.',
    '',
    '| what the old file does not say | where it comes from |',
    '| --- | --- |',
    '| `drive.changer` | `--changer`: the device that rmcd was started with. There is no rmcd any more |',
    "| `catalogue.url` | CTA's login file, which `taped CatalogueConfigFile` names, or `--login`. PostgreSQL only |",
    '| `catalogue.password_file` | `--password-file`, by default a credential of systemd. The password is neither printed nor copied: put it there |',
    '| `catalogue.schema` | `--catalogue-schema`, by default `public`; `cta-catalogue check` tells |',
    "| `scheduler.url` | `--scheduler-url`, by default the Catalogue's database, where it has a schema of its own |",
    '| the drive, where an early CTA has it in TPCONFIG | `--tpconfig FILE --drive NAME` |',
    '',
    'What comes before and after is in [moving one drive](moving-one-drive.md). This page is generated: `npm run generate`.',
    '',
    '| option of CTA | becomes | |',
    '| --- | --- | --- |',
    ...oldOptions.map(row),
  ].join('\n')}\n`;
}
