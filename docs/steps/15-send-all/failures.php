<?php
// The twin of docs/steps/15-send-all/failures.rs.
//
//     php docs/steps/15-send-all/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);
$msg = str_repeat('x', 16 << 20); // 16 MiB

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);

[$socket, $msgsock] = connection($sock, $port);
echo "-- 1.5 seconds, all of them in microseconds\n";
$limit = ['sec' => 0, 'usec' => 1_500_000];
socket_set_option($msgsock, SOL_SOCKET, SO_SNDTIMEO, $limit);

echo "-- The client does not read, and the time is over\n";
$limit = ['sec' => 0, 'usec' => 200_000];
socket_set_option($msgsock, SOL_SOCKET, SO_SNDTIMEO, $limit) or exit(1);
while (\socket_write($msgsock, $msg) !== false) { // not shown
}
socket_write($msgsock, $msg);

echo "-- The client closes with a part of the answer unread\n";
socket_close($socket);
socket_write($msgsock, $msg);

echo "-- You go on with the rest\n";
socket_write($msgsock, $msg);

echo "-- 1.5 seconds without a key for the microseconds\n";
try {
    socket_set_option($msgsock, SOL_SOCKET, SO_SNDTIMEO, ['sec' => 1.5]);
} catch (\Error) {
    // It was printed; without this line it would end the program.
}

/** A client's socket and the server's socket for it. */
function connection(\Socket $sock, int $port): array
{
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    socket_connect($socket, '127.0.0.1', $port) or exit(1);
    return [$socket, socket_accept($sock) ?: exit(1)];
}
