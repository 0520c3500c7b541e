<?php
// The twin of docs/steps/21-threads/cost.rs: what a process for each client costs.
//
//     php docs/steps/21-threads/cost.php

const CLIENTS = 20;

$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, SOMAXCONN) or exit(1);

// Connect, accept, greet, close: first without a process.
$each = time_of($port, fn () => greet(socket_accept($sock)));
echo "one after another:            $each µs for each client\n";
$each = time_of($port, function () use ($sock) {
    $pid = process(greet(...), socket_accept($sock));
    pcntl_waitpid($pid, $status);
});
echo "a process for each:           $each µs for each client\n";

// Clients that wait: each has a process, whose read waits too.
$before = memory([getmypid()]);
$processes = [getmypid()];
$clients = [];
for ($count = 0; $count < CLIENTS; $count++) {
    $clients[] = $socket = client($port);
    $processes[] = process(greet_and_wait(...), socket_accept($sock));
    socket_read($socket, 8192) === false and exit(1);
}
$each = intdiv(memory($processes) - $before, CLIENTS);
echo CLIENTS, " processes that wait:       $each KiB for each client\n";

$clients = $socket = null; // closes them, but each child has copies of those before its own
foreach (array_slice($processes, 1) as $pid) {
    posix_kill($pid, SIGTERM);
    pcntl_waitpid($pid, $status);
}

/** How long the server and its client take for each client, in µs. */
function time_of(int $port, callable $serve): int
{
    $start = hrtime(true);
    for ($count = 0; $count < CLIENTS; $count++) {
        $socket = client($port);
        $serve();
        socket_read($socket, 8192) === false and exit(1);
        socket_close($socket);
    }
    return intdiv(hrtime(true) - $start, CLIENTS * 1000);
}

function client(int $port): Socket
{
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    socket_connect($socket, '127.0.0.1', $port) or exit(1);
    return $socket;
}

function process(callable $serve, Socket $msgsock): int
{
    $pid = pcntl_fork();
    $pid === -1 and exit(1);
    if ($pid === 0) {
        $serve($msgsock);
        exit(0);
    }
    return $pid;
}

function greet(Socket $msgsock): void
{
    socket_write($msgsock, "test successful\n") === false and exit(1);
}

function greet_and_wait(Socket $msgsock): void
{
    greet($msgsock);
    socket_read($msgsock, 8192);
}

/** The memory of these processes, in KiB. What they share with others counts in part. */
function memory(array $processes): int
{
    $sum = 0;
    foreach ($processes as $pid) {
        $sum += preg_match('/^Pss:\s+(\d+)/m', file_get_contents("/proc/$pid/smaps_rollup"), $found) ? (int) $found[1] : 0;
    }
    return $sum;
}
