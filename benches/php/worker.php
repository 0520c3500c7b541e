<?php
// The twin of src/worker.rs: does one part of one job, given on the command line.
//
//     php worker.php lacks | JOB serve COUNT | JOB run COUNT PORT

declare(strict_types=1);

const WARM_UP = 20;
const IP = '127.0.0.1';

// PHP refuses descriptors from 1024 on; Io\Poll is new in 8.6.
const WATCHES = ['watch-10', 'watch-100', 'watch-1000', 'watch-10000'];
const LACKS = ['select-10000', 'ask-1000', 'ask-10000', ...(PHP_VERSION_ID < 80600 ? WATCHES : [])];

// In how many parts the operations are timed.
const PARTS = 10;

/**
 * Does something $count times with these arguments, and returns the time for one in
 * nanoseconds: the median of ten parts, so that what else the machine does now and then
 * falls away.
 */
function timed(int $count, callable $operation, mixed ...$arguments): float
{
    for ($i = 0; $i < WARM_UP; $i++) {
        $operation(...$arguments);
    }
    for ($part = 0; $part < PARTS; $part++) {
        $size = intdiv($count * ($part + 1), PARTS) - intdiv($count * $part, PARTS);
        $start = hrtime(true);
        for ($i = 0; $i < $size; $i++) {
            $operation(...$arguments);
        }
        if ($size > 0) {
            $times[] = (hrtime(true) - $start) / $size;
        }
    }
    sort($times);
    return $times[intdiv(count($times), 2)];
}

/**
 * A benchmark that goes on after a failure measures something else. It is called after
 * ||, where it costs nothing as long as nothing fails.
 */
function fail(): never
{
    throw new Exception('a call did not do its work');
}

function port(Socket $socket): int
{
    socket_getsockname($socket, $address, $port) || fail();
    return $port;
}

function bound(int $type): Socket
{
    $socket = socket_create(AF_INET, $type, 0);
    socket_bind($socket, IP, 0) || fail();
    return $socket;
}

function listener(): Socket
{
    $listener = bound(SOCK_STREAM);
    socket_listen($listener, 128) || fail();
    return $listener;
}

function connected(int $port): Socket
{
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP);
    socket_connect($socket, IP, $port) || fail();
    return $socket;
}

/** Both ends of a connection, the one that connected first. */
function connection(): array
{
    $listener = listener();
    $here = connected(port($listener));
    return [$here, socket_accept($listener)];
}

/** Prints the port of the server. */
function tell(Socket $socket): void
{
    echo port($socket), "\n";
}

/** Reads until as much as $wanted has arrived. */
function read_all(Socket $socket, int $wanted): void
{
    while ($wanted > 0) {
        $data = socket_read($socket, $wanted);
        $data !== '' || fail();
        $wanted -= strlen($data);
    }
}

if ($argv[1] === 'lacks') {
    echo implode("\n", LACKS), "\n";
    exit;
}

// The number at the end of a name is the size or the count.
[, $job, $part, $count] = $argv;
preg_match('/^(.*?)(?:-(\d+))?$/', $job, $parts);
$size = (int) ($parts[2] ?? 0);
foreach (glob(__DIR__ . '/jobs/*.php') as $file) {
    $jobs = ($jobs ?? []) + require $file;
}
$does = $jobs[$parts[1]] ?? throw new Exception("no such job: $job");
$does = is_array($does) ? $does[$part] : $does;
$result = $does((int) $count, $size, (int) ($argv[4] ?? 0));
if ($part === 'run') {
    echo $result, "\n";
}
