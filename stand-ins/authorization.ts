/** An Authorization header that names its parts: `ACS3-HMAC-SHA256 Credential=a,SignedHeaders=b;c,Signature=d`. */
export interface Authorization {
  readonly scheme: string;
  readonly parts: ReadonlyMap<string, string>;
}

const PART = /^([A-Za-z]+)=(\S+)$/;

/** Reads the parts in any order, as clients of one vendor differ in it. @returns null when it is of another form */
export function readAuthorization(header: string): Authorization | null {
  const [, scheme = '', list = ''] = /^(\S+)\s+(\S[\s\S]*)$/.exec(header) ?? [];
  const parts = new Map<string, string>();
  for (const text of list.split(',')) {
    const [, name, value] = PART.exec(text.trim()) ?? [];
    if (name === undefined || value === undefined || parts.has(name)) return null;
    parts.set(name, value);
  }
  return { scheme, parts };
}
