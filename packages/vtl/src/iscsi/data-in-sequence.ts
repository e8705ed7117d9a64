/** One Data-In PDU of a command's data. */
export interface DataInPart {
  readonly from: number;
  readonly to: number;
  /** Last of its sequence: F bit. */
  readonly final: boolean;
  readonly dataSn: number;
}

export interface DataInLimits {
  /** Longest data segment that the initiator takes. */
  readonly peerMaxRecvDataSegmentLength: number;
  /** Longest sequence of Data-In PDUs (RFC 7143, 13.13). */
  readonly MaxBurstLength: number;
}

/** Divides data into Data-In PDUs, and these into sequences (RFC 7143, 11.7.1). */
export function divideDataIn(lengthBytes: number, limits: DataInLimits): DataInPart[] {
  const parts: DataInPart[] = [];
  let burstStart = 0;
  for (let from = 0; from < lengthBytes; ) {
    const burstEnd = Math.min(burstStart + limits.MaxBurstLength, lengthBytes);
    const to = Math.min(from + limits.peerMaxRecvDataSegmentLength, burstEnd);
    parts.push({ from, to, final: to === burstEnd, dataSn: parts.length });
    if (to === burstEnd) burstStart = to;
    from = to;
  }
  return parts;
}
