import {
  addTape,
  changeTape,
  listTapes,
  reclaimTape,
  removeTape,
  requestTapeLabel,
  settableTapeStates,
  type TapeLsItem,
  waitForTapeLabel,
} from '@cta/admin';
import { command, type CommandGroup } from '../command-line/command.ts';
import { bool, flag, given, oneOf, required, text, uint } from '../command-line/option.ts';
import { reasonCell, sizeCell, timeCell } from '../output/cells.ts';
import { commentColumn, instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';
import { entryLogColumns } from './entry-log.ts';

const columns: readonly Column<OfInstance<TapeLsItem>>[] = [
  { header: 'vid', cell: (tape) => tape.vid },
  { header: 'media type', cell: ({ mediaType: type }) => type },
  { header: 'vendor', cell: (tape) => tape.vendor },
  { header: 'library', cell: (tape) => tape.logicalLibrary },
  { header: 'order', cell: ({ purchaseOrder: order }) => order },
  { header: 'tapepool', cell: ({ tapepool }) => tapepool },
  { header: 'vo', cell: (tape) => tape.vo },
  { header: 'encryption key name', cell: ({ encryptionKeyName }) => encryptionKeyName },
  { header: 'capacity', cell: ({ capacity }) => sizeCell(capacity) },
  { header: 'occupancy', cell: ({ occupancy }) => sizeCell(occupancy) },
  { header: 'last fseq', cell: ({ lastFseq }) => lastFseq },
  { header: 'full', cell: (tape) => tape.full },
  { header: 'from castor', cell: ({ fromCastor }) => fromCastor },
  { header: 'state', cell: (tape) => tape.state },
  { header: 'state reason', cell: ({ stateReason }) => reasonCell(stateReason) },
  { header: 'label drive', cell: ({ labelLog }) => labelLog?.drive },
  { header: 'label time', cell: ({ labelLog }) => timeCell(labelLog?.time) },
  { header: 'last w drive', cell: ({ lastWrittenLog }) => lastWrittenLog?.drive },
  { header: 'last w time', cell: ({ lastWrittenLog }) => timeCell(lastWrittenLog?.time) },
  { header: 'w mounts', cell: ({ writeMountCount }) => writeMountCount },
  { header: 'last r drive', cell: ({ lastReadLog }) => lastReadLog?.drive },
  { header: 'last r time', cell: ({ lastReadLog }) => timeCell(lastReadLog?.time) },
  { header: 'r mounts', cell: ({ readMountCount }) => readMountCount },
  ...entryLogColumns,
  instanceColumn,
  commentColumn,
];

const vid = text('-v, --vid <vid>', 'volume identifier of the tape');
const mediaType = text('--mt, --mediatype <media_type_name>', 'its media type');
const vendor = text('--ve, --vendor <vendor>', 'who made it');
const logicalLibrary = text('-l, --logicallibrary <name>', 'the logical library that it is in');
const tapePool = text('-t, --tapepool <tapepool_name>', 'the tape pool that it belongs to');
const full = bool('-f, --full <true|false>', 'whether nothing more is written to it');
const state = oneOf('-s, --state <state>', 'its state', settableTapeStates);
const purchaseOrder = text('-p, --purchaseorder <order>', 'the purchase that it came with');
const reason = text('-r, --reason <reason>', 'why it has that state');
const comment = text('-m, --comment <comment>', 'anything else');

export const tapeCommands: CommandGroup = {
  name: 'tape',
  alias: 'ta',
  summary: 'tapes',
  commands: [
    command({
      name: 'add',
      summary: 'add a tape',
      options: {
        vid: required(vid),
        mediaType: required(mediaType),
        vendor: required(vendor),
        logicalLibrary: required(logicalLibrary),
        tapePool: required(tapePool),
        full: required(full),
        state,
        purchaseOrder,
        reason,
        comment,
      },
      run: async ({ admin }, values) => await addTape(admin, given(values)),
    }),
    command({
      name: 'ch',
      summary: 'change a tape',
      options: {
        vid: required(vid),
        mediaType,
        vendor,
        logicalLibrary,
        tapePool,
        encryptionKeyName: text('-k, --encryptionkeyname <name>', 'name of the key that it is encrypted with'),
        full,
        verificationStatus: text('--vs, --verificationstatus <status>', 'what its last verification found'),
        state,
        purchaseOrder,
        reason,
        comment,
        dirty: bool('--db, --dirtybit <true|false>', 'whether its statistics may differ from its files'),
      },
      run: async ({ admin, printer }, values) => {
        const { moved, failed } = await changeTape(admin, given(values));
        const sentences = [
          ...(moved > 0 ? [`${moved} files that waited for it will be read from other tapes.`] : []),
          ...(failed > 0 ? [`${failed} retrieve requests failed: no other copy can be read.`] : []),
        ];
        printer.done(sentences, [{ vid: values.vid, retrievesMoved: moved, retrievesFailed: failed }]);
      },
    }),
    command({
      name: 'rm',
      summary: 'remove a tape that holds no files',
      options: { vid: required(vid) },
      run: async ({ admin }, values) => await removeTape(admin, values.vid),
    }),
    command({
      name: 'reclaim',
      summary: 'make a full tape that holds no files empty again',
      options: { vid: required(vid) },
      run: async ({ admin }, values) => await reclaimTape(admin, values.vid),
    }),
    command({
      name: 'label',
      summary: 'have a tape labelled by a drive of its library, and wait until it is',
      options: {
        vid: required(vid),
        oldVid: text('-o, --oldlabel <vid>', 'what its label says now, where that is not its VID'),
        drive: text('-u, --drive <drive>', 'the drive that is to do it'),
        force: flag('-f, --force', 'overwrite whatever is on it'),
        noWait: flag('--no-wait', 'do not wait'),
        timeout: uint('--timeout <seconds>', 'how long to wait, 3600 if not given'),
      },
      run: async ({ admin, printer, signal }, { noWait, timeout = 3600, ...label }) => {
        const id = await requestTapeLabel(admin, given(label));
        if (!noWait) await waitForTapeLabel(admin, id, { timeoutMs: timeout * 1000, signal });
        const sentence = `Tape ${label.vid}: ${noWait ? 'label requested' : 'labelled'}.`;
        printer.done([sentence], [{ vid: label.vid, labelled: noWait !== true }]);
      },
    }),
    command({
      name: 'ls',
      summary: 'list tapes',
      options: {
        vid,
        mediaType,
        vendor,
        logicalLibrary,
        tapePool,
        vo: text('--vo, --virtualorganisation <vo>', 'its virtual organization'),
        full,
        state,
        all: flag('-a, --all', 'all tapes'),
      },
      run: async ({ admin, list }, { all, ...criteria }) =>
        list(columns, await listTapes(admin, { all, criteria: given(criteria) })),
    }),
  ],
};
