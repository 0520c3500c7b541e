<?php
// The twin of docs/steps/21-threads/failures.rs, with processes.
//
//     php docs/steps/21-threads/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);

echo "-- A client says nothing, and its thread has a time limit\n";
[$silent, $msgsock] = connection($sock, $port);
$limit = ['sec' => 0, 'usec' => 50_000];
socket_set_option($msgsock, SOL_SOCKET, SO_RCVTIMEO, $limit) or exit(1);
process(fn () => socket_read($msgsock, 8192));
socket_close($silent);

echo "-- A client resets its connection, and only its thread ends\n";
[$rude, $msgsock] = connection($sock, $port);
$at_once = ['l_onoff' => 1, 'l_linger' => 0];
socket_set_option($rude, SOL_SOCKET, SO_LINGER, $at_once) or exit(1);
socket_close($rude);
process(fn () => socket_read($msgsock, 8192));

echo "-- The child closes its copy, the parent does not, and the client waits for the end\n";
[$socket, $msgsock] = connection($sock, $port);
socket_set_option($socket, SOL_SOCKET, SO_RCVTIMEO, $limit) or exit(1);
process(fn () => socket_close($msgsock));
socket_read($socket, 8192);

/** Does it in a child, and waits for the end of that. */
function process(callable $talk): void
{
    $pid = pcntl_fork();
    if ($pid === 0) {
        $talk();
        exit(0);
    }
    pcntl_waitpid($pid, $status);
}

/** A client's socket and the server's socket for it. */
function connection(\Socket $sock, int $port): array
{
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    socket_connect($socket, '127.0.0.1', $port) or exit(1);
    return [$socket, socket_accept($sock) ?: exit(1)];
}
