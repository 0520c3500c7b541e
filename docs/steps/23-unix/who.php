<?php
// The twin of docs/steps/23-unix/who.rs.
//
//     php docs/steps/23-unix/who.php

namespace Shown; require __DIR__ . '/../show.php';

const SO_PEERCRED = 17; // PHP has no name for it

$port = (int) (getenv('PORT') ?: 8001);
$name = "\0php-sockets-$port";

$sock = socket_create(AF_UNIX, SOCK_STREAM, 0) or exit(1);
socket_bind($sock, $name) or exit(1);
socket_listen($sock, 4) or exit(1);

$socket = socket_create(AF_UNIX, SOCK_STREAM, 0) or exit(1);
socket_connect($socket, $name) or exit(1);

$msgsock = socket_accept($sock) or exit(1);
socket_get_option($msgsock, SOL_SOCKET, SO_PEERCRED) === false and exit(1);
