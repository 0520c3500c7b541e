<?php
// The judge: makes the calls of the scripts in real PHP. Each line of standard input
// is a call as JSON, each line of standard output its outcome.
//
//     call:   {"function": "socket_recv", "arguments": [{"name": "s"}, {"ref": {"name": "data"}}, 10, 0], "keep": null}
//     answer: {"value": 5, "filled": [{"text": "68656c6c6f"}], "said": [], "errors": {"G": 0, "s": 0}}
//
// Bytes travel as hexadecimal digits. {"begin": true} starts a script: nothing is kept,
// the working folder is a new one. What it does with Io\Poll is in poll.php.

declare(strict_types=1);

final class Judge
{
    /** What the script has kept, by name. */
    private array $kept = [];
    private array $said = [];
    private string $folder = '';
    /** The descriptors that were open at the beginning. */
    private array $others = [];
    /** The descriptor of each socket. */
    private WeakMap $numbers;
    private Poll $poll;
    private ?FFI $library = null;
    private const LIBRARY = 'int *__h_errno_location(void); const char *gnu_get_libc_version(void);';

    public function answer(array $request): array
    {
        if (isset($request['begin'])) {
            return $this->begin();
        }
        $this->said = [];
        $filled = [];
        $returned = $this->call($request, $filled);
        return [
            'value' => $this->told($returned),
            'filled' => array_map($this->told(...), $filled),
            'said' => $this->said,
            'errors' => $this->errors(),
        ];
    }

    public function hear(int $level, string $text): bool
    {
        if ((error_reporting() & $level) === 0) {
            return true; // An @ stands before the call.
        }
        $this->said[] = match ($level) {
            E_WARNING => "W $text",
            E_DEPRECATED => "D $text",
            default => "E$level $text",
        };
        return true;
    }

    private function begin(): array
    {
        $this->kept = [];
        gc_collect_cycles();
        $this->leave();
        $this->folder = sys_get_temp_dir() . '/oracle-' . bin2hex(random_bytes(8));
        mkdir($this->folder);
        chdir($this->folder);
        socket_clear_error();
        $this->forgetLookUps();
        $this->others = numbers();
        $this->numbers = new WeakMap();
        $this->poll = new Poll();
        return [
            'php' => PHP_VERSION,
            'glibc' => $this->library?->gnu_get_libc_version(),
            'pid' => getmypid(),
            'descriptors' => count($this->others),
        ];
    }

    /** PHP gives a look-up that fails early the code of the one that failed before it. */
    private function forgetLookUps(): void
    {
        if (class_exists('FFI')) {
            $this->library ??= FFI::cdef(self::LIBRARY);
            $this->library->__h_errno_location()[0] = 0;
        }
    }

    /** Leaves the working folder and removes it. */
    public function leave(): void
    {
        chdir('/');
        if ($this->folder !== '') {
            array_map('unlink', glob("$this->folder/{,.}[!.]*", GLOB_BRACE));
            rmdir($this->folder);
        }
    }

    private function call(array $request, array &$filled): mixed
    {
        $function = $request['function'];
        $own = ['descriptor_flags', 'take_descriptors', 'unset'];
        $isMethod = str_contains($function, '::');
        if (!$isMethod && !function_exists($function) && !in_array($function, $own, true)) {
            return new Word('undefined function');
        }
        $arguments = $references = [];
        try {
            foreach ($request['arguments'] as $i => $argument) {
                if (is_array($argument) && array_key_exists('ref', $argument)) {
                    $references[$i] = $this->before($argument['ref']);
                    $arguments[$i] = &$references[$i];
                } else {
                    $arguments[$i] = $this->value($argument);
                }
            }
        } catch (Word $word) {
            return $word;
        }
        try {
            $returned = match (true) {
                $function === 'descriptor_flags' => $this->flags(...$arguments),
                $function === 'take_descriptors' => $this->take(...$arguments),
                $function === 'unset' => $this->unset($request['arguments'][0]['name'], $arguments),
                $isMethod => $this->poll->call($function, $arguments),
                default => $function(...$arguments),
            };
        } catch (Throwable $thrown) {
            $class = (new ReflectionClass($thrown))->getShortName();
            $code = $thrown->getCode() === 0 ? '' : '(' . $thrown->getCode() . ')';
            $this->said[] = "$class$code: " . steady($thrown->getMessage());
            $returned = new Word('throws');
        }
        $this->keep($request, $references, $returned);
        foreach ($references as $i => $value) {
            // The keys of an array that was cut down are positions in the script, and mean nothing.
            $isList = isset($request['arguments'][$i]['ref']['list']) && is_array($value);
            $filled[] = $isList ? array_values($value) : $value;
        }
        return $returned;
    }

