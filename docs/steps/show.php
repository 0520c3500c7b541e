<?php
// What prints in the tutorial. A step's program is plain PHP with one more line:
//
//     namespace Shown; require __DIR__ . '/../show.php';
//
// In that namespace its calls find the functions that are made here, before PHP's own. Each calls
// the function of its name, prints the call and what it returned, and then what the kernel knows
// of the program's sockets, if that has changed.
//
// Its twin in Rust is docs/steps/src.

namespace Shown;

use AddressInfo;
use Socket;
use WeakMap;

Listener::start();

/** Prints the calls. With STEP_RECORD=FILE in the environment it writes them to a file too. */
final class Listener
{
    private const COUNT_BYTES = [
        'socket_write', 'socket_send', 'socket_sendto', 'socket_sendmsg',
        'socket_recv', 'socket_recvfrom', 'socket_recvmsg',
    ];

    public static function start(): void
    {
        self::checkPort();
        View::start();
        foreach (get_extension_funcs('sockets') as $function) {
            eval(self::declaration(new \ReflectionFunction($function)));
        }
        if (class_exists(\Io\Poll\Context::class)) { // PHP 8.6
            require __DIR__ . '/show_poll.php';
        }
    }

    /** The programs read PORT in one line; what is wrong with it is said here. */
    private static function checkPort(): void
    {
        $range = ['options' => ['min_range' => 0, 'max_range' => 65535]];
        $port = getenv('PORT');
        if ($port !== false && filter_var($port, FILTER_VALIDATE_INT, $range) === false) {
            fwrite(STDERR, "Error: PORT must be a number from 0 to 65535\n");
            exit(1);
        }
    }

    /** The function of this namespace that stands for one of PHP's. PHP checks its arguments. */
    private static function declaration(\ReflectionFunction $function): string
    {
        $declared = $passed = [];
        foreach ($function->getParameters() as $parameter) {
            $variable = ($parameter->isPassedByReference() ? '&$' : '$') . $parameter->getName();
            $default = $parameter->isDefaultValueAvailable() ? $parameter->getDefaultValue() : null;
            $declared[] = "$variable = " . var_export($default, true);
            $passed[] = $variable;
        }
        $given = 'array_slice([' . implode(', ', $passed) . '], 0, func_num_args())';
        return "namespace Shown; function $function->name(" . implode(', ', $declared) . ')'
            . "{ return Listener::call('$function->name', $given); }";
    }

    /** Calls a function of PHP, prints the call and what it returned, and hands that on. */
    public static function call(string $function, array $arguments): mixed
    {
        View::before();
        $space = $function === 'socket_recvmsg' ? $arguments[1] : []; // the call replaces it
        error_clear_last();
        $result = null;
        $began = hrtime(true);
        try {
            $result = @$function(...$arguments);
            $nanoseconds = hrtime(true) - $began;
            $failure = $result === false ? self::failure($function) : null;
        } catch (\Error $error) {
            $nanoseconds = hrtime(true) - $began;
            $failure = $error->getMessage();
        }

        if ($function === 'socket_recvmsg' && $failure === null) {
            View::receive($arguments[1]);
            $given = array_intersect_key($space, ['controllen' => 0, 'buffer_size' => 0]);
            // Not into the program's variable, to which $arguments[1] refers.
            $arguments = array_replace($arguments, [1 => $arguments[1] + $given]);
        }
        $is_pair = $function === 'socket_create_pair' && $failure === null;
        $returned = $is_pair ? array_pop($arguments) : $result; // in Rust the pair is returned
        $call = $function . '(' . Value::arguments($function, $arguments, $failure !== null) . ')';
        $shown = $failure === null ? self::outcome($function, $returned) : "failed: $failure";
        echo $call, $shown === null ? '' : " -> $shown", "\n";
        if ($failure === null) {
            View::watch($function, $arguments);
        }
        self::showKernel($call, $shown, $failure !== null, $nanoseconds);
        return isset($error) ? throw $error : $result;
    }

