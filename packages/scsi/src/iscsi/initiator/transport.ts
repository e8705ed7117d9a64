import { ConditionError } from '@cta/conditions';
import type { ScsiCommand, ScsiResult, ScsiTransport } from '../../transport.ts';
import type { IscsiAddress } from '../iscsi-address.ts';
import { type OfferedValues, ourOffer } from '../negotiation/operational-keys.ts';
import type { SilenceBounds } from '../stream/silence-watch.ts';
import { CommandSession } from './command-session.ts';
import { connect, newIsid } from './connection.ts';

export interface IscsiTransportOptions extends IscsiAddress {
  /** iSCSI name of this side, such as iqn.2026-01.org.example:host. */
  readonly initiatorName: string;
  /** Bound on connection and login together, at opening and whenever a session must be had again. */
  readonly connectTimeoutMs: number;
  /** Ends the opening. */
  readonly signal?: AbortSignal;
  /** How a dead connection is found out; by default silence of 10 s, then 20 s without an answer. */
  readonly silence?: SilenceBounds;
  /** What is offered at login in place of our own wishes. */
  readonly offer?: Partial<OfferedValues>;
}

const defaultSilence: SilenceBounds = { silenceMs: 10_000, answerMs: 20_000 };
const abortTimeoutMs = 5_000;
const logoutTimeoutMs = 2_000;

/**
 * Logs in to a logical unit of an iSCSI target.
 *
 * A connection that is lost while a command is under way rejects that command with TRANSPORT_CONNECTION_LOST: whether
 * it was executed is not known. The next call logs in again, once, under the same session identifier, so that the
 * target ends what it still has of the old session (RFC 7143, 6.3.5). A command whose time is up is aborted, rejects
 * with DRIVE_NO_ANSWER, and the connection is dropped.
 *
 * The conditions blame the way to a drive; a media changer's user puts LIBRARY_NO_ANSWER in their place.
 *
 * @throws ConditionError TRANSPORT_UNREACHABLE, TRANSPORT_CONNECTION_LOST, TRANSPORT_LOGIN_REFUSED,
 * TRANSPORT_TARGET_UNAVAILABLE, TRANSPORT_PROTOCOL_ERROR
 */
export async function openIscsiTransport(options: IscsiTransportOptions): Promise<ScsiTransport> {
  const transport = new IscsiTransport(options);
  await transport.logIn(options.signal);
  return transport;
}

class IscsiTransport implements ScsiTransport {
  readonly #options: IscsiTransportOptions;
  readonly #isid = newIsid();
  readonly #closing = new AbortController();
  #session: CommandSession | undefined;
  #lastCommand: Promise<unknown> = Promise.resolve();

  constructor(options: IscsiTransportOptions) {
    this.#options = options;
  }

  async logIn(signal: AbortSignal | undefined): Promise<CommandSession> {
    const { lun, targetName, silence = defaultSilence, offer } = this.#options;
    this.#session = await connect(
      {
        ...this.#options,
        isid: this.#isid,
        purpose: { sessionType: 'Normal', targetName },
        offer: { ...ourOffer, ...offer },
        signal,
      },
      (establishment) => new CommandSession(establishment, { ...silence, lun, abortTimeoutMs }),
    );
    return this.#session;
  }

  execute(command: ScsiCommand): Promise<ScsiResult> {
    const turn = this.#lastCommand.then(() => this.#execute(command));
    this.#lastCommand = turn.then(ended, ended);
    return turn;
  }

  async close(): Promise<void> {
    this.#closing.abort(closedHere());
    await this.#session?.logOut(logoutTimeoutMs);
  }

  async #execute(command: ScsiCommand): Promise<ScsiResult> {
    if (this.#closing.signal.aborted) throw closedHere();
    const session = this.#session?.isOpen === true ? this.#session : await this.logIn(this.#closing.signal);
    return session.execute(command);
  }
}

function ended(): void {}

function closedHere(): ConditionError {
  return new ConditionError('TRANSPORT_CONNECTION_LOST', { message: 'the transport was closed by this side' });
}
