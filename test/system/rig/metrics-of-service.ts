/** One series as Prometheus would have it. */
interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a service measured, as it answered. */
export class Scrape {
  readonly #series: readonly Series[];

  private constructor(series: readonly Series[]) {
    this.#series = series;
  }

  static async of(port: number): Promise<Scrape> {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Scrape(lines.map(seriesOf));
  }

  get names(): ReadonlySet<string> {
    return new Set(this.#series.map(({ name }) => name));
  }

  /**
   * The value of the series with these labels, among others; a label that is '' is one that it must not have. Undefined
   * where there is none, or more than one.
   */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
    const found = this.#all(name).filter((series) =>
      Object.entries(labels).every(([label, value]) => (series.labels[label] ?? '') === value),
    );
    return found.length === 1 ? found[0]?.value : undefined;
  }

  /** Values of a label in the series that are 1. */
  labelsOfOnes(name: string, label: string): readonly (string | undefined)[] {
    return this.#all(name).flatMap(({ value, labels }) => (value === 1 ? [labels[label]] : []));
  }

  /** Values of a label in all series. */
  labels(name: string, label: string): readonly (string | undefined)[] {
    return this.#all(name).map(({ labels }) => labels[label]);
  }

  #all(name: string): readonly Series[] {
    return this.#series.filter((series) => series.name === name);
  }
}

function seriesOf(line: string): Series {
  const {
    name = '',
    labels = '',
    value,
  } = /^(?<name>\w+)(?:\{(?<labels>.*)\})? (?<value>\S+)/.exec(line)?.groups ?? {};
  const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', text = '']) => [label, text] as const);
  return { name, labels: Object.fromEntries(pairs), value: Number(value) };
}
