/** Everything that can be said about the sources without running them: seconds. */
import { sourceConditions, step } from './step.ts';

step('types', 'tsc', ['-b']);
step('lint', 'oxlint', ['--type-aware', '--deny-warnings']);
step('format', 'biome', ['format']);
step('package order', 'node', [...sourceConditions, 'tools/package-order.ts']);
step('generated files', 'node', [...sourceConditions, 'tools/generate.ts', '--check']);
