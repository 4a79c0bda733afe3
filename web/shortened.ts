/** The first characters of a text, for a place where the whole of it does not fit; never half of one. */
export function shortened(text: string, most: number): string {
  const characters = text.length > most ? [...text] : [];
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : text;
}
