<?php
// The twin of docs/steps/19-not-waiting/failures.rs.
//
//     php docs/steps/19-not-waiting/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 0) or exit(1);

echo "-- No client is there to accept\n";
socket_set_nonblock($sock) or exit(1);
socket_accept($sock);

echo "-- Nothing has arrived to read\n";
$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port) or exit(1);
socket_set_nonblock($socket) or exit(1);
socket_read($socket, 8192);

echo "-- The connection is not made yet\n";
$late = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_nonblock($late) or exit(1);
socket_connect($late, '127.0.0.1', $port); // the queue is full

echo "-- You connect again meanwhile\n";
socket_connect($late, '127.0.0.1', $port);

echo "-- You write meanwhile\n";
socket_write($late, "Ho\r\n");