    /** Forgets what a name holds. */
    private function unset(string $name, array &$arguments): void
    {
        unset($this->kept[$name]);
        $arguments = [];
    }

    /** Keeps under their names what was filled, and what was returned. */
    private function keep(array $request, array $references, mixed $returned): void
    {
        foreach ($references as $i => $value) {
            $this->name($request['arguments'][$i]['ref'], $value);
        }
        if ($returned !== false && !$returned instanceof Word) {
            $this->name($request['keep'], $returned);
        }
    }

    private function name(mixed $name, mixed $value): void
    {
        if (isset($name['name'])) {
            $this->kept[$name['name']] = $value;
            if ($value instanceof Socket) {
                $this->numbers[$value] ??= $this->newest();
            }
        } elseif (isset($name['list']) && is_array($value)) {
            foreach (array_values($value) as $i => $part) {
                if (isset($name['list'][$i]) && $this->known($part) === null) {
                    $this->name($name['list'][$i], $part);
                }
            }
        }
    }

    /** The descriptor of a socket that is new: the lowest that is not in use. */
    private function newest(): int
    {
        $taken = $this->others;
        foreach ($this->numbers as $socket => $number) {
            if ($this->isOpen($socket)) {
                $taken[] = $number;
            }
        }
        return (int) min(array_diff(numbers(), $taken) ?: [-1]);
    }

    private function isOpen(Socket $socket): bool
    {
        try {
            socket_last_error($socket);
            return true;
        } catch (Error) {
            return false;
        }
    }

    /** Whether programs that are started do not inherit it, and whether it does not wait. */
    private function flags(Socket $socket): array
    {
        $info = file_get_contents('/proc/self/fdinfo/' . $this->numbers[$socket]);
        preg_match('/^flags:\s*(\d+)/m', $info, $found);
        $set = fn (int $flag) => (octdec($found[1]) & $flag) !== 0;
        return array_keys(array_filter(['O_CLOEXEC' => $set(02000000), 'O_NONBLOCK' => $set(04000)]));
    }

    /** Takes all free descriptors up to this one, until the script ends. */
    private function take(int $last): void
    {
        // A file gets the lowest that is free. How many are depends on who started PHP.
        foreach (array_diff(range(0, $last), numbers()) as $number) {
            $this->kept["descriptor $number"] = fopen('/dev/null', 'r');
        }
    }

    /** What a reference holds before the call. */
    private function before(mixed $argument): mixed
    {
        if (isset($argument['name'])) {
            return $this->kept[$argument['name']] ?? null;
        }
        // The names of what a call will make are not kept yet.
        if (isset($argument['list'])) {
            $known = array_filter($argument['list'], fn ($part) => isset($this->kept[$part['name'] ?? '']));
            return $known === [] && $argument['list'] !== [] ? null : $this->value($argument);
        }
        return $this->value($argument);
    }

    private function value(mixed $argument): mixed
    {
        if (!is_array($argument)) {
            return $argument;
        }
        $what = array_key_first($argument);
        $of = $argument[$what];
        return match ($what) {
            'text' => hex2bin($of),
            'constant' => $this->constant($of),
            'case' => $this->poll->case($of),
            'name' => $this->kept[$of] ?? throw new Word("$of is nothing"),
            'list' => array_map($this->value(...), $of),
            'map' => array_combine(array_column($of, 0), array_map($this->value(...), array_column($of, 1))),
            'port' => $this->port($of),
        };
    }

