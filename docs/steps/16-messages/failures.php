<?php
// The twin of docs/steps/16-messages/failures.rs.
//
//     php docs/steps/16-messages/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);

[$socket, $msgsock] = connection($sock, $port);
echo "-- The message is empty, and you read its 0 bytes\n";
socket_write($socket, "\0\0\0\0") === false and exit(1);
socket_read($msgsock, 4) === false and exit(1); // its length: 0
socket_read($msgsock, 0);

echo "-- You wait for the rest of a message, which does not come\n";
$limit = ['sec' => 0, 'usec' => 50_000];
socket_set_option($msgsock, SOL_SOCKET, SO_RCVTIMEO, $limit) or exit(1);
socket_write($socket, "\0\0\0\x0bfirst") === false and exit(1);
socket_read($msgsock, 8192) === false and exit(1);
socket_read($msgsock, 8192);

echo "-- The client resets within a message\n";
$at_once = ['l_onoff' => 1, 'l_linger' => 0];
socket_set_option($socket, SOL_SOCKET, SO_LINGER, $at_once) or exit(1);
socket_close($socket);
socket_read($msgsock, 8192);

echo "-- The client closes within a line, and you read with PHP_NORMAL_READ\n";
[$socket, $msgsock] = connection($sock, $port);
socket_write($socket, 'first bl') === false and exit(1);
socket_close($socket);
socket_read($msgsock, 8192, PHP_NORMAL_READ);

/** A client's socket and the server's socket for it. */
function connection(\Socket $sock, int $port): array
{
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    socket_connect($socket, '127.0.0.1', $port) or exit(1);
    return [$socket, socket_accept($sock) ?: exit(1)];
}
