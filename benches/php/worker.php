<?php
// The twin of src/worker.rs: does one part of one job, told on the command line.
//
//     php worker.php lacks | JOB serve COUNT | JOB run COUNT PORT

declare(strict_types=1);

const WARM_UP = 20;
const IP = '127.0.0.1';

// PHP refuses descriptors from 1024 on.
const LACKS = ['select-10000'];

// In how many parts the operations are timed.
const PARTS = 10;

/**
 * Does something $count times, and returns the time for one in nanoseconds: the median
 * of ten parts, so that what else the machine does now and then falls away.
 */
function timed(int $count, callable $operation): float
{
    for ($i = 0; $i < WARM_UP; $i++) {
        $operation();
    }
    for ($part = 0; $part < PARTS; $part++) {
        $size = intdiv($count * ($part + 1), PARTS) - intdiv($count * $part, PARTS);
        $start = hrtime(true);
        for ($i = 0; $i < $size; $i++) {
            $operation();
        }
        if ($size > 0) {
            $times[] = (hrtime(true) - $start) / $size;
        }
    }
    sort($times);
    return $times[intdiv(count($times), 2)];
}

/** A benchmark that goes on after a failure measures something else. */
function check(bool $right): void
{
    if (!$right) {
        throw new Exception('a call did not do its work');
    }
}

function port(Socket $socket): int
{
    check(socket_getsockname($socket, $address, $port));
    return $port;
}

function bound(int $type): Socket
{
    $socket = socket_create(AF_INET, $type, 0);
    check(socket_bind($socket, IP, 0));
    return $socket;
}

function listener(): Socket
{
    $listener = bound(SOCK_STREAM);
    check(socket_listen($listener, 128));
    return $listener;
}

function connected(int $port): Socket
{
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP);
    check(socket_connect($socket, IP, $port));
    return $socket;
}

/** Both ends of a connection, the one that connected first. */
function connection(): array
{
    $listener = listener();
    $here = connected(port($listener));
    return [$here, socket_accept($listener)];
}

/** Tells the port of the server. */
function tell(Socket $socket): void
{
    echo port($socket), "\n";
}

/** Reads until as much as $wanted has arrived. */
function read_all(Socket $socket, int $wanted): void
{
    while ($wanted > 0) {
        $data = socket_read($socket, $wanted);
        check($data !== '');
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
