<?php
// The twin of docs/steps/19-not-waiting/run.rs.
//
//     php docs/steps/19-not-waiting/run.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 4) or exit(1);

socket_set_nonblock($sock) or exit(1);
socket_accept($sock); // no client is there

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_nonblock($socket) or exit(1);
socket_connect($socket, $ip, $port);

$read = $except = null;
$write = [$socket];
socket_select($read, $write, $except, 5) or exit(1);
socket_get_option($socket, SOL_SOCKET, SO_ERROR) === false and exit(1);

$msgsock = socket_accept($sock) or exit(1);
socket_set_nonblock($msgsock) or exit(1);
socket_read($msgsock, 8192); // nothing has arrived

socket_write($socket, "Ho\r\n") === false and exit(1);
socket_read($msgsock, 8192) === false and exit(1);

socket_close($socket);
socket_read($msgsock, 8192) === false and exit(1);
