<?php
// The twin of docs/steps/23-unix/run.rs.
//
//     php docs/steps/23-unix/run.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);
$path = "/tmp/php-sockets-$port.sock";

$sock = socket_create(AF_UNIX, SOCK_STREAM, 0) or exit(1);
socket_bind($sock, $path) or exit(1);
passthru("ls -l $path");
socket_listen($sock, 4) or exit(1);

$socket = socket_create(AF_UNIX, SOCK_STREAM, 0) or exit(1);
socket_connect($socket, $path) or exit(1);

$msgsock = socket_accept($sock) or exit(1);
socket_write($msgsock, "test successful\n") === false and exit(1);
socket_read($socket, 8192) === false and exit(1);
socket_close($msgsock);
socket_close($socket);

socket_close($sock);
passthru("ls -l $path");
$late = socket_create(AF_UNIX, SOCK_STREAM, 0) or exit(1);
socket_connect($late, $path);

unlink($path) or exit(1);
