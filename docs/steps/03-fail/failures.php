<?php
// The twin of docs/steps/03-fail/failures.rs.
//
//     php docs/steps/03-fail/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);

echo "-- The kernel refuses\n";
$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port);

echo "-- The address cannot be looked up\n";
socket_connect($socket, '::1', $port);

echo "-- An argument is wrong\n";
try {
    socket_create(99, SOCK_STREAM, SOL_TCP);
} catch (\ValueError) {
    // It was printed; without this line it would end the program.
}
