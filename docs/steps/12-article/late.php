<?php
// The twin of docs/steps/12-article/late.rs.
//
//     php docs/steps/12-article/late.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
// Lets you start it again at once; step 13 says why.
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 4) or exit(1);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, $ip, $port) or exit(1);

$msgsock = socket_accept($sock) or exit(1);

$late = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($late, $ip, $port) or exit(1);
socket_write($late, "Ho\r\nfirst blood\r\n") === false and exit(1);

socket_close($msgsock); // that was the last one
socket_close($sock);

socket_read($late, 8192);

socket_close($socket);
socket_close($late);
