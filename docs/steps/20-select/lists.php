<?php
// The twin of docs/steps/20-select/lists.rs.
//
//     php docs/steps/20-select/lists.php

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

// Nothing has arrived, and there is room to write.
[$read, $write, $except] = [[$msgsock], [$msgsock], [$msgsock]];
socket_select($read, $write, $except, 0) === false and exit(1);

// The client sends a byte that may overtake the others.
socket_send($socket, '!', 1, MSG_OOB) === false and exit(1);
[$read, $write, $except] = [[$msgsock], [$msgsock], [$msgsock]];
socket_select($read, $write, $except, 1) === false and exit(1);

// The client does not read: soon there is no room any more.
socket_set_nonblock($msgsock) or exit(1);
$msg = str_repeat('x', 16 << 20); // 16 MiB
socket_write($msgsock, $msg) === false and exit(1);
[$read, $write, $except] = [null, [$msgsock], null];
socket_select($read, $write, $except, 0) === false and exit(1);
