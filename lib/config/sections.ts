import { isRecord } from '../base/records.ts';

/** A part of a configuration as it is written, not checked. */
export type Section = Readonly<Record<string, unknown>>;

/** The part if it is a section; an empty one for everything else, a list included. */
export function sectionOf(value: unknown): Section {
  return isRecord(value) ? value : {};
}

/** A value in words; nothing of a section, whose own keys may say what its text is. */
export function textOf(value: unknown): string {
  return typeof value === 'object' ? '' : String(value);
}

/** The parts of a list, each as a section; none if it is not a list. */
export function sectionsOf(value: unknown): Section[] {
  return Array.isArray(value) ? value.map(sectionOf) : [];
}
