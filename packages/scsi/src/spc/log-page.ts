import type { FieldView } from '../field-view.ts';

/** Number of a log page. */
export interface LogPageAddress {
  readonly page: number;
  readonly subpage?: number;
}

/** A log page as it came: its parameters by code (SPC-5, 7.3.2). */
export interface LogPage {
  /** What follows the page's header, for pages that are no parameter list. */
  readonly body: FieldView;
  /** Value of each parameter, in the order in which they came. Throws where the body is no parameter list. */
  readonly parameters: () => ReadonlyMap<number, FieldView>;
}

export function decodeLogPage(answer: FieldView, { page, subpage = 0 }: LogPageAddress): LogPage {
  const found = answer.u8(0) & 0x3f;
  if (found !== page) answer.fail(`log page ${found} came, ${page} was asked for`);
  const foundSubpage = answer.bit(0, 6) ? answer.u8(1) : 0;
  if (foundSubpage !== subpage) answer.fail(`subpage ${foundSubpage} came, ${subpage} was asked for`);
  const body = answer.part(4, answer.u16(2));
  return { body, parameters: () => decodeParameters(body) };
}

function decodeParameters(body: FieldView): ReadonlyMap<number, FieldView> {
  const parameters = new Map<number, FieldView>();
  for (let at = 0; at < body.length; ) {
    const length = body.u8(at + 3);
    parameters.set(body.u16(at), body.part(at + 4, length));
    at += 4 + length;
  }
  return parameters;
}

/** @returns a counter parameter, or undefined where the page lacks it, leaves it empty, or fills it with ones (unknown). */
export function counter(parameters: ReadonlyMap<number, FieldView>, code: number): bigint | undefined {
  const value = parameters.get(code);
  if (value === undefined || value.length === 0 || value.length > 8) return undefined;
  const count = value.unsigned(0, value.length);
  return count === (1n << BigInt(8 * value.length)) - 1n ? undefined : count;
}

/** A counter that surely fits a number: counts, percentages and ratios. Larger ones are as good as unknown. */
export function smallCounter(parameters: ReadonlyMap<number, FieldView>, code: number): number | undefined {
  const value = counter(parameters, code);
  return value === undefined || value > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(value);
}
