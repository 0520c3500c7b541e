<?php
// The twin of docs/steps/01-pair/failures.rs.
//
//     php docs/steps/01-pair/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);

echo "-- The client starts, but no server runs\n";
$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port);

echo "-- The server starts a second time\n";
$first = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($first, '127.0.0.1', $port) or exit(1);
socket_listen($first, 4) or exit(1);

$second = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($second, '127.0.0.1', $port);
