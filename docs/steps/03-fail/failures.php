<?php
// The twin of docs/steps/03-fail/failures.rs.
//
//     php docs/steps/03-fail/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port);
socket_connect($socket, '::1', $port);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);
socket_set_nonblock($sock) or exit(1);
socket_accept($sock);

try {
    socket_create(99, SOCK_STREAM, SOL_TCP);
} catch (\ValueError) {
    // It was printed; without this line it would end the program.
}
