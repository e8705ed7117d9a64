import type { Query } from '../command.ts';
import { FieldView } from '../field-view.ts';
import { modeSense6 } from '../spc/mode-sense.ts';

/** Kinds of places that a cartridge can be in (SMC-3, 3.1). `port` is an import/export element, `drive` a data transfer one. */
export const elementTypes = { transport: 1, slot: 2, port: 3, drive: 4 } as const;
export type ElementType = keyof typeof elementTypes;

/** Addresses first … first + count - 1. */
export interface ElementRange {
  readonly first: number;
  readonly count: number;
}

export type ElementAddressAssignment = Readonly<Record<ElementType, ElementRange>>;

/** Element Address Assignment mode page, 1Dh: where each kind of element begins and how many there are (SMC-3, 7.3.4). */
export function elementAddressAssignment(): Query<ElementAddressAssignment> {
  const sense = modeSense6({ page: 0x1d, withoutBlockDescriptor: true });
  return {
    ...sense,
    decode: (answer) => {
      const page = sense.decode(answer).pages.find((candidate) => candidate.page === 0x1d);
      if (page === undefined) return answer.fail('element address assignment page is missing');
      return decodeAssignment(new FieldView(page.bytes, 'changer', 'mode page 1Dh'));
    },
  };
}

function decodeAssignment(page: FieldView): ElementAddressAssignment {
  const range = (offset: number): ElementRange => ({ first: page.u16(offset), count: page.u16(offset + 2) });
  return { transport: range(2), slot: range(6), port: range(10), drive: range(14) };
}
