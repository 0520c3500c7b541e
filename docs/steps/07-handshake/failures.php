<?php
// The twin of docs/steps/07-handshake/failures.rs.
//
//     php docs/steps/07-handshake/failures.php

namespace Shown; require __DIR__ . '/../show.php';

const TCP_USER_TIMEOUT = 18; // PHP has no name for it yet

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);
$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 0) or exit(1);
$first = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($first, $ip, $port) or exit(1);
socket_write($first, "hello\n") === false and exit(1);

echo "-- The queue is full, and the time of SO_SNDTIMEO is over\n";
$limited = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
$timeout = ['sec' => 0, 'usec' => 100_000];
socket_set_option($limited, SOL_SOCKET, SO_SNDTIMEO, $timeout) or exit(1);
socket_connect($limited, $ip, $port);
socket_close($limited);

echo "-- The queue is full until the kernel gives up\n";
$patient = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($patient, SOL_TCP, TCP_USER_TIMEOUT, 1) or exit(1); // after a millisecond
socket_connect($patient, $ip, $port);
socket_close($patient);

echo "-- The server has closed without accepting you, and you read\n";
socket_close($sock);
socket_read($first, 8192);

echo "-- You write after that\n";
socket_write($first, "hello\n");