    /** Calls a method, prints the call and what it returned, and hands that on. */
    public static function method(string $method, array $arguments, callable $call): mixed
    {
        View::before();
        $result = null;
        $began = hrtime(true);
        try {
            $result = $call();
        } catch (\Throwable $thrown) {
        }
        $nanoseconds = hrtime(true) - $began;

        $call = "$method(" . implode(', ', $arguments) . ')';
        $shown = isset($thrown) ? 'failed: ' . $thrown->getMessage() : Value::php($result ?? true);
        $shown = $shown === 'true' ? 'ok' : $shown;
        echo "$call -> $shown\n";
        self::showKernel($call, $shown, isset($thrown), $nanoseconds);
        return isset($thrown) ? throw $thrown : $result;
    }

    /** After a call that was printed: what has changed in the kernel. */
    private static function showKernel(string $call, ?string $shown, bool $failed, int $nanoseconds): void
    {
        $changed = View::changed();
        foreach ($changed ?? [] as $row) {
            echo "  kernel | $row\n";
        }
        self::record($call, $shown, $failed, $changed, $nanoseconds);
    }

    /** What PHP said of a call that returned `false`. One that would have to wait has no warning. */
    private static function failure(string $function): ?string
    {
        $code = \socket_last_error();
        return match (true) {
            // The one of socket_select has several lines.
            error_get_last() !== null => preg_replace('/\s*\n\s*/', ' ', error_get_last()['message']),
            $function === 'socket_atmark' => null,
            default => "no warning [$code]: " . \socket_strerror($code),
        };
    }

    private static function outcome(string $function, mixed $result): ?string
    {
        return match (true) {
            $result === null => null,
            $result === true => 'ok',
            $result === '' && $function === 'socket_read' => '"", the end',
            in_array($function, self::COUNT_BYTES, true) => "$result bytes",
            default => Value::php($result),
        };
    }

    private static function record(string $call, ?string $result, bool $failed, ?array $kernel, int $nanoseconds): void
    {
        $file = getenv('STEP_RECORD');
        if ($file === false) {
            return;
        }
        // The program is the first that is not the listener.
        foreach (debug_backtrace(DEBUG_BACKTRACE_IGNORE_ARGS) as ['file' => $program, 'line' => $line]) {
            if (!str_starts_with($program, __DIR__ . '/show')) {
                break;
            }
        }
        $entry = ['file' => $program, 'line' => $line, 'call' => $call, 'result' => $result, 'failed' => $failed];
        $entry += $kernel === null ? [] : ['kernel' => $kernel];
        $entry += ['nanoseconds' => $nanoseconds];
        $flags = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE;
        file_put_contents($file, json_encode($entry, $flags) . "\n", FILE_APPEND);
    }
}

/** Values as they would stand in a program, numbers by their names. */
final class Value
{
    /** What the programs use, and an older PHP has no names for. */
    private const NEW = [
        'IPPROTO_ICMP' => 1, 'SHUT_RD' => 0, 'SHUT_WR' => 1, 'SHUT_RDWR' => 2, 'TCP_USER_TIMEOUT' => 18,
    ];

    /** Those of a call, with what it has written into them. */
    public static function arguments(string $function, array $arguments, bool $failed): string
    {
        $parameters = (new \ReflectionFunction($function))->getParameters();
        $names = array_map(fn ($parameter) => $parameter->getName(), array_slice($parameters, 0, count($arguments)));
        $shown = [];
        foreach ($names as $at => $name) {
            $shown[] = match (true) {
                is_int($arguments[$at]) => self::named($function, $name, array_combine($names, $arguments)),
                $name === 'message' && is_array($arguments[$at]) => self::message($arguments[$at]),
                $name === 'hints' && is_array($arguments[$at]) => self::hints($arguments[$at]),
                default => null,
            } ?? self::php($arguments[$at]);
        }
        // What was left out, and what a failed call has not written.
        for ($at = count($shown) - 1; $at >= 0; $at--) {
            $is_output = $failed && $parameters[$at]->isPassedByReference() && $function !== 'socket_recvmsg';
            if ($shown[$at] !== 'null' && !$is_output) {
                break;
            }
            array_pop($shown);
        }
        return implode(', ', $shown);
    }