    private function constant(array $names): int
    {
        $value = 0;
        foreach ($names as $name) {
            $value |= defined($name) ? constant($name) : throw new Word("undefined constant $name");
        }
        return $value;
    }

    private function port(string $name): int
    {
        $socket = $this->kept[$name] ?? null;
        if (!$socket instanceof Socket || !@socket_getsockname($socket, $address, $port)) {
            throw new Word("$name has no port");
        }
        return $port ?? 0;
    }

    private function errors(): array
    {
        $errors = ['G' => socket_last_error()];
        foreach ($this->kept as $name => $value) {
            if ($value instanceof Socket && $this->isOpen($value)) {
                $errors[$name] = socket_last_error($value);
            }
        }
        return $errors;
    }

    private function known(mixed $value): ?string
    {
        $name = is_object($value) ? array_search($value, $this->kept, true) : false;
        return $name === false ? null : (string) $name;
    }

    /** A value in a form that JSON can carry. */
    private function told(mixed $value): mixed
    {
        return match (true) {
            $value instanceof Word => ['word' => $value->getMessage()],
            $value instanceof Socket => ['word' => $this->known($value) ?? 'Socket'],
            $value instanceof AddressInfo => ['word' => 'AddressInfo'],
            is_resource($value) => ['word' => 'stream'],
            is_object($value) => $this->poll->told($value, $this->kept),
            is_string($value) => ['text' => bin2hex($value)],
            $this->poll->isWaited($value) => ['map' => array_map(
                fn ($watcher) => [$this->poll->name($watcher, $this->kept), $this->told($watcher->getTriggeredEvents())],
                $value,
            )],
            is_array($value) && array_is_list($value) => ['list' => array_map($this->told(...), $value)],
            is_array($value) => ['map' => array_map(
                fn ($key) => [(string) $key, $this->told($value[$key])],
                array_keys($value),
            )],
            default => $value,
        };
    }
}

/** Why there is no value. */
final class Word extends Exception
{
}

/** PHP up to 8.5 names the key `l_linger` by what lies in its memory. */
function steady(string $text): string
{
    $wrong = '/^(.* "(?!l_onoff|l_linger))[^"]*(" must be between 0 and 65535)$/s';
    return preg_replace($wrong, '$1from memory$2', $text);
}

// What the scripts call besides PHP's own functions.

function open_descriptors(): int
{
    return count(numbers());
}

/** The numbers of all open descriptors. Needs none of its own but one, for ever. */
function numbers(): array
{
    static $list = null;
    $list ??= opendir('/proc/self/fd');
    rewinddir($list);
    $numbers = [];
    while (($number = readdir($list)) !== false) {
        $numbers[] = $number;
    }
    return array_diff($numbers, ['.', '..']);
}

/** Forgets the last errors of a socket and of all the rest, in one step. */
function clear_errors(Socket $socket): bool
{
    socket_clear_error($socket);
    socket_clear_error();
    return true;
}

/** Two streams that are connected. */
function stream_pair(mixed &$pair): bool
{
    $pair = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    return true;
}

/** The number of the next descriptor after so many more. */
function free_descriptor(int $more): int
{
    $taken = array_map(intval(...), numbers());
    return array_values(array_diff(range(0, count($taken) + $more), $taken))[$more];
}

// A signal interrupts a call and does nothing else. Calls go on after it where the system
// lets them.
pcntl_signal(SIGUSR1, fn () => null, true);
$judge = new Judge();
set_error_handler($judge->hear(...));
while (($line = fgets(STDIN)) !== false) {
    // A text can have bytes in it that are no letters.
    $form = JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE;
    echo json_encode($judge->answer(json_decode($line, true)), $form), "\n";
}
$judge->leave();
