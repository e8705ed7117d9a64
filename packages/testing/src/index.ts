export {
  type MemoryDriveFault,
  type MemoryDriveOptions,
  type MemoryDriveState,
  memoryDrive,
  memoryDriveState,
} from './memory-drive/memory-drive.ts';
export {
  catalogueTemplate,
  example,
  exampleCatalogueTemplate,
  fillExampleCatalogue,
} from './catalogue/example-catalogue.ts';
export { createCtaCatalogue, type CtaCatalogueOptions } from './catalogue/cta-catalogue.ts';
export { ctaFile, ctaTape } from './catalogue/cta-tape.ts';
export {
  type CertificateOptions,
  makeCertificate,
  type TestCertificate,
} from './certificates/test-certificate.ts';
export { HalfOpenProxy, type ProxyMode } from './half-open-proxy/half-open-proxy.ts';
export type { ProxyTarget } from './half-open-proxy/proxied-connection.ts';
export { MemoryTape, type MemoryTapeOperation, type MemoryTapeOptions, memoryTape } from './memory-tape/memory-tape.ts';
export { type SampleFile, sampleIdentity, sampleTape } from './memory-tape/sample-tape.ts';
export { type PostgresOptions, type PostgresServer, startPostgres } from './postgresql/postgresql-server.ts';
export {
  type DatabaseTemplate,
  sharedServerVariable,
  type TestDatabase,
  testDatabase,
} from './postgresql/test-database.ts';
export { type LoggedEvent, lastLines, loggedEvent } from './programs/program-log.ts';
export { mainOf, Program, type ProgramOptions } from './programs/program.ts';
export { ProgramGroup } from './programs/program-group.ts';
export { type TomlTables, writeTomlFile } from './programs/toml-file.ts';
export { crc32c } from './tape-image/crc32c.ts';
export { generatedContent } from './tape-image/generated-content.ts';
export {
  loadTapeImage,
  saveTapeImage,
  type TapeImage,
  type TapeImageFile,
  type TapeObject,
  withProtection,
} from './tape-image/tape-image.ts';
export { adler32 } from './tape-reader/adler32.ts';
export { readTape, type TapeContents, type TapeFileContents } from './tape-reader/tape-reader.ts';
export { type ExpectedTapeFile, verifyTape } from './tape-reader/tape-verification.ts';
export { aborted, pause, type WaitBounds, waitUntil } from './waiting/waiting.ts';