    /** A number by its name. What it means depends on the arguments before it. */
    private static function named(string $function, string $parameter, array $arguments): ?string
    {
        $number = $arguments[$parameter];
        return match ("$function $parameter") {
            'socket_shutdown mode' => self::constant('/^SHUT_/', $number),
            'socket_read mode' => self::constant('/^PHP_(BINARY|NORMAL)_READ$/', $number),
            'socket_cmsg_space type' => self::constant('/^SCM_/', $number),
            default => match ($parameter) {
                'domain' => self::constant('/^AF_/', $number),
                'type' => self::kind($number),
                'protocol' => self::constant(self::protocols($arguments['domain']), $number),
                'level' => self::constant('/^(SOL_.+|IPPROTO_(IP|IPV6|ICMPV6))$/', $number),
                'option' => self::constant(self::options($arguments['level']), $number),
                'flags' => self::flags('/^MSG_/', $number),
                'error_code' => self::constant('/^SOCKET_E/', $number),
                default => null,
            },
        };
    }

    private static function protocols(int $domain): string
    {
        return match ($domain) {
            AF_INET, AF_INET6 => '/^(SOL_(TCP|UDP|UDPLITE)|IPPROTO_(ICMP|ICMPV6|IPV6))$/',
            default => '/^$/',
        };
    }

    private static function options(int $level): string
    {
        return match ($level) {
            SOL_SOCKET => '/^SO_/',
            SOL_TCP => '/^TCP_/',
            SOL_UDP => '/^UDP_/',
            IPPROTO_IP => '/^(IP|MCAST)_/',
            IPPROTO_IPV6 => '/^(IPV6|MCAST)_/',
            default => '/^$/',
        };
    }

    /** The type of a socket, with the flags that PHP 8.4 and later take. */
    private static function kind(int $number): ?string
    {
        $flags = (defined('SOCK_NONBLOCK') ? SOCK_NONBLOCK | SOCK_CLOEXEC : 0) & $number;
        $kind = self::constant('/^SOCK_/', $number & ~$flags) ?? $number & ~$flags;
        return $flags === 0 ? $kind : "$kind | " . self::flags('/^SOCK_(CLOEXEC|NONBLOCK)$/', $flags);
    }

    private static function constant(string $names, int $number): ?string
    {
        return array_search($number, self::constants($names), true) ?: null;
    }

    private static function flags(string $names, int $number): string
    {
        $shown = [];
        foreach (self::constants($names) as $name => $flag) {
            if ($flag !== 0 && ($number & $flag) === $flag) {
                $number &= ~$flag;
                $shown[] = $name;
            }
        }
        return implode(' | ', $number !== 0 || $shown === [] ? [...$shown, $number] : $shown);
    }

    /** PHP's constants with such names, in the order of the alphabet. */
    private static function constants(string $names): array
    {
        $constants = get_defined_constants(true)['sockets'] + self::NEW;
        ksort($constants);
        return array_filter($constants, fn ($name) => preg_match($names, $name) === 1, ARRAY_FILTER_USE_KEY);
    }

    public static function php(mixed $value): string
    {
        return match (true) {
            $value instanceof Socket => View::name($value),
            is_string($value) => self::text($value),
            is_array($value) => self::array($value),
            is_scalar($value) || $value === null => strtolower(var_export($value, true)),
            is_resource($value) => View::stream($value),
            $value instanceof AddressInfo => self::found($value),
            $value instanceof \Stringable => (string) $value, // of Io\Poll
            default => get_debug_type($value),
        };
    }

