/** `npm test`: every test that needs no virtual machine, from nothing. */
import { installMissingPackages } from './debian-packages.ts';
import { sourceConditions, step } from './step.ts';

installMissingPackages();
step('check', 'node', [...sourceConditions, 'tools/check.ts']);
step('unit tests', 'node', [...sourceConditions, 'tools/run-tests.ts', 'unit']);
step('system tests', 'node', [...sourceConditions, 'tools/run-tests.ts', 'system']);
