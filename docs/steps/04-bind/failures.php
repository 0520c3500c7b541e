<?php
// The twin of docs/steps/04-bind/failures.rs.
//
//     php docs/steps/04-bind/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);

echo "-- Another socket has the address\n";
$first = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($first, '127.0.0.1', $port) or exit(1);

$second = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($second, '127.0.0.1', $port);

echo "-- The socket has an address already\n";
socket_bind($first, '127.0.0.1', 0);

echo "-- The address belongs to another machine\n";
socket_bind($second, '192.0.2.1', $port);
