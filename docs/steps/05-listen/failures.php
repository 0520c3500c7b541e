<?php
// The twin of docs/steps/05-listen/failures.rs.
//
//     php docs/steps/05-listen/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);

echo "-- Another socket listens there already\n";
$first = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
$second = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
foreach ([$first, $second] as $socket) {
    // With this option both may have the address, as long as nobody listens.
    socket_set_option($socket, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
    socket_bind($socket, '127.0.0.1', $port) or exit(1);
}
socket_listen($first, 4) or exit(1);
socket_listen($second, 4);

echo "-- The socket is a client's, and connected\n";
$client = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($client, '127.0.0.1', $port) or exit(1);
socket_listen($client, 4);
