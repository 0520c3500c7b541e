<?php
// The twin of docs/steps/13-restart/run.rs.
//
//     php docs/steps/13-restart/run.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

// The server, and one client.
$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 4) or exit(1);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, $ip, $port) or exit(1);

$msgsock = socket_accept($sock) or exit(1);
socket_close($msgsock);
socket_close($socket);
socket_close($sock);

// The server again.
$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 4) or exit(1);
