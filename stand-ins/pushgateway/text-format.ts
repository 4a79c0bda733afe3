/** One sample of a text in Prometheus's format. */
export interface Sample {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A text that is not in the format, in the words of the real parser. */
export class TextFormatError extends Error {}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|(?=\}))/;
/** Histograms and summaries are spread over several names, which are not put together here. */
const TYPES = ['counter', 'gauge', 'untyped'];
const NUMBER = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|NaN|[+-]Inf)$/i;

/**
 * Reads a push. As strict as the format, and as a Pushgateway beyond it: no timestamps, no series twice, one group of lines per name.
 * @throws TextFormatError
 * Source: Prometheus, "Exposition formats", text format 0.0.4; prometheus/pushgateway README.
 */
export function readTextFormat(text: string): readonly Sample[] {
  if (text !== '' && !text.endsWith('\n')) throw new TextFormatError('unexpected end of input stream');
  if (text.includes('\uFFFD')) throw new TextFormatError('invalid UTF-8');
  const helps = new Map<string, string>();
  const types = new Map<string, string>();
  const series = new Set<string>();
  const finished = new Set<string>();
  const samples: Sample[] = [];
  let current = '';
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, word = '', name = '', rest = ''] = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(line) ?? [];
    if (line.startsWith('#') && word === '') continue;
    const sample = word === '' ? readSample(line) : null;
    const family = sample?.name ?? name;
    if (family !== current && finished.has(family)) throw new TextFormatError(`second group of lines for ${family}`);
    finished.add(family);
    current = family;
    if (sample === null) {
      const told = word === 'HELP' ? helps : types;
      if (told.has(name)) throw new TextFormatError(`second ${word} line for metric name ${name}`);
      if (word === 'TYPE' && !TYPES.includes(rest)) {
        throw new TextFormatError(`type ${JSON.stringify(rest)} is not known, or not read by this stand-in`);
      }
      told.set(name, rest);
      continue;
    }
    const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
    if (series.has(key))
      throw new TextFormatError(`${sample.name} was collected before with the same name and label values`);
    series.add(key);
    samples.push({ ...sample, type: types.get(family) ?? 'untyped', help: unescaped(helps.get(family) ?? '') });
  }
  return samples;
}

function readSample(line: string): Pick<Sample, 'name' | 'labels' | 'value'> {
  const name = NAME.exec(line)?.[0];
  if (name === undefined) throw new TextFormatError(`invalid metric name in ${JSON.stringify(line)}`);
  let rest = line.slice(name.length);
  const labels: Record<string, string> = {};
  if (rest.startsWith('{')) {
    rest = rest.slice(1);
    while (!rest.startsWith('}')) {
      const [whole = '', label = '', value = ''] = LABEL.exec(rest) ?? [];
      if (whole === '' || Object.hasOwn(labels, label))
        throw new TextFormatError(`invalid labels in ${JSON.stringify(line)}`);
      labels[label] = unescaped(value);
      rest = rest.slice(whole.length);
    }
    rest = rest.slice(1);
  }
  const [number = '', ...more] = rest.trim().split(/\s+/);
  if (!NUMBER.test(number)) throw new TextFormatError(`expected float as value, got ${JSON.stringify(number)}`);
  if (more.length > 0) throw new TextFormatError('pushed metrics must not have timestamps');
  return { name, labels, value: Number(number.replace(/inf/i, 'Infinity')) };
}

function unescaped(text: string): string {
  return text.replace(/\\([\\"n])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}