    /** What a look-up looks for. */
    private static function hints(array $hints): string
    {
        $shown = [];
        foreach ($hints as $key => $number) {
            $shown[] = "\"$key\" => " . match ($key) {
                'ai_flags' => self::flags('/^AI_/', $number),
                'ai_family' => self::constant('/^AF_/', $number) ?? $number,
                'ai_socktype' => self::kind($number),
                default => self::constant(self::protocols(AF_INET), $number) ?? $number,
            };
        }
        return '[' . implode(', ', $shown) . ']';
    }

    /** An address that a look-up has found. */
    private static function found(AddressInfo $found): string
    {
        ['ai_addr' => $address] = \socket_addrinfo_explain($found);
        $shown = isset($address['sin_addr'])
            ? "$address[sin_addr]:$address[sin_port]"
            : "[$address[sin6_addr]]:$address[sin6_port]";
        return "AddressInfo($shown)";
    }

    /** The keys of a message that are filled in. */
    private static function message(array $message): string
    {
        $shown = [];
        foreach (['name', 'iov', 'control', 'flags', 'controllen', 'buffer_size'] as $key) {
            $value = $message[$key] ?? null;
            if (!in_array($value, [null, [], 0], true)) {
                $shown[] = "\"$key\" => " . match ($key) {
                    'control' => '[' . implode(', ', array_map(self::control(...), $value)) . ']',
                    'flags' => self::flags('/^MSG_/', $value),
                    default => self::php($value),
                };
            }
        }
        return '[' . implode(', ', $shown) . ']';
    }

    private static function control(array $control): string
    {
        ['level' => $level, 'type' => $type, 'data' => $data] = $control;
        $level = self::constant('/^SOL_/', $level) ?? $level;
        $type = self::constant('/^SCM_/', $type) ?? $type;
        return "[\"level\" => $level, \"type\" => $type, \"data\" => " . self::php($data) . ']';
    }

    private static function array(array $array): string
    {
        $shown = [];
        foreach ($array as $key => $value) {
            // socket_select() keeps the keys of those that remain, which say nothing.
            $shown[] = is_int($key) ? self::php($value) : self::text($key) . ' => ' . self::php($value);
        }
        return '[' . implode(', ', $shown) . ']';
    }

    /** A string in one line; of a long one the start and the length. */
    private static function text(string $text): string
    {
        $length = strlen($text);
        return match (true) {
            $length <= 100 => '"' . self::escaped($text) . '"',
            default => '"' . self::escaped(substr($text, 0, 16)) . "…\" ($length bytes)",
        };
    }

    private static function escaped(string $text): string
    {
        // Without the flag for UTF-8 a byte is a character.
        $others = preg_match('//u', $text) === 1 ? '/[\x00-\x1f\x7f]/' : '/[\x00-\x1f\x7f-\xff]/';
        $hexadecimal = fn (array $found) => sprintf('\x%02x', ord($found[0]));
        return preg_replace_callback($others, $hexadecimal, addcslashes($text, "\"\\\t\n\r"));
    }
}

/** What the kernel knows of this program's sockets. */
final class View
{
    /** The number of each socket: the first that the program makes is 1. */
    private static WeakMap $numbers;
    /** By number: the socket's number in the kernel. */
    private static array $inodes = [];
    /** The sockets that were open before the call. */
    private static array $open = [];
    /** The ports whose other ends are shown too, such as `TCP 8001`. */
    private static array $ports = [];
    /** And the paths of unix sockets. */
    private static array $paths = [];
    /** Connections that ended before this program began. */
    private static array $old = [];
    /** The others, in the order in which they came: a client's port tells no order. */
    private static array $came = [];
    private static array $shown = [];

    private const STATES = [
        1 => 'ESTABLISHED', 'SYN_SENT', 'SYN_RECV', 'FIN_WAIT1', 'FIN_WAIT2', 'TIME_WAIT',
        'CLOSE', 'CLOSE_WAIT', 'LAST_ACK', 'LISTEN', 'CLOSING', 'SYN_RECV',
    ];
    // PHP has no name for it.
    private const SO_PROTOCOL = 38;

