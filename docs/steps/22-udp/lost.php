<?php
// The twin of docs/steps/22-udp/lost.rs.
//
//     php docs/steps/22-udp/lost.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$receiver = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP) or exit(1);
// The kernel gives it the smallest buffer that it has: about 2 KiB.
socket_set_option($receiver, SOL_SOCKET, SO_RCVBUF, 1) or exit(1);
socket_bind($receiver, $ip, $port) or exit(1);

$sender = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP) or exit(1);
socket_connect($sender, $ip, $port) or exit(1);
socket_write($sender, str_repeat('1', 4000)) === false and exit(1);
socket_write($sender, str_repeat('2', 4000)) === false and exit(1);
socket_write($sender, str_repeat('3', 4000)) === false and exit(1);

socket_read($receiver, 8192) === false and exit(1);
socket_write($sender, str_repeat('4', 4000)) === false and exit(1);
socket_read($receiver, 8192) === false and exit(1);
