// What a reader would not be able to see or read on this page: a list of sentences.
const [width, theme] = arguments;
const wrong = [];
const say = (what) => wrong.includes(what) || wrong.push(what);
const main = document.querySelector('main');

for (const closed of document.querySelectorAll('details')) closed.open = true;
if (!document.documentElement.classList.contains(theme)) say(`the theme is not ${theme}`);

function name(element) {
    const text = (element.textContent || '').trim().slice(0, 40);
    return `${element.tagName.toLowerCase()}.${element.getAttribute('class') || ''} "${text}"`;
}

// Nothing is wider than the screen, nor than what it stands in, but for a table of numbers.
for (const element of [document.scrollingElement, ...document.querySelectorAll('body *')]) {
    const { overflowX } = getComputedStyle(element);
    const scrolls = element === document.scrollingElement || overflowX === 'auto' || overflowX === 'scroll';
    const room = Math.min(element.clientWidth, width);
    if (!scrolls || element.scrollWidth <= room + 1 || element.closest('pre, nav, .numbers')) continue;
    say(`can be scrolled sideways, ${element.scrollWidth} of ${room} px: ${name(element)}`);
    for (const inside of element.querySelectorAll('*')) {
        const isLeaf = !inside.firstElementChild && !inside.closest('pre, .numbers');
        if (isLeaf && inside.getBoundingClientRect().right > width + 1) {
            say(`  too wide: ${name(inside)}`);
        }
    }
}

// Listings are read whole, and a copied command is one command.
for (const code of document.querySelectorAll('pre > code')) {
    const { scrollWidth, clientWidth } = code;
    if (scrollWidth > clientWidth) say(`cut off, ${scrollWidth} of ${clientWidth} px: ${name(code)}`);
    const size = parseFloat(getComputedStyle(code).fontSize);
    if (size < 13) say(`letters of ${size} px: ${name(code)}`);
    if (code.matches('.language-sh') && code.textContent.trim().includes('\n')) say(`two commands: ${name(code)}`);
}

// Colours as [red, green, blue, alpha], the first three from 0 to 255.
const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
function colour(text) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
}
function over([red, green, blue, alpha], below) {
    return [red, green, blue].map((part, at) => part * alpha + below[at] * (1 - alpha)).concat(1);
}
function luminance(rgb) {
    const [red, green, blue] = rgb.map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
// WCAG 2, from 1 to 21.
function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
}

function behind(element) {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
        layers.push(colour(getComputedStyle(at).backgroundColor));
    }
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255, 1]);
}
// In a picture: the last box before the text that the text stands in.
function behindText(text) {
    const svg = text.closest('svg');
    const { left, right, top, bottom } = text.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const boxes = [...svg.querySelectorAll('rect')].filter((box) => {
        const place = box.getBoundingClientRect();
        const before = box.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING;
        return before && place.left <= x && x <= place.right && place.top <= y && y <= place.bottom;
    });
    const page = behind(svg);
    return boxes.length ? over(colour(getComputedStyle(boxes.at(-1)).fill), page) : page;
}
function opacity(element) {
    let product = 1;
    for (let at = element; at; at = at.parentElement) product *= getComputedStyle(at).opacity;
    return product;
}
// Each pair of colours is told once.
const seen = new Set();
function checkContrast(element, ink, paper) {
    const [red, green, blue, alpha] = colour(ink);
    const ratio = contrast(over([red, green, blue, alpha * opacity(element)], paper), paper);
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) {
        const colours = `${ink} on ${paper.slice(0, 3).map(Math.round)}`;
        if (seen.has(colours)) return;
        seen.add(colours);
        say(`contrast ${ratio.toFixed(2)} of ${colours}, first at ${name(element)}`);
    }
}

for (const element of main.querySelectorAll('*')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const { width, height } = element.getBoundingClientRect();
    if (!own || !width || !height || element.closest('svg, button, style')) continue;
    checkContrast(element, getComputedStyle(element).color, behind(element));
}

// Pictures.
for (const image of main.querySelectorAll('img')) {
    if (!image.alt || !image.naturalWidth) say(`a picture without text or size: ${image.src}`);
}
for (const svg of main.querySelectorAll('svg[viewBox]')) {
    if (svg.closest('button, a')) continue; // mdBook's own signs
    const title = svg.querySelector('title')?.textContent.trim();
    const told = svg.querySelector('desc')?.textContent.trim();
    // A plot stands with a table of its numbers.
    const isTold = title && (told || svg.matches('.plot'));
    if (!isTold || svg.getAttribute('role') !== 'img') say(`a picture without text: ${name(svg)}`);
    const frame = svg.getBoundingClientRect();
    if (frame.width < 200 || frame.height < 50) say(`a picture of ${frame.width} x ${frame.height}: ${title}`);

    const scale = frame.width / svg.viewBox.baseVal.width;
    const texts = [...svg.querySelectorAll('text')];
    texts.forEach((text, at) => {
        checkContrast(text, getComputedStyle(text).fill, behindText(text));
        const size = parseFloat(getComputedStyle(text).fontSize) * scale;
        if (size < 9) say(`letters of ${size.toFixed(1)} px: ${name(text)} in ${title}`);
        const place = text.getBoundingClientRect();
        if (place.left < frame.left - 1 || place.right > frame.right + 1 || place.bottom > frame.bottom + 1) {
            say(`cut off: ${name(text)} in ${title}`);
        }
        for (const other of texts.slice(at + 1)) {
            const next = other.getBoundingClientRect();
            const across = Math.min(place.right, next.right) - Math.max(place.left, next.left);
            const down = Math.min(place.bottom, next.bottom) - Math.max(place.top, next.top);
            if (across > 2 && down > 5 * scale) say(`one upon the other: ${name(text)} and ${name(other)} in ${title}`);
        }
    });
}
return wrong;
