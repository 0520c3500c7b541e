<?php
// The socket functions as the steps of the tutorial call them: each does what the
// function of its name does, prints the call and what it returned, and then what
// the kernel knows of the sockets, if that has changed.
//
// Its twin in Rust is docs/steps/src/shown.rs.

declare(strict_types=1);

namespace Shown;

use Socket;
use WeakMap;

/** The article's port, unless PORT names another. */
function port(): int
{
    $port = getenv('PORT') === false ? '8001' : getenv('PORT');
    $range = ['options' => ['min_range' => 0, 'max_range' => 65535]];
    $port = filter_var($port, FILTER_VALIDATE_INT, $range);
    if ($port === false) {
        fwrite(STDERR, "Error: PORT must be a number from 0 to 65535\n");
        exit(1);
    }
    return $port;
}

function socket_create(int $domain, int $type, int $protocol): Socket|false
{
    $family = named($domain, ['AF_INET', 'AF_INET6', 'AF_UNIX']);
    $kind = named($type, ['SOCK_STREAM', 'SOCK_DGRAM', 'SOCK_RAW']);
    $rule = named($protocol, ['SOL_TCP', 'SOL_UDP']);

    return call("socket_create($family, $kind, $rule)", null, fn () => \socket_create($domain, $type, $protocol));
}

function socket_bind(Socket $socket, string $address, int $port = 0): bool
{
    $call = 'socket_bind(' . View::name($socket) . ', ' . text($address) . ", $port)";
    return call($call, $socket, function () use ($socket, $address, $port) {
        $bound = \socket_bind($socket, $address, $port);
        if ($bound) {
            // Port 0 became a real one.
            \socket_getsockname($socket, $ip, $real);
            View::watch($real ?? 0);
        }
        return $bound;
    });
}

function socket_listen(Socket $socket, int $backlog = 0): bool
{
    $call = 'socket_listen(' . View::name($socket) . ", $backlog)";
    return call($call, $socket, fn () => \socket_listen($socket, $backlog));
}

function socket_connect(Socket $socket, string $address, ?int $port = null): bool
{
    $call = 'socket_connect(' . View::name($socket) . ', ' . text($address) . ', ' . ($port ?? 'null') . ')';
    View::watch($port ?? 0);
    return call($call, $socket, fn () => \socket_connect($socket, $address, $port));
}

function socket_accept(Socket $socket): Socket|false
{
    $call = 'socket_accept(' . View::name($socket) . ')';
    return call($call, null, fn () => \socket_accept($socket));
}

function socket_write(Socket $socket, string $data): int|false
{
    $call = 'socket_write(' . View::name($socket) . ', ' . text($data) . ')';
    return call($call, $socket, fn () => \socket_write($socket, $data));
}

function socket_read(Socket $socket, int $length): string|false
{
    $call = 'socket_read(' . View::name($socket) . ", $length)";
    return call($call, $socket, fn () => \socket_read($socket, $length));
}

function socket_getsockname(Socket $socket, &$address, &$port = null): bool
{
    $call = 'socket_getsockname(' . View::name($socket) . ')';
    return call($call, $socket, function () use ($socket, &$address, &$port) {
        return \socket_getsockname($socket, $address, $port);
    }, function () use (&$address, &$port) {
        return "$address:$port";
    });
}

function socket_getpeername(Socket $socket, &$address, &$port = null): bool
{
    $call = 'socket_getpeername(' . View::name($socket) . ')';
    return call($call, $socket, function () use ($socket, &$address, &$port) {
        return \socket_getpeername($socket, $address, $port);
    }, function () use (&$address, &$port) {
        return "$address:$port";
    });
}

function socket_set_option(Socket $socket, int $level, int $option, $value): bool
{
    $options = ['SO_LINGER', 'SO_RCVBUF', 'SO_RCVTIMEO', 'SO_REUSEADDR', 'SO_SNDBUF', 'SO_SNDTIMEO'];
    $shown = $value;
    if (is_array($value)) {
        $shown = implode(', ', array_map(fn ($key) => "$key $value[$key]", array_keys($value)));
    }
    $call = 'socket_set_option(' . View::name($socket) . ', '
        . named($level, ['SOL_SOCKET', 'SOL_TCP']) . ', ' . named($option, $options) . ", $shown)";
    return call($call, $socket, fn () => \socket_set_option($socket, $level, $option, $value));
}