    public static function start(): void
    {
        self::$numbers = new WeakMap();
        foreach (self::rows()['all'] ?? [] as $row) {
            if ($row['state'] === 'TIME_WAIT') {
                self::$old[] = self::text($row);
            }
        }
    }

    /** Before a call, to know which sockets it makes. */
    public static function before(): void
    {
        self::$open = self::open() ?? [];
    }

    /** `socket 1`. A socket that was not seen before gets the next number. */
    public static function name(Socket $socket): string
    {
        if (!isset(self::$numbers[$socket])) {
            $number = count(self::$inodes) + 1;
            // PHP does not tell a socket's descriptor: it is the first that was not there before.
            $new = array_values(array_diff(self::open() ?? [], self::$open, self::$inodes));
            self::$numbers[$socket] = $number;
            self::$inodes[$number] = $new[0] ?? 0;
        }
        return 'socket ' . self::$numbers[$socket];
    }

    /** What a stream is called: as the socket that it is, if it was seen before. */
    public static function stream($stream): string
    {
        $number = array_search(fstat($stream)['ino'] ?? 0, self::$inodes, true);
        return $number === false ? 'stream' : "socket $number";
    }

    /** The sockets that came with a message: their descriptors are new, but not always they. */
    public static function receive(array $message): void
    {
        $new = array_values(array_diff_key(self::open() ?? [], self::$open));
        foreach ($message['control'] as ['data' => $data]) {
            $sockets = array_filter(is_array($data) ? $data : [], fn ($it) => $it instanceof Socket);
            foreach (array_values($sockets) as $at => $socket) {
                $known = array_search($new[$at] ?? 0, self::$inodes, true);
                self::$numbers[$socket] = $known === false ? count(self::$inodes) + 1 : $known;
                self::$inodes[self::$numbers[$socket]] = $new[$at] ?? 0;
            }
        }
    }

    /**
     * After a call that gave a socket an address or a peer: from now on whoever is connected to
     * that port or path is shown too. It is a server's: a port that the system chose for a
     * client may be another program's a moment later.
     */
    public static function watch(string $function, array $arguments): void
    {
        [$address, $port] = match ($function) {
            'socket_bind' => self::name_of($arguments[0]),
            'socket_connect' => [$arguments[1], $arguments[2] ?? null],
            'socket_create_listen' => [null, $arguments[0]],
            'socket_addrinfo_connect' => [null, self::port_of($arguments[0])],
            'socket_addrinfo_bind' => [null, self::port_of($arguments[0])],
            default => [null, null],
        };
        $socket = $arguments[0] ?? null;
        if ($port !== null && $port !== 0) {
            $protocol = $socket instanceof Socket ? self::protocol($socket) : 'TCP';
            self::$ports["$protocol $port"] = true;
        } elseif ($port === null && ($address ?? '') !== '') {
            // The table has an abstract name with @ in place of its zero byte.
            self::$paths[str_replace("\0", '@', $address)] = true;
        }
    }

    /** The address and port of a socket, or its path. */
    private static function name_of(Socket $socket): array
    {
        $port = null;
        return @\socket_getsockname($socket, $address, $port) ? [$address, $port] : [null, null];
    }

    /** The port of an address that a look-up has found. */
    private static function port_of(AddressInfo $found): int
    {
        ['ai_addr' => $address] = \socket_addrinfo_explain($found);
        return $address['sin_port'] ?? $address['sin6_port'];
    }

    private static function protocol(Socket $socket): string
    {
        $protocol = @\socket_get_option($socket, SOL_SOCKET, self::SO_PROTOCOL);
        return [SOL_TCP => 'TCP', SOL_UDP => 'UDP'][$protocol] ?? '';
    }

