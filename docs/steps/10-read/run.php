<?php
// The twin of docs/steps/10-read/run.rs.
//
//     php docs/steps/10-read/run.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 4) or exit(1);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, $ip, $port) or exit(1);

$msgsock = socket_accept($sock) or exit(1);

$msg = "test successful\n";
socket_write($msgsock, $msg) === false and exit(1);

// One message, two reads.
socket_read($socket, 8) === false and exit(1);
socket_read($socket, 8192) === false and exit(1);

// Two messages, one read.
socket_write($socket, "Ho\r\n") === false and exit(1);
socket_write($socket, "first blood\r\n") === false and exit(1);
socket_read($msgsock, 8192) === false and exit(1);

// The same two, read in time.
socket_write($socket, "Ho\r\n") === false and exit(1);
socket_read($msgsock, 8192) === false and exit(1);
socket_write($socket, "first blood\r\n") === false and exit(1);
socket_read($msgsock, 8192) === false and exit(1);

socket_close($socket);
socket_close($msgsock);
socket_close($sock);
