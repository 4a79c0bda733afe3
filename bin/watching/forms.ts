/** The ways in which a watching process can show what it does. */
export const FORMS = ['screen', 'lines', 'json'] as const;
export type Form = (typeof FORMS)[number];
