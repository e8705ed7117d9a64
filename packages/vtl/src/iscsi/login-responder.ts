import {
  isOperationalKey,
  type LoginProgress,
  type OfferedValues,
  ourMaxRecvDataSegmentLength,
  respondToForeignKey,
  type SessionParameters,
  Settlement,
  type TextKey,
} from '@cta/scsi';

export type SessionType = 'Normal' | 'Discovery';

/** Who has logged in, and on what terms. */
export interface LoggedIn {
  readonly initiatorName: string;
  readonly sessionType: SessionType;
  readonly parameters: SessionParameters;
}

/** Status of a refused login (RFC 7143, 11.13.5). */
export interface LoginRefusal {
  readonly statusClass: number;
  readonly statusDetail: number;
}

export const loginRefusals = {
  initiatorError: { statusClass: 2, statusDetail: 0 },
  authenticationFailed: { statusClass: 2, statusDetail: 1 },
  targetNotFound: { statusClass: 2, statusDetail: 3 },
  missingParameter: { statusClass: 2, statusDetail: 7 },
  sessionTypeNotSupported: { statusClass: 2, statusDetail: 9 },
  sessionDoesNotExist: { statusClass: 2, statusDetail: 10 },
} as const satisfies Record<string, LoginRefusal>;

export type LoginReply =
  | {
      readonly kind: 'accepted';
      readonly transit: boolean;
      readonly keys: readonly TextKey[];
      /** Set with the reply that ends the login phase. */
      readonly loggedIn?: LoggedIn;
    }
  | { readonly kind: 'refused'; readonly refusal: LoginRefusal };

/** Keys by which an initiator says who it is and what it wants; they need no answer. */
const declarations: ReadonlySet<string> = new Set(['InitiatorName', 'InitiatorAlias', 'SessionType', 'TargetName']);

const portalGroupTag = '1';

/** The target's side of the login phase (RFC 7143, 6.3), without any I/O. There is no authentication: `None` only. */
export class LoginResponder {
  readonly #targetName: string;
  readonly #settlement: Settlement;
  #identity: { readonly initiatorName: string; readonly sessionType: SessionType } | undefined;
  #stage: LoginProgress['currentStage'] | undefined;
  #declared = false;

  constructor(targetName: string, offer: OfferedValues) {
    this.#targetName = targetName;
    this.#settlement = new Settlement(offer);
  }

  /** @param keys all text of the request, and of those before it that it goes on from */
  respond(progress: LoginProgress, keys: readonly TextKey[]): LoginReply {
    if (!this.#isInPlace(progress)) return { kind: 'refused', refusal: loginRefusals.initiatorError };
    const first = this.#identity === undefined;
    const refusal = first ? this.#identify(new Map(keys)) : undefined;
    if (refusal !== undefined) return { kind: 'refused', refusal };
    const answers: TextKey[] = [];
    for (const [key, value] of keys) {
      if (declarations.has(key)) continue;
      const answer = this.#answer(key, value);
      if (answer === undefined) return { kind: 'refused', refusal: loginRefusals.authenticationFailed };
      answers.push([key, answer]);
    }
    if (first && this.#identity?.sessionType === 'Normal') answers.push(['TargetPortalGroupTag', portalGroupTag]);
    this.#declare(progress, answers);
    return this.#proceed(progress, answers);
  }

  #isInPlace({ transit, currentStage, nextStage }: LoginProgress): boolean {
    if (currentStage === 'fullFeaturePhase') return false;
    if (this.#stage !== undefined && this.#stage !== currentStage) return false;
    this.#stage = currentStage;
    return !transit || (nextStage !== 'securityNegotiation' && nextStage !== currentStage);
  }

  #identify(keys: ReadonlyMap<string, string>): LoginRefusal | undefined {
    const initiatorName = keys.get('InitiatorName');
    if (initiatorName === undefined || initiatorName === '') return loginRefusals.missingParameter;
    const sessionType = keys.get('SessionType') ?? 'Normal';
    if (sessionType !== 'Normal' && sessionType !== 'Discovery') return loginRefusals.sessionTypeNotSupported;
    if (sessionType === 'Normal') {
      const targetName = keys.get('TargetName');
      if (targetName === undefined) return loginRefusals.missingParameter;
      if (targetName.toLowerCase() !== this.#targetName.toLowerCase()) return loginRefusals.targetNotFound;
    }
    this.#identity = { initiatorName, sessionType };
    return undefined;
  }

  /** @returns undefined where the two cannot agree on a way of authentication */
  #answer(key: string, value: string): string | undefined {
    if (key === 'AuthMethod') return value.split(',').includes('None') ? 'None' : undefined;
    if (isOperationalKey(key)) return this.#settlement.respond(key, value);
    if (key !== 'MaxRecvDataSegmentLength') return respondToForeignKey(key);
    this.#settlement.declareMaxRecvDataSegmentLength(value);
    this.#declared = true;
    return String(ourMaxRecvDataSegmentLength);
  }

  /** States our own limit where the initiator gave no occasion for it; that can be done in the operational stage only. */
  #declare({ currentStage }: LoginProgress, answers: TextKey[]): void {
    if (this.#declared || currentStage !== 'operationalNegotiation') return;
    this.#declared = true;
    answers.push(['MaxRecvDataSegmentLength', String(ourMaxRecvDataSegmentLength)]);
  }

  #proceed({ transit, nextStage }: LoginProgress, keys: readonly TextKey[]): LoginReply {
    if (transit) this.#stage = nextStage;
    if (!transit || nextStage !== 'fullFeaturePhase' || this.#identity === undefined)
      return { kind: 'accepted', transit, keys };
    const loggedIn = { ...this.#identity, parameters: this.#settlement.parameters };
    return { kind: 'accepted', transit, keys, loggedIn };
  }
}
