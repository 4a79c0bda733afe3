import mustache from 'mustache';
import { visible } from '../../base/visible.ts';

export type Rendered = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

/**
 * A Mustache template over plain data. `{{x}}` passes through `escapeText`, `{{{x}}}` does not; a name that is not known is
 * empty, as Mustache has it. Does not throw: a template that cannot be read, or that says nothing, is a problem.
 */
export function renderTemplate(template: string, view: object, escapeText: (text: string) => string): Rendered {
  try {
    const text = mustache.render(template, view, {}, { escape: (value: unknown) => escapeText(String(value)) });
    return text.trim() === '' ? { ok: false, problem: 'it says nothing' } : { ok: true, text: withVisibleLines(text) };
  } catch (error) {
    return { ok: false, problem: reasonOf(error) };
  }
}

/** The library's sentence may quote the template, and that is the operator's own; but it may be long. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? visible(error.message) : 'it cannot be read';
  return text.length <= 100 ? text : 'it cannot be read';
}

function withVisibleLines(text: string): string {
  return text.split(/\r?\n/).map(visible).join('\n').trim();
}
