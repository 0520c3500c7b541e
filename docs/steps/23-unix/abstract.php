<?php
// The twin of docs/steps/23-unix/abstract.rs.
//
//     php docs/steps/23-unix/abstract.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);
$name = "\0php-sockets-$port";

$sock = socket_create(AF_UNIX, SOCK_STREAM, 0) or exit(1);
socket_bind($sock, $name) or exit(1);
socket_listen($sock, 4) or exit(1);

$socket = socket_create(AF_UNIX, SOCK_STREAM, 0) or exit(1);
socket_connect($socket, $name) or exit(1);
socket_close($socket);

socket_close($sock);
$again = socket_create(AF_UNIX, SOCK_STREAM, 0) or exit(1);
socket_bind($again, $name) or exit(1);
