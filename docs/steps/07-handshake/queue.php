<?php
// The twin of docs/steps/07-handshake/queue.rs.
//
//     php docs/steps/07-handshake/queue.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 1) or exit(1);

$clients = [];
for ($i = 0; $i < 3; $i++) {
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    // Wait a tenth of a second for the connection, not for ever.
    $timeout = ['sec' => 0, 'usec' => 100_000];
    socket_set_option($socket, SOL_SOCKET, SO_SNDTIMEO, $timeout) or exit(1);
    socket_connect($socket, $ip, $port);
    $clients[] = $socket;
}
