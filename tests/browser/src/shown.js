// What the player of a recorded run shows, and what is wrong with it whatever it shows.
const player = document.querySelector('dialog[open]');
const seen = (css) => [...player.querySelectorAll(css)].filter((one) => one.checkVisibility());
const text = (css) => seen(css).map((one) => one.textContent);
// That a row is new is said beside it.
const row = (one) => one.textContent.slice(one.querySelector('.replay-sign').textContent.length);

const wrong = [];
if (document.activeElement.textContent !== 'Next') wrong.push('the focus is not on Next');
if (!player.querySelector('[role=status]').textContent) wrong.push('a screen reader is told nothing');
for (const one of [document.scrollingElement, ...player.querySelectorAll('*')]) {
    if (!one.checkVisibility() || one.closest('svg, .replay-said')) continue;
    const isWide = one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline';
    if (isWide || one.getBoundingClientRect().right > innerWidth + 1) wrong.push(`too wide: ${one.className}`);
}
const count = player.querySelector('.replay-count').textContent;
const call = Number(/^call (\d+)/.exec(count)?.[1] ?? 0);
for (const part of player.querySelectorAll('[data-call]')) {
    const number = Number(part.dataset.call);
    const isNow = part.classList.contains('now') === (number === call && call > 0);
    const isToCome = part.classList.contains('to-come') === number > call;
    if (!isNow || !isToCome) wrong.push(`the picture marks call ${number} at call ${call}: ${part.textContent}`);
}

return {
    count,
    lines: text('.replay-line[aria-current=step]'),
    printed: text('.replay-printed'),
    rows: seen('.replay-row:not(.gone)').map(row),
    new: seen('.replay-row.new').map(row),
    system: text('.replay-system code'),
    words: seen('.replay-start').length,
    wrong,
};
