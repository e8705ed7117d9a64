import type { LogicalUnitAnswer } from '@cta/scsi';
import { CheckCondition, dataIn, good, invalidCdbField, invalidParameterField } from '../../device-server/answer.ts';
import { type Command, type CommandSet, parameterList } from '../../device-server/command.ts';
import { senses } from '../../device-server/senses.ts';
import type { TapeDrive } from '../tape-drive.ts';
import { decodeAttributes, encodeAttribute } from './attribute.ts';
import { attributesOf } from './medium-attributes.ts';

/** READ ATTRIBUTE (SPC-5 6.17) and WRITE ATTRIBUTE (6.49). */
export const attributeCommands: CommandSet<TapeDrive> = { 0x8c: readAttribute, 0x8d: writeAttribute };

/** Identifiers that hosts may write: those of the host type (SPC-5 7.4.2.4) and the vendor's part for hosts. */
const hostIdentifiers = [
  { first: 0x0800, last: 0x0bff },
  { first: 0x1400, last: 0x17ff },
];

const services = { values: 0x00, list: 0x01 } as const;

function readAttribute(drive: TapeDrive, { cdb }: Command): LogicalUnitAnswer {
  const first = cdb.readUInt16BE(8);
  const allocation = cdb.readUInt32BE(10);
  const attributes = attributesOf(drive.requireMedium()).filter(({ id }) => id >= first);
  switch ((cdb[1] ?? 0) & 0x1f) {
    case services.values:
      return dataIn(withLength(Buffer.concat(attributes.map(encodeAttribute))), allocation);
    case services.list:
      return dataIn(withLength(Buffer.from(attributes.flatMap(({ id }) => [id >>> 8, id & 0xff]))), allocation);
    default:
      throw invalidCdbField(1);
  }
}

function writeAttribute(drive: TapeDrive, command: Command): LogicalUnitAnswer {
  const { cartridge } = drive.requireMedium();
  const length = command.cdb.readUInt32BE(10);
  if (length === 0) return good;
  const list = parameterList(command, length);
  if (length < 4 || list.readUInt32BE(0) !== length - 4) throw new CheckCondition(senses.parameterListLengthError);
  const attributes = decodeAttributes(list.subarray(4));
  if (attributes === undefined) throw new CheckCondition(senses.parameterListLengthError);
  for (const { id, readOnly } of attributes) {
    if (readOnly || !hostIdentifiers.some(({ first, last }) => id >= first && id <= last))
      throw invalidParameterField(4);
  }
  cartridge.writeHostAttributes(
    attributes.map(({ id, format, value }) => ({ id, format, value: value.toString('hex') })),
  );
  return good;
}

function withLength(body: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt32BE(body.length);
  return Buffer.concat([header, body]);
}