function socket_set_block(Socket $socket): bool
{
    $call = 'socket_set_block(' . View::name($socket) . ')';
    return call($call, $socket, fn () => \socket_set_block($socket));
}

function socket_set_nonblock(Socket $socket): bool
{
    $call = 'socket_set_nonblock(' . View::name($socket) . ')';
    return call($call, $socket, fn () => \socket_set_nonblock($socket));
}

function socket_shutdown(Socket $socket, int $mode = 2): bool
{
    $shown = ['SHUT_RD', 'SHUT_WR', 'SHUT_RDWR'][$mode] ?? $mode;
    $call = 'socket_shutdown(' . View::name($socket) . ", $shown)";
    return call($call, $socket, fn () => \socket_shutdown($socket, $mode));
}

/** The last error of a socket, or of all of them. */
function socket_last_error(?Socket $socket = null): int
{
    $code = \socket_last_error($socket);
    echo 'socket_last_error(', $socket === null ? '' : View::name($socket), ") -> $code\n";
    return $code;
}

function socket_clear_error(?Socket $socket = null): void
{
    \socket_clear_error($socket);
    echo 'socket_clear_error(', $socket === null ? '' : View::name($socket), ")\n";
}

function socket_strerror(int $code): string
{
    $text = \socket_strerror($code);
    echo "socket_strerror($code) -> ", text($text), "\n";
    return $text;
}

function socket_close(Socket $socket): void
{
    $call = 'socket_close(' . View::name($socket) . ')';
    \socket_close($socket);
    echo "$call\n";
    View::show();
}

/** Calls, prints the call and what it returned, and hands that on. */
function call(string $call, ?Socket $socket, callable $function, ?callable $came = null): mixed
{
    error_clear_last();
    try {
        $result = @$function();
    } catch (\Error $error) {
        echo "$call -> failed: ", $error->getMessage(), "\n";
        throw $error;
    }

    if ($result instanceof Socket) {
        View::new($result);
    }
    echo $call, ' -> ', $came !== null && $result !== false ? $came() : came($result), "\n";
    if ($socket !== null) {
        View::look($socket);
    }
    View::show();
    return $result;
}

function came(mixed $result): string
{
    return match (true) {
        $result === true => 'ok',
        $result === false => 'failed: ' . (error_get_last()['message'] ?? silent()),
        $result instanceof Socket => View::name($result),
        is_int($result) => "$result bytes",
        $result === '' => '"", the end',
        default => text($result),
    };
}

/** A call that would have to wait fails without a warning. */
function silent(): string
{
    $code = \socket_last_error();
    return "no warning [$code]: " . \socket_strerror($code);
}

/**
 * A text as it would stand in a program, its line ends visible; of a long one the start
 * and the length.
 */
function text(string $text): string
{
    if (strlen($text) > 100) {
        return rtrim(text(substr($text, 0, 16)), '"') . '…" of ' . strlen($text) . ' bytes';
    }
    return json_encode($text, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE);
}

/** The name of a constant, or the number if it has none here. */
function named(int $value, array $names): string
{
    foreach ($names as $name) {
        if (constant($name) === $value) {
            return $name;
        }
    }
    return (string) $value;
}

/** What the kernel knows of this program's sockets, printed when it changes. */
final class View
{
    /** The number of each socket: the first that the program makes is 1. */
    private static WeakMap $numbers;
    /** By number: the socket's number in the kernel. */
    private static array $inodes = [];
    /** By number: while no table lists it, its state and its own address. */
    private static array $alone = [];
    /** The ports whose other ends are shown too. */
    private static array $ports = [];
    /** Connections that ended before this program came to their port. */
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

    public static function new(Socket $socket): void
    {
        self::$numbers ??= new WeakMap();
        $number = count(self::$inodes) + 1;
        self::$numbers[$socket] = $number;
        // PHP does not tell a socket's descriptor: it is the one that was not there before.
        $new = array_values(array_diff(self::open() ?? [], self::$inodes));
        self::$inodes[$number] = $new[0] ?? 0;
        self::look($socket);
    }

    public static function name(Socket $socket): string
    {
        return 'socket ' . (self::$numbers[$socket] ?? 0);
    }

    /**
     * From now on whoever is connected to this port is shown too. It is a server's: one
     * that the system chose for a client may be another program's a moment later.
     */
    public static function watch(int $port): void
    {
        if ($port === 0 || isset(self::$ports[$port])) {
            return;
        }
        self::$ports[$port] = true;
        foreach (self::rows()['all'] as $row) {
            if ($row['state'] === 'TIME_WAIT' && in_array($port, $row['ports'], true)) {
                self::$old[] = self::text($row);
            }
        }
    }

