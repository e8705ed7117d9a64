/** One line of CTA's configuration: `category key value  # comment`. */
export interface OldSetting {
  readonly category: string;
  readonly key: string;
  /** The words behind the key; empty where there are none. */
  readonly value: string;
  readonly line: number;
}

/** What a cta-taped.conf says; of an option that it names twice the last counts. */
export interface OldConfiguration {
  readonly settings: readonly OldSetting[];
  /** Numbers of lines that are no setting. */
  readonly unreadableLines: readonly number[];
}

export function parseOldConfiguration(text: string): OldConfiguration {
  const settings = new Map<string, OldSetting>();
  const unreadableLines: number[] = [];
  for (const [index, content] of text.split('\n').entries()) {
    const [category, key, ...value] = wordsOf(content);
    if (category === undefined) continue;
    if (key === undefined) unreadableLines.push(index + 1);
    else settings.set(`${category} ${key}`, { category, key, value: value.join(' '), line: index + 1 });
  }
  return { settings: [...settings.values()], unreadableLines };
}

/** A drive of CASTOR's and early CTA's TPCONFIG: `NAME LOGICAL-LIBRARY DEVICE CONTROL-PATH`. */
export function parseTpconfig(text: string): readonly (readonly OldSetting[])[] {
  return text.split('\n').flatMap((content, index) => {
    const [name, library, device, controlPath] = wordsOf(content);
    if (name === undefined || library === undefined || device === undefined || controlPath === undefined) return [];
    const setting = (key: string, value: string): OldSetting => ({ category: 'taped', key, value, line: index + 1 });
    return [
      [
        setting('DriveName', name),
        setting('DriveLogicalLibrary', library),
        setting('DriveDevice', device),
        setting('DriveControlPath', controlPath),
      ],
    ];
  });
}

function wordsOf(line: string): readonly string[] {
  return line
    .replace(/#.*$/, '')
    .split(/\s+/)
    .filter((word) => word !== '');
}
