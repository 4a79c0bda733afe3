import { useContext } from 'preact/hooks';
import { shortened } from './shortened.ts';
import { Around } from './surroundings.ts';

const MOST_CHARACTERS = 80;

/**
 * Text from outside: with its own writing direction, and shortened when it is long, with the full text one click away.
 */
export function Outside({ text, most = MOST_CHARACTERS }: { readonly text: string; readonly most?: number }) {
  const { words } = useContext(Around);
  const start = shortened(text, most);
  if (start === text) return <bdi>{text}</bdi>;
  return (
    <details class="long">
      <summary title={words.full}>
        <bdi>{start}</bdi>
      </summary>
      <bdi>{text}</bdi>
    </details>
  );
}
