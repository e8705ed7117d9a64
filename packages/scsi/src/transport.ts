/** SCSI status byte (SAM-5, 5.3.1). Any other value is passed on as it came. */
export const scsiStatus = {
  good: 0x00,
  checkCondition: 0x02,
  busy: 0x08,
  reservationConflict: 0x18,
  taskSetFull: 0x28,
} as const;

/**
 * One SCSI command. At most one of `dataOut` and `dataIn` is given; both may lie in shared memory and are used in
 * place, never copied or kept after the answer.
 */
export interface ScsiCommand {
  /** Command descriptor block, 6 to 16 bytes. */
  readonly cdb: Uint8Array;
  /** Bytes for the device. */
  readonly dataOut?: Uint8Array;
  /** Where to put bytes from the device; its length is the most that is taken. */
  readonly dataIn?: Uint8Array;
  readonly timeoutMs: number;
}

/** What a device answered. A transport reports; whether a status is an error is for the command sets to say. */
export interface ScsiResult {
  readonly status: number;
  /** Bytes that were moved in the direction of the data, residual taken off. */
  readonly transferred: number;
  /** Sense data as they came, with CHECK CONDITION. */
  readonly sense?: Uint8Array;
}

/**
 * A way to one logical unit. Commands are executed one at a time, in the order of the calls.
 * `execute` rejects with a ConditionError (DRIVE_NO_ANSWER, TRANSPORT_…) only where no SCSI status came back.
 */
export interface ScsiTransport {
  execute(command: ScsiCommand): Promise<ScsiResult>;
  close(): Promise<void>;
}

/** The other side: a logical unit that answers CDBs, without a wire. The virtual library's devices are such units. */
export interface LogicalUnit {
  /**
   * @param cdb as sent by the initiator
   * @param dataOut all bytes that the initiator sent for this command, or empty
   * @param allocation the most data-in bytes that the initiator takes
   * @param nexus names the initiator and its session, for reservations and unit attentions
   */
  execute(cdb: Uint8Array, dataOut: Uint8Array, allocation: number, nexus: string): Promise<LogicalUnitAnswer>;
  /**
   * The session of a nexus has ended, in order or not (I_T nexus loss, SAM-6 6.3.4): what the unit keeps for it alone is
   * gone, and a later session of that name is told so by a unit attention.
   */
  nexusLost?(nexus: string): void;
}

export interface LogicalUnitAnswer {
  readonly status: number;
  /** Bytes for the initiator; valid until the unit's next command. */
  readonly dataIn?: Uint8Array;
  readonly sense?: Uint8Array;
  /**
   * Bytes that the CDB wanted to move, for the initiator's residual count; may exceed what the initiator gave or takes.
   * Without it all of `dataOut`, or just `dataIn`.
   */
  readonly transferLength?: number;
}
