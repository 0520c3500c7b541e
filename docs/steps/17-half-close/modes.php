<?php
// The twin of docs/steps/17-half-close/modes.rs.
//
//     php docs/steps/17-half-close/modes.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 4) or exit(1);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, $ip, $port) or exit(1);

$msgsock = socket_accept($sock) or exit(1);

// 0: the client ends its reading.
socket_shutdown($socket, 0) or exit(1);
socket_read($socket, 8192) === false and exit(1);
socket_write($msgsock, "test successful\n") === false and exit(1);
socket_read($socket, 8192) === false and exit(1);

// 2: it ends both, and the socket stays open.
socket_shutdown($socket, 2) or exit(1);
socket_write($socket, "Ho\r\n");
socket_read($msgsock, 8192) === false and exit(1);

socket_close($msgsock);
socket_close($socket);
socket_close($sock);
