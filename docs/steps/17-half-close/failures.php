<?php
// The twin of docs/steps/17-half-close/failures.rs.
//
//     php docs/steps/17-half-close/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);
$message = "Ho\r\nfirst blood\r\n";

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);

echo "-- The socket is not connected\n";
$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_shutdown($socket, 1);
socket_close($socket);

echo "-- The client asks and waits, and has not ended its sending\n";
$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port) or exit(1);
$msgsock = socket_accept($sock) or exit(1);
socket_write($socket, $message) === false and exit(1);
socket_read($msgsock, 8192) === false and exit(1);
$patience = ['sec' => 0, 'usec' => 50000];
socket_set_option($msgsock, SOL_SOCKET, SO_RCVTIMEO, $patience) or exit(1);
socket_read($msgsock, 8192);

echo "-- The client has ended its sending, and writes\n";
socket_shutdown($socket, 1) or exit(1);
socket_write($socket, $message);

echo "-- Both ends have ended their sending, and you end it again\n";
socket_shutdown($msgsock, 1) or exit(1);
socket_shutdown($socket, 1);

echo "-- The client closes instead, and reads\n";
socket_close($socket);
try {
    socket_read($socket, 8192);
} catch (\Error) {
    // It was printed; without this line it would end the program.
}
