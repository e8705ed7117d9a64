import type { RoundTrip } from './round-trip.ts';

const nameWidth = 34;

export function printHeading(): void {
  const headings = ['archive', 'retrieve', 'verify'].map((heading) => heading.padEnd(26));
  console.log(`${' '.repeat(nameWidth)}  ${headings.join(' ')}`);
}

export function printRow(name: string, trip: RoundTrip): void {
  const { files, bytes, archiveSeconds, retrieveSeconds, verifySeconds } = trip;
  const figures = [archiveSeconds, retrieveSeconds, verifySeconds].map(
    (seconds) => `${gigabytes(bytes / seconds)} ${(files / seconds).toFixed(0).padStart(6)} files/s`,
  );
  console.log(`${name.padEnd(nameWidth)} ${figures.join('   ')}`);
}

/** A row of one figure. */
export function printRate(name: string, bytesPerSecond: number): void {
  console.log(`${name.padEnd(nameWidth)} ${gigabytes(bytesPerSecond)}`);
}

function gigabytes(bytesPerSecond: number): string {
  return `${(bytesPerSecond / 1e9).toFixed(2).padStart(5)} GB/s`;
}
