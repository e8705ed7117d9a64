import type { Installation } from '../installation/installation.ts';

/** How to look at an archive that goes on running. */
export function usageOf({ adminCommand, workspace }: Installation): readonly string[] {
  const examples = ['drive ls', 'tape ls --all', 'showqueues', 'tapefile ls --vid V00001', 'condition ls'];
  return [
    '',
    'The archive goes on running. In another shell:',
    ...examples.map((words) => `  ${adminCommand} ${words}`),
    `Its configuration is ${workspace.path('cta-admin.toml')}, its logs are in ${workspace.path('logs')}.`,
    'Ctrl-C here stops it all.',
  ];
}
