import { fromIscsi } from '../errors/from-iscsi.ts';
import { isOperationalKey, type OfferedValues, ourMaxRecvDataSegmentLength } from '../negotiation/operational-keys.ts';
import { notUnderstood, offerKeys, type SessionParameters, Settlement } from '../negotiation/settlement.ts';
import { protocolError } from '../pdu/basic-header.ts';
import type { LoginProgress, LoginResponse, LoginStage } from '../pdu/login.ts';
import type { TextKey } from '../pdu/text-keys.ts';

/** What an initiator logs in for. */
export type LoginPurpose =
  | { readonly sessionType: 'Normal'; readonly targetName: string }
  | { readonly sessionType: 'Discovery' };

/** What is to be done next in a login phase. */
export type LoginStep =
  | { readonly kind: 'send'; readonly progress: LoginProgress; readonly keys: readonly TextKey[] }
  | { readonly kind: 'done'; readonly parameters: SessionParameters };

/** Keys that a target may state without being asked, and that need no answer. */
const declarations: ReadonlySet<string> = new Set([
  'TargetAlias',
  'TargetAddress',
  'TargetPortalGroupTag',
  'TargetName',
]);

/** Keys that mean something in a discovery session (RFC 7143, 13). */
const discoveryKeys: ReadonlySet<string> = new Set(['HeaderDigest', 'DataDigest', 'ErrorRecoveryLevel']);

const maxRounds = 16;

/** The initiator's side of the login phase (RFC 7143, 6.3), without any I/O: responses in, requests out. */
export class LoginNegotiation {
  readonly #initiatorName: string;
  readonly #purpose: LoginPurpose;
  readonly #offer: OfferedValues;
  readonly #settlement: Settlement;
  #stage: LoginStage = 'securityNegotiation';
  #rounds = 0;

  constructor(initiatorName: string, purpose: LoginPurpose, offer: OfferedValues) {
    this.#initiatorName = initiatorName;
    this.#purpose = purpose;
    this.#offer = offer;
    this.#settlement = new Settlement(offer);
  }

  start(): LoginStep {
    const { sessionType } = this.#purpose;
    const keys: TextKey[] = [
      ['InitiatorName', this.#initiatorName],
      ['SessionType', sessionType],
    ];
    if (this.#purpose.sessionType === 'Normal') keys.push(['TargetName', this.#purpose.targetName]);
    keys.push(['AuthMethod', 'None']);
    return this.#send(keys, 'operationalNegotiation');
  }

  /**
   * @param keys all text of the response, and of those before it that it goes on from
   * @throws ConditionError by `fromIscsi`, or TRANSPORT_PROTOCOL_ERROR
   */
  next(
    response: Pick<LoginResponse, keyof LoginProgress | 'statusClass' | 'statusDetail'>,
    keys: readonly TextKey[],
  ): LoginStep {
    if (response.statusClass !== 0) throw fromIscsi({ kind: 'login', ...response });
    if (response.currentStage !== this.#stage)
      throw protocolError(`login response belongs to ${response.currentStage}`);
    if (++this.#rounds > maxRounds) throw protocolError('login does not come to an end');
    if (response.continued) return { kind: 'send', progress: this.#progress(false, this.#stage), keys: [] };
    const answers = keys.flatMap(([key, value]) => this.#take(key, value));
    if (!response.transit) return this.#send(answers, this.#following());
    this.#stage = response.nextStage;
    switch (this.#stage) {
      case 'operationalNegotiation':
        return this.#send(this.#operationalKeys(), 'fullFeaturePhase');
      case 'fullFeaturePhase':
        return { kind: 'done', parameters: this.#settlement.parameters };
      case 'securityNegotiation':
        throw protocolError('login goes back to securityNegotiation');
    }
  }

  #take(key: string, value: string): TextKey[] {
    if (key === 'AuthMethod') {
      if (value !== 'None') throw fromIscsi({ kind: 'login', statusClass: 2, statusDetail: 1 });
    } else if (key === 'MaxRecvDataSegmentLength') {
      this.#settlement.declareMaxRecvDataSegmentLength(value);
    } else if (isOperationalKey(key)) {
      this.#settlement.accept(key, value);
    } else if (!declarations.has(key) && value !== notUnderstood) {
      return [[key, notUnderstood]];
    }
    return [];
  }

  #operationalKeys(): TextKey[] {
    const offered = offerKeys(this.#offer);
    const wanted = this.#purpose.sessionType === 'Normal' ? offered : offered.filter(([key]) => discoveryKeys.has(key));
    return [...wanted, ['MaxRecvDataSegmentLength', String(ourMaxRecvDataSegmentLength)]];
  }

  #following(): LoginStage {
    return this.#stage === 'securityNegotiation' ? 'operationalNegotiation' : 'fullFeaturePhase';
  }

  #send(keys: readonly TextKey[], nextStage: LoginStage): LoginStep {
    return { kind: 'send', progress: this.#progress(true, nextStage), keys };
  }

  #progress(transit: boolean, nextStage: LoginStage): LoginProgress {
    return { transit, continued: false, currentStage: this.#stage, nextStage };
  }
}
