<?php
// The twin of docs/steps/18-time-limits/failures.rs.
//
//     php docs/steps/18-time-limits/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);
$limit = ['sec' => 0, 'usec' => 200_000];

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 0) or exit(1);
$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port) or exit(1);

echo "-- The time of SO_RCVTIMEO is over, and the peer is silent\n";
socket_set_option($socket, SOL_SOCKET, SO_RCVTIMEO, $limit) or exit(1);
socket_read($socket, 8192);

echo "-- The time of SO_SNDTIMEO is over, and the connection is not made\n";
$late = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($late, SOL_SOCKET, SO_SNDTIMEO, $limit) or exit(1);
socket_connect($late, '127.0.0.1', $port);
socket_close($late);

echo "-- A limit of one and a half seconds is given in microseconds alone\n";
$one_and_a_half = ['sec' => 0, 'usec' => 1_500_000];
socket_set_option($socket, SOL_SOCKET, SO_RCVTIMEO, $one_and_a_half);

echo "-- The first probe is to be sent at once\n";
socket_set_option($socket, SOL_TCP, TCP_KEEPIDLE, 0);

echo "-- The microseconds are missing\n";
try {
    socket_set_option($socket, SOL_SOCKET, SO_RCVTIMEO, ['sec' => 1]);
} catch (\Error) {
    // It was printed; without this line it would end the program.
}
