<?php
// The twin of docs/steps/03-fail/run.rs.
//
//     php docs/steps/03-fail/run.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
if (socket_connect($socket, '127.0.0.1', $port) === false) {
    $code = socket_last_error($socket);
    socket_strerror($code);
}

// A success changes nothing about the last error.
$other = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP) or exit(1);
socket_last_error($socket);
socket_last_error();

socket_clear_error($socket);
socket_last_error($socket);
socket_last_error();
