<?php
// The twin of docs/steps/04-bind/run.rs.
//
//     php docs/steps/04-bind/run.php

require __DIR__ . '/../show.php';
use function Shown\{port, socket_bind, socket_close, socket_create};

$ip = '127.0.0.1';
$port = port(); // 8001

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);

socket_close($sock);
