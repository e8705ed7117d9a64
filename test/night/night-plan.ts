/** What the night needs from outside, handed to its test by the program that makes it. */
export interface NightPlan {
  /** An empty folder for what is left behind. */
  readonly folder: string;
  /** Root folder of a Debian machine as a tar archive. */
  readonly root: string;
  /** Folder with the packages. */
  readonly packages: string;
  /** The package that the night begins with, and the one that is upgraded to. */
  readonly first: NightPackage;
  readonly second: NightPackage;
  /** Where the page about the night is written. */
  readonly report: string;
}

/** A package of the tape server. */
export interface NightPackage {
  /** Its file in the folder of packages. */
  readonly file: string;
  /** As its programs tell it. */
  readonly version: string;
}

const variable = 'CTA_NIGHT_PLAN';

export function planVariable(plan: NightPlan): Readonly<Record<string, string>> {
  return { [variable]: JSON.stringify(plan) };
}

/** The plan that this process was given. */
export function nightPlan(): NightPlan {
  const text = process.env[variable];
  if (text === undefined) throw new Error('the night is run by `npm run test:night`');
  return JSON.parse(text) as NightPlan;
}
