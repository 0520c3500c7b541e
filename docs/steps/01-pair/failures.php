<?php
// The twin of examples/failures01_pair.rs.
//
//     php examples/php/failures01_pair.php

require __DIR__ . '/shown.php';
use function Shown\{port, socket_bind, socket_connect, socket_create, socket_listen};

$port = port(); // 8001

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port);

$first = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($first, '127.0.0.1', $port) or exit(1);
socket_listen($first, 4) or exit(1);

$second = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($second, '127.0.0.1', $port);
