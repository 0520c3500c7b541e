<?php
// A port that does not exist, and a connect that succeeds. In Rust this does not compile.
//
//     php docs/reference/port.php

namespace Shown; require __DIR__ . '/../steps/show.php';

$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port + 65536) or exit(1); // no such port
