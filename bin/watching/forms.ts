/** How a process that watches shows what it does. */
export const FORMS = ['screen', 'lines', 'json'] as const;
export type Form = (typeof FORMS)[number];
