export {
  type LogicalUnit,
  type LogicalUnitAnswer,
  type ScsiCommand,
  type ScsiResult,
  type ScsiTransport,
  scsiStatus,
} from './transport.ts';
