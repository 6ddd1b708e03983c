/** Tabs as the keyboard knows them: arrows choose, and the focus outlives that they are drawn anew. */

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

export function walkable(list) {
  list.addEventListener("keydown", (event) => {
    const tabs = [...list.children];
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length].click();
  });
  return list;
}

export function redrawn(list, tabs) {
  const focused = list.contains(document.activeElement);
  list.replaceChildren(...tabs);
  if (focused) chosenOf(list)?.focus();
}

export function chosenOf(list) {
  return list.querySelector('[aria-selected="true"]');
}
