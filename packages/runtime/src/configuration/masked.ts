/** Text with the password of any URL in it made unreadable: `postgresql://cta:***@db/cta`. */
export function masked(text: string): string {
  return text.replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:)[^\s@/]+@/gi, '$1***@');
}
