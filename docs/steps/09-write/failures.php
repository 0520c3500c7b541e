<?php
// The twin of docs/steps/09-write/failures.rs.
//
//     php docs/steps/09-write/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);
$msg = "test successful\n";

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);
echo "-- You write to the listener\n";
socket_write($sock, $msg);

echo "-- The other end has closed, and this is the second write\n";
[$socket, $msgsock] = connection($sock, $port);
socket_close($socket);
socket_write($msgsock, $msg) === false and exit(1);
socket_write($msgsock, $msg);
socket_close($msgsock);

echo "-- The other end has closed with your bytes unread\n";
[$socket, $msgsock] = connection($sock, $port);
socket_write($msgsock, $msg) === false and exit(1);
socket_close($socket);
socket_write($msgsock, $msg);
socket_close($msgsock);

echo "-- The buffers are full, and the time of SO_SNDTIMEO is over\n";
[$socket, $msgsock] = connection($sock, $port);
$timeout = ['sec' => 0, 'usec' => 200_000];
socket_set_option($msgsock, SOL_SOCKET, SO_SNDTIMEO, $timeout) or exit(1);
$data = str_repeat('x', 16 << 20); // 16 MiB
while (\socket_write($msgsock, $data) !== false) { // not shown
}
socket_write($msgsock, $msg);
socket_close($socket);
socket_close($msgsock);

echo "-- You have closed the socket yourself\n";
try {
    socket_write($msgsock, $msg);
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
