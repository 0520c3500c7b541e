<?php
// The twin of docs/steps/14-reset/run.rs.
//
//     php docs/steps/14-reset/run.php

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

$message = "Ho\r\nfirst blood\r\n";
socket_write($socket, $message) === false and exit(1);
socket_close($msgsock);

socket_read($socket, 8192);
socket_write($socket, $message);

socket_close($socket);
socket_close($sock);
