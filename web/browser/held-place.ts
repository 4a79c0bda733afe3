/**
 * Notes what the reader looks at: what has the focus, or else the cause at the top of the window. Whoever is at the top of the page
 * shall see what comes there.
 * @returns moves it back to where it was in the window, after something above it has changed
 */
export function heldPlace(): () => void {
  if (scrollY === 0) return () => undefined;
  const places = [...document.querySelectorAll('main :focus, article')]
    .filter(isInSight)
    .sort((a, b) => Number(b.matches(':focus')) - Number(a.matches(':focus')))
    .map((one) => ({ one, top: one.getBoundingClientRect().top }));
  return () => {
    const place = places.find(({ one }) => one.isConnected);
    const moved = place ? place.one.getBoundingClientRect().top - place.top : 0;
    if (moved !== 0) scrollBy({ top: moved, behavior: 'instant' });
  };
}

function isInSight(one: Element): boolean {
  const { top, bottom } = one.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
