import type { Activities } from '../activity.ts';
import { clean } from './clean.ts';
import { decide } from './decide.ts';
import { mountTape } from './mount.ts';
import { poll } from './poll.ts';
import { probe } from './probe.ts';
import { recover } from './recover.ts';
import { register } from './register.ts';
import { transfer } from './transfer.ts';
import { unmount } from './unmount.ts';

/** What is done in each phase. */
export const activities: Activities = {
  starting: register,
  recovering: recover,
  down: poll,
  probing: probe,
  idle: decide,
  mounting: mountTape,
  transferring: transfer,
  unmounting: unmount,
  cleaning: clean,
};