    /** What the kernel knows now, unless it is what it was. */
    public static function changed(): ?array
    {
        $now = self::settled();
        // Without procfs, or a descriptor to read it, there is nothing to show.
        if ($now === null || $now === self::$shown) {
            return null;
        }
        self::$shown = $now;
        return $now ?: ['no socket'];
    }

    /**
     * What the table shows when it has come to rest: twice the same, and no row in a
     * state that lasts until the other end has answered, which it may put off for 40 ms.
     */
    private static function settled(): ?array
    {
        $before = self::now();
        for ($i = 0; $i < 100; $i++) {
            usleep(5000);
            $now = self::now();
            if ($now === null || $now === $before && preg_grep('/FIN_WAIT1|CLOSING|LAST_ACK/', $now) === []) {
                break;
            }
            $before = $now;
        }
        return $before;
    }

    private static function now(): ?array
    {
        $open = self::open();
        $rows = self::rows();
        if ($open === null || $rows === null) {
            return null;
        }
        $doors = self::doors();
        $lines = [];
        foreach (self::$inodes as $number => $inode) {
            if (in_array($inode, $open, true)) {
                $text = self::text($rows[$inode] ?? null) ?? $doors[$inode]['text'] ?? self::alone($number);
                $lines[] = "socket $number  $text";
            }
        }

        $others = [];
        foreach ($rows['all'] as $row) {
            $old = in_array(self::text($row), self::$old, true);
            if (!self::isMine($row, $open) && !$old && array_intersect($row['ports'], array_keys(self::$ports)) !== []) {
                // Who reads the table while it changes may get a row twice.
                $others[self::owner($row) . self::text($row)] = $row;
            }
        }

        $others_doors = [];
        foreach ($doors['all'] as $row) {
            if (!self::isMine($row, $open) && isset(self::$paths[$row['path']])) {
                $others_doors[] = self::owner($row) . $row['text'];
            }
        }
        sort($others_doors, SORT_STRING);
        return [...$lines, ...self::sorted($others), ...$others_doors];
    }

    /** One that the program has closed can be on its way to another, in a message. */
    private static function isMine(array $row, array $open): bool
    {
        return in_array($row['inode'], array_intersect(self::$inodes, $open), true);
    }

    private static function owner(array $row): string
    {
        return $row['inode'] === 0 ? "nobody's  " : "other's   ";
    }

    /** The texts of these rows, in the order in which their connections came. */
    private static function sorted(array $rows): array
    {
        ksort($rows, SORT_STRING);
        $ends = fn (array $row) => "$row[local] - $row[remote]";
        foreach ($rows as $row) {
            self::$came[$ends($row)] ??= count(self::$came);
        }
        uasort($rows, fn ($one, $other) => self::$came[$ends($one)] <=> self::$came[$ends($other)]);
        return array_keys($rows);
    }

    /**
     * What is shown of a socket that no table lists: its state and its own address. The tables
     * list each socket of TCP that listens or has a connection, and each of UDP that has a port.
     */
    private static function alone(int $number): string
    {
        foreach (self::$numbers as $socket => $its) {
            if ($its === $number && @\socket_getsockname($socket, $address, $port)) {
                $state = ['TCP' => 'CLOSE', 'UDP' => 'UDP'][self::protocol($socket)] ?? '-';
                $ip = str_contains($address, ':') ? "[$address]" : $address;
                $own = $port === null ? ($address ?: '(unnamed)') : "$ip:$port";
                return sprintf('%-12s %s', $state, $own);
            }
        }
        return '-';
    }

    private static function text(?array $row): ?string
    {
        if ($row === null) {
            return null;
        }
        ['state' => $state, 'local' => $local, 'remote' => $remote, 'queue' => $queue] = $row;
        $hasPeer = $state !== 'LISTEN' && ($state !== 'UDP' || !str_ends_with($remote, ':0'));
        return sprintf('%-12s ', $state) . $local . ($hasPeer ? " - $remote" : '') . match (true) {
            $state === 'LISTEN' => "  queue $queue",
            $queue === 0 => '',
            default => "  unread $queue",
        } . ($row['drops'] === 0 ? '' : "  drops $row[drops]");
    }

