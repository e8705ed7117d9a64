/** What CTA's login file names (cta-catalogue.conf: one line that is not a comment). */
export type CatalogueLogin =
  | {
      readonly backend: 'postgresql';
      /** Without the password. */
      readonly url: string;
      readonly password: string | undefined;
    }
  | { readonly backend: 'other'; readonly name: string }
  | { readonly backend: 'none' };

/**
 * Reads `postgresql:postgresql://USER:PASSWORD@HOST/DATABASE`; CTA's other backends are told by their name.
 *
 * @param text the file's content; its password goes nowhere but into the answer
 */
export function parseCatalogueLogin(text: string): CatalogueLogin {
  const line = text
    .split('\n')
    .map((candidate) => candidate.trim())
    .find((candidate) => candidate !== '' && !candidate.startsWith('#'));
  if (line === undefined) return { backend: 'none' };
  const [, backend = 'unknown', rest = ''] = /^(\w+)(?::(.*))?$/.exec(line) ?? [];
  const url = backend === 'postgresql' && URL.canParse(rest) ? new URL(rest) : undefined;
  if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol)) return { backend: 'other', name: backend };
  const password = url.password === '' ? undefined : decodeURIComponent(url.password);
  url.password = '';
  return { backend: 'postgresql', url: url.href, password };
}
