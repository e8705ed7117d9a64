import { type CatalogueInspection, isFit, type SchemaDifference, type SchemaPart } from '@cta/catalogue';

type Present = Extract<CatalogueInspection, { state: 'present' }>;

/** An inspection as people read it: what there is, then one line for each thing that is not as it should be. */
export function inspectionLines(inspection: CatalogueInspection): readonly string[] {
  const { schema, due } = inspection;
  if (inspection.state === 'absent') return [`schema ${schema}: no Catalogue`, dueLine(due)];
  return [
    `schema ${schema}: ${inspection.tables.length} tables, ${versionText(inspection)}`,
    ...inspection.differences.map(differenceLine),
    ...inspection.doubledCopies.map(
      ({ archiveFileId, copyNb, tapes }) =>
        `error      copy ${copyNb} of archive file ${archiveFileId} is there ${tapes.length} times: on ${tapes.join(', ')}`,
    ),
    ...(due.length > 0 && inspection.applied === 0 ? [effortLine(inspection)] : []),
    dueLine(due),
    isFit(inspection) ? 'fit' : 'not fit: put right what is marked as error',
  ];
}

export function inspectionJson(inspection: CatalogueInspection): string {
  const printable = { ...inspection, fit: isFit(inspection) };
  const text = JSON.stringify(
    printable,
    (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value),
    2,
  );
  return `${text}\n`;
}

function versionText({ version, versionFits, applied }: Present): string {
  const state = version.upgrading ? ', an upgrade of CTA is under way' : '';
  const whose = applied === 0 ? "CTA's own" : `adopted, with ${applied} migrations of ours`;
  return `version ${version.major}.${version.minor}${state} (${versionFits ? whose : 'error: 15 is what we work with'})`;
}

function differenceLine(difference: SchemaDifference): string {
  const weight = difference.blocks ? 'error' : difference.type === 'additional' ? 'note' : 'warning';
  return `${weight.padEnd(10)} ${differenceText(difference)}`;
}

function differenceText(difference: SchemaDifference): string {
  switch (difference.type) {
    case 'missing-table':
      return `table ${difference.table.toUpperCase()} is missing`;
    case 'missing':
      return `${partText(difference.expected)} is missing`;
    case 'different':
      return `${partText(difference.found)} differs; expected: ${difference.expected.definition || 'nothing more'}`;
    case 'additional':
      return `${partText(difference.found)} is not one of CTA's`;
  }
}

function partText({ kind, table, key, definition }: SchemaPart): string {
  const more = definition === '' ? '' : ` (${definition})`;
  if (kind === 'sequence') return `sequence ${table.toUpperCase()}${more}`;
  const what = kind === 'check' ? key : `${kind} ${key.toUpperCase()}`;
  return `${table.toUpperCase()}: ${what}${more}`;
}

function effortLine({ tapeFiles }: Present): string {
  return (
    `note       about ${Math.round(tapeFiles)} tape files: TAPE_FILE is locked ` +
    'while a unique index over all of them is made; its programs wait'
  );
}

function dueLine(due: readonly string[]): string {
  return due.length === 0 ? 'migrations: none due' : `migrations due: ${due.join(', ')}`;
}
