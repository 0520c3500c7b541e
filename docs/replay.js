// Steps through a recorded run of a step's programs: the line, what it printed, what the kernel
// shows, and the arrows of the picture. Nothing here knows what a call does: all that is shown
// comes from the recording, and from the page that it stands on.
//
// A page has `<script type="application/json" class="recording">` where its button shall stand.
// Without this script the page lacks the button and nothing else.
(() => {
    'use strict';

    function make(tag, attributes = {}, ...children) {
        const element = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
        element.append(...children);
        return element;
    }

    // A part of the player that scrolls by itself, so the keyboard must be able to reach it.
    function pane(kind, label) {
        const title = make('h3', {}, label);
        const content = make('div', { class: 'replay-content', role: 'region', tabindex: 0, 'aria-label': label });
        return { box: make('section', { class: `replay-${kind}` }, title, content), content, title };
    }

    // Scrolls the pane alone, never what is around it.
    function reveal(element, content) {
        if (!element) return;
        const [inner, outer] = [element.getBoundingClientRect(), content.getBoundingClientRect()];
        const middle = (box) => (box.top + box.bottom) / 2;
        content.scrollBy({ top: middle(inner) - middle(outer) });
    }

    // The page's listing of a program, line by line. Its `data-lines`, such as `5-9,12-20`, are the
    // lines of the file that it shows.
    function listing(file, language) {
        const half = [...document.querySelectorAll('.half[data-lines]')]
            .find((one) => `/${one.dataset.file}`.endsWith(`/${file}`));
        if (!half) return null;
        const numbers = half.dataset.lines.split(',').flatMap((range) => {
            const [first, last] = range.split('-').map(Number);
            return Array.from({ length: last - first + 1 }, (_, at) => first + at);
        });
        const { box, content } = pane('program', `${language} · ${file.split('/').pop()}`);
        const lines = new Map();
        // A colour that spans lines ends with its first one: browsers close what is left open.
        half.querySelector('pre code').innerHTML.split('\n').slice(0, numbers.length).forEach((html, at) => {
            const line = make('code', { class: 'replay-line', 'data-line': numbers[at] });
            line.innerHTML = html;
            content.append(line);
            lines.set(numbers[at], line);
        });
        return { box, content, lines, language };
    }

    // The picture of this run, without what would tell a screen reader its end beforehand: the
    // player tells each call in words.
    function picture(run) {
        const original = document.querySelector(`.picture [data-run="${run}"]`);
        if (!original) return null;
        const { box, content } = pane('picture', 'The picture');
        const svg = original.closest('svg').cloneNode(true);
        for (const part of svg.querySelectorAll('title, desc, defs')) part.remove();
        svg.removeAttribute('aria-labelledby');
        svg.removeAttribute('role');
        svg.setAttribute('aria-hidden', 'true');
        content.append(svg);
        content.classList.add('picture');
        // The names of the sides stay in sight while the picture scrolls.
        const names = svg.querySelectorAll('.who');
        svg.lastElementChild.append(...names);
        content.addEventListener('scroll', () => {
            const scale = svg.viewBox.baseVal.width / svg.getBoundingClientRect().width;
            for (const name of names) name.setAttribute('transform', `translate(0 ${content.scrollTop * scale})`);
        });
        return { box, content, svg };
    }

    // The page's question, if this run answers it: the picture says after which call.
    function prediction(run, number) {
        const answered = document.querySelector(`.picture [data-run="${run}"][data-answer]`);
        const details = document.querySelector('#predict-first ~ details');
        if (!answered || !details) return null;
        const question = [];
        for (let at = details.previousElementSibling; at.tagName !== 'H2'; at = at.previousElementSibling) {
            question.unshift(at.cloneNode(true));
        }
        const answer = [...details.childNodes].filter((node) => node.nodeName !== 'SUMMARY');
        return {
            after: answered.dataset.answer - 1,
            question: make('div', {}, ...question),
            answer: make('div', {}, ...answer.map((node) => node.cloneNode(true))),
            field: make('textarea', { rows: 2, id: `replay-field-${number}` }),
        };
    }

    // A row of the kernel's table has an owner, a state, one address or two, and sometimes a count.
    const cells = (row) => row.split(/ {2,}/);

    // What a row was before the call: that of the same socket, or else of the same connection.
    function predecessor(row, before) {
        const [owner, , ends = ''] = cells(row);
        return (owner.startsWith('socket ') && before.find((other) => cells(other)[0] === owner))
            || (ends.includes(' - ') && before.find((other) => cells(other)[2] === ends))
            || undefined;
    }

    function rowElement(row, isNew, before) {
        const old = predecessor(row, before);
        const element = make('div', { class: isNew ? 'replay-row new' : 'replay-row' });
        element.append(make('span', { class: 'replay-sign' }, isNew ? (old ? 'changed' : 'new') : ''));
        for (const cell of row.split(/( {2,})/)) {
            const isChanged = isNew && old && cell.trim() && !cells(old).includes(cell);
            element.append(make(isChanged ? 'mark' : 'span', { class: cell.trim() && 'replay-cell' }, cell));
        }
        return element;
    }

    // What the kernel shows after each call, as a recording names only what has changed.
    function tables(events) {
        let rows = [];
        return events.map((event) => {
            const before = rows;
            rows = event.kernel || rows;
            const kept = rows.map((row) => predecessor(row, before));
            const gone = before.filter((row) => !kept.includes(row) && !rows.includes(row));
            return { rows, before, gone, fresh: (event.kernel && event.new) || [] };
        });
    }

    const printed = (event) => (event.result === null ? event.call : `${event.call} -> ${event.result}`);
    function printedElement(event, kind) {
        const element = make('div', { class: event.failed ? `${kind} failed` : kind }, event.call);
        // Browsers would break the line inside of the arrow.
        if (event.result !== null) element.append(' ', make('span', { class: 'replay-to' }, '->'), ` ${event.result}`);
        return element;
    }
    const place = (event) => [['PHP', event.php], ['Rust', event.rust]]
        .filter(([, line]) => line).map(([language, line]) => `${language} line ${line}`).join(', ');

    class Player {
        constructor(recording, number) {
            this.run = recording.run;
            this.events = recording.terminals.flatMap(
                ({ calls }, terminal) => calls.map((call) => ({ ...call, terminal })),
            );
            this.before = recording.terminals.flatMap(({ printed }) => printed || []);
            this.tables = tables(this.events);
            this.prediction = prediction(this.run, number);
            // The places where the reader stops: a call's number, the question, the answer.
            this.stops = this.events.map((_, at) => at);
            if (this.prediction) this.stops.splice(this.prediction.after + 1, 0, 'answer');
            this.stops.unshift('question');
            this.at = 0;
            this.build(recording.terminals, number);
        }

        build(terminals, number) {
            this.programs = terminals.map((files) => [['php', 'PHP'], ['rust', 'Rust']]
                .map(([key, language]) => files[key] && listing(files[key], language)).filter(Boolean));
            this.picture = picture(this.run);
            this.start = pane('start', this.prediction ? 'Predict first' : 'Before the first call');
            this.output = pane('output', 'What it prints');
            this.kernel = pane('kernel', 'What the kernel shows');
            this.system = pane('system', 'System calls of this line');
            this.status = make('p', { class: 'replay-said', role: 'status' });
            this.count = make('p', { class: 'replay-count', 'aria-hidden': 'true' });
            const button = (text, action) => {
                const element = make('button', { type: 'button' }, text);
                element.addEventListener('click', action);
                return element;
            };
            this.first = button('From the start', () => this.go(0));
            this.back = button('Back', () => this.go(this.at - 1));
            this.next = button('Next', () => this.go(this.at + 1));
            const close = button('Close', () => this.dialog.close());
            close.className = 'replay-close';
            const title = `${document.querySelector('main h1').textContent.trim()}, call by call`;
            const id = `replay-title-${number}`;
            const boxes = [...this.programs.flat(), this.start, this.output, this.kernel, this.system];
            this.dialog = make('dialog', { class: 'replay', 'aria-labelledby': id },
                make('header', {}, make('h2', { id }, title), close),
                make('div', { class: this.picture ? 'replay-body with-picture' : 'replay-body' },
                    make('div', { class: 'replay-text' }, ...boxes.map((part) => part.box)),
                    ...(this.picture ? [this.picture.box] : [])),
                make('footer', {}, this.first, this.back, this.count, this.next),
                this.status);
            this.dialog.addEventListener('keydown', (event) => this.key(event));
        }

        open() {
            if (!this.dialog.isConnected) document.body.append(this.dialog);
            this.dialog.showModal();
            this.next.focus();
            this.show();
        }

        // Arrow keys step; mdBook, which would turn the page, must not get them.
        key(event) {
            event.stopPropagation();
            if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
            if (event.target === this.prediction?.field) return;
            const last = this.stops.length - 1;
            const to = { ArrowRight: this.at + 1, ArrowLeft: this.at - 1, Home: 0, End: last }[event.key];
            if (to === undefined) return;
            event.preventDefault();
            this.go(to);
        }

        go(to) {
            if (to < 0 || to >= this.stops.length) return;
            this.at = to;
            this.show();
        }

        show() {
            const stop = this.stops[this.at];
            const call = stop === 'question' ? -1 : stop === 'answer' ? this.prediction.after : stop;
            this.showWords(stop);
            this.showProgram(call);
            this.showOutput(call);
            this.showKernel(call);
            this.showSystem(stop);
            this.showPicture(call);
            // Not `disabled`: a button that is would lose the focus.
            this.first.setAttribute('aria-disabled', this.at === 0);
            this.back.setAttribute('aria-disabled', this.at === 0);
            this.next.setAttribute('aria-disabled', this.at === this.stops.length - 1);
            const count = this.events.length;
            this.count.textContent = call < 0 ? `${count} calls` : `call ${call + 1} of ${count}`;
            this.status.textContent = this.said(stop, call);
        }

        // The question with a field for the prediction; later the answer next to it.
        showWords(stop) {
            const { content, box, title } = this.start;
            box.hidden = typeof stop === 'number';
            if (box.hidden) return;
            if (!this.prediction) {
                content.replaceChildren(make('p', {}, 'Next runs the first line.'));
                return;
            }
            const { question, answer, field } = this.prediction;
            title.textContent = stop === 'question' ? 'Predict first' : 'The answer';
            if (stop === 'question') {
                const label = make('label', { for: field.id }, 'Your prediction (it is sent nowhere)');
                content.replaceChildren(question, label, field);
                return;
            }
            const predicted = make('p', {}, make('b', {}, 'You predicted: '), field.value);
            content.replaceChildren(question, ...(field.value.trim() ? [predicted] : []), answer);
        }

        showProgram(call) {
            const event = this.events[call];
            this.programs.forEach((halves, terminal) => halves.forEach((half) => {
                half.box.hidden = terminal !== (event?.terminal ?? 0);
                half.content.querySelector('[aria-current]')?.removeAttribute('aria-current');
                const line = half.lines.get(half.language === 'PHP' ? event?.php : event?.rust);
                line?.setAttribute('aria-current', 'step');
                if (!half.box.hidden) reveal(line || half.content.firstElementChild, half.content);
            }));
        }

        showOutput(call) {
            const { box, content } = this.output;
            box.hidden = call < 0;
            const own = (kind) => (text) => make('div', { class: `${kind} own` }, text);
            const lines = this.events.slice(0, call + 1).flatMap((event, at) => {
                const kind = at === call ? 'replay-printed now' : 'replay-printed';
                return [printedElement(event, kind), ...(event.printed || []).map(own(kind))];
            });
            content.replaceChildren(...this.before.map(own('replay-printed')), ...lines);
            reveal(content.querySelector('.now'), content);
        }

        showKernel(call) {
            this.kernel.box.hidden = call < 0;
            if (call < 0) return;
            const { rows, before, gone, fresh } = this.tables[call];
            const sign = () => make('span', { class: 'replay-sign' }, 'gone');
            this.kernel.content.replaceChildren(
                ...rows.map((row, at) => rowElement(row, fresh.includes(at), before)),
                ...gone.map((row) => make('div', { class: 'replay-row gone' }, sign(), make('s', {}, row))),
            );
        }

        showSystem(stop) {
            const calls = this.events[stop]?.system || [];
            this.system.box.hidden = calls.length === 0;
            this.system.content.replaceChildren(...calls.map((text) => make('code', {}, text)));
        }

        showPicture(call) {
            if (!this.picture) return;
            const { svg, content } = this.picture;
            for (const part of svg.querySelectorAll('[data-call]')) {
                const number = part.dataset.call - 1;
                part.classList.toggle('now', number === call);
                part.classList.toggle('to-come', number > call);
            }
            const now = svg.querySelectorAll('.now');
            reveal(now[Math.floor(now.length / 2)] || (call < 0 ? svg.querySelector('text') : null), content);
        }

        // For a screen reader: what a sighted reader sees change.
        said(stop, call) {
            if (stop === 'question') return this.start.content.innerText;
            if (stop === 'answer') return `The answer. ${this.prediction.answer.textContent.trim()}`;
            const event = this.events[call];
            const { rows, gone, fresh } = this.tables[call];
            return [
                `Call ${call + 1} of ${this.events.length}. ${place(event)}: ${printed(event)}.`,
                ...(event.printed || []).map((text) => `The program prints: ${text}`),
                ...fresh.map((at) => `Kernel: ${rows[at]}.`),
                ...gone.map((row) => `Gone: ${row}.`),
            ].join(' ').replace(/ +/g, ' ');
        }
    }

    // The whole book on one page is for printing.
    if (document.querySelectorAll('main h1').length > 1) return;
    document.querySelectorAll('script.recording').forEach((data, number) => {
        const open = make('button', { type: 'button', class: 'replay-open' }, 'Step through it');
        let player = null;
        open.addEventListener('click', () => {
            player ??= new Player(JSON.parse(data.textContent), number);
            player.open();
        });
        data.before(open);
    });
})();
