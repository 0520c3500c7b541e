<?php
// The twin of docs/steps/23-unix/failures.rs.
//
//     php docs/steps/23-unix/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);
$path = "/tmp/php-sockets-$port.sock";

echo "-- An earlier server has left its file\n";
$sock = socket_create(AF_UNIX, SOCK_STREAM, 0) or exit(1);
socket_bind($sock, $path) or exit(1);
socket_close($sock);
$sock = socket_create(AF_UNIX, SOCK_STREAM, 0) or exit(1);
socket_bind($sock, $path);

echo "-- The file is there, but nobody listens\n";
$socket = socket_create(AF_UNIX, SOCK_STREAM, 0) or exit(1);
socket_connect($socket, $path);

echo "-- There is no file\n";
unlink($path) or exit(1);
socket_connect($socket, $path);

echo "-- The server's socket is of another type\n";
socket_bind($sock, $path) or exit(1);
socket_listen($sock, 4) or exit(1);
$datagrams = socket_create(AF_UNIX, SOCK_DGRAM, 0) or exit(1);
socket_connect($datagrams, $path);
unlink($path) or exit(1);

echo "-- The path is too long\n";
try {
    socket_bind($datagrams, '/tmp/' . str_repeat('x', 103));
} catch (\Error) {
    // It was printed; without this line it would end the program.
}
