import type { Activity, ActivityContext } from '../activity.ts';

/**
 * Leaves a drive that is DOWN alone, but for questions that move nothing and clear nothing: so an operator sees when a
 * cartridge is out or a flag is gone. Ends only by being cancelled, and not while a question is under way: whatever comes
 * next has the drive for itself. That the drive does not answer is told once.
 */
export const poll: Activity<'down'> = async (context, _state, signal) => {
  const { clock, options } = context.parts;
  for (let isAnswering = true; ; ) {
    isAnswering = await ask(context, isAnswering, signal);
    await clock.sleep(options.downPollMs, signal);
  }
};

/** @returns whether the drive answered */
async function ask({ parts, hardware }: ActivityContext, wasAnswering: boolean, signal: AbortSignal): Promise<boolean> {
  // A drive that could not be opened, or whose thread has died, would be opened anew: that sets modes of the drive.
  if (parts.engine.isLost) return wasAnswering;
  try {
    await hardware.look(parts, { mayClear: false });
    return true;
  } catch (error) {
    if (wasAnswering && !signal.aborted) parts.logger.emit('drive_not_asked', {}, error);
    return false;
  }
}