    /** Asks the kernel about a socket that has just been used. */
    public static function look(Socket $socket): void
    {
        // The table lists each socket of TCP that listens or has a connection.
        $state = \socket_get_option($socket, SOL_SOCKET, self::SO_PROTOCOL) === SOL_TCP ? 'CLOSE' : '-';
        if (@\socket_getsockname($socket, $address, $port) === false) {
            return;
        }
        $own = $port === null ? ($address ?: '(unnamed)') : "$address:$port";
        self::$alone[self::$numbers[$socket]] = sprintf('%-12s %s', $state, $own);
    }

    public static function show(): void
    {
        $now = self::settled();
        // Without procfs, or a descriptor to read it, there is nothing to show.
        if ($now === null || $now === self::$shown) {
            return;
        }
        foreach ($now ?: ['no socket'] as $line) {
            echo "  kernel | $line\n";
        }
        self::$shown = $now;
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
        $lines = [];
        foreach (self::$inodes as $number => $inode) {
            if (in_array($inode, $open, true)) {
                $lines[] = "socket $number  " . (self::text($rows[$inode] ?? null) ?? self::$alone[$number]);
            }
        }

        $others = [];
        foreach ($rows['all'] as $row) {
            $mine = $row['inode'] !== 0 && in_array($row['inode'], self::$inodes, true);
            $old = in_array(self::text($row), self::$old, true);
            if (!$mine && !$old && array_intersect($row['ports'], array_keys(self::$ports)) !== []) {
                // Who reads the table while it changes may get a row twice.
                $others[($row['inode'] === 0 ? "nobody's" : "other's ") . '  ' . self::text($row)] = $row;
            }
        }
        return [...$lines, ...self::sorted($others)];
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

    private static function text(?array $row): ?string
    {
        if ($row === null) {
            return null;
        }
        ['state' => $state, 'local' => $local, 'remote' => $remote, 'queue' => $queue] = $row;
        return sprintf('%-12s ', $state) . match (true) {
            $state === 'LISTEN' => "$local  queue $queue",
            $queue === 0 => "$local - $remote",
            default => "$local - $remote  unread $queue",
        };
    }

    /** The kernel's table of TCP connections, by the number of the socket, and all rows. */
    private static function rows(): ?array
    {
        $table = @file('/proc/net/tcp');
        if ($table === false) {
            return null;
        }
        $rows = ['all' => []];
        foreach (array_slice($table, 1) as $line) {
            [, $local, $remote, $state, $queues, , , , , $inode] = preg_split('/\s+/', trim($line));
            [$local, $localPort] = self::address($local);
            [$remote, $remotePort] = self::address($remote);
            $state = self::STATES[hexdec($state)];
            // While there is something to read, the end of it, the FIN, counts as a byte.
            $end = (int) in_array($state, ['CLOSE_WAIT', 'LAST_ACK', 'CLOSING'], true);
            $row = [
                'state' => $state,
                'local' => $local,
                'remote' => $remote,
                'ports' => [$localPort, $remotePort],
                'queue' => max(hexdec(explode(':', $queues)[1]) - $end, 0),
                'inode' => (int) $inode,
            ];
            $rows['all'][] = $row;
            $rows[$row['inode']] = $row;
        }
        unset($rows[0]);
        return $rows;
    }

    /** `0100007F:1F41` is 127.0.0.1:8001, and its port. */
    private static function address(string $text): array
    {
        [$ip, $port] = explode(':', $text);
        // The address stands there as the machine keeps a number: here backwards.
        $ip = implode('.', array_reverse(array_map(hexdec(...), str_split($ip, 2))));
        return [$ip . ':' . hexdec($port), hexdec($port)];
    }

    /** The sockets that this program has open, by their numbers in the kernel. */
    private static function open(): ?array
    {
        $descriptors = @scandir('/proc/self/fd');
        if ($descriptors === false) {
            return null;
        }
        $open = [];
        foreach ($descriptors as $descriptor) {
            if (sscanf((string) @readlink("/proc/self/fd/$descriptor"), 'socket:[%d]', $inode) === 1) {
                $open[] = $inode;
            }
        }
        return $open;
    }
}
