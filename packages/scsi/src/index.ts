export type { Order, Query } from './command.ts';
export { type DeviceKind, FieldView } from './field-view.ts';
export {
  initiatorOpcode,
  initiatorTaskTagOf,
  isImmediate,
  opcodeOf,
  protocolError,
  reservedTag,
} from './iscsi/pdu/basic-header.ts';
export {
  decodeLoginRequest,
  encodeLoginResponse,
  type Isid,
  type LoginProgress,
  type LoginRequest,
} from './iscsi/pdu/login.ts';
export { decodeLogoutRequest, encodeLogoutResponse, logoutReason } from './iscsi/pdu/logout.ts';
export { encodeLun } from './iscsi/pdu/lun-field.ts';
export { decodeNopOut, encodeNopIn } from './iscsi/pdu/nop.ts';
export {
  decodeScsiCommand,
  encodeScsiResponse,
  encodeSenseSegment,
  type Residual,
  type ScsiCommandPdu,
} from './iscsi/pdu/scsi-command.ts';
export { type DataOutPdu, decodeDataOut, encodeDataIn, encodeReadyToTransfer } from './iscsi/pdu/scsi-data.ts';
export { addSerial, nextSerial } from './iscsi/pdu/serial-number.ts';
export { encodeReject, rejectReason } from './iscsi/pdu/target-notice.ts';
export {
  decodeTaskManagementRequest,
  encodeTaskManagementResponse,
  taskManagementAnswer,
  taskManagementFunction,
  type TaskManagementRequest,
} from './iscsi/pdu/task-management.ts';
export { decodeTextRequest, encodeTextResponse } from './iscsi/pdu/text.ts';
export { decodeTextKeys, encodeTextKeys, type TextKey } from './iscsi/pdu/text-keys.ts';
export { fromIscsiSocket } from './iscsi/errors/from-iscsi-socket.ts';
export { type DiscoveredTarget, discoverTargets, type DiscoveryOptions } from './iscsi/initiator/discovery.ts';
export { type IscsiTransportOptions, openIscsiTransport } from './iscsi/initiator/transport.ts';
export {
  defaultIscsiPort,
  formatIscsiUrl,
  type IscsiAddress,
  type IscsiPortal,
  parseIscsiUrl,
} from './iscsi/iscsi-address.ts';
export {
  isOperationalKey,
  type OfferedValues,
  ourMaxRecvDataSegmentLength,
  ourOffer,
} from './iscsi/negotiation/operational-keys.ts';
export { respondToForeignKey, type SessionParameters, Settlement } from './iscsi/negotiation/settlement.ts';
export { PduChannel, type PduUser } from './iscsi/stream/pdu-channel.ts';
export { type SilenceBounds, SilenceWatch } from './iscsi/stream/silence-watch.ts';
export { decodeSense, type FieldPointer, noSenseData, type SenseData, senseKeys } from './sense/sense-data.ts';
export { additionalSenseName, describeSense, senseKeyName } from './sense/sense-description.ts';
export { openSgTransport } from './sg/sg-transport.ts';
export {
  type ElementAddressAssignment,
  elementAddressAssignment,
  type ElementRange,
  type ElementType,
  elementTypes,
} from './smc/element-address-assignment.ts';
export { initializeElementStatus } from './smc/initialize-element-status.ts';
export { moveMedium } from './smc/move-medium.ts';
export {
  elementsPerReport,
  type ElementStatus,
  type ElementStatusRange,
  readElementStatus,
} from './smc/read-element-status.ts';
export { type Designator, deviceIdentification } from './spc/device-identification.ts';
export { type InquiryData, inquiry, peripheralTypes } from './spc/inquiry.ts';
export type { LogPageAddress } from './spc/log-page.ts';
export { resetLogPage } from './spc/log-select.ts';
export {
  type MediumAttribute,
  mediumAttributes,
  readAttributes,
  writeAttributes,
} from './spc/medium-attribute.ts';
export type { BlockDescriptor, ModeHeader, ModePage, ModeParameters } from './spc/mode-parameters.ts';
export { modeSelect10, modeSelect6 } from './spc/mode-select.ts';
export { type ModePageAddress, modeSense10, modeSense6 } from './spc/mode-sense.ts';
export { reportLuns } from './spc/report-luns.ts';
export { requestSense } from './spc/request-sense.ts';
export { supportedLogPages } from './spc/supported-log-pages.ts';
export { supportedVitalPages } from './spc/supported-vital-pages.ts';
export { testUnitReady } from './spc/test-unit-ready.ts';
export { unitSerialNumber } from './spc/unit-serial-number.ts';
export { appendBlockProtection, blockProtectionHolds, protectionBytes } from './ssc/block-protection.ts';
export { loadUnload } from './ssc/load-unload.ts';
export { locate } from './ssc/locate.ts';
export { type CompressionStatistics, dataCompressionLog } from './ssc/log/data-compression.ts';
export { type DeviceStatus, deviceStatusLog } from './ssc/log/device-status.ts';
export { type SequentialAccess, sequentialAccessLog } from './ssc/log/sequential-access.ts';
export { tapeAlertLog, tapeAlertResponseLog } from './ssc/log/tape-alert.ts';
export { type TapeCapacity, tapeCapacityLog } from './ssc/log/tape-capacity.ts';
export { type VolumeCounter, type VolumeStatistics, volumeStatisticsLog } from './ssc/log/volume-statistics.ts';
export {
  controlDataProtection,
  type DataProtection,
  decodeDataProtection,
  protectionMethods,
  withDataProtection,
} from './ssc/mode/control-data-protection.ts';
export {
  type DataCompression,
  dataCompressionPage,
  decodeDataCompression,
  withDataCompression,
} from './ssc/mode/data-compression.ts';
export {
  decodeDeviceConfiguration,
  type DeviceConfiguration,
  deviceConfigurationPage,
} from './ssc/mode/device-configuration.ts';
export { type BlockLimits, readBlockLimits } from './ssc/read-block-limits.ts';
export { type Position, readPosition, readPositionLong } from './ssc/read-position.ts';
export { maximumBlockBytes, readCdb, setTransferLength, writeCdb } from './ssc/read-write.ts';
export { rewind } from './ssc/rewind.ts';
export { space, type SpaceOver } from './ssc/space.ts';
export { writeFilemarks } from './ssc/write-filemarks.ts';
export {
  type LogicalUnit,
  type LogicalUnitAnswer,
  type ScsiCommand,
  type ScsiResult,
  type ScsiTransport,
  scsiStatus,
} from './transport.ts';
