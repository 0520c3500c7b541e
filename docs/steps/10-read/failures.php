<?php
// The twin of docs/steps/10-read/failures.rs.
//
//     php docs/steps/10-read/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);
$msg = "test successful\n";

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
echo "-- The length is 0\n";
socket_read($sock, 0);

socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);
echo "-- You read from the listener\n";
socket_read($sock, 8192);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port) or exit(1);
$msgsock = socket_accept($sock) or exit(1);

echo "-- Nothing has arrived within the time of SO_RCVTIMEO\n";
$patience = ['sec' => 0, 'usec' => 50000];
socket_set_option($msgsock, SOL_SOCKET, SO_RCVTIMEO, $patience) or exit(1);
socket_read($msgsock, 8192);

echo "-- The other end has closed with your bytes unread\n";
socket_write($msgsock, $msg) === false and exit(1);
socket_close($socket);
socket_read($msgsock, 8192);
