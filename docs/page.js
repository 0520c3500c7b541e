// What mdBook's pages lack for the keyboard, for screen readers and for narrow screens. Without
// this script they show the same, but long lines of a listing must be scrolled.
(() => {
    'use strict';

    const main = document.querySelector('main');

    // Each line of a listing becomes a box, so that what wraps goes on further right than the line
    // begins, and a new line has its colour over its whole width.
    function intoLines(code) {
        const text = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
        const parts = document.createDocumentFragment();
        let line = make('span', 'line');
        // The colours and hidden parts that `node` stands in, for one piece of its text.
        function like(node, piece) {
            let inner = document.createTextNode(piece);
            for (let at = node.parentElement; at !== code; at = at.parentElement) {
                const copy = at.cloneNode(false);
                copy.append(inner);
                inner = copy;
            }
            return inner;
        }
        while (text.nextNode()) {
            const [first, ...others] = text.currentNode.data.split('\n');
            if (first) line.append(like(text.currentNode, first));
            for (const other of others) {
                // The break stays outside, where copying finds it.
                parts.append(finish(line, code), like(text.currentNode, '\n'));
                line = make('span', 'line');
                if (other) line.append(like(text.currentNode, other));
            }
        }
        if (line.textContent) parts.append(finish(line, code));
        code.replaceChildren(parts);
    }

    function finish(line, code) {
        const parts = [...line.childNodes];
        if (parts.length && parts.every((part) => part.className === 'boring')) line.classList.add('boring');
        const indent = line.textContent.search(/\S|$/);
        line.style.setProperty('--hang', `${Math.min(indent, 16) + 2}ch`);
        if (code.matches('.language-text, .nohighlight')) transcript(line);
        return line;
    }

    // A row of the kernel's table wraps between its columns, and an arrow stays whole.
    function transcript(line) {
        const isRow = /^ *kernel \| /.test(line.textContent);
        const name = (part) => (!part.trim() ? 'gap' : isRow ? 'column' : part === '->' && 'arrow');
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        const nodes = [];
        while (walker.nextNode()) nodes.push(walker.currentNode);
        for (const node of nodes) {
            const parts = node.data.split(isRow ? /( {2,})/ : /(->)/).filter(Boolean);
            node.replaceWith(...parts.map((part) => (name(part) ? make('span', name(part), part) : part)));
        }
    }

    function make(tag, className, ...children) {
        const element = document.createElement(tag);
        element.className = className;
        element.append(...children);
        return element;
    }

    for (const code of main.querySelectorAll('pre > code')) {
        intoLines(code);
        code.classList.add('lines');
    }
    // `data-new` has the numbers of the new lines, counted from the first one shown.
    for (const half of main.querySelectorAll('.half[data-new]')) {
        const lines = half.querySelectorAll('.line');
        for (const number of half.dataset.new.split(' ')) lines[number - 1]?.classList.add('new');
    }

    // What can still be scrolled sideways can be reached by Tab.
    const watcher = new ResizeObserver((entries) => {
        for (const { target } of entries) {
            if (target.scrollWidth > target.clientWidth && target.clientWidth > 0) {
                target.tabIndex = 0;
                target.setAttribute('role', 'group');
                target.setAttribute('aria-label', 'can be scrolled sideways');
            } else {
                for (const name of ['tabindex', 'role', 'aria-label']) target.removeAttribute(name);
            }
        }
    });
    for (const element of main.querySelectorAll('.table-wrapper, pre > code')) watcher.observe(element);

    // Arrow keys scroll it then, and do not turn the page.
    main.addEventListener('keydown', (event) => {
        if (['ArrowLeft', 'ArrowRight'].includes(event.key) && event.target.closest('pre, .table-wrapper')) {
            event.stopPropagation();
        }
    });

    // A link past the menu and the table of contents, before them.
    main.id = 'text';
    main.tabIndex = -1;
    const skip = make('a', 'skip', 'Skip to the text');
    skip.href = '#text';
    document.body.prepend(skip);

    // A label cannot be reached by Tab, and must not say that it is expanded. A button can.
    const label = document.getElementById('mdbook-sidebar-toggle');
    const button = make('button', label.className, ...[...label.childNodes].map((node) => node.cloneNode(true)));
    button.type = 'button';
    function copy(...names) {
        for (const name of names) button.setAttribute(name, label.getAttribute(name));
    }
    copy('title', 'aria-label', 'aria-controls', 'aria-expanded');
    button.addEventListener('click', () => label.click());
    new MutationObserver(() => copy('aria-expanded')).observe(label, { attributeFilter: ['aria-expanded'] });
    label.after(button);
    label.hidden = true;

    // All of the page is in a landmark.
    document.getElementById('mdbook-menu-bar').setAttribute('role', 'banner');
    document.getElementById('mdbook-search-wrapper').setAttribute('role', 'search');
})();
