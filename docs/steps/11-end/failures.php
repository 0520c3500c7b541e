<?php
// The twin of docs/steps/11-end/failures.rs.
//
//     php docs/steps/11-end/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);
$msg = "test successful\n";

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1); // step 13
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port) or exit(1);
$msgsock = socket_accept($sock) or exit(1);

echo "-- The server answers, and does not close\n";
socket_write($msgsock, $msg) === false and exit(1);
socket_read($socket, 8192) === false and exit(1);
$patience = ['sec' => 0, 'usec' => 50000];
socket_set_option($socket, SOL_SOCKET, SO_RCVTIMEO, $patience) or exit(1);
socket_read($socket, 8192);

echo "-- The server closes with your bytes unread\n";
socket_write($socket, "Ho\r\nfirst blood\r\n") === false and exit(1);
socket_write($msgsock, $msg) === false and exit(1);
socket_close($msgsock);
socket_read($socket, 8192) === false and exit(1);
socket_read($socket, 8192);
socket_read($socket, 8192) === false and exit(1);
