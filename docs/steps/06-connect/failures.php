<?php
// The twin of docs/steps/06-connect/failures.rs.
//
//     php docs/steps/06-connect/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);

echo "-- No server listens there\n";
$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port);

echo "-- No route leads to the address\n";
socket_connect($socket, '255.255.255.255', $port);

echo "-- The address is mistyped\n";
socket_connect($socket, '127.0.0.256', $port);

echo "-- The port is missing\n";
try {
    socket_connect($socket, '127.0.0.1');
} catch (\ValueError) {
    // It was printed; without this line it would end the program.
}

echo "-- The socket is connected already\n";
$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);
socket_connect($socket, '127.0.0.1', $port) or exit(1);
socket_connect($socket, '127.0.0.1', $port);
