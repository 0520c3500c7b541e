<?php
// The twin of docs/steps/15-send-all/room.rs.
//
//     php docs/steps/15-send-all/room.php

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

socket_set_nonblock($msgsock) or exit(1);
$msg = str_repeat('x', 16 << 20); // 16 MiB
$sent = socket_write($msgsock, $msg);
$sent === false and exit(1);

// Is there room within half a second?
$read = $except = null;
$write = [$msgsock];
socket_select($read, $write, $except, 0, 500_000) === false and exit(1);

// The client reads all of it.
for ($unread = $sent; $unread > 0; $unread -= strlen($data)) {
    $data = \socket_read($socket, $unread) ?: exit(1);
}

$write = [$msgsock];
socket_select($read, $write, $except, null) === false and exit(1);
socket_write($msgsock, substr($msg, $sent)) === false and exit(1);
