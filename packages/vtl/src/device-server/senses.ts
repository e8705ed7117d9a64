import type { Sense } from './sense.ts';

/** Sense data that the emulated devices answer, under the names that SPC-5 annex F gives the additional sense codes. */
export const senses = {
  noAdditionalSense: { key: 'no sense', asc: 0x00, ascq: 0x00 },
  filemarkDetected: { key: 'no sense', asc: 0x00, ascq: 0x01, filemark: true },
  endOfPartition: { key: 'no sense', asc: 0x00, ascq: 0x02, endOfMedium: true },
  beginningOfPartition: { key: 'no sense', asc: 0x00, ascq: 0x04, endOfMedium: true },
  volumeOverflow: { key: 'volume overflow', asc: 0x00, ascq: 0x02, endOfMedium: true },
  endOfData: { key: 'blank check', asc: 0x00, ascq: 0x05 },

  becomingReady: { key: 'not ready', asc: 0x04, ascq: 0x01 },
  initializingCommandRequired: { key: 'not ready', asc: 0x04, ascq: 0x02 },
  mediumNotPresent: { key: 'not ready', asc: 0x3a, ascq: 0x00 },
  cleaningCartridgeInstalled: { key: 'not ready', asc: 0x30, ascq: 0x03 },
  incompatibleMedium: { key: 'not ready', asc: 0x30, ascq: 0x00 },

  writeError: { key: 'medium error', asc: 0x0c, ascq: 0x00 },
  unrecoveredReadError: { key: 'medium error', asc: 0x11, ascq: 0x00 },
  mediumFormatCorrupted: { key: 'medium error', asc: 0x31, ascq: 0x00 },
  guardCheckFailed: { key: 'hardware error', asc: 0x10, ascq: 0x01 },
  internalTargetFailure: { key: 'hardware error', asc: 0x44, ascq: 0x00 },

  parameterListLengthError: { key: 'illegal request', asc: 0x1a, ascq: 0x00 },
  invalidOperationCode: { key: 'illegal request', asc: 0x20, ascq: 0x00 },
  invalidElementAddress: { key: 'illegal request', asc: 0x21, ascq: 0x01 },
  invalidFieldInCdb: { key: 'illegal request', asc: 0x24, ascq: 0x00 },
  invalidFieldInParameterList: { key: 'illegal request', asc: 0x26, ascq: 0x00 },
  destinationElementFull: { key: 'illegal request', asc: 0x3b, ascq: 0x0d },
  sourceElementEmpty: { key: 'illegal request', asc: 0x3b, ascq: 0x0e },
  removalPrevented: { key: 'illegal request', asc: 0x53, ascq: 0x02 },

  notReadyToReady: { key: 'unit attention', asc: 0x28, ascq: 0x00 },
  importExportElementAccessed: { key: 'unit attention', asc: 0x28, ascq: 0x01 },
  powerOnOccurred: { key: 'unit attention', asc: 0x29, ascq: 0x00 },
  nexusLossOccurred: { key: 'unit attention', asc: 0x29, ascq: 0x07 },
  modeParametersChanged: { key: 'unit attention', asc: 0x2a, ascq: 0x01 },
  reservationsPreempted: { key: 'unit attention', asc: 0x2a, ascq: 0x03 },

  writeProtected: { key: 'data protect', asc: 0x27, ascq: 0x00 },
  wormOverwriteAttempted: { key: 'data protect', asc: 0x30, ascq: 0x0c },
  dataPhaseError: { key: 'aborted command', asc: 0x4b, ascq: 0x00 },
} as const satisfies Readonly<Record<string, Sense>>;
