<?php
// The twin of docs/steps/18-time-limits/run.rs.
//
//     php docs/steps/18-time-limits/run.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 4) or exit(1);

$limit = ['sec' => 0, 'usec' => 500_000];
socket_set_option($sock, SOL_SOCKET, SO_RCVTIMEO, $limit) or exit(1);
socket_accept($sock); // no client comes

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, $ip, $port) or exit(1);

$msgsock = socket_accept($sock) or exit(1);
socket_read($msgsock, 8192); // the client is silent

socket_write($socket, "Ho\r\n") === false and exit(1);
socket_read($msgsock, 8192) === false and exit(1);

socket_set_option($msgsock, SOL_SOCKET, SO_SNDTIMEO, $limit) or exit(1);
$msg = str_repeat('x', 16 << 20); // 16 MiB
socket_write($msgsock, $msg) === false and exit(1); // the client does not read