    /** The kernel's tables of TCP and UDP, by the number of the socket, and all rows. */
    private static function rows(): ?array
    {
        $rows = ['all' => []];
        foreach (['tcp', 'tcp6', 'udp', 'udp6'] as $name) {
            $table = @file("/proc/net/$name");
            if ($table === false && $name === 'tcp') {
                return null;
            }
            // A kernel without IPv6 lacks two of them.
            foreach (array_slice($table ?: [], 1) as $line) {
                $row = self::row($line, str_starts_with($name, 'udp') ? 'UDP' : 'TCP');
                $rows['all'][] = $row;
                $rows[$row['inode']] = $row;
            }
        }
        unset($rows[0]);
        return $rows;
    }

    private static function row(string $line, string $protocol): array
    {
        $fields = preg_split('/\s+/', trim($line));
        [, $local, $remote, $state, $queues, , , , , $inode] = $fields;
        [$local, $localPort] = self::address($local);
        [$remote, $remotePort] = self::address($remote);
        $isUdp = $protocol === 'UDP'; // it has no states, and one column more, the last
        $state = $isUdp ? 'UDP' : self::STATES[hexdec($state)];
        // While there is something to read, the end of it, the FIN, counts as a byte.
        $end = (int) in_array($state, ['CLOSE_WAIT', 'LAST_ACK', 'CLOSING'], true);
        return [
            'state' => $state,
            'local' => $local,
            'remote' => $remote,
            'ports' => ["$protocol $localPort", "$protocol $remotePort"],
            'queue' => max(hexdec(explode(':', $queues)[1]) - $end, 0),
            'drops' => $isUdp ? (int) end($fields) : 0,
            'inode' => (int) $inode,
        ];
    }

    /** `0100007F:1F41` is 127.0.0.1:8001, and its port. */
    private static function address(string $text): array
    {
        [$ip, $port] = explode(':', $text);
        // Each four bytes stand there as the machine keeps a number: here backwards.
        $bytes = implode('', array_map(strrev(...), str_split(hex2bin($ip), 4)));
        $ip = strlen($bytes) === 4 ? inet_ntop($bytes) : '[' . inet_ntop($bytes) . ']';
        return [$ip . ':' . hexdec($port), hexdec($port)];
    }

    /**
     * The kernel's table of unix sockets, by the number of the socket, and all rows. It tells
     * neither who is connected with whom nor what is unread.
     */
    private static function doors(): array
    {
        $doors = ['all' => []];
        foreach (array_slice(@file('/proc/net/unix', FILE_IGNORE_NEW_LINES) ?: [], 1) as $line) {
            [$number, , , $flags, , $state, $inode, $path] = preg_split('/ +/', $line, 8) + [7 => ''];
            $state = match (true) {
                $flags === '00010000' => 'LISTEN',
                $state === '02' => 'CONNECTING',
                $state === '03' => 'CONNECTED',
                default => 'UNIX',
            };
            $text = sprintf('%-12s %s', $state, $path === '' ? '(unnamed)' : $path);
            // Who reads the table while it changes may get a row twice: each has a number of its own.
            $row = ['text' => $text, 'path' => $path, 'inode' => (int) $inode];
            $doors['all'][$number] = $doors[$row['inode']] = $row;
        }
        unset($doors[0]);
        return $doors;
    }

    /** The sockets that this program has open: the number in the kernel of each descriptor. */
    private static function open(): ?array
    {
        $descriptors = @scandir('/proc/self/fd');
        if ($descriptors === false) {
            return null;
        }
        natsort($descriptors);
        $open = [];
        foreach ($descriptors as $descriptor) {
            if (sscanf((string) @readlink("/proc/self/fd/$descriptor"), 'socket:[%d]', $inode) === 1) {
                $open[(int) $descriptor] = $inode;
            }
        }
        return $open;
    }
}
