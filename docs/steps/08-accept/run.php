<?php
// The twin of docs/steps/08-accept/run.rs.
//
//     php docs/steps/08-accept/run.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 4) or exit(1);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, $ip, $port) or exit(1);
socket_write($socket, "hello\n") === false and exit(1);

$msgsock = socket_accept($sock) or exit(1);

socket_close($msgsock);
socket_close($socket);
socket_close($sock);
