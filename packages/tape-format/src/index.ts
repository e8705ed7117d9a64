export type { ProtectedTapeDevice, ProtectionMode, TapeDevice } from './tape-device.ts';
