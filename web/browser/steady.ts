import type { CauseView, MemberView, StatusDocument } from '../../lib/status/document.ts';

/**
 * The newer document, with the causes and relays of the older one in place of those that look the same: the page does not draw them
 * anew.
 */
export function steady(before: StatusDocument, after: StatusDocument): StatusDocument {
  const known = new Map(before.causes.map((cause) => [cause.key, cause]));
  return { ...after, causes: after.causes.map((cause) => steadyCause(known.get(cause.key), cause)) };
}

function steadyCause(old: CauseView | undefined, cause: CauseView): CauseView {
  if (old === undefined) return cause;
  const known = new Map(old.members.map((member) => [nameOf(member), member]));
  const members = cause.members.map((member) => steadyMember(known.get(nameOf(member)), member));
  return isEqual(shownOf(old), shownOf({ ...cause, members })) ? old : { ...cause, members };
}

/** Its first line says for how long it has been open, which grows all the time and is not on the page. */
function shownOf({ text, ...rest }: CauseView): unknown {
  return { ...rest, text: { ...text, lines: text.lines.slice(1) } };
}

/** For how long it was down grows too, and is not on the page either. */
function steadyMember(old: MemberView | undefined, member: MemberView): MemberView {
  return old !== undefined && isEqual(old, { ...member, lostSeconds: old.lostSeconds }) ? old : member;
}

function nameOf({ region, taskId, name }: MemberView): string {
  return `${region} ${taskId} ${name}`;
}

/** Whether two values of JSON are equal. */
function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isRecord(one) || !isRecord(other)) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => isEqual(one[name], other[name]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
