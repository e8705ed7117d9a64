import pg from 'pg';

const oids = { int8: 20, numeric: 1700, int8Array: 1016, numericArray: 1231 } as const;

type ParserOf = typeof pg.types.getTypeParser;

const parsers = new Map<number, (text: string) => unknown>([
  [oids.int8, BigInt],
  [oids.numeric, BigInt],
  [oids.int8Array, bigintArray],
  [oids.numericArray, bigintArray],
]);

/**
 * The types of this product's connections: int8 and numeric are bigint, alone and in arrays. Whatever has fractions is
 * cast to float8 in its statement; a numeric with a fraction is refused, never rounded.
 */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    const own = format === 'binary' ? undefined : parsers.get(oid);
    return own ?? pg.types.getTypeParser(oid, format as 'text');
  }) as ParserOf,
};

/** @param text a one-dimensional array as PostgreSQL prints it: `{1,2,NULL}` */
function bigintArray(text: string): (bigint | null)[] {
  const inner = text.slice(1, -1);
  return inner === '' ? [] : inner.split(',').map((element) => (element === 'NULL' ? null : BigInt(element)));
}
