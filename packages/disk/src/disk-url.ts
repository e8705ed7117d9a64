import { fileURLToPath } from 'node:url';
import { ConditionError } from '@cta/conditions';

/** @throws DISK_URL_UNSUPPORTED where the text is no URL */
export function parseDiskUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw unsupportedUrl(text, 'it is not a URL');
  return url;
}

/** Path of a `file:` URL of this host. @throws DISK_URL_UNSUPPORTED */
export function pathOf(url: URL): string {
  if (url.protocol !== 'file:') throw unsupportedUrl(url.href, `nothing serves the scheme ${url.protocol}`);
  if (url.search !== '' || url.hash !== '') throw unsupportedUrl(url.href, 'a file: URL has no query and no fragment');
  try {
    const path = fileURLToPath(url);
    if (!path.includes('\0')) return path;
  } catch (error) {
    throw unsupportedUrl(url.href, 'it names no path of this host', error);
  }
  throw unsupportedUrl(url.href, 'a path has no NUL');
}

export function unsupportedUrl(url: string, reason: string, cause?: unknown): ConditionError {
  return new ConditionError('DISK_URL_UNSUPPORTED', {
    message: `${url}: ${reason}`,
    details: { url },
    ...(cause === undefined ? {} : { cause }),
  });
}
